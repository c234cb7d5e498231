import type { ScoreRow } from "../../traces/schema.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { anyText, anyValue, pairsValue, valueText } from "../spans/attributes.ts";
import { hexId, isBlankId, spanIdDigits, traceIdDigits } from "../spans/ids.ts";
import type { SpanContext } from "../spans/span-context.ts";
import type { SpanEvent, SpanLink } from "../spans/span-events.ts";
import type { SpanFields, SpanWriter } from "../spans/span-row.ts";
import { evaluationRow, type ScoreTarget } from "../spans/span-scores.ts";
import { readTime } from "../spans/times.ts";

/*
 * OTLP's messages as its JSON has them, read as leniently as the Collector reads them: camelCase or snake_case, enums
 * by number or name, 64-bit numbers as text or number. A span's `flags` and the URLs of schemas are not kept.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */

export type SpanStatus = SpanFields["status"];

/** What OpenTelemetry calls a span's kind; it says which side of a call this is, not what an LLM system does. */
export const sides = ["", "internal", "server", "client", "producer", "consumer"];

export const statuses: readonly SpanStatus[] = ["UNSET", "OK", "ERROR"];

/** Keys under which the parts of a span without a column are kept, as OpenTelemetry names them for other formats. */
export const partKeys = {
  side: "span.kind",
  traceState: "w3c.tracestate",
  droppedAttributes: "otel.dropped_attributes_count",
  droppedEvents: "otel.dropped_events_count",
  droppedLinks: "otel.dropped_links_count",
  scopeVersion: "otel.scope.version",
} as const;

export function writeOtlpSpan(writer: SpanWriter, span: JsonObject, context: SpanContext, line: number): void {
  writer.facts.begin();
  for (const pair of objectsIn(span.attributes)) writer.facts.add(text(pair.key), anyText(pair.value));
  addParts(writer, span);
  const status = isObject(span.status) ? span.status : {};
  const place = { line };
  writer.write(
    {
      traceId: text(span.traceId ?? span.trace_id),
      spanId: text(span.spanId ?? span.span_id),
      parentId: text(span.parentSpanId ?? span.parent_span_id),
      name: text(span.name),
      startNs: writer.time(span.startTimeUnixNano ?? span.start_time_unix_nano, place)?.ns ?? null,
      endNs: writer.time(span.endTimeUnixNano ?? span.end_time_unix_nano, place)?.ns ?? null,
      status: statusOf(status.code),
      statusMessage: text(status.message),
      events: objectsIn(span.events).map(readEvent),
      links: objectsIn(span.links).map(readLink),
      row: line,
      place,
    },
    context,
  );
}

/** True for an object that can only be a span of OTLP: MLflow's, for one, has its attributes in an object. */
export function isOtlpSpan(value: JsonObject): boolean {
  const timed = "startTimeUnixNano" in value || "start_time_unix_nano" in value;
  const named = "spanId" in value || "span_id" in value;
  return (
    timed && named && (value.attributes === undefined || value.attributes === null || Array.isArray(value.attributes))
  );
}

/** True for an object with anything that makes it a span rather than some other object. */
export function resemblesSpan(value: JsonObject): boolean {
  return ["traceId", "trace_id", "spanId", "span_id", "name"].some((key) => typeof value[key] === "string");
}

/** The context of a resource and a scope (an instrumentation library, in old files). */
export function otlpContext(writer: SpanWriter, resourceSpans: JsonObject, scopeSpans: JsonObject): SpanContext {
  const { resource } = resourceSpans;
  const scope = scopeSpans.scope ?? scopeSpans.instrumentationLibrary ?? scopeSpans.instrumentation_library;
  const entries = attributeEntries(isObject(resource) ? resource.attributes : null);
  if (isObject(scope)) {
    if (scope.version) entries.push([partKeys.scopeVersion, text(scope.version)]);
    entries.push(...attributeEntries(scope.attributes));
  }
  return writer.context(isObject(scope) ? text(scope.name) : "", entries);
}

