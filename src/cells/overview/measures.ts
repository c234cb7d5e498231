import { wilsonInterval } from "../../analysis/proportion-interval.ts";
import { differenceInterval, quantileRanks, smallestSample } from "../../analysis/quantile-interval.ts";
import { literal } from "../../engine/sql.ts";
import type { Plain } from "../../engine/table-data.ts";
import { type Side, type SideTotals, sideSql } from "../cohort-sides.ts";
import { condition } from "../span-filter.ts";
import type { Measure, Unit, Value } from "./result.ts";

type Row = Readonly<Record<string, Plain>>;
type Query = (sql: string) => Promise<readonly Row[]>;
type Values = Partial<Record<Side, Value>>;

export const quantiles = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

/** What each measure is called. */
export const measureLabels: Readonly<Record<string, string>> = {
  traces: "traces",
  spans: "spans per trace",
  errors: "traces with an error",
  input_tokens: "tokens in per trace",
  output_tokens: "tokens out per trace",
  cost_usd: "cost per trace",
  ...Object.fromEntries(Object.keys(quantiles).map((name) => [name, `${name} of root duration`])),
};

/** What each side's traces come to, and how the sides differ. */
export async function measures(query: Query, sides: readonly SideTotals[]): Promise<readonly Measure[]> {
  const { column, condition: onSide } = sideSql(sides);
  const picked = `SELECT *, ${column} AS side FROM traces WHERE ${condition([onSide])}`;
  const rows = await query(sumsSql(picked));
  const ends = await query(ranksSql(picked, rows));
  const each = (read: (row: Row) => Value): Values =>
    Object.fromEntries(sides.map(({ side }) => [side, read(rows.find((row) => row.side === side) ?? {})]));
  const measure = (id: string, unit: Unit, read: (row: Row) => Value): Measure => {
    const values = each(read);
    const label = measureLabels[id] ?? id;
    return { id, label, unit, values, difference: sides.length === 2 ? difference(values) : null };
  };
  const compared = [
    measure("spans", "count", (row) => mean(row, "spans", "")),
    measure("errors", "share", errorShare),
    measure("input_tokens", "count", (row) => mean(row, "input_tokens", "its input tokens")),
    measure("output_tokens", "count", (row) => mean(row, "output_tokens", "its output tokens")),
    measure("cost_usd", "dollars", (row) => mean(row, "cost_usd", "its cost")),
    ...(["p50", "p95", "p99"] as const).map((name) =>
      measure(name, "milliseconds", (row) =>
        quantile(
          row,
          name,
          ends.find((end) => end.side === row.side),
        ),
      ),
    ),
  ];
  return [{ ...measure("traces", "count", traceCount), difference: null }, ...compared];
}

const means = ["spans", "input_tokens", "output_tokens", "cost_usd"] as const;

export type MeanName = (typeof means)[number];

function sumsSql(picked: string): string {
  const sums = means.map(
    (name) => `count(${name}) AS ${name}_n, sum(${name}) AS ${name}_sum, avg(${name}) AS ${name}_mean,
      stddev_samp(${name}) AS ${name}_sd`,
  );
  return `SELECT side, count(*) AS traces, count(*) FILTER (errors > 0) AS failed, sum(errors) AS errors,
      count(*) FILTER (root_ns >= 0) AS timed,
      quantile_cont(root_ns, [${Object.values(quantiles).join(", ")}]) FILTER (root_ns >= 0) AS quantiles,
      ${sums.join(", ")}
    FROM (${picked}) GROUP BY side`;
}

/** The order statistics around each quantile. */
function ranksSql(picked: string, rows: readonly Row[]): string {
  const ends = rows.map((row) => {
    const ranks = Object.values(quantiles).map((p) => quantileRanks(Number(row.timed), p));
    return `(${literal(String(row.side))}, ${ranks.map((found) => `${found?.lower ?? "NULL"}, ${found?.upper ?? "NULL"}`).join(", ")})`;
  });
  const names = Object.keys(quantiles).flatMap((name) => [`${name}_low`, `${name}_high`]);
  if (!ends.length) return "SELECT NULL AS side WHERE false";
  return `SELECT s.side, ${names.map((name) => `sorted[${name}::BIGINT] / 1e6 AS ${name}`).join(", ")}
    FROM (SELECT side, list_sort(list(root_ns) FILTER (root_ns >= 0)) AS sorted FROM (${picked}) GROUP BY side) s
    JOIN (VALUES ${ends.join(", ")}) w(side, ${names.join(", ")}) ON s.side = w.side`;
}

export const nothing = { value: null, low: null, high: null, total: null } as const;

function traceCount(row: Row): Value {
  const traces = Number(row.traces ?? 0);
  return { value: traces, low: null, high: null, n: traces, total: null, reason: null };
}

// Below this many traces the mean of so skewed a quantity is far from normal.
export const enoughForMean = 30;

/** A mean over the traces that say the quantity, with its normal interval. */
function mean(row: Row, name: MeanName, what: string): Value {
  const n = Number(row[`${name}_n`] ?? 0);
  if (n === 0) return { ...nothing, n, reason: row.traces ? `no trace says ${what}` : "no traces" };
  const value = Number(row[`${name}_mean`]);
  const total = Number(row[`${name}_sum`]);
  const half = (1.959963984540054 * Number(row[`${name}_sd`] ?? 0)) / Math.sqrt(n);
  if (n < enoughForMean)
    return { ...nothing, value, n, total, reason: `too few: n = ${n}, an interval needs ${enoughForMean}` };
  // None of what is averaged here can be negative.
  return { value, low: Math.max(0, value - half), high: value + half, n, total, reason: null };
}

function errorShare(row: Row): Value {
  const n = Number(row.traces ?? 0);
  const interval = wilsonInterval(Number(row.failed ?? 0), n);
  if (!interval) return { ...nothing, n, reason: "no traces" };
  return { value: Number(row.failed) / n, ...interval, n, total: Number(row.errors), reason: null };
}

function quantile(row: Row, name: keyof typeof quantiles, ends: Row | undefined): Value {
  const n = Number(row.timed ?? 0);
  const found = row.quantiles;
  if (n === 0 || !Array.isArray(found))
    return { ...nothing, n, reason: row.traces ? "no root has an end" : "no traces" };
  const value = Number(found[Object.keys(quantiles).indexOf(name)]) / 1e6;
  const low = ends?.[`${name}_low`] ?? null;
  const high = ends?.[`${name}_high`] ?? null;
  if (low === null || high === null) {
    const reason = `too few: n = ${n}, an interval for ${name} needs ${smallestSample(quantiles[name])}`;
    return { ...nothing, value, n, reason };
  }
  return { value, low: Number(low), high: Number(high), n, total: null, reason: null };
}

/** For shares with Wilson's intervals this is Newcombe's interval, for means Welch's with normal quantiles. */
export function difference({ reference, current }: Values): Value {
  const n = Math.min(reference?.n ?? 0, current?.n ?? 0);
  const reason = current?.reason ?? reference?.reason ?? null;
  if (!reference || !current || reference.value === null || current.value === null) return { ...nothing, n, reason };
  if (reference.low === null || reference.high === null || current.low === null || current.high === null)
    return { ...nothing, value: current.value - reference.value, n, reason };
  const interval = differenceInterval(
    { value: reference.value, low: reference.low, high: reference.high },
    { value: current.value, low: current.low, high: current.high },
  );
  return { ...interval, n, total: null, reason: null };
}
