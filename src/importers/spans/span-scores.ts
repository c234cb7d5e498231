import type { ScoreRow } from "../../traces/schema.ts";
import { type JsonObject, jsonText } from "../json/json.ts";
import { valueText } from "./attributes.ts";
import { digestId } from "./ids.ts";
import { readMetadata } from "./span-documents.ts";

export interface ScoreTarget {
  readonly type: "span" | "trace" | "session" | "sample";
  readonly id: string;
  readonly timeNs: bigint | null;
}

/**
 * The score in one annotation or evaluation of OpenInference, null when it names no criterion or gives no result. The
 * score's id is the same whenever the same result is read again.
 */
export function feedbackRow(feedback: JsonObject, target: ScoreTarget): ScoreRow | null {
  const name = text(feedback.name);
  const value = text(feedback.score);
  const label = text(feedback.label);
  const rationale = text(feedback.explanation);
  if (name === null || (value === null && label === null && rationale === null)) return null;
  const rater = text(feedback.identifier);
  const metadata = readMetadata(feedback.metadata);
  const source = sourceOf(text(feedback.annotator_kind));
  return scoreRow(target, { name, value, label, rationale, rater, source, metadata });
}

/** The score in the attributes of a `gen_ai.evaluation.result` event, or of a span that carries them itself. */
export function evaluationRow(attributes: JsonObject, target: ScoreTarget): ScoreRow | null {
  const name = text(attributes["gen_ai.evaluation.name"]);
  const value = text(attributes["gen_ai.evaluation.score.value"]);
  const label = text(attributes["gen_ai.evaluation.score.label"]);
  const rationale = text(attributes["gen_ai.evaluation.explanation"]);
  if (name === null || (value === null && label === null && rationale === null)) return null;
  const others = Object.entries(attributes).filter(([key]) => !key.startsWith("gen_ai.evaluation."));
  const metadata = others.length === 0 ? null : Object.fromEntries(others);
  return scoreRow(target, { name, value, label, rationale, rater: null, source: "judge", metadata });
}

interface Result {
  readonly name: string;
  readonly value: string | null;
  readonly label: string | null;
  readonly rationale: string | null;
  readonly rater: string | null;
  readonly source: "human" | "judge" | "code" | "unknown";
  readonly metadata: JsonObject | null;
}

function scoreRow(target: ScoreTarget, result: Result): ScoreRow {
  const { name, value, label, rationale, rater, source, metadata } = result;
  const number = value === null ? Number.NaN : Number(value);
  const isNumber = Number.isFinite(number);
  const told = [target.type, target.id, name, rater, value, label, rationale];
  return {
    score_id: digestId(jsonText(told), 32),
    target_type: target.type,
    target_id: target.id,
    doc_rank: null,
    name,
    value_num: isNumber ? number : null,
    value_str: label ?? (isNumber ? null : value),
    source,
    rater,
    rationale,
    time_ns: target.timeNs,
    is_ground_truth: null,
    metadata: metadata ? jsonText(metadata) : null,
  };
}

function sourceOf(annotator: string | null): Result["source"] {
  if (annotator === "HUMAN") return "human";
  if (annotator === "LLM") return "judge";
  return annotator === "CODE" ? "code" : "unknown";
}

function text(value: unknown): string | null {
  return value === undefined || value === null || value === "" ? null : valueText(value);
}
