import type { ScoreRow } from "../../traces/schema.ts";
import { type JsonObject, jsonText } from "../json/json.ts";
import { digestId } from "../spans/ids.ts";
import { asNumber, asObject, isEmpty, text } from "../spans/written-values.ts";
import { field } from "./langfuse-fields.ts";

const raters: Readonly<Record<string, ScoreRow["source"]>> = { ANNOTATION: "human", EVAL: "judge" };

/** Fields that have columns of their own. */
const columns = new Set([
  ...["id", "name", "value", "stringValue", "string_value", "longStringValue", "long_string_value"],
  ...["observationId", "observation_id", "comment", "timestamp", "metadata"],
]);

/** One score of Langfuse. Where it names no trace, `traceId` is that around it. Throws for one without a target. */
export function scoreRow(score: JsonObject, timeNs: bigint | null, traceId = ""): ScoreRow {
  const target = targetOf(score, traceId);
  const source = text(score.source);
  return {
    score_id: text(score.id) || null,
    target_type: target.type,
    target_id: target.id,
    doc_rank: null,
    name: text(score.name) || null,
    value_num: numberOf(score),
    value_str:
      text(field(score, "stringValue", "string_value")) ||
      text(field(score, "longStringValue", "long_string_value")) ||
      (typeof score.value === "string" && asNumber(score.value) === null ? score.value : null) ||
      null,
    source: raters[source] ?? "unknown",
    rater: raterOf(score, source),
    rationale: text(score.comment) || null,
    time_ns: timeNs,
    is_ground_truth: null,
    metadata: metadataText(score, target.id),
  };
}

export interface ColumnTarget {
  readonly type: "span" | "trace";
  readonly id: string;
  readonly timeNs: bigint | null;
}

/** A score that the UI's export puts into a column of its own, named by it: who gave it is not told. */
export function columnScore(name: string, value: string | number, place: number, target: ColumnTarget): ScoreRow {
  return {
    score_id: digestId(jsonText([target.type, target.id, name, place, value]), 32),
    target_type: target.type,
    target_id: target.id,
    doc_rank: null,
    name,
    value_num: typeof value === "number" ? value : null,
    value_str: typeof value === "string" ? value : null,
    source: "unknown",
    rater: null,
    rationale: null,
    time_ns: target.timeNs,
    is_ground_truth: null,
    metadata: null,
  };
}

/** What is judged: the narrowest thing that the score names. */
function targetOf(score: JsonObject, around: string): { readonly type: ScoreRow["target_type"]; readonly id: string } {
  const span = text(field(score, "observationId", "observation_id"));
  if (span !== "") return { type: "span", id: span };
  const trace = text(field(score, "traceId", "trace_id")) || around;
  if (trace !== "") return { type: "trace", id: trace };
  const session = text(field(score, "sessionId", "session_id"));
  if (session !== "") return { type: "session", id: session };
  const run = text(field(score, "datasetRunId", "dataset_run_id"));
  if (run !== "") return { type: "sample", id: run };
  throw new Error("score: it names no trace, observation, session or dataset run");
}

/** The number, unless it only stands in for a category that no configuration gives a number. */
function numberOf(score: JsonObject): number | null {
  const number = asNumber(score.value);
  const type = text(field(score, "dataType", "data_type"));
  if (typeof score.value === "boolean") return score.value ? 1 : 0;
  if (type === "TEXT" || type === "CORRECTION") return null;
  if (type !== "CATEGORICAL" || number !== 0) return number;
  return isEmpty(field(score, "configId", "config_id")) ? null : number;
}

function raterOf(score: JsonObject, source: string): string | null {
  const author = text(field(score, "authorUserName", "author_user_name"));
  const id = text(field(score, "authorUserId", "author_user_id"));
  return author || id || (source === "EVAL" ? text(field(score, "evaluatorId", "evaluator_id")) : "") || null;
}

/** The score's own metadata, with everything that has no column under its own name. */
function metadataText(score: JsonObject, target: string): string | null {
  const entries = Object.entries(score).filter(
    ([key, value]) => !columns.has(key) && !isEmpty(value) && value !== target,
  );
  const own = asObject(score.metadata);
  const kept: Record<string, unknown> = Object.assign(Object.create(null), Object.fromEntries(entries), own);
  if (own === null && !isEmpty(score.metadata)) kept.metadata = score.metadata;
  return Object.keys(kept).length === 0 ? null : jsonText(kept);
}
