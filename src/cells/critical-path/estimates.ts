import { bootstrapSums, ratioDifference, ratioOfSums, type SumDraws } from "../../analysis/bootstrap-sums.ts";
import type { Estimate } from "../../analysis/estimate.ts";
import { type RunMeasure, runMeasures } from "./measure-run.ts";
import type { PathSums } from "./path-sums.ts";

/** The runs of one side, and what is drawn from them. */
export interface SideRuns {
  readonly runs: readonly number[];
}

/** Figures of a step on a side, times in nanoseconds per run. */
export interface StepEstimates {
  readonly spans: number;
  readonly runs: number;
  readonly path: Estimate;
  readonly share: Estimate;
  readonly without: Estimate;
}

export interface EstimatedStep {
  readonly step: number;
  /** By side; null where the step does not occur. */
  readonly sides: readonly (StepEstimates | null)[];
  readonly difference: Estimate | null;
}

export interface EstimatedMeasure {
  readonly id: string;
  readonly sides: readonly Estimate[];
  readonly difference: Estimate | null;
}

export type PathSort = "growth" | "path" | "saved" | "name";

export interface EstimateOptions {
  readonly sort: PathSort;
  readonly limit: number;
  /** Steps that hold less of the wall time on every side (by `saved`: that save less of it) are left out. */
  readonly minShare: number;
  readonly seed: number;
}

/** Fewer runs than this say too little about how runs differ. */
export const fewestRuns = 10;

/** The means of all runs of each side, with intervals by resampling runs; of the steps those that are to be shown. */
export function estimate(sums: PathSums, sides: readonly SideRuns[], options: EstimateOptions) {
  const side = sideOfRuns(sides);
  const totals = stepTotals(sums, side, sides.length);
  const walls = sides.map(({ runs }) => runs.reduce((sum, run) => sum + sums.figure(run, 0), 0));
  const key = options.sort === "saved" ? "saved" : "path";
  const matters = (step: number) =>
    options.minShare === 0 ||
    walls.some((wall, of) => (totals.get(step)?.[of]?.[key] ?? 0) >= Math.max(options.minShare * wall, 1));
  const mattering = ranked(totals, sides, options).filter(matters);
  const shown = mattering.slice(0, options.limit);
  const draws = drawSides(sums, sides, side, shown, options.seed);
  return {
    groups: totals.size,
    rare: totals.size - mattering.length,
    steps: shown.map((step, place) => estimatedStep(step, place, totals.get(step) as readonly StepTotal[], draws)),
    measures: measures.map(({ id, upper, lower }) => ({ id, ...estimated(draws, column(upper), column(lower)) })),
  };
}

/** The side of each run that is on one. */
function sideOfRuns(sides: readonly SideRuns[]): ReadonlyMap<number, number> {
  return new Map(sides.flatMap(({ runs }, side) => runs.map((run) => [run, side] as const)));
}

interface StepTotal {
  spans: number;
  runs: number;
  path: number;
  saved: number;
}

function stepTotals(sums: PathSums, sides: ReadonlyMap<number, number>, count: number) {
  const totals = new Map<number, StepTotal[]>();
  sums.eachStep((run, step, calls, path, saved) => {
    const side = sides.get(run);
    if (side === undefined) return;
    let known = totals.get(step);
    if (!known) {
      known = Array.from({ length: count }, () => ({ spans: 0, runs: 0, path: 0, saved: 0 }));
      totals.set(step, known);
    }
    const total = known[side] as StepTotal;
    total.spans += calls;
    total.runs += path > 0 ? 1 : 0;
    total.path += path;
    total.saved += saved;
  });
  return totals;
}

/** The steps in the order to show; by name the caller has to sort, who knows the names. */
function ranked(
  totals: ReadonlyMap<number, readonly StepTotal[]>,
  sides: readonly SideRuns[],
  { sort }: EstimateOptions,
): number[] {
  const mean = (step: number, key: "path" | "saved", side: number) =>
    (totals.get(step)?.[side]?.[key] ?? 0) / Math.max(1, sides[side]?.runs.length ?? 0);
  const last = sides.length - 1;
  const rank = (step: number) => {
    if (sort === "saved") return mean(step, "saved", last);
    return mean(step, "path", last) - (sort === "growth" && last > 0 ? mean(step, "path", 0) : 0);
  };
  return [...totals.keys()].sort((a, b) => rank(b) - rank(a) || a - b);
}

