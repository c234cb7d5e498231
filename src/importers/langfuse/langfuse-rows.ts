import { isObject, type JsonObject } from "../json/json.ts";
import { asList } from "../spans/written-values.ts";

export type RowKind = "observation" | "trace" | "score" | "manifest";

const types = new Set([
  ...["SPAN", "EVENT", "GENERATION", "AGENT", "TOOL", "CHAIN"],
  ...["RETRIEVER", "EVALUATOR", "EMBEDDING", "GUARDRAIL"],
]);
const sources = new Set(["API", "EVAL", "ANNOTATION"]);

/** Fields that Langfuse's traces have; other tools' records have one or the other, but not many of them. */
const ofTraces = [
  ["bookmarked"],
  ["public"],
  ["release"],
  ["environment"],
  ["sessionId", "session_id"],
  ["userId", "user_id"],
  ["projectId", "project_id"],
  ["tags"],
  ["htmlPath", "html_path"],
  ["observationCount"],
  ["externalId"],
];

/** Of them, those that no log of a web application has. */
const ofTracesAlone = ["bookmarked", "htmlPath", "html_path", "observationCount"];

/** What the first record of a file shows that it is, null when it is none of Langfuse's. */
export function surelyKind(row: JsonObject): RowKind | null {
  const kind = rowKind(row);
  if (kind === "score") return isScoreSource(row.source) ? kind : null;
  return kind === "trace" ? sureTrace((key) => key in row) : kind;
}

/** What one record of an export is. */
export function rowKind(row: JsonObject): RowKind | null {
  const kind = kindByKeys((key) => key in row);
  if (kind) return kind;
  if (isObservationOfType(row)) return "observation";
  return isScore(row) ? "score" : isManifest(row) ? "manifest" : null;
}

/** What the rows of a file with these columns are. */
export function kindOfColumns(columns: readonly string[]): RowKind | null {
  const names = new Set(columns);
  const kind = kindByKeys((key) => names.has(key));
  return kind === "trace" ? sureTrace((key) => names.has(key)) : kind;
}

function sureTrace(has: (key: string) => boolean): "trace" | null {
  return ofTracesAlone.some(has) ? "trace" : null;
}

function kindByKeys(has: (key: string) => boolean): RowKind | null {
  const either = (camel: string, snake: string) => has(camel) || has(snake);
  if (!has("id")) return null;
  if (either("parentObservationId", "parent_observation_id")) return "observation";
  if (either("dataType", "data_type") && has("source") && has("name")) {
    return either("stringValue", "string_value") || has("value") ? "score" : null;
  }
  if (!has("timestamp") || either("traceId", "trace_id") || either("startTime", "start_time")) return null;
  return ofTraces.filter((spellings) => spellings.some(has)).length >= 3 ? "trace" : null;
}

function isObservationOfType(row: JsonObject): boolean {
  const trace = row.traceId ?? row.trace_id;
  const start = row.startTime ?? row.start_time;
  const { type } = row;
  return "id" in row && trace !== undefined && start !== undefined && typeof type === "string" && types.has(type);
}

/** Scores of older APIs name no type. */
function isScore(row: JsonObject): boolean {
  const target = row.traceId ?? row.trace_id ?? row.sessionId ?? row.session_id;
  return "name" in row && "value" in row && target !== undefined && sources.has(String(row.source));
}

function isScoreSource(source: unknown): boolean {
  return typeof source === "string" && sources.has(source);
}

function isManifest(row: JsonObject): boolean {
  const [file] = asList(row.files) ?? [];
  return "version" in row && isObject(file) && "key" in file && "table" in file;
}

/** Some key of an object that has a trace and its observations, however little of it is there. */
export function isDownload({ trace, observations }: JsonObject): boolean {
  if (isObject(trace) && "id" in trace && Array.isArray(observations)) return true;
  if (isObject(trace) && kindByKeys((key) => key in trace) === "trace") return true;
  const [first] = Array.isArray(observations) ? observations : [];
  return isObject(first) && rowKind(first) === "observation";
}
