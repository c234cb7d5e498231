import type { Computation } from "../../notebook/computation.ts";
import { LentArrays } from "../../traces/arrays.ts";
import { type EstimatedMeasure, type EstimatedStep, type EstimateOptions, estimate } from "./estimates.ts";
import { measureRun, type RunMeasure, runMeasures, type StepOfRun } from "./measure-run.ts";
import { PathSums } from "./path-sums.ts";
import { noSide, type RunInput, RunsOfSpans } from "./run-spans.ts";

export interface PathsInput extends RunInput {
  readonly sides: number;
  readonly options: EstimateOptions;
  /** How many of the longest runs are told one by one. */
  readonly listed: number;
}

/** A run by the index of its first trace, with what was measured in nanoseconds. */
export interface ListedRun {
  readonly trace: number;
  readonly side: number;
  readonly traces: number;
  readonly figures: Readonly<Record<RunMeasure, number>>;
  /** The step below the root that would save most; null where the path is all in spans that wait. */
  readonly best: StepOfRun | null;
}

export interface PathsOutput {
  readonly sides: readonly { readonly runs: number; readonly traces: number; readonly linked: number }[];
  readonly groups: number;
  readonly rare: number;
  readonly steps: readonly EstimatedStep[];
  readonly measures: readonly EstimatedMeasure[];
  readonly runs: readonly ListedRun[];
  readonly untried: number;
}

/** The critical path of every run, and what the runs have in common. */
export const paths: Computation<PathsInput, PathsOutput> = {
  name: "critical-paths",
  run(input, { progress }) {
    const runs = new RunsOfSpans(input);
    const sums = new PathSums(runs.count);
    const sides = Array.from({ length: input.sides }, () => [] as number[]);
    const best = new Map<number, StepOfRun | null>();
    const longest = new Longest(input.listed);
    const arrays = new LentArrays();
    for (let run = 0; run < runs.count; run++) {
      if (run % 500 === 0) progress(`${run.toLocaleString("en")} of ${runs.count.toLocaleString("en")} traces`);
      const side = sideOf(runs, run, input.traces.side);
      if (side === noSide) continue;
      const measured = measureRun(runs.spansOf(run), arrays);
      arrays.clear();
      sums.add(run, measured);
      sides[side]?.push(run);
      const out = longest.add(run, measured.figures.wall);
      if (out !== run) best.set(run, bestStep(measured.steps, measured.figures.wall));
      if (out !== null) best.delete(out);
    }
    progress("intervals by resampling");
    const listed = longest.all().map((run) => toListed(runs, sums, input, run, best.get(run) ?? null));
    return {
      sides: sides.map((members) => sideCounts(runs, members)),
      ...estimate(
        sums,
        sides.map((members) => ({ runs: members })),
        input.options,
      ),
      runs: listed,
      untried: sums.untried,
    };
  },
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

function sideCounts(runs: RunsOfSpans, members: readonly number[]): PathsOutput["sides"][number] {
  const traces = members.map((run) => runs.traceCount(run));
  return {
    runs: members.length,
    traces: traces.reduce((sum, count) => sum + count, 0),
    linked: traces.filter((count) => count > 1).length,
  };
}

function toListed(
  runs: RunsOfSpans,
  sums: PathSums,
  { traces }: PathsInput,
  run: number,
  best: StepOfRun | null,
): ListedRun {
  const trace = runs.leader(run);
  const figures = Object.fromEntries(runMeasures.map((measure, k) => [measure, sums.figure(run, k)]));
  return {
    ...{ trace, side: sideOf(runs, run, traces.side), traces: runs.traceCount(run), best },
    figures: figures as ListedRun["figures"],
  };
}

/** Keeps the longest few of what it is given. */
class Longest {
  readonly #most: number;
  readonly #kept: { readonly run: number; readonly wall: number }[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** What falls out for it: null while there is room, the new one where it is shorter than all. */
  add(run: number, wall: number): number | null {
    const last = this.#kept.at(-1);
    if (this.#kept.length === this.#most && (!last || last.wall >= wall)) return run;
    const at = this.#kept.findIndex((kept) => kept.wall < wall);
    this.#kept.splice(at < 0 ? this.#kept.length : at, 0, { run, wall });
    return this.#kept.length > this.#most ? (this.#kept.pop()?.run ?? null) : null;
  }

  all(): readonly number[] {
    return this.#kept.map(({ run }) => run);
  }
}
