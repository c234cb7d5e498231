import { isObject, type JsonObject, jsonText } from "../json/json.ts";
import { partKeys, sideOf, sides } from "../otlp/otlp.ts";
import { valueText } from "../spans/attributes.ts";
import type { Fact } from "../spans/conventions.ts";
import { hexId, isHexId, spanIdDigits, traceIdDigits } from "../spans/ids.ts";
import type { SpanEvent, SpanLink } from "../spans/span-events.ts";
import { afterAttributes, type SpanFacts } from "../spans/span-facts.ts";
import type { SpanWriter } from "../spans/span-row.ts";
import { addAttributes, attributesOf, sdkContext } from "./sdk-attributes.ts";
import { readStatus } from "./sdk-status.ts";
import { readEnd, readMoment, readStart } from "./sdk-times.ts";

/*
 * Spans as OpenTelemetry's SDKs hold them and as people's own exporters write them down: attributes are objects of plain
 * values, ids stand in a context or flat on the span, times are ISO 8601, numbers or pairs. Trace flags and the limits
 * that an SDK keeps beside its attributes are not kept.
 */

export interface SdkSpanOptions {
  /** The object around the span, which may hold the id of its trace. */
  readonly around?: JsonObject;
  /** True where ids are known to be integers, so that sixteen digits are not taken for hexadecimal ones. */
  readonly idsAreIntegers?: boolean;
  /** The final answer of a run, for the span that stands for all of it. */
  readonly finalOutput?: unknown;
}

export function writeSdkSpan(writer: SpanWriter, span: JsonObject, line: number, options: SdkSpanOptions = {}): void {
  const { facts } = writer;
  const place = { line };
  facts.begin();
  addAttributes(facts, span.attributes);
  const ids = spanContextOf(span) ?? span;
  const { around = nothing, idsAreIntegers = false, finalOutput } = options;
  const traceId = traceIdOf(ids, idsAreIntegers) || traceIdOf(around);
  const spanId = spanIdOf(ids, idsAreIntegers) || idText(ids === span ? span.id : undefined, spanIdDigits);
  addParts(facts, span, ids);
  if (finalOutput !== undefined && finalOutput !== null) {
    facts.addPart("final_output", valueText(finalOutput));
    facts.state("output", valueText(finalOutput), afterAttributes);
  }
  const start = readStart(writer, span, place);
  const { status, message } = readStatus(span, facts);
  writer.write(
    {
      traceId,
      spanId,
      parentId: parentIdOf(span, idsAreIntegers),
      name: text(span.name ?? span.span_name ?? span.spanName),
      startNs: start,
      endNs: readEnd(writer, span, start, place),
      status,
      statusMessage: message,
      events: objects(span.events).map((event) => readEvent(writer, event, line)),
      links: objects(span.links).map(readLink),
      row: line,
      place,
      idsAreOwn: isOwnId(traceId, traceIdDigits) || isOwnId(spanId, spanIdDigits),
    },
    sdkContext(writer, span),
  );
}

const nothing: JsonObject = {};

/** The object that holds a span's ids, null where they stand on the span itself. */
export function spanContextOf(span: JsonObject): JsonObject | null {
  for (const context of [span.context, span.spanContext, span._spanContext, span.span_context]) {
    if (isObject(context)) return context;
  }
  return null;
}

export function traceIdOf(ids: JsonObject, isInteger = false): string {
  return idText(ids.trace_id ?? ids.traceId ?? ids.traceID, traceIdDigits, isInteger);
}

export function spanIdOf(ids: JsonObject, isInteger = false): string {
  return idText(ids.span_id ?? ids.spanId ?? ids.spanID, spanIdDigits, isInteger);
}

/**
 * An id in OpenTelemetry's form. Python holds ids as integers: those are told from hexadecimal digits by their number,
 * since a long integer arrives here as text.
 */
