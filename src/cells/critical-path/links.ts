import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { literal, literals } from "../../engine/sql.ts";
import { toObjects } from "../../engine/table-data.ts";
import type { CriticalPathSpec } from "./definition.ts";

// As `linksText` writes them; what an attribute of a link says about traces has its quotes escaped or stands deeper.
const linkPattern = literal('\\{\\s*"trace_id"\\s*:\\s*"([^"\\\\]*)"\\s*,\\s*"span_id"\\s*:\\s*"([^"\\\\]*)"');

/** Gives no more than `most` links. */
export interface LinkQuery {
  readonly sql: string;
  readonly most: number;
}

/** A query for span, trace and target of every link between traces; null where there can be none. */
export async function linksSql(
  engine: Engine,
  spec: CriticalPathSpec,
  options: QueryOptions,
): Promise<LinkQuery | null> {
  if (!spec.follow_links) return null;
  const named = await presentAttributes(engine, spec.trace_attributes, options);
  const shared = await presentAttributes(engine, spec.shared_attributes, options);
  const found = [spanLinks, ...named.map(namingTraces), ...shared.map(sharingValue)].join(" UNION ALL ");
  const sql = `SELECT hash(trace_id, span_id) AS span, hash(to_trace) AS trace,
    CASE WHEN to_span IS NULL OR to_span = '' THEN 0::UBIGINT ELSE hash(to_trace, to_span) END AS target
    FROM (${found}) WHERE to_trace IS NOT NULL AND to_trace <> '' AND to_trace <> trace_id`;
  const [row] = toObjects(await engine.query(`SELECT count(*) AS n FROM (${sql})`, options));
  const most = Number(row?.n ?? 0);
  return most ? { sql, most } : null;
}

const spanLinks = `SELECT trace_id, span_id, unnest(regexp_extract_all(links, ${linkPattern}, 1)) AS to_trace,
  unnest(regexp_extract_all(links, ${linkPattern}, 2)) AS to_span FROM spans WHERE links IS NOT NULL`;

/** Those that some span has; looking one up in every span is slow, so the list of what was imported is asked first. */
async function presentAttributes(
  engine: Engine,
  keys: readonly string[],
  options: QueryOptions,
): Promise<readonly string[]> {
  if (!keys.length) return [];
  const sql = `SELECT DISTINCT key FROM import_attributes WHERE key IN ${literals(keys)} ORDER BY key`;
  return toObjects(await engine.query(sql, options)).map((row) => String(row.key));
}

/** In a trace that carries the attribute on many spans, its root counts. */
const rootFirst = "(CASE WHEN parent_span_id IS NULL THEN 0 ELSE 1 END, start_ns, span_id)";

function namingTraces(key: string): string {
  const trace = `attributes[${literal(key)}]`;
  const span = `attributes[${literal(key.replace(/trace/i, (word) => (word === "Trace" ? "Span" : "span")))}]`;
  return `SELECT trace_id, arg_min(span_id, ${rootFirst}) AS span_id, ${trace} AS to_trace,
    arg_min(coalesce(${span}, ''), ${rootFirst}) AS to_span
    FROM spans WHERE ${trace} IS NOT NULL GROUP BY trace_id, to_trace`;
}

/** Every trace with a value is linked to the first trace with that value. */
function sharingValue(key: string): string {
  const value = `attributes[${literal(key)}]`;
  return `SELECT trace_id, span_id, first_value(trace_id) OVER (PARTITION BY shared ORDER BY start_ns, trace_id) AS to_trace,
    NULL AS to_span FROM (SELECT trace_id, ${value} AS shared, arg_min(span_id, ${rootFirst}) AS span_id,
      min(trace_start_ns) AS start_ns FROM spans WHERE ${value} IS NOT NULL AND ${value} <> '' GROUP BY trace_id, shared)`;
}
