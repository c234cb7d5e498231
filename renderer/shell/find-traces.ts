import type { Engine } from "../../src/engine/engine.ts";
import { literal } from "../../src/engine/sql.ts";
import { type Plain, toObjects } from "../../src/engine/table-data.ts";

export interface FoundTrace {
  readonly traceId: string;
  readonly rootName: string;
  readonly startMs: number | null;
  readonly durationMs: number | null;
  readonly spans: number;
  readonly failed: boolean;
}

/** Fewer characters than this find everything, and so nothing. */
export const leastTraceQuery = 2;

/** Traces whose id begins with the text, then those whose root's name contains it, the slowest first. */
export async function findTraces(
  engine: Engine,
  text: string,
  limit: number,
  signal: AbortSignal,
): Promise<FoundTrace[]> {
  const query = text.trim().toLowerCase();
  if (query.length < leastTraceQuery) return [];
  const byId = `starts_with(lower(trace_id), ${literal(query)})`;
  const table = await engine.query(
    `SELECT trace_id, root_name, start_ns // 1000000 AS start_ms, wall_ms, spans, root_status = 'ERROR' AS failed
     FROM traces WHERE ${byId} OR contains(lower(root_name), ${literal(query)})
     ORDER BY ${byId} DESC, wall_ms DESC NULLS LAST, trace_id LIMIT ${limit}`,
    { signal },
  );
  return toObjects(table).map((row) => ({
    traceId: String(row.trace_id),
    rootName: row.root_name === null || row.root_name === undefined ? "no root" : String(row.root_name),
    startMs: numberOrNull(row.start_ms),
    durationMs: numberOrNull(row.wall_ms),
    spans: Number(row.spans),
    failed: row.failed === true,
  }));
}

function numberOrNull(value: Plain | undefined): number | null {
  return typeof value === "number" ? value : null;
}

/** The source of a waterfall cell for a trace. Quoted, because an id of digits would read as a number. */
export function waterfallSource(traceId: string): string {
  return `trace: ${JSON.stringify(traceId)}`;
}