function idText(id: unknown, digits: number, isInteger = false): string {
  if (typeof id === "string") {
    if (isInteger && /^\d{1,39}$/.test(id)) return integerId(id, digits);
    if (id.length === digits) return id;
    if (id.length > 16 && /^\d{17,39}$/.test(id)) return integerId(id, digits);
    return id === "None" || id === "null" ? "" : id;
  }
  if (typeof id === "number" && Number.isSafeInteger(id) && id > 0) return integerId(id, digits);
  return id === undefined || id === null ? "" : valueText(id);
}

/** The hexadecimal digits of an id that was written as an integer. */
function integerId(id: string | number, digits: number): string {
  return BigInt(id).toString(16).padStart(digits, "0");
}

/** True for ids of someone's own making, such as UUIDs: neither hexadecimal digits nor base64. */
function isOwnId(id: string, digits: number): boolean {
  return !isHexId(id, digits) && /[^0-9a-f]/i.test(id) && !/^0x[0-9a-f]+$|=$/i.test(id);
}

function parentIdOf(span: JsonObject, isInteger: boolean): string {
  const id = span.parent_id ?? span.parent_span_id ?? span.parentSpanId ?? span.parentId;
  if (id !== undefined && id !== null) return idText(id, spanIdDigits, isInteger);
  for (const parent of [span.parent, span.parentSpanContext, span.parent_span_context]) {
    if (isObject(parent)) return spanIdOf(parent, isInteger);
    if (parent !== undefined && parent !== null) return idText(parent, spanIdDigits, isInteger);
  }
  return "";
}

function addParts(facts: SpanFacts, span: JsonObject, ids: JsonObject): void {
  const isInfo = ids === span && spanIdOf(ids) === "";
  const side = sdkSide(span);
  if (side !== "") facts.addPart(partKeys.side, side);
  const state = stateText(ids.trace_state ?? ids.traceState ?? span.traceState);
  if (state !== "") facts.addPart(partKeys.traceState, state);
  addDropped(facts, partKeys.droppedAttributes, span.droppedAttributesCount ?? span.dropped_attributes);
  addDropped(facts, partKeys.droppedEvents, span.droppedEventsCount ?? span.dropped_events);
  addDropped(facts, partKeys.droppedLinks, span.droppedLinksCount ?? span.dropped_links);
  for (const key of Object.keys(span)) {
    if (!known.has(key) && !(isInfo ? infoKeys.has(key) : isPair(key, span))) addOther(facts, key, span[key]);
  }
  if (side === "" && span.kind) addOther(facts, "kind", span.kind);
  for (const [key, fact] of ownFacts) {
    const value = span[key];
    if (value !== undefined && value !== null) facts.state(fact, valueText(value), afterAttributes);
  }
}

/** Fields in which people's own exporters repeat attributes, or put what they have no attribute for. */
const ownFacts: readonly (readonly [key: string, fact: Fact])[] = [
  ["span_kind", "kind"],
  ["span_type", "kind"],
  ["kind", "kind"],
  ["model", "model"],
  ["model_name", "model"],
  ["provider", "provider"],
  ["prompt_tokens", "inputTokens"],
  ["input_tokens", "inputTokens"],
  ["completion_tokens", "outputTokens"],
  ["output_tokens", "outputTokens"],
  ["cost_usd", "cost"],
  ["total_cost", "cost"],
  ["session_id", "session"],
  ["user_id", "user"],
  ["tenant_id", "tenant"],
  ["input", "input"],
  ["output", "output"],
];

/** What the console of JavaScript's SDK makes of ids and times. */
const infoKeys = new Set(["id", "timestamp", "duration"]);

/** How long a span took, as JavaScript's SDK has it beside the start and the end. */
function isPair(key: string, span: JsonObject): boolean {
  return key === "duration" && Array.isArray(span.duration);
}

function addDropped(facts: SpanFacts, key: string, count: unknown): void {
  if (count) facts.addPart(key, valueText(count));
}

