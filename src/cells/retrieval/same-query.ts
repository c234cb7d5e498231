import { type Estimate, estimated, unknown } from "../../analysis/estimate.ts";
import { estimateDifference } from "../../analysis/estimate-difference.ts";
import { wilsonInterval } from "../../analysis/proportion-interval.ts";
import { literal } from "../../engine/sql.ts";
import type { Plain } from "../../engine/table-data.ts";
import type { QueryChange, SameQuery } from "./result.ts";
import type { Query, Row } from "./searches.ts";

/**
 * Each query beside the same one before it, without regard to case, spaces and the mark at its end: whether it found
 * other documents. Pairs across the date are held against pairs before it.
 */
export async function sameQueries(query: Query, since: string | null, limit: number): Promise<SameQuery> {
  const none = (reason: string): SameQuery => ({
    ...{ reason, since, across: unknown(0, reason), before: unknown(0, reason), difference: null, examples: [] },
  });
  if (since === null) return none("No date to compare across: set since, or a current window.");
  const from = `${literal(since)}::TIMESTAMP`;
  await query(pairsSql(from));
  try {
    const [row] =
      await query(`SELECT count(*) FILTER (across) AS across, count(*) FILTER (across AND differs) AS changed,
        count(*) FILTER (NOT across AND time < ${from}) AS before,
        count(*) FILTER (NOT across AND time < ${from} AND differs) AS changed_before,
      FROM store.query_pairs`);
    if (Number(row?.across ?? 0) === 0) return none("No query was made both before and since.");
    const across = share(Number(row?.changed), Number(row?.across));
    const before = share(Number(row?.changed_before), Number(row?.before));
    const found = await query(`SELECT * FROM store.query_pairs WHERE across AND differs
      ORDER BY len(list_intersect(documents, earlier)) / greatest(1, len(documents)), time, query LIMIT ${limit}`);
    const difference = before.value === null ? null : estimateDifference(before, across);
    return { reason: null, since, across, before, difference, examples: found.map(toChange) };
  } finally {
    await query("DROP TABLE IF EXISTS store.query_pairs");
  }
}

function share(k: number, n: number): Estimate {
  return n === 0 ? unknown(0, "no query was made twice before") : estimated(k / n, n, wilsonInterval(k, n));
}

/** The first search of a query since the date stands beside its last one before; others beside the one before them. */
function pairsSql(from: string): string {
  const place = "{trace: trace_id, span: span_id, time: time}";
  return `CREATE OR REPLACE TABLE store.query_pairs AS
    SELECT *, documents <> earlier AS differs, time >= ${from} AND earlier_place.time < ${from} AS across FROM (
      SELECT asked AS query, documents, time, ${place} AS place, lag(documents) OVER same AS earlier,
        lag(${place}) OVER same AS earlier_place
      FROM (SELECT s.trace_id, s.span_id, make_timestamp(any_value(s.start_ns) // 1000) AS time,
          any_value(${normalised("s.query")}) AS asked, list_sort(list(DISTINCT d.document)) AS documents
        FROM store.searches s JOIN store.found_documents d USING (span)
        WHERE s.query IS NOT NULL AND s.start_ns IS NOT NULL AND d.document IS NOT NULL GROUP BY s.trace_id, s.span_id)
      WHERE asked <> '' WINDOW same AS (PARTITION BY asked ORDER BY time, span_id))
    WHERE earlier IS NOT NULL`;
}

function normalised(text: string): string {
  return `regexp_replace(regexp_replace(lower(trim(left(${text}, 4000))), '\\s+', ' ', 'g'), '\\s*[.?!…]+$', '')`;
}

function toChange(row: Row): QueryChange {
  const [after, before] = [texts(row.documents), texts(row.earlier)];
  return {
    query: String(row.query),
    kept: after.filter((document) => before.includes(document)).length,
    dropped: before.filter((document) => !after.includes(document)),
    added: after.filter((document) => !before.includes(document)),
    before: place(row.earlier_place),
    after: place(row.place),
  };
}

function texts(value: Plain | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function place(value: Plain | undefined) {
  const { trace, span, time } = (value ?? {}) as Row;
  return { traceId: String(trace), spanId: String(span), time: String(time) };
}
