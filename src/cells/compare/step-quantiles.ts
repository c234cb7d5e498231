import { type Estimate, estimated, unknown } from "../../analysis/estimate.ts";
import { differenceInterval } from "../../analysis/quantile-interval.ts";
import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { toObjects } from "../../engine/table-data.ts";
import { type Interval, noInterval, quantileIntervals } from "../quantile-intervals.ts";
import { type CompareSpec, quantiles } from "./definition.ts";
import { type PairSide, pair } from "./result.ts";

/** Quantiles of a step's calls, in milliseconds. */
export interface StepQuantiles {
  readonly timed: number;
  readonly p50: number | null;
  readonly chosen: number | null;
}

export type QuantilesByPath = ReadonlyMap<string, Readonly<Partial<Record<PairSide, StepQuantiles>>>>;

/** The calls of every step: step, side, trace_id, ns, weight. */
const calls = `SELECT p.path AS step, m.side, p.trace AS trace_id, s.end_ns - s.start_ns AS ns, m.weight
  FROM store.span_paths p JOIN store.compared_traces m ON m.trace = p.trace AND m.weight > 0
  JOIN store.spans s ON s.rowid = p.row`;

/** Every step's quantiles. Weighted, a quantile is the smallest value that its share of the weights does not exceed. */
export async function stepQuantiles(
  engine: Engine,
  { quantile, weight_by }: CompareSpec,
  options: QueryOptions,
): Promise<QuantilesByPath> {
  const shares = [0.5, quantiles[quantile]];
  const plain = `SELECT step, side, count(*) AS timed, quantile_cont(ns, [${shares.join(", ")}]) AS found
    FROM (${calls}) WHERE ns >= 0 GROUP BY step, side`;
  const reached = shares.map((share) => `min(ns) FILTER (reached >= ${share} * whole)`);
  const weighted = `SELECT step, side, count(*) AS timed, [${reached.join(", ")}] AS found FROM (
      SELECT step, side, ns, sum(weight) OVER (PARTITION BY step, side ORDER BY ns) AS reached,
        sum(weight) OVER (PARTITION BY step, side) AS whole FROM (${calls}) WHERE ns >= 0)
    GROUP BY step, side`;
  const rows = toObjects(
    await engine.query(
      `SELECT step::VARCHAR AS step, side, timed, found FROM (${weight_by.length ? weighted : plain})`,
      options,
    ),
  );
  const byPath = new Map<string, Partial<Record<PairSide, StepQuantiles>>>();
  for (const row of rows) {
    const [p50, chosen] = Array.isArray(row.found) ? row.found.map((ns) => Number(ns) / 1e6) : [];
    const known = byPath.get(String(row.step)) ?? {};
    known[row.side as PairSide] = { timed: Number(row.timed), p50: p50 ?? null, chosen: chosen ?? null };
    byPath.set(String(row.step), known);
  }
  return byPath;
}

/** The differences in the chosen quantile of some steps, with intervals as the latency cell has them. */
export async function quantileDifferences(
  engine: Engine,
  { quantile, weight_by }: CompareSpec,
  found: QuantilesByPath,
  paths: readonly string[],
  options: QueryOptions,
): Promise<ReadonlyMap<string, Estimate>> {
  const groups = paths.flatMap((path) =>
    pair.flatMap((side) => {
      const known = found.get(path)?.[side];
      if (!known || known.chosen === null) return [];
      return { id: `${path} ${side}`, step: `${path}::UBIGINT`, side, n: known.timed, quantile: known.chosen * 1e6 };
    }),
  );
  const wanted = weight_by.length ? [] : groups;
  const intervals = await quantileIntervals(engine, calls, quantiles[quantile], wanted, options);
  const why = (side: StepQuantiles) =>
    weight_by.length ? "no interval for a weighted quantile" : noInterval(side.timed, quantiles[quantile], quantile);
  return new Map(paths.map((path) => [path, difference(found.get(path) ?? {}, side(path, intervals), why)]));
}

function side(path: string, intervals: ReadonlyMap<string, Interval>) {
  return (name: PairSide) => intervals.get(`${path} ${name}`);
}

function difference(
  { reference, current }: Readonly<Partial<Record<PairSide, StepQuantiles>>>,
  interval: (side: PairSide) => Interval | undefined,
  why: (side: StepQuantiles) => string,
): Estimate {
  const n = (reference?.timed ?? 0) + (current?.timed ?? 0);
  if (!reference || reference.chosen === null) return unknown(n, "not in reference");
  if (!current || current.chosen === null) return unknown(n, "not in current");
  const value = current.chosen - reference.chosen;
  const [before, after] = [interval("reference"), interval("current")];
  if (!before) return estimated(value, n, null, why(reference));
  if (!after) return estimated(value, n, null, why(current));
  const { low, high } = differenceInterval({ value: reference.chosen, ...before }, { value: current.chosen, ...after });
  return estimated(value, n, { low, high });
}

/** The difference in the median has no interval: one quantile's is enough to pay for. */
export function medianDifference(found: Readonly<Partial<Record<PairSide, StepQuantiles>>>): Estimate {
  const n = (found.reference?.timed ?? 0) + (found.current?.timed ?? 0);
  const [before, after] = [found.reference?.p50 ?? null, found.current?.p50 ?? null];
  if (before === null || after === null) return unknown(n, before === null ? "not in reference" : "not in current");
  return estimated(after - before, n, null, "no interval is computed for the median: set quantile");
}