/** A log record, with plain values. */
export interface LogRecord {
  readonly eventName: unknown;
  readonly body: unknown;
  readonly attributes: JsonObject;
  readonly traceId: string;
  readonly spanId: string;
  readonly time: unknown;
}

/** The score in a log record that is a GenAI evaluation result, null for any other log record. */
export function evaluationOf(record: LogRecord): ScoreRow | null {
  const { eventName, body, traceId, spanId } = record;
  const attributes = { ...(isObject(body) ? body : {}), ...record.attributes };
  if ((eventName || attributes["event.name"]) !== "gen_ai.evaluation.result") return null;
  const target = evaluationTarget(spanId, traceId, text(attributes["gen_ai.response.id"]));
  return evaluationRow(attributes, { ...target, timeNs: readTime(record.time)?.ns ?? null });
}

export function readOtlpLog(record: JsonObject): LogRecord {
  return {
    eventName: record.eventName ?? record.event_name,
    body: anyValue(record.body),
    attributes: pairsValue(record.attributes),
    traceId: hexId(text(record.traceId ?? record.trace_id), traceIdDigits),
    spanId: hexId(text(record.spanId ?? record.span_id), spanIdDigits),
    time: record.timeUnixNano ?? record.time_unix_nano ?? record.observedTimeUnixNano ?? record.observed_time_unix_nano,
  };
}

function evaluationTarget(spanId: string, traceId: string, responseId: string): Omit<ScoreTarget, "timeNs"> {
  if (!isBlankId(spanId)) return { type: "span", id: spanId };
  if (!isBlankId(traceId)) return { type: "trace", id: traceId };
  return { type: "sample", id: responseId };
}

function addParts(writer: SpanWriter, span: JsonObject): void {
  const { facts } = writer;
  const side = sideOf(span.kind);
  if (side !== "") facts.addPart(partKeys.side, side);
  if (span.traceState || span.trace_state)
    facts.addPart(partKeys.traceState, text(span.traceState ?? span.trace_state));
  const attributes = span.droppedAttributesCount ?? span.dropped_attributes_count;
  if (attributes) facts.addPart(partKeys.droppedAttributes, text(attributes));
  const events = span.droppedEventsCount ?? span.dropped_events_count;
  if (events) facts.addPart(partKeys.droppedEvents, text(events));
  const links = span.droppedLinksCount ?? span.dropped_links_count;
  if (links) facts.addPart(partKeys.droppedLinks, text(links));
}

export function sideOf(kind: unknown): string {
  if (typeof kind === "number") return sides[kind] ?? "";
  if (typeof kind !== "string") return "";
  const name = kind.replace(/^SPAN_KIND_/i, "").toLowerCase();
  return sides.includes(name) ? name : (sides[Number(kind)] ?? "");
}

export function statusOf(code: unknown): SpanStatus {
  if (typeof code === "number") return statuses[code] ?? "UNSET";
  if (typeof code !== "string") return "UNSET";
  const name = code.replace(/^STATUS_CODE_/i, "").toUpperCase();
  return statuses.find((status) => status === name) ?? statuses[Number(code)] ?? "UNSET";
}

export function readEvent(event: JsonObject): SpanEvent {
  return {
    name: text(event.name),
    timeNs: readTime(event.timeUnixNano ?? event.time_unix_nano)?.ns ?? null,
    attributes: pairsValue(event.attributes),
  };
}

export function readLink(link: JsonObject): SpanLink {
  return {
    traceId: hexId(text(link.traceId ?? link.trace_id), traceIdDigits),
    spanId: hexId(text(link.spanId ?? link.span_id), spanIdDigits),
    traceState: text(link.traceState ?? link.trace_state),
    attributes: pairsValue(link.attributes),
  };
}

function attributeEntries(pairs: unknown): [string, string][] {
  return objectsIn(pairs).map((pair) => [text(pair.key), anyText(pair.value)]);
}

const none: readonly JsonObject[] = [];

export function objectsIn(list: unknown): readonly JsonObject[] {
  return Array.isArray(list) && list.length > 0 ? list.filter(isObject) : none;
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : valueText(value);
}
