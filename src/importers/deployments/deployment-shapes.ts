import { isObject, type JsonObject } from "../json/json.ts";
import { type Fields, fieldsOf, firstOf, isKnownKey, keysOf, plainKey, timeKeys } from "./deployment-fields.ts";

export type DeploymentFormat = "prompt" | "deployment";

/** What a record is. */
export interface RecordShape {
  readonly format: DeploymentFormat;
  /** Null where the record itself must say. */
  readonly kind: "prompt" | "config" | null;
  readonly reason: string;
}

const textOfPrompt = ["system", "system_prompt", "template", "prompt", "messages", "instructions"];
const aboutPrompt = [
  "model_target",
  "eval_score_required",
  "author",
  "created",
  "created_at",
  "changelog",
  "parameters",
];
const aboutRollout = [...keysOf.rollout, "promoted_by", "deployed_by", "released_by", "eval_score_at_promotion"];

/** Keys of what a model was asked, measured or judged: a table with them is no history of deployments. */
const foreign = [
  ...["trace_id", "span_id", "run_id", "run_type", "observation_id", "start_time", "end_time", "spans", "observations"],
  ...["prompt_tokens", "input_tokens", "output_tokens", "total_tokens", "tokens_prompt", "latency", "latency_ms"],
  ...["question", "answer", "response", "completion", "expected_output", "score", "rating", "embedding", "vector"],
  ...["results", "resource_spans", "traces", "samples", "trajectory"],
];

/**
 * What a record is, by its keys. `loose` when it stands in a file of configuration, where one telling key is enough;
 * among the rows of a table more is asked, since many tables have times, names and versions.
 */
export function recordShape(record: JsonObject, loose: boolean): RecordShape | null {
  return shapeOf(fieldsOf(record), loose);
}

/** As `recordShape`, of fields in hand. */
export function shapeOf(fields: Fields, loose: boolean): RecordShape | null {
  const registered = registryShape(fields);
  if (registered || foreign.some((key) => fields.has(key))) return registered;
  return (
    rolloutShape(fields, loose) ?? promptShape(fields, loose) ?? retrievalShape(fields, loose) ?? eventShape(fields)
  );
}

/** How many of an object's names are looked under. */
const mostNames = 20;

/** The first record in a value, however it is wrapped: in lists, under names, beside fields that all records share. */
export function firstShape(value: unknown, loose: boolean, shared: JsonObject = {}, depth = 0): RecordShape | null {
  if (depth > 4) return null;
  if (Array.isArray(value)) return firstShape(value.find(isObject), loose, shared, depth + 1);
  if (!isObject(value)) return null;
  if (isPromptfooConfig(value))
    return { format: "prompt", kind: "prompt", reason: "a configuration of promptfoo: prompts, providers, tests" };
  const own = recordShape({ ...shared, ...value }, loose);
  if (own || foreign.some((key) => fieldsOf(value).has(key))) return own;
  const below = { ...shared, ...plainFields(value) };
  const nested = Object.entries(value).filter(([, item]) => typeof item === "object" && item !== null);
  const inner = nested.slice(0, mostNames);
  const shapes = inner.map(([, item]) => firstShape(item, loose, below, depth + 1));
  const telling = inner.findIndex(([key], at) => shapes[at] && isWrapper(key));
  return shapes[telling] ?? (shapes.includes(null) ? null : (shapes[0] ?? null));
}

/** Keys under which records stand in lists or by version, beside a record or around all of them. */
const listKeys = new Set([
  ...["versions", "history", "deployments", "promotions", "releases", "events", "records", "entries", "items", "data"],
  ...["prompts", "configs", "retrieval_configs", "prompt_versions", "model_versions", "registered_models"],
]);
/** Keys that say what a record is and not what it is called. */
const sortKeys = new Set(["deployment", "prompt", "retrieval", "retrieval_config", "config", "release", "current"]);
const environments = /^(?:prod|production|staging|stage|dev|development|test|qa|uat|canary|preview|sandbox|live)$/i;

export function isListKey(key: string): boolean {
  return listKeys.has(plainKey(key));
}

export function isSortKey(key: string): boolean {
  return sortKeys.has(plainKey(key));
}

export function isEnvironment(key: string): boolean {
  return environments.test(key);
}

function isWrapper(key: string): boolean {
  return isListKey(key) || isSortKey(key) || isEnvironment(key);
}

/** The single values of an object, which stand for every record inside it: a name, an author. */
export function plainFields(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => typeof value !== "object" || value === null));
}

/** `{prompts, providers, tests}`: a configuration of promptfoo, and not its results. */
export function isPromptfooConfig(value: JsonObject): boolean {
  const { prompts } = value;
  const isList = typeof prompts === "string" || (typeof prompts === "object" && prompts !== null);
  const beside = ["providers", "targets", "tests", "defaultTest", "scenarios"];
  return isList && beside.some((key) => Object.hasOwn(value, key)) && !Object.hasOwn(value, "results");
}

