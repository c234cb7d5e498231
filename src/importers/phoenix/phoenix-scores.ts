import type { ScoreRow } from "../../traces/schema.ts";
import { isObject, type JsonObject, jsonText } from "../json/json.ts";
import { valueText } from "../spans/attributes.ts";
import { digestId, hexId, isHexId, spanIdDigits, traceIdDigits } from "../spans/ids.ts";
import { readMetadata } from "../spans/span-documents.ts";
import { readTime } from "../spans/times.ts";

export interface Judged {
  readonly type: "span" | "trace" | "session" | "doc" | "sample";
  readonly id: string | null;
  /** The place of the document that is judged, counted from 1. */
  readonly docRank: number | null;
}

/** The keys that become columns; whatever else an annotation says goes into its metadata. */
const known = new Set([
  ...["id", "name", "annotation_name", "annotator_kind", "result", "metadata", "created_at", "identifier"],
  ...["score", "label", "explanation", "result.score", "result.label", "result.explanation"],
  ...["span_id", "context.span_id", "trace_id", "context.trace_id", "session_id", "document_position", "position"],
  ...["__index_level_0__", ""],
]);

/**
 * The score in an annotation, whichever way it is laid out: as the API gives it, as a row of a frame, or as a bare
 * result. A note has no score: its text is the value. Null when there is neither name nor result.
 */
export function annotationRow(annotation: JsonObject, judged: Judged, evaluation: string | null): ScoreRow | null {
  const part = (key: "score" | "label" | "explanation") =>
    text(isObject(annotation.result) ? annotation.result[key] : (annotation[`result.${key}`] ?? annotation[key]));
  const name = text(annotation.annotation_name) ?? text(annotation.name) ?? evaluation;
  const score = part("score");
  const label = part("label");
  const explanation = part("explanation");
  if (name === null || (score === null && label === null && explanation === null)) return null;
  const isNote = name === "note" && score === null && label === null;
  const number = score === null ? Number.NaN : Number(score);
  const isNumber = Number.isFinite(number);
  const rater = text(annotation.identifier) ?? text(annotation.user_id);
  return {
    score_id:
      text(annotation.id) ??
      digestId(jsonText([judged.type, judged.id, judged.docRank, name, rater, score, label, explanation]), 32),
    target_type: judged.type,
    target_id: judged.id,
    doc_rank: judged.docRank,
    name,
    value_num: isNumber ? number : null,
    value_str: isNote ? explanation : (label ?? (isNumber ? null : score)),
    source: sourceOf(text(annotation.annotator_kind), evaluation),
    rater,
    rationale: isNote ? null : explanation,
    time_ns: readTime(annotation.created_at ?? annotation.start_time, "ms")?.ns ?? null,
    is_ground_truth: null,
    metadata: metadataText(annotation),
  };
}

/** What an annotation judges: it names a span, a document of a span's, a trace or a session. */
export function judgedBy(annotation: JsonObject): Judged {
  const span = text(annotation.span_id) ?? text(annotation["context.span_id"]) ?? indexId(annotation.__index_level_0__);
  const position = text(annotation.document_position) ?? text(annotation.position);
  const docRank = position === null ? null : Number(position) + 1;
  if (span !== null && docRank !== null && Number.isSafeInteger(docRank))
    return { type: "doc", id: hexId(span, spanIdDigits), docRank };
  if (span !== null) return { type: "span", id: hexId(span, spanIdDigits), docRank: null };
  const trace = text(annotation.trace_id) ?? text(annotation["context.trace_id"]);
  if (trace !== null) return { type: "trace", id: hexId(trace, traceIdDigits), docRank: null };
  const session = text(annotation.session_id);
  return { type: session === null ? "span" : "session", id: session, docRank: null };
}

/** Frames whose index has lost its name hold the ids there, and others the numbers of their rows. */
function indexId(value: unknown): string | null {
  return typeof value === "string" && isHexId(value, spanIdDigits) ? value : null;
}

/** What went before annotations, evaluations, was the work of models alone. */
function sourceOf(annotator: string | null, evaluation: string | null): string {
  if (annotator === "HUMAN") return "human";
  if (annotator === "CODE") return "code";
  return annotator === "LLM" || (annotator === null && evaluation !== null) ? "judge" : "unknown";
}

function metadataText(annotation: JsonObject): string | null {
  const metadata = readMetadata(annotation.metadata);
  const others: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(annotation)) {
    const value = annotation[key];
    if (!known.has(key) && value !== null && value !== "") others[key] = value;
  }
  if (!metadata && annotation.metadata) others.metadata = annotation.metadata;
  const all = { ...others, ...metadata };
  return Object.keys(all).length === 0 ? null : jsonText(all);
}

export function text(value: unknown): string | null {
  return value === undefined || value === null || value === "" ? null : valueText(value);
}
