import { isObject, type JsonObject, tryParseJson } from "../json/json.ts";
import type { SpanStatus } from "../otlp/otlp.ts";
import { pairsValue, valueText } from "../spans/attributes.ts";
import { parsePythonRepr } from "../spans/python-repr.ts";
import { readDuration } from "../spans/times.ts";

export function text(value: unknown): string {
  return value === undefined || value === null ? "" : valueText(value);
}

/** What a cell holds where it is text: frames keep lists and objects as JSON, or as Python prints them. */
export function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const first = value.charCodeAt(0);
  return first === 0x7b || first === 0x5b ? (tryParseJson(value) ?? parsePythonRepr(value)) : undefined;
}

const nothing: JsonObject = {};

/** An object, also from its text or from a list of keys and values. */
export function objectOf(value: unknown): JsonObject {
  const read = parsed(value);
  if (Array.isArray(read)) return pairsValue(read);
  return isObject(read) ? read : nothing;
}

const none: readonly JsonObject[] = [];

export function objectsOf(value: unknown): readonly JsonObject[] {
  const read = parsed(value);
  return Array.isArray(read) ? read.filter(isObject) : none;
}

/** "OK", "STATUS_CODE_OK", "TraceState.OK" and 1 are the same. */
export function statusOf(code: unknown): SpanStatus {
  if (code === 1 || code === 2) return code === 1 ? "OK" : "ERROR";
  const name = text(code).toUpperCase();
  if (name.endsWith("ERROR")) return "ERROR";
  return name.endsWith("OK") ? "OK" : "UNSET";
}

/** Nanoseconds of a length of time: milliseconds, or seconds with their unit ("1.234s"). */
export function durationOf(written: unknown): bigint | null {
  const seconds = typeof written === "string" ? /^([\d.]+)s$/.exec(written)?.[1] : undefined;
  return seconds === undefined ? readDuration(written, "ms") : readDuration(seconds, "s");
}

/** The id that OpenTelemetry knows a trace by, inside the one that MLflow gives it; others stay as they are. */
export function otelId(id: string): string {
  if (id.startsWith("tr-")) return /^[0-9a-f]{32}$/i.test(id.slice(3)) ? id.slice(3).toLowerCase() : id;
  if (!id.startsWith("trace:/")) return id;
  const last = id.slice(id.lastIndexOf("/") + 1);
  return /^[0-9a-f]{32}$/i.test(last) ? last.toLowerCase() : id;
}