function registryShape(fields: Fields): RecordShape | null {
  const shape = (reason: string): RecordShape => ({ format: "prompt", kind: "prompt", reason });
  const isNamed = typeof fields.get("name") === "string";
  if (isNamed && isVersion(fields.get("version"))) {
    const telling = ["labels", "config", "commit_message", "is_active", "resolution_graph"].some((key) =>
      fields.has(key),
    );
    if (isPromptText(fields.get("prompt")) && (telling || isPromptType(fields.get("type"))))
      return shape("a prompt of Langfuse: name, version, prompt");
    if (isPromptText(fields.get("template"))) return shape("a prompt of MLflow's registry: name, version, template");
  }
  if (isNamed && mlflowTag(fields.get("tags"), "mlflow.prompt.is_prompt") !== null)
    return shape("a registered version with MLflow's tag mlflow.prompt.is_prompt");
  if (isNamed && Array.isArray(fields.get("versions")) && (fields.has("last_config") || fields.has("last_updated_at")))
    return shape("an entry of Langfuse's list of prompts: name, versions, lastUpdatedAt");
  if (fields.get("_type") === "prompt" && fields.has("template")) return shape("a prompt template: _type, template");
  return null;
}

function promptShape(fields: Fields, loose: boolean): RecordShape | null {
  const has = (key: string) => fields.has(key);
  const about = aboutPrompt.filter(has);
  const texts = textOfPrompt.filter((key) => isPromptText(fields.get(key)));
  const told = has("model_target") || has("eval_score_required");
  const enough =
    (told && (has("version") || texts.length > 0 || loose)) ||
    (has("version") && texts.length > 0 && about.length > 0) ||
    (isPromptText(fields.get("system")) && (loose || has("version")) && allKnown(fields));
  if (!enough) return null;
  const found = ["version", ...aboutPrompt, ...texts].filter(has);
  return { format: "prompt", kind: "prompt", reason: `a prompt file: ${listed(found)}` };
}

function retrievalShape(fields: Fields, loose: boolean): RecordShape | null {
  const found = keysOf.retrieval.filter((key) => fields.has(key));
  const isDated = fields.has("version") || firstOf(fields, timeKeys) !== undefined;
  const enough =
    (found.length > 1 && (loose || isDated)) || (found.length > 0 && allKnown(fields) && (loose || isDated));
  if (!enough) return null;
  return { format: "deployment", kind: "config", reason: `a retrieval configuration: ${listed(found)}` };
}

function rolloutShape(fields: Fields, loose: boolean): RecordShape | null {
  const rollout = aboutRollout.filter((key) => fields.has(key));
  const versions = ["prompt_version", "retrieval_config_version"].filter((key) => fields.has(key));
  const says = firstOf(fields, [...keysOf.version, ...keysOf.model, ...keysOf.name, "kind"]) !== undefined;
  const enough = rollout.length > 0 ? says || rollout.length > 1 : versions.length > 0 && (loose || allKnown(fields));
  if (!enough) return null;
  return { format: "deployment", kind: null, reason: `a deployment: ${listed([...versions, ...rollout])}` };
}

function eventShape(fields: Fields): RecordShape | null {
  const time = timeKeys.find((key) => fields.has(key));
  const version = [...keysOf.version, ...keysOf.model].find((key) => fields.has(key));
  if (!time || !version || !(allKnown(fields) || (fields.has("changelog") && fields.has("kind")))) return null;
  return { format: "deployment", kind: null, reason: `events of deployments: ${listed([time, version])}` };
}

const tellingKeys = [...timeKeys, ...keysOf.version, ...keysOf.model, ...textOfPrompt];

/** True for a record that can stand among deployments, though by itself it would not be known for one. */
export function mayBeDeployment(record: JsonObject): boolean {
  return firstOf(fieldsOf(record), tellingKeys) !== undefined;
}

function allKnown(fields: Fields): boolean {
  for (const key of fields.keys()) if (!isKnownKey(key)) return false;
  return true;
}

function listed(keys: readonly string[]): string {
  return [...new Set(keys)].slice(0, 4).join(", ");
}

function isVersion(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && /^v?\d+(\.\d+)*$/i.test(value));
}

function isPromptText(value: unknown): boolean {
  return typeof value === "string" || (Array.isArray(value) && value.every(isObject));
}

function isPromptType(value: unknown): boolean {
  return value === "text" || value === "chat";
}

/** The value of a tag, whether tags are pairs or an object. */
function mlflowTag(tags: unknown, key: string): string | null {
  const pairs = Array.isArray(tags) ? tags.filter(isObject) : isObject(tags) ? [{ key, value: tags[key] }] : [];
  const value = pairs.find((pair) => pair.key === key)?.value;
  return typeof value === "string" ? value : value === undefined ? null : String(value);
}
