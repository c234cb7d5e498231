import { wilsonInterval } from "../../analysis/proportion-interval.ts";
import { stratifiedMean } from "../../analysis/stratified-mean.ts";
import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { literal } from "../../engine/sql.ts";
import { type Plain, toObjects } from "../../engine/table-data.ts";
import type { PairSide } from "../cohort-sides.ts";
import { commonStrata, type Mix, mixOf, type Stratum, type StratumCounts, stratumQuery } from "../trace-strata.ts";
import { difference, enoughForMean, type MeanName, measureLabels, nothing, quantiles } from "./measures.ts";
import type { Measure, Unit, Value } from "./result.ts";

type Row = Readonly<Record<string, Plain>>;

const sumNames = ["spans", "failed", "input_tokens", "output_tokens", "cost_usd"] as const;

/**
 * The measures of both cohorts, current weighed to the reference's mix of some keys (post-stratified, see
 * stratified-mean.ts). Traces of strata that one side lacks are left out. A mean's interval is the normal one of the
 * post-stratified mean, a share's Wilson's for as many traces as tell as much (Kish's effective size); weighted
 * quantiles, the smallest value that their share of the weights does not exceed, have none.
 */
export async function weightedMeasures(
  engine: Engine,
  by: readonly string[],
  options: QueryOptions,
): Promise<{ readonly measures: readonly Measure[]; readonly mix: Mix }> {
  const query = async (sql: string): Promise<readonly Row[]> => toObjects(await engine.query(sql, options));
  const picked = `SELECT t.*, t.cohort AS side, s.stratum, (t.errors > 0)::INTEGER AS failed
    FROM traces t JOIN (${await stratumQuery(engine, by, options)}) s ON s.trace_id = t.trace_id
    WHERE t.cohort IN ('reference', 'current')`;
  const sums = await query(sumsSql(picked));
  const counts = countsOf(sums);
  const mix = mixOf(by, counts);
  const strata = commonStrata(counts);
  const found = strata.length ? await query(quantilesSql(picked, strata)) : [];
  return { measures: measuresOf(sums, found, strata), mix };
}

function sumsSql(picked: string): string {
  const each = sumNames.map(
    (name) => `count(${name}) AS ${name}_n, sum(${name})::DOUBLE AS ${name}_sum,
      sum(${name}::DOUBLE * ${name}) AS ${name}_squares`,
  );
  return `SELECT side, stratum, count(*) AS traces, sum(errors) AS errors, ${each.join(", ")}
    FROM (${picked}) GROUP BY side, stratum ORDER BY stratum, side`;
}

function countsOf(sums: readonly Row[]): StratumCounts {
  const counts = new Map<string, Record<PairSide, number>>();
  for (const { side, stratum, traces } of sums) {
    const of = counts.get(String(stratum)) ?? { reference: 0, current: 0 };
    of[side as PairSide] = Number(traces);
    counts.set(String(stratum), of);
  }
  return counts;
}

function quantilesSql(picked: string, strata: readonly Stratum[]): string {
  const weights = strata.map(({ name, weight }) => `(${literal(name)}, ${literal(weight)}::DOUBLE)`);
  const reached = Object.entries(quantiles).map(
    ([name, share]) => `min(root_ns) FILTER (reached >= ${share} * whole) / 1e6 AS ${name}`,
  );
  return `SELECT side, count(*) AS timed, ${reached.join(", ")} FROM (
      SELECT side, root_ns, sum(weight) OVER (PARTITION BY side ORDER BY root_ns) AS reached,
        sum(weight) OVER (PARTITION BY side) AS whole
      FROM (SELECT p.side, p.root_ns, CASE WHEN p.side = 'current' THEN w.weight ELSE 1 END AS weight
        FROM (${picked}) p JOIN (VALUES ${weights.join(", ")}) w(stratum, weight) ON w.stratum = p.stratum
        WHERE p.root_ns >= 0))
    GROUP BY side`;
}

function measuresOf(sums: readonly Row[], found: readonly Row[], strata: readonly Stratum[]): readonly Measure[] {
  const measure = (id: string, unit: Unit, read: (side: PairSide) => Value, compared = true): Measure => {
    const values = { reference: read("reference"), current: read("current") };
    return { id, label: measureLabels[id] ?? id, unit, values, difference: compared ? difference(values) : null };
  };
  const rowsOf = (side: PairSide) =>
    strata.map(({ name, share }) => ({
      share,
      row: sums.find((row) => row.side === side && row.stratum === name) ?? {},
    }));
  const total = (side: PairSide, column: string) =>
    rowsOf(side).reduce((sum, { row }) => sum + Number(row[column] ?? 0), 0);
  const mean = (side: PairSide, name: (typeof sumNames)[number]) =>
    stratifiedMean(
      rowsOf(side).map(({ share, row }) => ({
        weight: share,
        n: Number(row[`${name}_n`] ?? 0),
        sum: Number(row[`${name}_sum`] ?? 0),
        squares: Number(row[`${name}_squares`] ?? 0),
      })),
    );
  const meanValue = (name: MeanName) => (side: PairSide) =>
    strata.length
      ? weightedMean(mean(side, name), total(side, `${name}_sum`))
      : { ...nothing, n: 0, reason: nothingCommon };
  const traces = (side: PairSide): Value => {
    const n = total(side, "traces");
    return { ...nothing, value: n, n, reason: null };
  };
  const failed = (side: PairSide): Value => {
    const { mean: share, n, effective } = mean(side, "failed");
    const interval = share === null ? null : wilsonInterval(Math.min(share, 1) * effective, effective);
    if (share === null || !interval) return { ...nothing, n, reason: nothingCommon };
    return { value: share, ...interval, n, total: total(side, "errors"), reason: null };
  };
  const quantile = (name: string) => (side: PairSide) => {
    const row = found.find((one) => one.side === side);
    return { ...nothing, value: row ? Number(row[name]) : null, n: Number(row?.timed ?? 0), reason: noInterval };
  };
  return [
    measure("traces", "count", traces, false),
    measure("spans", "count", meanValue("spans")),
    measure("errors", "share", failed),
    measure("input_tokens", "count", meanValue("input_tokens")),
    measure("output_tokens", "count", meanValue("output_tokens")),
    measure("cost_usd", "dollars", meanValue("cost_usd")),
    ...Object.keys(quantiles).map((name) => measure(name, "milliseconds", quantile(name))),
  ];
}

const nothingCommon = "no traces of a stratum that both cohorts have";
const noInterval = "no interval for a weighted quantile";

/** A post-stratified mean of something that cannot be negative. */
function weightedMean({ mean, variance, n, effective }: ReturnType<typeof stratifiedMean>, total: number): Value {
  if (mean === null) return { ...nothing, n, reason: "no trace says it" };
  if (variance === null || effective < enoughForMean)
    return {
      ...{ ...nothing, value: mean, n, total },
      reason: `too few: as many as ${Math.floor(effective)} equal traces, an interval needs ${enoughForMean}`,
    };
  const half = 1.959963984540054 * Math.sqrt(variance);
  return { value: mean, low: Math.max(0, mean - half), high: mean + half, n, total, reason: null };
}
