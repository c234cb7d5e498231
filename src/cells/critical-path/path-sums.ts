import { type MeasuredRun, runMeasures } from "./measure-run.ts";

/** What was measured of all runs, as columns: a row of figures per run, and a list of steps. */
export class PathSums {
  readonly #figures: Float64Array;
  readonly #runs: number[] = [];
  readonly #steps: number[] = [];
  readonly #calls: number[] = [];
  readonly #path: number[] = [];
  readonly #saved: number[] = [];
  /** Runs in which some steps could not be tried. */
  untried = 0;

  constructor(runs: number) {
    this.#figures = new Float64Array(runs * runMeasures.length);
  }

  add(run: number, { figures, steps }: MeasuredRun): void {
    runMeasures.forEach((measure, k) => {
      this.#figures[run * runMeasures.length + k] = figures[measure];
    });
    if (steps.some(({ saved }) => saved === null)) this.untried++;
    for (const { step, calls, path, saved } of steps) {
      this.#runs.push(run);
      this.#steps.push(step);
      this.#calls.push(calls);
      this.#path.push(path);
      this.#saved.push(saved ?? 0);
    }
  }

  figure(run: number, measure: number): number {
    return this.#figures[run * runMeasures.length + measure] as number;
  }

  /** Goes through every step of every run. */
  eachStep(visit: (run: number, step: number, calls: number, path: number, saved: number) => void): void {
    for (let k = 0; k < this.#runs.length; k++)
      visit(
        this.#runs[k] as number,
        this.#steps[k] as number,
        this.#calls[k] as number,
        this.#path[k] as number,
        this.#saved[k] as number,
      );
  }
}
