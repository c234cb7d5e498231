import type { ScoreRow } from "../../traces/schema.ts";
import { type JsonObject, jsonText } from "../json/json.ts";
import { valueText } from "../spans/attributes.ts";
import { asNumber, isEmpty, text } from "../spans/written-values.ts";
import { objectOf } from "./langsmith-fields.ts";

const sources: Readonly<Record<string, ScoreRow["source"]>> = { app: "human", model: "judge", auto_eval: "judge" };

const columns = new Set([...["id", "run_id", "key", "score", "value", "comment", "created_at", "feedback_source"]]);

/** One piece of feedback. Throws for one that judges nothing. */
export function feedbackScore(feedback: JsonObject, timeNs: bigint | null): ScoreRow {
  const target = targetOf(feedback);
  const source = objectOf(feedback.feedback_source);
  const type = text(source?.type ?? feedback.feedback_source);
  const number = typeof feedback.score === "boolean" ? Number(feedback.score) : asNumber(booleanText(feedback.score));
  return {
    score_id: text(feedback.id) || null,
    target_type: target.type,
    target_id: target.id,
    doc_rank: null,
    name: text(feedback.key) || null,
    value_num: number ?? (typeof feedback.value === "number" ? feedback.value : null),
    value_str: labelOf(feedback, number),
    source: Object.hasOwn(sources, type) ? (sources[type] ?? "unknown") : "unknown",
    rater: text(source?.user_name) || text(source?.user_id) || null,
    rationale: text(feedback.comment) || null,
    time_ns: timeNs,
    is_ground_truth: null,
    metadata: metadataText(feedback, source, target.id),
  };
}

function targetOf({ run_id, trace_id, session_id }: JsonObject): {
  readonly type: ScoreRow["target_type"];
  readonly id: string;
} {
  if (text(run_id) !== "") return { type: "span", id: text(run_id) };
  if (text(trace_id) !== "") return { type: "trace", id: text(trace_id) };
  // The session is LangSmith's project: an experiment as a whole.
  if (text(session_id) !== "") return { type: "sample", id: text(session_id) };
  throw new Error("feedback: it names no run, trace or project");
}

function labelOf({ value, score }: JsonObject, number: number | null): string | null {
  if (!isEmpty(value) && typeof value !== "number") return valueText(value);
  return number === null && !isEmpty(score) ? valueText(score) : null;
}

/** CSV and data frames write booleans as text. */
function booleanText(score: unknown): unknown {
  if (score === "True" || score === "true") return 1;
  return score === "False" || score === "false" ? 0 : score;
}

function metadataText(feedback: JsonObject, source: JsonObject | null, target: string): string | null {
  const kept: Record<string, unknown> = Object.create(null);
  for (const [key, value] of Object.entries(feedback)) {
    if (!columns.has(key) && !isEmpty(value) && value !== target) kept[key] = value;
  }
  if (source) kept.feedback_source = source;
  else if (!isEmpty(feedback.feedback_source)) kept.feedback_source = feedback.feedback_source;
  return Object.keys(kept).length === 0 ? null : jsonText(kept);
}
