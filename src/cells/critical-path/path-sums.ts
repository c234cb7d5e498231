import { type MeasuredRun, type RunMeasure, runMeasures } from "./measure-run.ts";

/** What was measured of all runs, as columns: a row of figures per run, and a list of steps. */
export class PathSums {
  readonly #figures: Float64Array;
  #run = new Int32Array(1024);
  #step = new Int32Array(1024);
  /** Calls, path and what is saved of each. */
  #measured = new Float64Array(1024 * 3);
  #count = 0;
  /** Runs in which some steps could not be tried. */
  untried = 0;

  constructor(runs: number) {
    this.#figures = new Float64Array(runs * runMeasures.length);
  }

  add(run: number, { figures, steps }: MeasuredRun): void {
    for (let k = 0; k < runMeasures.length; k++)
      this.#figures[run * runMeasures.length + k] = figures[runMeasures[k] as RunMeasure];
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
    if (!isTried) this.untried++;
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

  figure(run: number, measure: number): number {
    return this.#figures[run * runMeasures.length + measure] as number;
  }

  /** Goes through every step of every run. */
  eachStep(visit: (run: number, step: number, calls: number, path: number, saved: number) => void): void {
    const measured = this.#measured;
    for (let k = 0; k < this.#count; k++)
      visit(
        this.#run[k] as number,
        this.#step[k] as number,
        measured[k * 3] as number,
        measured[k * 3 + 1] as number,
        measured[k * 3 + 2] as number,
      );
  }
}
