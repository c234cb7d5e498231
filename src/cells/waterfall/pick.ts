import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { literal } from "../../engine/sql.ts";
import { type Plain, toObjects } from "../../engine/table-data.ts";
import type { WaterfallSpec } from "./definition.ts";
import type { TraceHead } from "./result.ts";

export interface Picked {
  readonly trace: TraceHead | null;
  readonly reason: string;
}

/** Finds the trace that a specification means, and says why it is this one, or why there is none. */
export async function pickTrace(engine: Engine, spec: WaterfallSpec, options: QueryOptions): Promise<Picked> {
  const [row] = toObjects(await engine.query(pickSql(spec), options));
  if (!row) return { trace: null, reason: noneWords(spec) };
  return { trace: toHead(row), reason: pickWords(spec, Number(row.candidates)) };
}

const duration = "coalesce(duration_ms, wall_ms)";

const orders: Record<WaterfallSpec["pick"], string> = {
  slowest: `${duration} DESC NULLS LAST`,
  fastest: `${duration} ASC NULLS LAST`,
  median: `${duration} ASC NULLS LAST`,
  "most-spans": "spans DESC",
  "first-error": "start_ns",
};

function pickSql(spec: WaterfallSpec): string {
  const offset = spec.pick === "median" ? "((candidates - 1) // 2)" : "0";
  return `SELECT * FROM (
    SELECT trace_id, root_name, start_ns::VARCHAR AS start_ns, errors, cost_usd, input_tokens, output_tokens, tenant,
      cohort, count(*) OVER () AS candidates,
      row_number() OVER (ORDER BY ${orders[spec.pick]}, start_ns, trace_id) - 1 AS place
    FROM traces WHERE ${conditions(spec)}) WHERE place = ${offset}`;
}

function conditions(spec: WaterfallSpec): string {
  if (spec.trace !== null) return `trace_id = ${literal(spec.trace)}`;
  const parts = [
    spec.cohort === "all" ? null : `cohort = ${literal(spec.cohort)}`,
    spec.step === null ? null : `trace_id IN (SELECT trace_id FROM spans WHERE name = ${literal(spec.step)})`,
    spec.pick === "first-error" ? "errors > 0" : null,
  ];
  return parts.filter((part) => part !== null).join(" AND ") || "true";
}

function toHead(row: Record<string, Plain>): TraceHead {
  const number = (value: Plain | undefined) => (value === null || value === undefined ? null : Number(value));
  const text = (value: Plain | undefined) => (value === null || value === undefined ? null : String(value));
  return {
    id: String(row.trace_id),
    root: text(row.root_name),
    startNs: text(row.start_ns) ?? "0",
    errors: Number(row.errors ?? 0),
    costUsd: number(row.cost_usd),
    inputTokens: number(row.input_tokens),
    outputTokens: number(row.output_tokens),
    tenant: text(row.tenant),
    cohort: text(row.cohort),
  };
}

const pickNames: Record<WaterfallSpec["pick"], string> = {
  slowest: "slowest",
  fastest: "fastest",
  median: "median",
  "most-spans": "most spans",
  "first-error": "first",
};

function pickWords(spec: WaterfallSpec, candidates: number): string {
  if (spec.trace !== null) return "";
  if (candidates === 1) return `the only ${group(spec, "trace")}`;
  return `${pickNames[spec.pick]} of ${candidates.toLocaleString("en")} ${group(spec, "traces")}`;
}

function noneWords(spec: WaterfallSpec): string {
  if (spec.trace !== null) return `no imported span belongs to trace ${JSON.stringify(spec.trace)}`;
  return `there is no ${group(spec, "trace")}`;
}

/** "traces with an error and the step “plan” in current". */
function group(spec: WaterfallSpec, noun: string): string {
  const having = [
    spec.pick === "first-error" ? "an error" : "",
    spec.step === null ? "" : `the step ${JSON.stringify(spec.step)}`,
  ].filter(Boolean);
  const cohort = spec.cohort === "all" ? "" : ` in ${spec.cohort}`;
  return `${noun}${having.length ? ` with ${having.join(" and ")}` : ""}${cohort}`;
}
