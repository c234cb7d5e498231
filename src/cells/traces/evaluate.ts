import { literal } from "../../engine/sql.ts";
import { type Plain, type TableData, toObjects } from "../../engine/table-data.ts";
import type { CellContext } from "../../notebook/cell.ts";
import { ensureStepTimes } from "../../notebook/step-times.ts";
import { condition, kindCondition, queryWhere, stepCondition, whereCondition } from "../span-filter.ts";
import type { TraceSort, TracesSpec } from "./definition.ts";

export interface TraceRow {
  readonly traceId: string;
  /** The first span that meets step, kind and text; null when nothing of that kind is asked for. */
  readonly spanId: string | null;
  readonly root: string | null;
  readonly kind: string | null;
  readonly start: string | null;
  /** Of the root, in milliseconds; null when it has no end. */
  readonly durationMs: number | null;
  readonly spans: number;
  readonly errors: number;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
  readonly tenant: string | null;
  readonly cohort: string | null;
}

export interface TracesResult {
  /** The first `limit` in the order asked for. */
  readonly traces: readonly TraceRow[];
  /** How many meet the filters, and how many there are in all. */
  readonly matched: number;
  readonly total: number;
  /** How many start in each window. */
  readonly reference: number;
  readonly current: number;
}

export async function evaluate(
  spec: TracesSpec,
  { engine, signal, progress, compute }: CellContext,
): Promise<TracesResult> {
  const options = { signal };
  if (spec.path !== undefined) await ensureStepTimes(engine, { signal, progress, compute });
  const [counted] = toObjects(await engine.query(countsSql, options));
  const rows = toObjects(await queryWhere(engine, "traces", spec.where, tracesSql(spec), options));
  return {
    traces: rows.map(toTrace),
    matched: Number(rows[0]?.matched ?? 0),
    total: Number(counted?.total ?? 0),
    reference: Number(counted?.reference ?? 0),
    current: Number(counted?.current ?? 0),
  };
}

const countsSql = `SELECT count(*) AS total, count(*) FILTER (cohort = 'reference') AS reference,
  count(*) FILTER (cohort = 'current') AS current FROM traces`;

function tracesSql(spec: TracesSpec): string {
  const spans = spanConditions(spec);
  const hits = `SELECT trace_id AS hit_trace, arg_min(span_id, start_ns) AS hit_span FROM spans
    WHERE ${condition(spans)} GROUP BY trace_id`;
  const kept = condition([
    spec.cohort !== "all" && `cohort = ${literal(spec.cohort)}`,
    spec.status !== "any" && (spec.status === "error" ? "errors > 0" : "errors = 0"),
    spec.tenant !== undefined && `tenant = ${literal(spec.tenant)}`,
    whereCondition(spec.where),
  ]);
  const from = `(SELECT * FROM traces WHERE ${kept})`;
  const direction = spec.order === "asc" ? "ASC" : "DESC";
  return `SELECT *, count(*) OVER () AS matched
    FROM ${spans.length ? `${from} JOIN (${hits}) ON hit_trace = trace_id` : from}
    ORDER BY ${sortColumns[spec.sort]} ${direction} NULLS LAST, start_ns DESC, trace_id LIMIT ${spec.limit}`;
}

const sortColumns: Readonly<Record<TraceSort, string>> = {
  duration: "root_ns",
  start: "start_ns",
  spans: "spans",
  errors: "errors",
  cost: "cost_usd",
  tokens: "coalesce(input_tokens + output_tokens, input_tokens, output_tokens)",
};

/** What one and the same span has to meet. */
function spanConditions(spec: TracesSpec): string[] {
  const text = spec.text?.trim();
  const wanted = text ? literal(text.toLowerCase()) : null;
  const holds = (column: string) => `contains(lower(${column}), ${wanted})`;
  const parts = [
    stepCondition(spec.step),
    kindCondition(spec.kind),
    spec.path === undefined ? null : `(trace_id, span_id) IN (${spansOnPath(spec.path)})`,
    wanted === null ? null : `(${["name", "input", "output"].map(holds).join(" OR ")})`,
  ];
  return parts.filter((part) => part !== null);
}

/** The spans whose names from the root down are these. */
function spansOnPath(path: string): string {
  return `SELECT s.trace_id, s.span_id FROM store.spans s JOIN store.span_paths p ON p.row = s.rowid
    WHERE p.path IN (SELECT path FROM store.paths WHERE text = ${literal(path)})`;
}

function toTrace(row: Record<string, Plain>): TraceRow {
  const text = (value: Plain | undefined) => (value === null || value === undefined ? null : String(value));
  const number = (value: Plain | undefined) => (value === null || value === undefined ? null : Number(value));
  return {
    traceId: String(row.trace_id),
    spanId: text(row.hit_span),
    root: text(row.root_name),
    kind: text(row.root_kind),
    start: text(row.start_time),
    durationMs: number(row.duration_ms),
    spans: Number(row.spans),
    errors: Number(row.errors),
    inputTokens: number(row.input_tokens),
    outputTokens: number(row.output_tokens),
    costUsd: number(row.cost_usd),
    tenant: text(row.tenant),
    cohort: text(row.cohort),
  };
}

/** One row per trace shown. */
export function table({ traces }: TracesResult): TableData {
  const columns = [
    ["trace_id", "VARCHAR", (trace: TraceRow) => trace.traceId],
    ["root_name", "VARCHAR", (trace: TraceRow) => trace.root],
    ["root_kind", "VARCHAR", (trace: TraceRow) => trace.kind],
    ["start_time", "TIMESTAMP", (trace: TraceRow) => trace.start],
    ["duration_ms", "DOUBLE", (trace: TraceRow) => trace.durationMs],
    ["spans", "BIGINT", (trace: TraceRow) => trace.spans],
    ["errors", "BIGINT", (trace: TraceRow) => trace.errors],
    ["input_tokens", "BIGINT", (trace: TraceRow) => trace.inputTokens],
    ["output_tokens", "BIGINT", (trace: TraceRow) => trace.outputTokens],
    ["cost_usd", "DOUBLE", (trace: TraceRow) => trace.costUsd],
    ["tenant", "VARCHAR", (trace: TraceRow) => trace.tenant],
    ["cohort", "VARCHAR", (trace: TraceRow) => trace.cohort],
  ] as const;
  return {
    columns: columns.map(([name, type]) => ({ name, type })),
    rows: traces.map((trace) => columns.map(([, , read]) => read(trace))),
  };
}
