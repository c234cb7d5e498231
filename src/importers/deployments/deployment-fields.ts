import { isObject, type JsonObject } from "../json/json.ts";
import { valueText } from "../spans/attributes.ts";
import { isoToNanos, readTime } from "../spans/times.ts";

/** A record's values by their keys in snake case, so that `promotedAt`, `Promoted At` and `promoted_at` are one. */
export type Fields = ReadonlyMap<string, unknown>;

/** Keys that say the same, the most exact first. */
export const keysOf = {
  rollout: ["promoted_at", "deployed_at", "released_at", "rolled_out_at", "activated_at", "applied_at"],
  time: [
    ...["time", "timestamp", "date", "datetime", "created", "created_at", "creation_timestamp", "creation_time"],
    ...["updated_at", "last_updated_at", "last_updated_timestamp", "index_last_rebuilt"],
  ],
  version: ["version", "prompt_version", "retrieval_config_version", "config_version", "model_version", "revision"],
  model: ["model", "model_name", "model_id"],
  name: ["name", "prompt_name", "config_name", "service", "component", "app", "application", "agent"],
  kind: ["kind", "type", "component_type", "artifact_type", "change_type"],
  author: [
    ...["author", "authors", "promoted_by", "deployed_by", "released_by", "created_by", "updated_by", "changed_by"],
    ...["user_id", "owner"],
  ],
  changelog: [
    ...["changelog", "change_log", "commit_message", "release_notes", "change", "changes", "message", "description"],
    ...["notes", "note", "summary", "reason", "comment"],
  ],
  env: ["env", "environment", "stage", "labels", "aliases"],
  prompt: [
    ...["system", "system_prompt", "template", "prompt", "messages", "instructions", "user_template"],
    ...["model_target", "eval_score_required", "parameters", "tags", "metadata", "variables", "tools"],
  ],
  retrieval: ["embedding_model", "chunk_size", "chunk_overlap", "top_k", "index_last_rebuilt"],
  rest: [
    ...["eval_score_at_promotion", "eval_score", "reranker", "similarity_threshold", "vector_store", "index_name"],
    ...["rollback_of", "previous_version", "commit", "sha", "status", "ticket"],
  ],
} as const;

/** Every key that tells a time, that of a rollout first. */
export const timeKeys: readonly string[] = [...keysOf.rollout, ...keysOf.time];

const known = new Set<string>(Object.values(keysOf).flat());

export function isKnownKey(key: string): boolean {
  return known.has(key);
}

export function fieldsOf(record: JsonObject): Fields {
  const fields = new Map<string, unknown>();
  for (const key in record) {
    const name = plainKey(key);
    if (!fields.has(name)) fields.set(name, record[key]);
  }
  return fields;
}

const plainKeys = new Map<string, string>();

export function plainKey(key: string): string {
  const seen = plainKeys.get(key);
  if (seen !== undefined) return seen;
  const words = key.trim().replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  const plain = words.toLowerCase().replace(/[\s.-]+/g, "_");
  if (plainKeys.size > 2000) plainKeys.clear();
  plainKeys.set(key, plain);
  return plain;
}

/** The first of the keys that has a value. */
export function firstOf(fields: Fields, keys: readonly string[]): unknown {
  for (const key of keys) {
    const value = fields.get(key);
    if (value !== undefined && value !== null && value !== "") return value;
  }
  return undefined;
}

/** One line of text: a list's elements are joined, an object is what it calls itself or its JSON. */
export function fieldText(value: unknown, between = ", "): string | null {
  if (value === undefined || value === null || value === "") return null;
  if (Array.isArray(value)) return value.map((item) => fieldText(item)).join(between) || null;
  if (!isObject(value)) return valueText(value);
  const named = value.name ?? value.alias ?? value.id;
  return typeof named === "string" ? named : valueText(value);
}

export interface StatedTime {
  readonly ns: bigint;
  /** What had to be assumed to understand it. */
  readonly assumed: "" | "day" | "zone";
}

/** When something was deployed: ISO 8601, a day, or a number since 1970 in any unit. Null when it is none of these. */
export function statedTime(value: unknown): StatedTime | null {
  const text = typeof value === "string" ? value.trim() : value;
  const digits = String(text).length === 8 ? /^(20\d\d)(\d\d)(\d\d)$/.exec(String(text)) : null;
  if (digits) return statedTime(digits.slice(1).join("-"));
  if (typeof text === "number" || (typeof text === "string" && /^\d{9,}(\.\d+)?$/.test(text))) {
    const read = readTime(text, "ms");
    return read && read.ns >= earliest ? { ns: read.ns, assumed: "" } : null;
  }
  if (typeof text !== "string") return null;
  const [, day, time = "", zone = ""] =
    /^(\d{4}-\d\d-\d\d)(?:(?:[Tt]|\s+)(\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?)\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?$/i.exec(
      text,
    ) ?? [];
  if (day === undefined || !isDay(day)) return null;
  const ns = isoToNanos(`${day}T${fullTime(time)}${fullZone(zone)}`);
  return ns === null ? null : { ns, assumed: time === "" ? "day" : zone === "" ? "zone" : "" };
}

/** The year 2000: a smaller number counts something else. */
const earliest = 946_684_800_000_000_000n;

function isDay(day: string): boolean {
  const [month, date] = [Number(day.slice(5, 7)), Number(day.slice(8))];
  if (month >= 1 && month <= 12 && date >= 1 && date <= 28) return true;
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

function fullTime(time: string): string {
  if (time === "") return "00:00:00";
  const hours = time[1] === ":" ? `0${time}` : time;
  return hours.length === 5 ? `${hours}:00` : hours;
}

function fullZone(zone: string): string {
  if (zone === "" || zone === "Z") return "Z";
  return /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone.replace(/^(utc|gmt)$/i, "Z");
}
