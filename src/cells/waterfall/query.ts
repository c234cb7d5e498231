import { literal } from "../../engine/sql.ts";

/** The one order of a trace's spans in which a result's indices and a cell's table agree. */
export const spanOrder = "ORDER BY start_ns NULLS LAST, span_id";

/** A query for columns of one trace's spans; of no spans for null. */
export function traceSpans(trace: string | null, columns: string): string {
  return `SELECT ${columns} FROM spans WHERE ${trace === null ? "false" : `trace_id = ${literal(trace)}`}`;
}
