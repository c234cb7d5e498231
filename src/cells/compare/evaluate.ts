import { type Estimate, unknown } from "../../analysis/estimate.ts";
import { meanDifference, stratifiedMean } from "../../analysis/stratified-mean.ts";
import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { toObjects } from "../../engine/table-data.ts";
import type { CellContext } from "../../notebook/cell.ts";
import { meanwhile } from "../../notebook/computation.ts";
import { ensureStepTimes, pathMark } from "../../notebook/step-times.ts";
import { cohortSides, type Pair, type PairSide, pair } from "../cohort-sides.ts";
import type { Stratum } from "../trace-strata.ts";
import { rankAttributes } from "./attributes.ts";
import type { CompareSpec, Measure } from "./definition.ts";
import {
  addedTimes,
  differenceOf,
  type MeanMeasure,
  meanMeasures,
  meansOf,
  type PathSums,
  pathSums,
  presentTraces,
} from "./measure.ts";
import { type Members, writeTraces } from "./members.ts";
import type {
  AttributeRanking,
  ComparedStep,
  CompareResult,
  Comparison,
  StepFigures,
  WallTime,
  Weighting,
} from "./result.ts";
import { type QuantilesByPath, quantileDifferences, type StepQuantiles, stepQuantiles } from "./step-quantiles.ts";

/** Measures every step in the engine, by trace; only figures come back. */
export async function evaluate(spec: CompareSpec, context: CellContext): Promise<CompareResult> {
  const { engine, signal, progress } = context;
  const options = { signal };
  const sides = await cohortSides(engine, undefined, options);
  const [cohort] = toObjects(await engine.query("SELECT max(overlap) AS overlap FROM store.cohorts", options));
  const known = { sides, quantile: spec.quantile, overlap: Number(cohort?.overlap ?? 0) };
  if (sides.length < 2 || sides.some(({ traces }) => traces === 0)) return { ...known, comparison: null };
  try {
    const members = await writeTraces(engine, spec, options);
    const attributes = await rankWhilePlacing(spec, context);
    progress("comparing the traces of both cohorts");
    const comparison = await compare(spec, members, attributes, context);
    return { ...known, comparison };
  } finally {
    await engine.query("DROP TABLE IF EXISTS store.compared_traces");
  }
}

/** The engine ranks attributes while the steps are placed in a worker. */
async function rankWhilePlacing(spec: CompareSpec, context: CellContext): Promise<AttributeRanking | null> {
  const { engine, signal, progress } = context;
  let ranking: AttributeRanking | null = null;
  const rank = async () => {
    if (spec.attributes > 0) ranking = await rankAttributes(spec, context);
  };
  await meanwhile(context.compute, rank, (compute) => ensureStepTimes(engine, { signal, progress, compute }));
  return ranking;
}

async function compare(
  spec: CompareSpec,
  members: Members,
  attributes: AttributeRanking | null,
  context: CellContext,
): Promise<Comparison | null> {
  const { engine, signal, progress } = context;
  const options = { signal };
  const { strata } = members;
  const walls = await wallTimes(engine, options);
  if (pair.some((side) => walls.all[side].n === 0)) return null;
  const change = meanDifference(wallMean(walls, strata, "reference"), wallMean(walls, strata, "current"));
  const sums = await pathSums(engine, options);
  const quantiles = await stepQuantiles(engine, spec, options);
  const measured = [...sums].map(([path, of]) => measure(path, of, strata, quantiles, change));
  const names = await pathNames(engine, options);
  const text = ({ path }: ComparedStep) => names.get(path)?.names.join(pathMark) ?? "";
  const ordered = measured.sort(
    spec.sort === "name" ? (one, other) => (text(one) < text(other) ? -1 : 1) : order(spec.sort),
  );
  const shown = ordered.slice(0, spec.limit).map((step) => ({ ...step, ...names.get(step.path) }));
  progress("bounding the differences");
  const paths = shown.map(({ path }) => path).filter(Boolean);
  const differences = await quantileDifferences(engine, spec, quantiles, paths, options);
  const steps = shown.map((step) => ({
    ...step,
    differences: { ...step.differences, ...differences.get(step.path) },
  }));
  const rest = ordered.slice(spec.limit);
  return {
    wall: walls.all,
    change,
    steps,
    rest: rest.length ? restOf(rest, sums, strata, change) : null,
    paths: [...sums.keys()].filter(Boolean).length,
    weighting: members.weighting && weightingOf(members.weighting, walls, strata, change),
    attributes,
  };
}

// ---- wall time

interface Walls {
  /** Of the traces that are compared; weighted, of current as if it had the reference's mix. */
  readonly all: Pair<WallTime>;
  /** n, sum and sum of squares by side and stratum. */
  readonly sums: ReadonlyMap<string, readonly [n: number, sum: number, squares: number]>;
}