// The columns that are summed: how many runs, what is measured of each, then for each step its path and the wall time without it.
const column = (measure: RunMeasure | "runs") => (measure === "runs" ? 0 : 1 + runMeasures.indexOf(measure));
const firstStep = 1 + runMeasures.length;

function drawSides(
  sums: PathSums,
  sides: readonly SideRuns[],
  sideOf: ReadonlyMap<number, number>,
  shown: readonly number[],
  seed: number,
): readonly SumDraws[] {
  const place = new Map(shown.map((step, index) => [step, index]));
  const rowOf = new Map(sides.flatMap(({ runs }) => runs.map((run, row) => [run, row] as const)));
  const width = shown.length * 2;
  const steps = sides.map(({ runs }) => new Float64Array(runs.length * width));
  sums.eachStep((run, step, _calls, path, saved) => {
    const [at, side, row] = [place.get(step), sideOf.get(run), rowOf.get(run)];
    const values = side === undefined ? undefined : steps[side];
    if (at === undefined || row === undefined || !values) return;
    values[row * width + at * 2] = path;
    values[row * width + at * 2 + 1] = saved;
  });
  return sides.map(({ runs }, side) => {
    const values = steps[side] as Float64Array;
    const add = (row: number, into: Float64Array, at: number) => {
      const run = runs[row] as number;
      into[at] = (into[at] as number) + 1;
      for (let k = 0; k < runMeasures.length; k++)
        into[at + 1 + k] = (into[at + 1 + k] as number) + sums.figure(run, k);
      const wall = sums.figure(run, 0);
      for (let k = 0; k < width; k += 2) {
        const to = at + firstStep + k;
        into[to] = (into[to] as number) + (values[row * width + k] as number);
        into[to + 1] = (into[to + 1] as number) + wall - (values[row * width + k + 1] as number);
      }
    };
    return bootstrapSums(runs.length, firstStep + width, add, { seed: seed + side });
  });
}

const measures: readonly { id: string; upper: RunMeasure; lower: RunMeasure | "runs" }[] = [
  ...(
    [
      "wall",
      "work",
      "idle",
      "waiting",
      "failed",
      "failedOnPath",
      "retries",
      "retry",
      "retryOnPath",
      "withoutRetries",
    ] as const
  ).map((id) => ({ id, upper: id, lower: "runs" as const })),
  { id: "parallelism", upper: "work", lower: "busy" },
];

function estimatedStep(
  step: number,
  place: number,
  totals: readonly StepTotal[],
  draws: readonly SumDraws[],
): EstimatedStep {
  const at = firstStep + place * 2;
  const path = estimated(draws, at, column("runs"));
  const share = estimated(draws, at, column("wall"));
  const without = estimated(draws, at + 1, column("runs"));
  return {
    step,
    difference: path.difference,
    sides: totals.map(({ spans, runs }, side) => {
      if (!spans) return null;
      const [pathHere, shareHere, withoutHere] = [path, share, without].map((of) => of.sides[side] as Estimate);
      return { spans, runs, path: pathHere, share: shareHere, without: withoutHere } as StepEstimates;
    }),
  };
}

function estimated(
  draws: readonly SumDraws[],
  upper: number,
  lower: number,
): { readonly sides: readonly Estimate[]; readonly difference: Estimate | null } {
  const [first, second] = draws;
  return {
    sides: draws.map((side) => told(ratioOfSums(side, upper, lower), side.n)),
    difference:
      first && second ? told(ratioDifference(first, second, upper, lower), Math.min(first.n, second.n)) : null,
  };
}

/** Leaves out what is only of use here, and the intervals that rest on too little. */
function told({ value, low, high, n, reason }: Estimate, runs: number): Estimate {
  if (value === null || runs >= fewestRuns) return { value, low, high, n, reason };
  return { value, low: null, high: null, n, reason: `too few: n = ${runs}, an interval needs ${fewestRuns}` };
}
