import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { literal } from "../../engine/sql.ts";
import type { Plain } from "../../engine/table-data.ts";
import type { SideTotals } from "../cohort-sides.ts";
import { condition, kindCondition, queryWhere, stepCondition, whereCondition } from "../span-filter.ts";
import type { ErrorsSpec } from "./definition.ts";

export type Row = Readonly<Record<string, Plain>>;
export type Query = (sql: string) => Promise<readonly Row[]>;

const made = ["failures"];

export async function dropFailures(engine: Engine): Promise<void> {
  for (const table of made) await engine.query(`DROP TABLE IF EXISTS store.${table}`);
}

/**
 * Makes `store.failures`, a row for each span with an error: its type, its message with what varies left open, whether
 * it is a timeout, and whether it arose there (`origin`) or only passes on the error of a span right below it.
 */
export async function gatherFailures(
  engine: Engine,
  spec: ErrorsSpec,
  sides: readonly SideTotals[],
  options: QueryOptions,
): Promise<void> {
  const side = sides[0]?.side === "all" ? "'all'" : "coalesce(cohort, 'none')";
  const picked = condition([stepCondition(spec.step), kindCondition(spec.kind), whereCondition(spec.where)]);
  const sql = `CREATE OR REPLACE TABLE store.failures AS
    SELECT *, coalesce(stated, message_type, 'no type and no message') AS type,
      regexp_matches(lower(concat_ws(' ', stated, message)), ${literal(pattern(spec.timeouts))}) AS timeout
    FROM (SELECT *, ${masked("message")} AS message_type FROM (
      SELECT hash(trace_id, span_id) AS span, hash(trace_id) AS trace, trace_id, span_id, name AS step, ${side} AS side,
        trace_start_ns, start_ns, end_ns, ${exceptionType} AS stated, ${message} AS message,
        hash(trace_id, span_id) NOT IN (SELECT hash(trace_id, parent_span_id) FROM store.spans
          WHERE status = 'ERROR' AND parent_span_id IS NOT NULL AND parent_span_id <> span_id) AS origin
      FROM spans WHERE status = 'ERROR' AND ${picked}))`;
  await queryWhere(engine, "spans", spec.where, sql, options);
}

const fromEvents = (key: string) =>
  `nullif(regexp_extract(events, '"${key.replaceAll(".", "\\.")}"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)"', 1), '')`;

// OpenTelemetry says _OTHER where it knows no type.
const exceptionType = `nullif(coalesce(nullif(attributes['exception.type'], ''), ${fromEvents("exception.type")},
  nullif(attributes['error.type'], '')), '_OTHER')`;

const message = `coalesce(nullif(status_message, ''), nullif(attributes['exception.message'], ''),
  ${fromEvents("exception.message")}, nullif(attributes['error.message'], ''))`;

/** A message with addresses, ids, quoted parts and numbers left open, so that the same error has the same text. */
export function masked(text: string): string {
  const steps: readonly (readonly [string, string])[] = [
    ["[a-zA-Z][a-zA-Z0-9+.-]*://[^\\s\"'')>]+", "<url>"],
    ["[\\w.+-]+@[\\w-]+\\.[\\w.]+", "<address>"],
    ["\\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\b", "<id>"],
    ['"[^"]{1,200}"', '"…"'],
    ["`[^`]{1,200}`", "`…`"],
    ["(^|[\\s(=:])''[^'']{1,200}''", "\\1''…''"],
    ["\\b0x[0-9a-fA-F]+\\b|\\b[0-9a-fA-F]*\\d[0-9a-fA-F]{7,}\\b|\\b[0-9a-fA-F]{7,}\\d[0-9a-fA-F]*\\b", "<id>"],
    ["\\b\\w+[_-]\\w*\\d\\w{5,}\\b", "<id>"],
    ["-?\\d+(?:[.,:]\\d+)*", "<n>"],
    ["\\s+", " "],
  ];
  const cut = `left(${text}, 2000)`;
  return `nullif(left(trim(${steps.reduce((sql, [from, to]) => `regexp_replace(${sql}, '${from}', '${to}', 'g')`, cut)}), 200), '')`;
}

function pattern(words: readonly string[]): string {
  return words.map((word) => word.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
}
