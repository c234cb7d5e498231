import { type Estimate, estimated, unknown } from "../../analysis/estimate.ts";
import { differenceInterval } from "../../analysis/quantile-interval.ts";
import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { toObjects } from "../../engine/table-data.ts";
import { type PairSide, pair } from "../cohort-sides.ts";
import { type Interval, noInterval, type QuantileGroup, quantileIntervals } from "../quantile-intervals.ts";
import { type CompareSpec, quantiles } from "./definition.ts";

/** Quantiles of a step's calls, in milliseconds. */
export interface StepQuantiles {
  readonly timed: number;
  readonly p50: number | null;
  readonly chosen: number | null;
}

export type QuantilesByPath = ReadonlyMap<string, Readonly<Partial<Record<PairSide, StepQuantiles>>>>;

/** The calls of every step: step, side, trace_id, ns, weight. */
const calls = `SELECT p.path AS step, m.side, p.trace AS trace_id, p.ns, m.weight
  FROM store.span_paths p JOIN store.compared_traces m ON m.trace = p.trace AND m.weight > 0`;

/** Every step's quantiles by its path. Weighted, a quantile is the smallest value that its share of the weights does not exceed. */
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

export type QuantileDifferences = Readonly<Record<"p50" | "quantile", Estimate>>;

/** The differences in the median and the chosen quantile of some steps, with intervals as the latency cell has them. */
export async function quantileDifferences(
  engine: Engine,
  { quantile, weight_by }: CompareSpec,
  found: QuantilesByPath,
  paths: readonly string[],
  options: QueryOptions,
): Promise<ReadonlyMap<string, QuantileDifferences>> {
  const asked = [
    { name: "p50", of: "p50", p: 0.5, word: "the median" },
    { name: "quantile", of: "chosen", p: quantiles[quantile], word: quantile },
  ] as const;
  const groups = paths.flatMap((path) =>
    pair.flatMap((side) =>
      asked.flatMap(({ name, of, p }): QuantileGroup[] => {
        const known = found.get(path)?.[side];
        const value = known?.[of] ?? null;
        if (!known || value === null) return [];
        return [{ id: `${path} ${side} ${name}`, step: path, side, n: known.timed, p, quantile: value * 1e6 }];
      }),
    ),
  );
  const intervals = await quantileIntervals(engine, calls, weight_by.length ? [] : groups, options);
  const of = (path: string) =>
    asked.map(({ name, of, p, word }) => {
      const why = ({ timed }: StepQuantiles) =>
        weight_by.length ? "no interval for a weighted quantile" : noInterval(timed, p, word);
      const bounds = (side: PairSide) => intervals.get(`${path} ${side} ${name}`);
      return [name, difference(found.get(path) ?? {}, of, bounds, why)] as const;
    });
  return new Map(paths.map((path) => [path, Object.fromEntries(of(path)) as QuantileDifferences]));
}

function difference(
  { reference, current }: Readonly<Partial<Record<PairSide, StepQuantiles>>>,
  of: "p50" | "chosen",
  interval: (side: PairSide) => Interval | undefined,
  why: (side: StepQuantiles) => string,
): Estimate {
  const n = (reference?.timed ?? 0) + (current?.timed ?? 0);
  const [was, is] = [reference?.[of] ?? null, current?.[of] ?? null];
  if (!reference || was === null) return unknown(n, "not in reference");
  if (!current || is === null) return unknown(n, "not in current");
  const value = is - was;
  const [before, after] = [interval("reference"), interval("current")];
  if (!before) return estimated(value, n, null, why(reference));
  if (!after) return estimated(value, n, null, why(current));
  const { low, high } = differenceInterval({ value: was, ...before }, { value: is, ...after });
  return estimated(value, n, { low, high });
}
