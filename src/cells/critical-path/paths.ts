import type { Computation } from "../../notebook/computation.ts";
import { type EstimatedMeasure, type EstimatedStep, type EstimateOptions, estimate } from "./estimates.ts";
import { Longest } from "./longest.ts";
import { type RunMeasure, runMeasures, type StepOfRun } from "./measure-run.ts";
import type { LongRun, MeasuredRuns } from "./measure-runs.ts";
import { PathSums } from "./path-sums.ts";

export interface PathsInput {
  /** In the order of the traces. */
  readonly parts: readonly MeasuredPart[];
  readonly sides: number;
  readonly options: EstimateOptions;
  /** How many of the longest runs are told one by one. */
  readonly listed: number;
}

export interface MeasuredPart {
  readonly runs: MeasuredRuns;
  /** Which of all traces its first one is. */
  readonly firstTrace: number;
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

/** What the runs have in common, and the longest of them. */
export const paths: Computation<PathsInput, PathsOutput> = {
  name: "critical-path-sums",
  run({ parts, sides: count, options, listed }, { progress }) {
    progress("intervals by resampling");
    const sums = new PathSums(parts.map(({ runs }) => runs.sums));
    const runs = joined(parts);
    const sides = Array.from({ length: count }, (_, side) =>
      runs.side.flatMap((of, run) => (of === side ? [run] : [])),
    );
    const estimates = estimate(
      sums,
      sides.map((members) => ({ runs: members })),
      options,
    );
    return {
      sides: sides.map((members) => sideCounts(members.map((run) => runs.traces[run] ?? 0))),
      ...estimates,
      runs: longestOf(parts, listed).map(({ run, best }) => ({
        ...{ trace: runs.leader[run] ?? 0, side: runs.side[run] ?? 0, traces: runs.traces[run] ?? 0, best },
        figures: figuresOf(sums, run),
      })),
      untried: sums.untried,
    };
  },
};

function joined(parts: readonly MeasuredPart[]) {
  return {
    side: parts.flatMap(({ runs }) => [...runs.side]),
    traces: parts.flatMap(({ runs }) => [...runs.traces]),
    leader: parts.flatMap(({ runs, firstTrace }) => Array.from(runs.leader, (trace) => firstTrace + trace)),
  };
}

function longestOf(parts: readonly MeasuredPart[], listed: number): readonly LongRun[] {
  const longest = new Longest<LongRun>(listed);
  let first = 0;
  for (const { runs } of parts) {
    const before = first;
    for (const long of runs.longest) longest.add(long.wall, () => ({ ...long, run: before + long.run }));
    first += runs.side.length;
  }
  return longest.all();
}

function sideCounts(traces: readonly number[]): PathsOutput["sides"][number] {
  return {
    runs: traces.length,
    traces: traces.reduce((sum, count) => sum + count, 0),
    linked: traces.filter((count) => count > 1).length,
  };
}

function figuresOf(sums: PathSums, run: number): ListedRun["figures"] {
  const figures = runMeasures.map((measure, k) => [measure, sums.figure(run, k)]);
  return Object.fromEntries(figures) as ListedRun["figures"];
}