async function wallTimes(engine: Engine, options: QueryOptions): Promise<Walls> {
  const rows = toObjects(
    await engine.query(
      `SELECT side, stratum, count(*) AS n, sum(wall_ms) AS sum, sum(wall_ms * wall_ms) AS squares
       FROM store.compared_traces GROUP BY side, stratum`,
      options,
    ),
  );
  const reached = (share: number) => `min(wall_ms) FILTER (reached >= ${share} * whole)`;
  const quantiles = toObjects(
    await engine.query(
      `SELECT side, count(*) AS n, sum(weight * wall_ms) / sum(weight) AS mean,
         CASE WHEN bool_and(weight = 1) THEN quantile_cont(wall_ms, 0.5) ELSE ${reached(0.5)} END AS p50,
         CASE WHEN bool_and(weight = 1) THEN quantile_cont(wall_ms, 0.95) ELSE ${reached(0.95)} END AS p95
       FROM (SELECT *, sum(weight) OVER (PARTITION BY side ORDER BY wall_ms) AS reached,
           sum(weight) OVER (PARTITION BY side) AS whole FROM store.compared_traces WHERE weight > 0)
       GROUP BY side`,
      options,
    ),
  );
  const of = (side: PairSide): WallTime => {
    const row = quantiles.find((found) => found.side === side);
    if (!row) return { n: 0, mean: null, p50: null, p95: null };
    return { n: Number(row.n), mean: Number(row.mean), p50: Number(row.p50), p95: Number(row.p95) };
  };
  const sums = rows.map(
    (row) => [`${row.side} ${row.stratum}`, [Number(row.n), Number(row.sum), Number(row.squares)] as const] as const,
  );
  return { all: { reference: of("reference"), current: of("current") }, sums: new Map(sums) };
}

function wallMean({ sums }: Walls, strata: readonly Stratum[], side: PairSide) {
  return stratifiedMean(
    strata.map(({ name, share }) => {
      const [n, sum, squares] = sums.get(`${side} ${name}`) ?? [0, 0, 0];
      return { weight: share, n, sum, squares };
    }),
  );
}

function weightingOf(
  weighting: NonNullable<Members["weighting"]>,
  walls: Walls,
  strata: readonly Stratum[],
  change: Estimate,
): Weighting {
  const unweighted = (side: PairSide) => {
    const held = [...walls.sums].filter(([key]) => key.startsWith(`${side} `)).map(([, sums]) => sums);
    const add = (place: 0 | 1 | 2) => held.reduce((sum, one) => sum + one[place], 0);
    return stratifiedMean([{ weight: 1, n: add(0), sum: add(1), squares: add(2) }]);
  };
  const raw = meanDifference(unweighted("reference"), unweighted("current"));
  const mix = raw.value === null || change.value === null ? null : raw.value - change.value;
  return { ...weighting, effective: wallMean(walls, strata, "current").effective, raw, mix };
}

// ---- steps

function measure(
  path: string,
  sums: PathSums,
  strata: readonly Stratum[],
  quantiles: QuantilesByPath,
  change: Estimate,
): ComparedStep {
  const means = Object.fromEntries(meanMeasures.map((name) => [name, meansOf(name, sums, strata)])) as Record<
    MeanMeasure,
    ReturnType<typeof meansOf>
  >;
  const found = quantiles.get(path) ?? {};
  const traces = presentTraces(sums, strata);
  const figures = (side: PairSide): StepFigures => ({
    ...(Object.fromEntries(meanMeasures.map((name) => [name, means[name][side].mean])) as Record<
      MeanMeasure,
      number | null
    >),
    p50: found[side]?.p50 ?? null,
    quantile: found[side]?.chosen ?? null,
    timed: found[side]?.timed ?? 0,
    traces: traces[side],
  });
  const differences = Object.fromEntries(meanMeasures.map((name) => [name, differenceOf(means[name])])) as Record<
    MeanMeasure,
    Estimate
  >;
  return {
    path,
    names: [],
    kind: null,
    sides: { reference: figures("reference"), current: figures("current") },
    differences: { ...differences, p50: bareDifference(found, "p50"), quantile: bareDifference(found, "chosen") },
    share: shareOf(differences.time.value, change),
  };
}

/** Without an interval yet: enough to sort by. */
function bareDifference(
  { reference, current }: Partial<Record<PairSide, StepQuantiles>>,
  of: "p50" | "chosen",
): Estimate {
  const [before, after] = [reference?.[of] ?? null, current?.[of] ?? null];
  if (before === null || after === null) return unknown(0, "not in both");
  return { value: after - before, low: null, high: null, n: 0, reason: null };
}

function shareOf(part: number | null, { value }: Estimate): number | null {
  return part === null || value === null || value === 0 ? null : part / value;
}

/** The largest change first, whichever way it goes. */
function order(by: Measure): (one: ComparedStep, other: ComparedStep) => number {
  const size = ({ differences, sides }: ComparedStep) =>
    Math.abs(differences[by].value ?? sides.current[by] ?? sides.reference[by] ?? 0);
  return (one, other) => size(other) - size(one) || (one.path < other.path ? -1 : 1);
}

async function pathNames(engine: Engine, options: QueryOptions) {
  const rows = toObjects(await engine.query("SELECT path::VARCHAR AS path, text, kind FROM store.paths", options));
  return new Map(
    rows.map(({ path, text, kind }) => [
      String(path),
      { names: String(text).split(pathMark), kind: kind === null ? null : String(kind) },
    ]),
  );
}

function restOf(
  rest: readonly ComparedStep[],
  sums: ReadonlyMap<string, PathSums>,
  strata: readonly Stratum[],
  change: Estimate,
): Comparison["rest"] {
  const time = addedTimes(rest.map(({ path }) => meansOf("time", sums.get(path) ?? new Map(), strata)));
  return { steps: rest.length, time, share: shareOf(time.current - time.reference, change) };
}
