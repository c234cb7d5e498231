import type { Engine, QueryOptions } from "../engine/engine.ts";
import { identifier, literal } from "../engine/sql.ts";

/** A column that a span inherits where it says nothing itself. */
export interface Inherited {
  readonly column: string;
  /** What a span says itself, as SQL over `spans`. */
  readonly said: string;
}

/** The SQL for the first of these attributes that a span (or its resource) has. */
export function firstAttribute(keys: readonly string[]): string {
  const found = keys.map((key) => `nullif(attributes[${literal(key)}], '')`);
  return found.length === 1 ? String(found[0]) : `coalesce(${found.join(", ")})`;
}

/** Deeper than that a parent is not looked for, so that parents in a circle end. */
const deepest = 200;

/**
 * Fills what is NULL in columns of a table of spans: with what the nearest span above says, or where all of a trace
 * that say anything agree, with that. The table has a `trace` and a `span`: the
 * hashes of (trace_id) and of (trace_id, span_id).
 */
export async function inheritValues(
  engine: Engine,
  table: string,
  columns: readonly Inherited[],
  options: QueryOptions,
): Promise<void> {
  const run = (sql: string) => engine.query(sql, options);
  try {
    for (const { column, said } of columns) {
      const name = identifier(column);
      if ((await run(`SELECT 1 FROM ${table} WHERE ${name} IS NULL LIMIT 1`)).numRows === 0) continue;
      await run(`CREATE OR REPLACE TABLE store.said AS SELECT hash(trace_id) AS trace, trace_id, span_id, value
        FROM (SELECT trace_id, span_id, ${said} AS value FROM spans OFFSET 0) WHERE value IS NOT NULL`);
      await run(`CREATE OR REPLACE TABLE store.said_traces AS
        SELECT trace, min(value) AS value, min(value) = max(value) AS alike FROM store.said GROUP BY trace`);
      await run(`UPDATE ${table} SET ${name} = t.value FROM store.said_traces t
        WHERE t.alike AND t.trace = ${table}.trace AND ${table}.${name} IS NULL`);
      const mixed = await run("SELECT 1 FROM store.said_traces WHERE NOT alike LIMIT 1");
      if (mixed.numRows > 0) await run(nearestAbove(table, name));
    }
  } finally {
    for (const made of ["said", "said_traces"]) await engine.query(`DROP TABLE IF EXISTS store.${made}`);
  }
}

/** In traces of which spans say different things, the parents are gone through until one says something. */
function nearestAbove(table: string, name: string): string {
  return `UPDATE ${table} SET ${name} = found.value FROM (
    WITH RECURSIVE up AS (
      SELECT c.span, s.trace_id, s.parent_span_id AS at, 1 AS depth
      FROM ${table} c JOIN store.said_traces t ON t.trace = c.trace AND NOT t.alike
      JOIN store.spans s ON hash(s.trace_id, s.span_id) = c.span WHERE c.${name} IS NULL
      UNION ALL
      SELECT up.span, up.trace_id, p.parent_span_id, up.depth + 1
      FROM up JOIN store.spans p ON p.trace_id = up.trace_id AND p.span_id = up.at
      LEFT JOIN store.said d ON d.trace_id = up.trace_id AND d.span_id = up.at
      WHERE d.value IS NULL AND up.depth < ${deepest})
    SELECT up.span, arg_min(d.value, up.depth) AS value
    FROM up JOIN store.said d ON d.trace_id = up.trace_id AND d.span_id = up.at GROUP BY up.span) found
    WHERE found.span = ${table}.span`;
}
