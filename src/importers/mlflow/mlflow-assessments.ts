import type { ScoreRow } from "../../traces/schema.ts";
import { isObject, type JsonObject, jsonText, tryParseJson } from "../json/json.ts";
import { digestId, hexId, spanIdDigits } from "../spans/ids.ts";
import { readTime } from "../spans/times.ts";
import { objectOf, otelId, text } from "./mlflow-values.ts";

/** The keys that become columns; whatever else an assessment says goes into its metadata. */
const known = new Set([
  ...["assessment_id", "assessment_name", "name", "trace_id", "span_id", "source", "create_time", "create_time_ms"],
  ...["feedback", "expectation", "issue", "rationale", "metadata"],
]);

const sources: ReadonlyMap<string, string> = new Map([
  ["HUMAN", "human"],
  ["LLM_JUDGE", "judge"],
  ["AI_JUDGE", "judge"],
  ["CODE", "code"],
]);

export function isAssessment(object: JsonObject): boolean {
  const named = "assessment_name" in object || ("name" in object && "assessment_id" in object);
  return named && ("feedback" in object || "expectation" in object || "issue" in object) && "source" in object;
}

/** Overridden by a later one, and thus not what anyone thinks any more. */
export function isOverridden(assessment: JsonObject): boolean {
  return assessment.valid === false || text(assessment.valid).toLowerCase() === "false";
}

/**
 * The score in an assessment of a span, or else of the trace with this id. A judge that failed gives one without a
 * value. Null when it has no name or is of no kind that there is.
 */
export function assessmentRow(assessment: JsonObject, traceId: string | null): ScoreRow | null {
  const name = text(assessment.assessment_name ?? assessment.name);
  const [kind, told] = toldBy(assessment);
  if (name === "" || kind === null) return null;
  const spanId = text(assessment.span_id);
  const target = spanId === "" ? (traceId ?? otelId(text(assessment.trace_id))) : hexId(spanId, spanIdDigits);
  const source = objectOf(assessment.source);
  const value = valueIn(told);
  const written = typeof value === "string" || value === null ? value : jsonText(value);
  const number = numberOf(value);
  const rater = text(source.source_id) || null;
  const rationale = text(assessment.rationale) || null;
  return {
    score_id: text(assessment.assessment_id) || digestId(jsonText([target, name, kind, rater, written, rationale]), 32),
    target_type: spanId === "" ? "trace" : "span",
    target_id: target === "" ? null : target,
    doc_rank: null,
    name,
    value_num: number,
    value_str: typeof value === "boolean" || number === null ? written : null,
    source: sources.get(text(source.source_type).toUpperCase()) ?? "unknown",
    rater,
    rationale,
    time_ns: readTime(assessment.create_time ?? assessment.create_time_ms, "ms")?.ns ?? null,
    is_ground_truth: kind === "expectation" ? true : null,
    metadata: metadataText(assessment, told),
  };
}

function toldBy(assessment: JsonObject): readonly ["feedback" | "expectation" | "issue" | null, JsonObject] {
  for (const kind of ["feedback", "expectation", "issue"] as const) {
    if (isObject(assessment[kind])) return [kind, assessment[kind]];
  }
  return [null, {}];
}

function valueIn(told: JsonObject): unknown {
  const serialized = told.serialized_value;
  if (isObject(serialized)) {
    const written = text(serialized.value);
    return tryParseJson(written) ?? written;
  }
  return told.value ?? told.issue_name ?? null;
}

function numberOf(value: unknown): number | null {
  if (typeof value === "boolean") return value ? 1 : 0;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

function metadataText(assessment: JsonObject, told: JsonObject): string | null {
  const all: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(assessment)) {
    if (!known.has(key) && assessment[key] !== null) all[key] = assessment[key];
  }
  if (told.error !== undefined && told.error !== null) all.error = told.error;
  for (const [key, value] of Object.entries(objectOf(assessment.metadata))) {
    if (value !== null) all[key] = value;
  }
  return Object.keys(all).length === 0 ? null : jsonText(all);
}
