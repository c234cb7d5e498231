import { isObject, type JsonObject, tryParseJson } from "../json/json.ts";
import { roleOf } from "../spans/conventions.ts";
import { digestId, isBlankId, isHexId } from "../spans/ids.ts";

/** An attribute of OTLP JSON. */
export interface OtlpPair {
  readonly key: string;
  readonly value: JsonObject;
}

const counts = new Set(["inputTokens", "outputTokens", "cacheReadTokens", "cacheWriteTokens", "reasoningTokens"]);
const amounts = new Set(["cost", "inputCost", "outputCost"]);

/** Text; a number where every reader expects one and the same text comes back. */
export function otlpPair(key: string, text: string): OtlpPair {
  const fact = roleOf(key)?.fact ?? "";
  if (counts.has(fact) && /^(?:0|[1-9]\d{0,14})$/.test(text)) return { key, value: { intValue: text } };
  if (amounts.has(fact) && Number.isFinite(Number(text)) && String(Number(text)) === text)
    return { key, value: { doubleValue: Number(text) } };
  return { key, value: { stringValue: text } };
}

/** A plain value with its type. */
export function otlpValue(value: unknown): JsonObject {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number")
    return Number.isSafeInteger(value) && Math.abs(value) < 1e15 ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(otlpValue) } };
  return isObject(value) ? { kvlistValue: { values: otlpPairs(value) } } : {};
}

function otlpPairs(object: unknown): readonly OtlpPair[] {
  return isObject(object) ? Object.entries(object).map(([key, value]) => ({ key, value: otlpValue(value) })) : [];
}

/** The column `events` as OTLP has it. */
export function otlpEvents(column: string | null): readonly JsonObject[] {
  return objects(column).map(({ name, time_ns: time, attributes }) => ({
    ...(typeof time === "string" ? { timeUnixNano: time } : {}),
    name,
    attributes: otlpPairs(attributes),
  }));
}

/** The column `links` as OTLP has it. */
export function otlpLinks(column: string | null): readonly JsonObject[] {
  return objects(column).map(({ trace_id: traceId, span_id: spanId, trace_state: traceState, attributes }) => ({
    traceId: otlpId(String(traceId ?? ""), 32),
    spanId: otlpId(String(spanId ?? ""), 16),
    ...(typeof traceState === "string" ? { traceState } : {}),
    attributes: otlpPairs(attributes),
  }));
}

function objects(column: string | null): readonly JsonObject[] {
  const list = column === null ? [] : tryParseJson(column);
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** An id that every reader of OTLP takes: as it is, else a UUID's digits, else digits made from its text. */
export function otlpId(id: string, digits: number): string {
  if (isHexId(id, digits) && !isBlankId(id)) return id;
  const bare = id.replaceAll("-", "").toLowerCase();
  if (isHexId(bare, digits) && !isBlankId(bare)) return bare;
  return digestId(id, digits);
}
