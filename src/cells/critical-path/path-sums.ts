import { type MeasuredRun, type RunMeasure, runMeasures } from "./measure-run.ts";

/** What was measured of runs, as columns: a row of figures per run, and a list of steps. */
export interface SumColumns {
  readonly figures: Float64Array<ArrayBuffer>;
  /** Of each step: its run, which step it is, and its calls, path and what is saved, one after the other. */
  readonly run: Int32Array<ArrayBuffer>;
  readonly step: Int32Array<ArrayBuffer>;
  readonly measured: Float64Array<ArrayBuffer>;
  readonly steps: number;
  /** Runs in which some steps could not be tried. */
  readonly untried: number;
}

const width = runMeasures.length;

/** Takes down what is measured of one run after another. */
export class SumTaker {
  readonly #figures: Float64Array<ArrayBuffer>;
  #run = new Int32Array(1024);
  #step = new Int32Array(1024);
  #measured = new Float64Array(1024 * 3);
  #count = 0;
  #untried = 0;

  constructor(runs: number) {
    this.#figures = new Float64Array(runs * width);
  }

  add(run: number, { figures, steps }: MeasuredRun): void {
    for (let k = 0; k < width; k++) this.#figures[run * width + k] = figures[runMeasures[k] as RunMeasure];
    let isTried = true;
    for (const { step, calls, path, saved } of steps) {
      if (this.#count === this.#run.length) this.#grow();
      this.#run[this.#count] = run;
      this.#step[this.#count] = step;
      this.#measured[this.#count * 3] = calls;
      this.#measured[this.#count * 3 + 1] = path;
      this.#measured[this.#count * 3 + 2] = saved ?? 0;
      this.#count++;
      isTried &&= saved !== null;
    }
    if (!isTried) this.#untried++;
  }

  #grow(): void {
    const [run, step, measured] = [this.#run, this.#step, this.#measured];
    this.#run = new Int32Array(run.length * 2);
    this.#step = new Int32Array(step.length * 2);
    this.#measured = new Float64Array(measured.length * 2);
    this.#run.set(run);
    this.#step.set(step);
    this.#measured.set(measured);
  }

  columns(): SumColumns {
    return {
      ...{ figures: this.#figures, run: this.#run, step: this.#step, measured: this.#measured },
      ...{ steps: this.#count, untried: this.#untried },
    };
  }
}

/** What was measured of all runs, in one part or several, whose runs are counted on. */
export class PathSums {
  readonly untried: number;
  readonly #figures: Float64Array;
  readonly #parts: readonly SumColumns[];

  constructor(parts: readonly SumColumns[]) {
    this.#parts = parts;
    this.untried = parts.reduce((sum, { untried }) => sum + untried, 0);
    this.#figures = new Float64Array(parts.reduce((sum, { figures }) => sum + figures.length, 0));
    let at = 0;
    for (const { figures } of parts) {
      this.#figures.set(figures, at);
      at += figures.length;
    }
  }

  figure(run: number, measure: number): number {
    return this.#figures[run * width + measure] as number;
  }

  /** Goes through every step of every run. */
  eachStep(visit: (run: number, step: number, calls: number, path: number, saved: number) => void): void {
    let first = 0;
    for (const { figures, run, step, measured, steps } of this.#parts) {
      for (let k = 0; k < steps; k++)
        visit(
          first + (run[k] as number),
          step[k] as number,
          measured[k * 3] as number,
          measured[k * 3 + 1] as number,
          measured[k * 3 + 2] as number,
        );
      first += figures.length / width;
    }
  }
}
