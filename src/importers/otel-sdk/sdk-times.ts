import type { JsonObject } from "../json/json.ts";
import type { Place, SpanWriter } from "../spans/span-row.ts";
import { readDuration, type TimeUnit } from "../spans/times.ts";

type Keys = readonly (readonly [key: string, unit: TimeUnit])[];

export const startKeys: Keys = [
  ["start_time", "ns"],
  ["startTime", "ns"],
  ["start_time_unix_nano", "ns"],
  ["startTimeUnixNano", "ns"],
  ["start_time_ns", "ns"],
  ["start_ns", "ns"],
  ["startTimeNs", "ns"],
  ["start_time_ms", "ms"],
  ["startTimeMs", "ms"],
  ["startTimeUnixMs", "ms"],
  ["start_timestamp", "ns"],
  ["startTimestamp", "ns"],
  ["start", "ns"],
  ["timestamp", "µs"],
];

const endKeys: Keys = startKeys.slice(0, -1).map(([key, unit]) => [key.replace("start", "end"), unit] as const);

const durationKeys: Keys = [
  ["duration_ns", "ns"],
  ["durationNs", "ns"],
  ["duration_us", "µs"],
  ["duration_ms", "ms"],
  ["durationMs", "ms"],
  ["latency_ms", "ms"],
  ["duration_s", "s"],
  ["duration_seconds", "s"],
];

export function readStart(writer: SpanWriter, span: JsonObject, place: Place): bigint | null {
  return readFirst(writer, span, startKeys, place);
}

/** The end as it is told, else the start and how long it took. */
export function readEnd(writer: SpanWriter, span: JsonObject, start: bigint | null, place: Place): bigint | null {
  const end = readFirst(writer, span, endKeys, place);
  if (end !== null || start === null) return end;
  const duration = pairNanos(span.duration) ?? pairNanos(span._duration) ?? durationNanos(span);
  return duration === null ? null : start + duration;
}

/** A point in time: a pair of seconds and nanoseconds, a number, digits or ISO 8601. */
export function readMoment(writer: SpanWriter, written: unknown, place: Place, unit: TimeUnit = "ns"): bigint | null {
  if (!Array.isArray(written)) return writer.time(written, place, unit)?.ns ?? null;
  const ns = pairNanos(written);
  if (ns === null) writer.notes.add("times that cannot be read", place, String(written));
  return ns === 0n ? null : ns;
}

function readFirst(writer: SpanWriter, span: JsonObject, keys: Keys, place: Place): bigint | null {
  for (const [key, unit] of keys) {
    const written = span[key];
    if (written !== undefined && written !== null) return readMoment(writer, written, place, unit);
  }
  return null;
}

/** JavaScript's pairs of seconds and nanoseconds. */
function pairNanos(pair: unknown): bigint | null {
  if (!Array.isArray(pair) || pair.length !== 2) return null;
  const [seconds, nanos] = pair.map(Number) as [number, number];
  if (!Number.isSafeInteger(seconds) || !(Math.abs(seconds) < 4_611_686_018) || !(Math.abs(nanos) < 1e10)) return null;
  return BigInt(seconds) * 1_000_000_000n + BigInt(Math.round(nanos));
}

function durationNanos(span: JsonObject): bigint | null {
  for (const [key, unit] of durationKeys) {
    const duration = readDuration(span[key], unit);
    if (duration !== null) return duration;
  }
  // The console of JavaScript's SDK tells microseconds, beside a start in the same.
  return span.timestamp === undefined ? null : readDuration(span.duration, "µs");
}
