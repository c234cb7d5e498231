import { isObject, type JsonObject } from "../json/json.ts";
import { pairsValue, unquoted, valueText } from "../spans/attributes.ts";
import type { SpanEvent, SpanLink } from "../spans/span-events.ts";
import { afterAttributes } from "../spans/span-facts.ts";
import type { Place, SpanFields, SpanWriter } from "../spans/span-row.ts";
import { objectsOf, otelId, statusOf, text } from "./mlflow-values.ts";

const fields = new Set([
  ...["trace_id", "traceId", "otel_trace_id", "span_id", "spanId", "parent_span_id", "parentSpanId", "parent_id"],
  ...["context", "name", "start_time", "start_time_unix_nano", "startTimeUnixNano", "end_time", "end_time_unix_nano"],
  ...["endTimeUnixNano", "status", "status_code", "status_message", "attributes", "events", "links"],
  ...["trace_state", "traceState", "span_type"],
]);

export function isSpan(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  if (isObject(value.context)) return "span_id" in value.context;
  return "span_id" in value || "spanId" in value;
}

/** The trace that a span says it is part of, as OpenTelemetry knows it; empty where it says nothing. */
export function traceOf(span: JsonObject): string {
  const context = isObject(span.context) ? span.context : null;
  return otelId(text(span.otel_trace_id ?? context?.trace_id ?? span.trace_id ?? span.traceId));
}

export function parentOf(span: JsonObject): string {
  return text(span.parent_span_id ?? span.parentSpanId ?? span.parent_id);
}

/** Every attribute of MLflow's is JSON text of its own. What is null there is nothing. */
export function addAttributes({ facts }: SpanWriter, span: JsonObject): void {
  const { attributes } = span;
  const all = Array.isArray(attributes) ? pairsValue(attributes) : attributes;
  if (isObject(all)) {
    for (const key of Object.keys(all)) {
      const value = all[key];
      if (value === "null") facts.addPart(key, value);
      else if (value !== null) facts.add(key, typeof value === "string" ? unquoted(value) : valueText(value));
    }
  }
  const type = text(span.span_type);
  if (type !== "") facts.state("kind", type, afterAttributes);
  if (type !== "") facts.addPart("mlflow.spanType", type);
  const state = text(span.trace_state ?? span.traceState);
  if (state !== "") facts.addPart("w3c.tracestate", state);
  for (const key of Object.keys(span)) {
    if (!fields.has(key) && span[key] !== null) facts.addPart(key, text(span[key]));
  }
}

/** A span of any generation: 2 with a context, 3 with ids in base64, 4 with those of OpenTelemetry beside its own. */
export function spanFields(writer: SpanWriter, span: JsonObject, traceId: string, place: Place): SpanFields {
  const context = isObject(span.context) ? span.context : null;
  const status = isObject(span.status) ? span.status : null;
  const time = (...written: unknown[]) =>
    writer.time(
      written.find((value) => value !== undefined && value !== null),
      place,
    )?.ns ?? null;
  return {
    traceId,
    spanId: text(context?.span_id ?? span.span_id ?? span.spanId),
    parentId: parentOf(span),
    name: text(span.name),
    startNs: time(span.start_time_unix_nano, span.startTimeUnixNano, span.start_time),
    endNs: time(span.end_time_unix_nano, span.endTimeUnixNano, span.end_time),
    status: statusOf(status ? status.code : (span.status_code ?? span.status)),
    statusMessage: text(status?.message ?? span.status_message),
    events: objectsOf(span.events).map((event) => readEvent(writer, event, place)),
    links: objectsOf(span.links).map(readLink),
    row: place.line ?? 0,
    place,
  };
}

function readEvent(writer: SpanWriter, event: JsonObject, place: Place): SpanEvent {
  const time = writer.time(event.time_unix_nano ?? event.timeUnixNano ?? event.timestamp, place);
  return { name: text(event.name), timeNs: time?.ns ?? null, attributes: plainAttributes(event.attributes) };
}

function readLink(link: JsonObject): SpanLink {
  return {
    traceId: otelId(text(link.trace_id ?? link.traceId)),
    spanId: text(link.span_id ?? link.spanId),
    traceState: text(link.trace_state ?? link.traceState),
    attributes: plainAttributes(link.attributes),
  };
}

/** Without what is null: in a frame every event has the keys of all of them. */
function plainAttributes(attributes: unknown): JsonObject {
  if (Array.isArray(attributes)) return pairsValue(attributes);
  return Object.fromEntries(
    Object.entries(isObject(attributes) ? attributes : {}).filter(([, value]) => value !== null),
  );
}
