import { type ClusterSums, designEffect, quantileRanks, smallestSample } from "../analysis/quantile-interval.ts";
import type { Engine, QueryOptions } from "../engine/engine.ts";
import { literal } from "../engine/sql.ts";
import { toObjects } from "../engine/table-data.ts";
import type { Side } from "./cohort-sides.ts";

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** One step on one side, with a quantile whose interval is asked for (nanoseconds). */
export interface QuantileGroup {
  readonly id: string;
  /** The step's value as an SQL literal. */
  readonly step: string;
  readonly side: Side;
  readonly n: number;
  /** Which quantile, 0 … 1, and what it is. */
  readonly p: number;
  readonly quantile: number;
}

/**
 * The 95 % interval of a quantile for every group, in milliseconds, by the group's id. `picked` is a query that gives
 * the calls: step, side, trace_id, ns. Left out where the sample is too small. The calls of one trace are taken as a
 * cluster (see quantileRanks).
 */
export async function quantileIntervals(
  engine: Engine,
  picked: string,
  all: readonly QuantileGroup[],
  options: QueryOptions,
): Promise<ReadonlyMap<string, Interval>> {
  const groups = all.filter(({ n, p }) => quantileRanks(n, p) !== null);
  if (!groups.length) return new Map();
  const effects = await designEffects(engine, picked, groups, options);
  const wanted = groups.flatMap((group) => {
    const ranks = quantileRanks(group.n, group.p, group.n / (effects.get(group.id) ?? 1));
    return ranks ? [{ ...group, ...ranks }] : [];
  });
  if (!wanted.length) return new Map();
  const values = wanted.map((group) => `(${key(group)}, ${group.lower}, ${group.upper})`);
  const found = await engine.query(
    `SELECT id, sorted[lower] / 1e6 AS low, sorted[upper] / 1e6 AS high FROM
       (SELECT step, side, list_sort(list(ns)) AS sorted FROM (${picked}) WHERE ns >= 0 GROUP BY step, side) s
       JOIN (VALUES ${values.join(", ")}) w(id, step, side, lower, upper)
       ON s.side = w.side AND s.step IS NOT DISTINCT FROM w.step`,
    options,
  );
  return new Map(toObjects(found).map((row) => [String(row.id), { low: Number(row.low), high: Number(row.high) }]));
}

function key({ id, step, side }: QuantileGroup): string {
  return `${literal(id)}, ${step}, ${literal(side)}`;
}

/** Why a quantile has no interval. */
export function noInterval(timed: number, p: number, name: string): string {
  if (timed === 0) return "no span has an end";
  const least = smallestSample(p);
  if (timed < least) return `too few: n = ${timed}, an interval for ${name} needs ${least}`;
  return `too few: ${timed} spans that repeat within few traces`;
}

// A design effect needs no more than ten thousand calls, so of common steps only some traces are looked at.
const enoughCalls = 10_000;

/** How far the calls of one trace repeat each other, by group. */
async function designEffects(
  engine: Engine,
  picked: string,
  groups: readonly QuantileGroup[],
  options: QueryOptions,
): Promise<ReadonlyMap<string, number>> {
  const common = groups.filter((group) => group.n > enoughCalls);
  const stride = Math.max(1, Math.floor(Math.min(...common.map((group) => group.n)) / enoughCalls));
  const rare = groups.filter((group) => group.n <= enoughCalls).map((group) => group.step);
  const some = `(hash(trace_id) % ${stride} = 0${rare.length ? ` OR coalesce(step IN (${rare.join(", ")}), true)` : ""})`;
  const values = groups.map((group) => `(${key(group)}, ${literal(group.quantile)}::DOUBLE)`);
  const rows = toObjects(
    await engine.query(
      `SELECT id, count(*) AS clusters, sum(calls) AS size, sum(above) AS hits, sum(calls * calls) AS size_squared,
         sum(above * above) AS hits_squared, sum(calls * above) AS size_times_hits
       FROM (SELECT id, hash(trace_id) AS trace, count(*) AS calls, count(*) FILTER (ns > cut) AS above
         FROM (SELECT * FROM (${picked}) WHERE ns >= 0${common.length && stride > 1 ? ` AND ${some}` : ""}) s
         JOIN (VALUES ${values.join(", ")}) w(id, step, side, cut)
         ON s.side = w.side AND s.step IS NOT DISTINCT FROM w.step
         GROUP BY id, trace) GROUP BY id`,
      options,
    ),
  );
  return new Map(rows.map((row) => [String(row.id), effectOf(clusterSums(row))]));
}

// Where the effect cannot be told (one trace alone, or calls that all took the same), a trace counts as one call.
function effectOf(sums: ClusterSums): number {
  return designEffect(sums) ?? sums.size / sums.clusters;
}

function clusterSums(row: Readonly<Record<string, unknown>>): ClusterSums {
  return {
    clusters: Number(row.clusters),
    size: Number(row.size),
    hits: Number(row.hits),
    sizeSquared: Number(row.size_squared),
    hitsSquared: Number(row.hits_squared),
    sizeTimesHits: Number(row.size_times_hits),
  };
}