/** What has no column, under its own key; under one of its own making where an attribute has that. */
function addOther(facts: SpanFacts, key: string, value: unknown): void {
  if (value === null || value === undefined || value === "" || isEmpty(value)) return;
  const written = valueText(value);
  const taken = facts.attributes.get(key);
  if (taken === undefined) facts.add(key, written);
  else if (taken !== written) facts.addPart(`span.${key}`, written);
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** SDKs number the sides from INTERNAL = 0, OTLP from 1. */
function sdkSide({ kind, startTimeUnixNano, start_time_unix_nano }: JsonObject): string {
  if (typeof kind === "number") {
    const isOtlp = startTimeUnixNano !== undefined || start_time_unix_nano !== undefined;
    return sides[isOtlp ? kind : kind + 1] ?? "";
  }
  return typeof kind === "string" ? sideOf(kind.replace(/^SpanKind\./i, "")) : "";
}

function stateText(state: unknown): string {
  if (isObject(state)) return "entries" in state ? stateText(state.entries) : isEmpty(state) ? "" : jsonText(state);
  const written = state === undefined || state === null ? "" : valueText(state);
  return written === "[]" || written === "{}" ? "" : written;
}

function readEvent(writer: SpanWriter, event: JsonObject, line: number): SpanEvent {
  const time = event.timestamp ?? event.time ?? event.time_unix_nano ?? event.timeUnixNano;
  const attributes: Record<string, unknown> = Object.create(null);
  for (const [key, value] of attributesOf(event.attributes)) attributes[key] = value;
  for (const key of Object.keys(event)) {
    if (!eventKeys.has(key) && !(key in attributes) && event[key]) attributes[key] = event[key];
  }
  return { name: text(event.name), timeNs: readMoment(writer, time, { line }), attributes };
}

function readLink(link: JsonObject): SpanLink {
  const ids = spanContextOf(link) ?? link;
  const attributes: Record<string, unknown> = Object.create(null);
  for (const [key, value] of attributesOf(link.attributes)) attributes[key] = value;
  return {
    traceId: hexId(traceIdOf(ids), traceIdDigits),
    spanId: hexId(spanIdOf(ids), spanIdDigits),
    traceState: stateText(ids.trace_state ?? ids.traceState),
    attributes,
  };
}

const eventKeys = new Set(["name", "timestamp", "time", "time_unix_nano", "timeUnixNano", "attributes"]);

/** The keys of a span that have been read when its other keys are kept. */
const known = new Set([
  ...["name", "span_name", "spanName", "kind", "attributes", "events", "links", "status", "resource", "traceState"],
  ...["context", "spanContext", "_spanContext", "span_context", "trace_id", "traceId", "traceID"],
  ...["span_id", "spanId", "spanID", "parent_id", "parent_span_id", "parentSpanId", "parentId", "parent"],
  ...["parentSpanContext", "parent_span_context", "start_time", "startTime", "end_time", "endTime"],
  ...["start_time_unix_nano", "startTimeUnixNano", "end_time_unix_nano", "endTimeUnixNano"],
  ...["instrumentation_scope", "instrumentationScope", "instrumentationLibrary", "instrumentation_info", "scope"],
  ...["droppedAttributesCount", "droppedEventsCount", "droppedLinksCount"],
  ...["dropped_attributes", "dropped_events", "dropped_links", "status_message", "status_description"],
  // What JavaScript's SDK keeps on a span for itself.
  ...[
    "ended",
    "_ended",
    "_duration",
    "_spanLimits",
    "_attributeValueLengthLimit",
    "_spanProcessor",
    "_attributesCount",
  ],
  ...["_droppedAttributesCount", "_droppedEventsCount", "_droppedLinksCount", "_performanceStartTime"],
  ...["_performanceOffset", "_startTimeProvided"],
]);

const none: readonly JsonObject[] = [];

function objects(list: unknown): readonly JsonObject[] {
  return Array.isArray(list) && list.length > 0 ? list.filter(isObject) : none;
}

function text(value: unknown): string {
  return value === undefined || value === null ? "" : valueText(value);
}
