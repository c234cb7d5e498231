import { wilsonInterval } from "../../analysis/proportion-interval.ts";
import { type StratifiedMean, stratifiedMean } from "../../analysis/stratified-mean.ts";
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
  const of = new SideSums(sums, strata);
  const measure = (id: string, unit: Unit, read: (side: PairSide) => Value): Measure => {
    const values = { reference: read("reference"), current: read("current") };
    return { id, label: measureLabels[id] ?? id, unit, values, difference: difference(values) };
  };
  const mean = (name: MeanName) => (side: PairSide) => weightedMean(of, side, name);
  return [
    { ...measure("traces", "count", (side) => countOf(of.total(side, "traces"))), difference: null },
    measure("spans", "count", mean("spans")),
    measure("errors", "share", (side) => failedShare(of, side)),
    measure("input_tokens", "count", mean("input_tokens")),
    measure("output_tokens", "count", mean("output_tokens")),
    measure("cost_usd", "dollars", mean("cost_usd")),
    ...Object.keys(quantiles).map((name) =>
      measure(name, "milliseconds", (side) => quantile(found, side, name, strata.length > 0)),
    ),
  ];
}

/** What the traces of each side come to in the strata that both have. */
class SideSums {
  readonly #sums: readonly Row[];
  readonly strata: readonly Stratum[];

  constructor(sums: readonly Row[], strata: readonly Stratum[]) {
    this.#sums = sums;
    this.strata = strata;
  }

  total(side: PairSide, column: string): number {
    return this.strata.reduce((sum, { name }) => sum + Number(this.#row(side, name)[column] ?? 0), 0);
  }

  mean(side: PairSide, of: (typeof sumNames)[number]): StratifiedMean {
    return stratifiedMean(
      this.strata.map(({ name, share }) => {
        const row = this.#row(side, name);
        const [n, sum, squares] = [row[`${of}_n`], row[`${of}_sum`], row[`${of}_squares`]];
        return { weight: share, n: Number(n ?? 0), sum: Number(sum ?? 0), squares: Number(squares ?? 0) };
      }),
    );
  }

  #row(side: PairSide, stratum: string): Row {
    return this.#sums.find((row) => row.side === side && row.stratum === stratum) ?? {};
  }
}

function countOf(n: number): Value {
  return { ...nothing, value: n, n, reason: null };
}

/** A post-stratified mean of something that cannot be negative. */
function weightedMean(of: SideSums, side: PairSide, name: MeanName): Value {
  const { mean, variance, n, effective } = of.mean(side, name);
  if (mean === null) return { ...nothing, n, reason: of.strata.length ? "no trace says it" : nothingCommon };
  const known = { ...nothing, value: mean, n, total: of.total(side, `${name}_sum`) };
  if (variance === null || effective < enoughForMean)
    return {
      ...known,
      reason: `too few: as many as ${Math.floor(effective)} equal traces, an interval needs ${enoughForMean}`,
    };
  const half = 1.959963984540054 * Math.sqrt(variance);
  return { ...known, low: Math.max(0, mean - half), high: mean + half, reason: null };
}

function failedShare(of: SideSums, side: PairSide): Value {
  const { mean: share, n, effective } = of.mean(side, "failed");
  const interval = share === null ? null : wilsonInterval(Math.min(share, 1) * effective, effective);
  if (share === null || !interval) return { ...nothing, n, reason: nothingCommon };
  return { value: share, ...interval, n, total: of.total(side, "errors"), reason: null };
}

function quantile(found: readonly Row[], side: PairSide, name: string, common: boolean): Value {
  const row = found.find((one) => one.side === side);
  if (!row) return { ...nothing, n: 0, reason: common ? "no root has an end" : nothingCommon };
  return { ...nothing, value: Number(row[name]), n: Number(row.timed), reason: "no interval for a weighted quantile" };
}

const nothingCommon = "no traces of a stratum that both cohorts have";
