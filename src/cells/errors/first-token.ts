import { type Estimate, estimated, unknown } from "../../analysis/estimate.ts";
import { estimateDifference } from "../../analysis/estimate-difference.ts";
import { quantileRanks, smallestSample } from "../../analysis/quantile-interval.ts";
import { literal } from "../../engine/sql.ts";
import type { Side, SideTotals } from "../cohort-sides.ts";
import { documentTime } from "../document-age.ts";
import { condition, kindCondition, stepCondition, whereCondition } from "../span-filter.ts";
import type { ErrorsSpec } from "./definition.ts";
import type { Query, Row } from "./failures.ts";
import type { FirstToken, Waits } from "./result.ts";

/** Attributes that hold the moment itself. */
const momentKeys = ["langfuse.observation.completion_start_time", "completion_start_time", "completionStartTime"];

/** Milliseconds from a span's start to its first token, by model: stated, or by a moment or an event that says so. */
export async function firstTokens(query: Query, spec: ErrorsSpec, sides: readonly SideTotals[]): Promise<FirstToken> {
  const side = sides[0]?.side === "all" ? "'all'" : "coalesce(cohort, 'none')";
  const picked = condition([stepCondition(spec.step), kindCondition(spec.kind), whereCondition(spec.where)]);
  const stated = spec.first_token_from.map(
    (key) => `TRY_CAST(attributes[${literal(key)}] AS DOUBLE)${/ms$|^.*\.ms[A-Z]/.test(key) ? "" : " * 1000"}`,
  );
  const moments = momentKeys.map(
    (key) => `(epoch_us(${documentTime(`trim(attributes[${literal(key)}], '"')`)}) - start_ns / 1000) / 1000`,
  );
  const event = `TRY_CAST(nullif(regexp_extract(events, '(?i)"name"\\s*:\\s*"[^"]*first[ _.]?(token|chunk)[^"]*"\\s*,\\s*"time_ns"\\s*:\\s*"(\\d+)"', 2), '') AS BIGINT)`;
  await query(`CREATE OR REPLACE TABLE store.first_tokens AS SELECT model, side, trace_id, ms FROM (
      SELECT model, ${side} AS side, trace_id, counts,
        coalesce(${[...stated, ...moments, `(${event} - start_ns) / 1e6`].join(", ")})::DOUBLE AS ms
      FROM (SELECT model, cohort, trace_id, start_ns, attributes, events, ${picked} AS counts FROM spans OFFSET 0) OFFSET 0)
    WHERE counts AND ms >= 0 AND isfinite(ms) AND side <> 'none'`);
  try {
    return { models: await byModel(query) };
  } finally {
    await query("DROP TABLE IF EXISTS store.first_tokens");
  }
}

async function byModel(query: Query): Promise<FirstToken["models"]> {
  const rows = await query(`SELECT model, side, count(*) AS n, count(DISTINCT trace_id) AS traces,
      quantile_cont(ms, [0.5, 0.95]) AS quantiles
    FROM store.first_tokens GROUP BY ALL ORDER BY n DESC, model LIMIT 100`);
  const ends = await query(endsSql(rows));
  return [...new Set(rows.map((row) => row.model ?? null))].map((model) => {
    const mine = rows.filter((row) => (row.model ?? null) === model);
    const found = mine.map((row) => {
      const between = ends.find((each) => each.side === row.side && (each.model ?? null) === model);
      return [row.side as Side, waits(row, between)] as const;
    });
    const bySide: Partial<Record<Side, Waits>> = Object.fromEntries(found);
    const { reference, current } = bySide;
    return {
      model: model === null ? null : String(model),
      sides: bySide,
      difference: reference && current ? estimateDifference(reference.median, current.median) : null,
    };
  });
}

/** The order statistics around each median. The calls of a trace may wait alike, so traces are counted. */
function endsSql(rows: readonly Row[]): string {
  const ends = rows.map((row) => {
    const ranks = quantileRanks(Number(row.n), 0.5, Number(row.traces));
    const key = [row.model ?? null, row.side ?? null].map((value) => literal(value === null ? null : String(value)));
    return `(${[...key, ranks?.lower ?? "NULL", ranks?.upper ?? "NULL"].join(", ")})`;
  });
  if (ends.length === 0) return "SELECT NULL AS model WHERE false";
  return `SELECT w.model, w.side, sorted[w.lower::BIGINT] AS low, sorted[w.upper::BIGINT] AS high
    FROM (SELECT model, side, list_sort(list(ms)) AS sorted FROM store.first_tokens GROUP BY ALL) s
    JOIN (VALUES ${ends.join(", ")}) w(model, side, lower, upper)
      ON w.side = s.side AND w.model IS NOT DISTINCT FROM s.model`;
}

function waits(row: Row, ends: Row | undefined): Waits {
  const n = Number(row.n);
  const [median, p95] = Array.isArray(row.quantiles) ? row.quantiles.map(Number) : [];
  return { n, median: medianOf(n, median, ends), p95: p95 ?? null };
}

function medianOf(n: number, median: number | undefined, ends: Row | undefined): Estimate {
  if (median === undefined) return unknown(n, "no call says its first token");
  const [low, high] = [ends?.low ?? null, ends?.high ?? null];
  if (low !== null && high !== null) return estimated(median, n, { low: Number(low), high: Number(high) });
  return estimated(median, n, null, `too few: n = ${n}, an interval needs ${smallestSample(0.5)} traces`);
}
