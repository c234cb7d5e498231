/**
 * Spans as OTLP JSON, spelled as the OpenTelemetry Collector spells it: hex ids, whole numbers as decimal strings.
 *
 * A span here is `{traceId, spanId, parentId, service, name, start, end, attributes, events, links, status, message}`;
 * `start` and `end` are whole microseconds after `epoch` (a BigInt of nanoseconds), `end` may be null. `links`, which may
 * be left out, are `{traceId, spanId, attributes}`.
 */

/** A number that is written as a double even when it is whole. */
export function double(value) {
  return { doubleValue: value };
}

function anyValue(value) {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (Number.isInteger(value)) return { intValue: String(value) };
  if (typeof value === "number") return { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  if (typeof value?.doubleValue === "number") return value;
  throw new Error(`attribute: not a value that OTLP knows: ${value}`);
}

export function keyValues(attributes) {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

export function nanoseconds(epoch, microseconds) {
  return String(epoch + BigInt(microseconds) * 1000n);
}

function otlpSpan(span, epoch) {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentId && { parentSpanId: span.parentId }),
    name: span.name,
    kind: span.client ? 3 : 1,
    startTimeUnixNano: nanoseconds(epoch, span.start),
    ...(span.end !== null && { endTimeUnixNano: nanoseconds(epoch, span.end) }),
    attributes: keyValues(span.attributes),
    ...(span.events.length > 0 && { events: span.events.map((event) => otlpEvent(event, epoch)) }),
    ...(span.links?.length > 0 && { links: span.links.map(otlpLink) }),
    status: status(span),
  };
}

function otlpLink({ traceId, spanId, attributes }) {
  return { traceId, spanId, attributes: keyValues(attributes) };
}

function otlpEvent(event, epoch) {
  return { timeUnixNano: nanoseconds(epoch, event.time), name: event.name, attributes: keyValues(event.attributes) };
}

function status(span) {
  if (span.status === "ERROR") return { ...(span.message && { message: span.message }), code: 2 };
  return span.status === "OK" ? { code: 1 } : {};
}

/**
 * One line of a file: the spans, grouped by the service that sent them.
 *
 * @param {object[]} spans
 * @param {Record<string, {resource: object, scope: {name: string, version: string}}>} services
 * @param {bigint} epoch
 */
export function batchLine(spans, services, epoch) {
  const groups = new Map();
  for (const span of spans) groups.set(span.service, [...(groups.get(span.service) ?? []), span]);
  const resourceSpans = [...groups].map(([service, members]) => ({
    resource: { attributes: keyValues(services[service].resource) },
    scopeSpans: [{ scope: services[service].scope, spans: members.map((span) => otlpSpan(span, epoch)) }],
  }));
  return JSON.stringify({ resourceSpans });
}
