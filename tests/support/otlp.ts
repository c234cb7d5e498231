type AttributeValue =
  | string
  | number
  | boolean
  | null
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };

export type Attributes = { readonly [key: string]: AttributeValue };

export interface SpanOptions {
  readonly attributes?: Attributes;
  readonly [field: string]: unknown;
}

export const aTraceId = "0af7651916cd43dd8448eb211c80319c";
export const aSpanId = "b7ad6b7169203331";

/** A span of OTLP JSON with attributes given as plain values; every other field as it is to stand there. */
export function otlpSpan({ attributes = {}, ...fields }: SpanOptions = {}): object {
  return {
    traceId: aTraceId,
    spanId: aSpanId,
    name: "step",
    kind: 1,
    startTimeUnixNano: "1776000000000000001",
    endTimeUnixNano: "1776000001500000002",
    attributes: otlpAttributes(attributes),
    status: {},
    ...fields,
  };
}

export function otlpAttributes(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: otlpValue(value) }));
}

/** A request around the spans. */
export function otlpRequest(
  spans: readonly object[],
  resource: Attributes = { "service.name": "agent" },
  scope = "lib",
): object {
  return {
    resourceSpans: [
      { resource: { attributes: otlpAttributes(resource) }, scopeSpans: [{ scope: { name: scope }, spans }] },
    ],
  };
}

function otlpValue(value: AttributeValue): object {
  if (value === null) return {};
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (isList(value)) return { arrayValue: { values: value.map(otlpValue) } };
  return { kvlistValue: { values: otlpAttributes(value) } };
}

function isList(value: AttributeValue): value is readonly AttributeValue[] {
  return Array.isArray(value);
}
