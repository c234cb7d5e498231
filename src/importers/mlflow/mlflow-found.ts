import { isObject, type JsonObject } from "../json/json.ts";
import { put } from "../score-rows.ts";
import { tellsOfTrace } from "./mlflow-info.ts";
import { parsed } from "./mlflow-values.ts";

export interface FoundTrace {
  /** The trace's own description, with the columns of the row that it was found in. */
  readonly info: JsonObject;
  readonly spans: readonly unknown[];
}

/** The description that an object holds of the trace in it, or is itself; null when it is none. */
export function infoIn(value: JsonObject): JsonObject | null {
  if (isObject(value.info)) return value.info;
  if (isObject(value.trace_info)) return value.trace_info;
  return tellsOfTrace((key) => Object.hasOwn(value, key)) ? value : null;
}

/**
 * The trace in an object: one as MLflow writes it to a file, the artifact with its spans, a row of a frame with its
 * trace or its spans in a column, or an answer of a served model that has its trace beside it.
 */
export function traceIn(value: JsonObject): FoundTrace | null {
  const data = parsed(value.data);
  const around = isObject(data) ? data : value;
  const spans = parsed(around.spans);
  const info = infoIn(value);
  if (info !== null && info !== value) {
    return { info: { request: around.request, response: around.response, ...info }, spans: listOf(spans) ?? [] };
  }
  const inner = innerTrace(value);
  if (inner && (inner.spans.length > 0 || !Array.isArray(spans))) return inner;
  if (Array.isArray(spans)) return { info: around === value ? value : { ...around, ...value }, spans };
  return info ? { info, spans: [] } : null;
}

function innerTrace(value: JsonObject): FoundTrace | null {
  const column = parsed(value.trace);
  const served = isObject(column) ? null : servedTrace(value);
  const trace = isObject(column) ? traceIn(column) : served;
  if (!trace) return null;
  const info: Record<string, unknown> = {};
  for (const key in value) if (!inner.has(key)) put(info, key, value[key]);
  if (served) info.response = null;
  for (const key in trace.info) {
    const own = trace.info[key];
    if (own !== undefined && own !== null) put(info, key, own);
  }
  return { spans: trace.spans, info };
}

/** Columns that hold the trace, and what it says again. */
const inner = new Set(["trace", "spans", "databricks_output"]);

function servedTrace(value: JsonObject): FoundTrace | null {
  if (typeof value.response === "string" && !value.response.includes("databricks_output")) return null;
  const response = parsed(value.response);
  const output = isObject(response) ? response.databricks_output : value.databricks_output;
  const trace = isObject(output) ? parsed(output.trace) : null;
  return isObject(trace) ? traceIn(trace) : null;
}

function listOf(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}
