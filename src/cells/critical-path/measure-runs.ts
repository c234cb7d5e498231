import { buffersOf } from "../../engine/number-columns.ts";
import type { Computation } from "../../notebook/computation.ts";
import { LentArrays } from "../../traces/arrays.ts";
import { Longest } from "./longest.ts";
import { measureRun, type StepOfRun } from "./measure-run.ts";
import { type SumColumns, SumTaker } from "./path-sums.ts";
import { noSide, type RunInput, RunsOfSpans } from "./run-spans.ts";

export interface RunsInput extends RunInput {
  /** How many of the longest runs are told one by one. */
  readonly listed: number;
  /** Of all traces, how many were measured before these. */
  readonly before: number;
  readonly all: number;
}

/** A run that is told by itself. */
export interface LongRun {
  readonly run: number;
  readonly wall: number;
  /** The step below the root that would save most; null where the path is all in spans that wait. */
  readonly best: StepOfRun | null;
}

/** Some of the runs, by columns. */
export interface MeasuredRuns {
  readonly sums: SumColumns;
  readonly side: Uint8Array<ArrayBuffer>;
  /** The index of its first trace, and how many it has. */
  readonly leader: Int32Array<ArrayBuffer>;
  readonly traces: Int32Array<ArrayBuffer>;
  /** The longest first. */
  readonly longest: readonly LongRun[];
}

/** The critical path of every run of some traces. */
export const measureRuns: Computation<RunsInput, MeasuredRuns> = {
  name: "critical-paths",
  run(input, { progress }) {
    const runs = new RunsOfSpans(input);
    const sums = new SumTaker(runs.count);
    const side = Uint8Array.from({ length: runs.count }, (_, run) => sideOf(runs, run, input.traces.side));
    const longest = new Longest<LongRun>(input.listed);
    const arrays = new LentArrays();
    const told = input.all.toLocaleString("en");
    for (let run = 0; run < runs.count; run++) {
      if (run % 500 === 0) progress(`${(input.before + run).toLocaleString("en")} of ${told} traces`);
      if (side[run] === noSide) continue;
      const measured = measureRun(runs.spansOf(run), arrays);
      arrays.clear();
      sums.add(run, measured);
      const { wall } = measured.figures;
      longest.add(wall, () => ({ run, wall, best: bestStep(measured.steps, wall) }));
    }
    return {
      ...{ sums: sums.columns(), side, longest: longest.all() },
      leader: Int32Array.from({ length: runs.count }, (_, run) => runs.leader(run)),
      traces: Int32Array.from({ length: runs.count }, (_, run) => runs.traceCount(run)),
    };
  },
  moved: ({ sums, side, leader, traces }) => buffersOf({ ...sums }, { side, leader, traces }),
};

/** That of the first of its traces that is on one. */
function sideOf(runs: RunsOfSpans, run: number, sides: Uint8Array): number {
  for (let k = runs.firstTrace[run] as number; k < (runs.firstTrace[run + 1] as number); k++) {
    const side = sides[runs.traces[k] as number] as number;
    if (side !== noSide) return side;
  }
  return noSide;
}

/** What would save most without being all of the run, as its root is. */
function bestStep(steps: readonly StepOfRun[], wall: number): StepOfRun | null {
  const others = steps.filter(({ saved, path }) => path > 0 && saved !== null && saved < wall);
  return others.reduce<StepOfRun | null>((top, step) => ((step.saved ?? 0) > (top?.saved ?? -1) ? step : top), null);
}
