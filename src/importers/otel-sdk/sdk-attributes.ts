import { isObject, type JsonObject } from "../json/json.ts";
import { partKeys } from "../otlp/otlp.ts";
import { anyValue, valueText } from "../spans/attributes.ts";
import type { SpanContext } from "../spans/span-context.ts";
import type { SpanFacts } from "../spans/span-facts.ts";
import type { SpanWriter } from "../spans/span-row.ts";

type Pairs = readonly (readonly [key: string, value: unknown])[];

const none: Pairs = [];

/** Adds a span's attributes, without pairs in between where there are none: spans may have many. */
export function addAttributes(facts: SpanFacts, attributes: unknown): void {
  if (isObject(attributes)) for (const key in attributes) facts.add(key, valueText(attributes[key]));
  else for (const [key, value] of attributesOf(attributes)) facts.add(key, valueText(value));
}

/** Attributes with plain values, from an object or from lists of pairs, `{"key", "value"}` or `[key, value]`. */
export function attributesOf(attributes: unknown): Pairs {
  if (isObject(attributes)) return Object.entries(attributes);
  if (!Array.isArray(attributes)) return none;
  const pairs: [string, unknown][] = [];
  for (const pair of attributes) {
    if (Array.isArray(pair) && pair.length === 2) pairs.push([valueText(pair[0]), pair[1]]);
    else if (isObject(pair) && "key" in pair) pairs.push([valueText(pair.key), anyValue(pair.value)]);
  }
  return pairs;
}

/** What the spans of the same resource and instrumentation have in common. */
export function sdkContext(writer: SpanWriter, span: JsonObject): SpanContext {
  const scope = scopeOf(span);
  const entries: [string, string][] = resourceAttributes(span.resource).map(([key, value]) => [key, valueText(value)]);
  if (!entries.some(([key]) => key === "service.name")) {
    const service = span.service_name ?? span.serviceName ?? span.service;
    if (typeof service === "string" && service !== "") entries.push(["service.name", service]);
  }
  if (!isObject(scope)) return writer.context(typeof scope === "string" ? scope : "", entries);
  if (scope.version) entries.push([partKeys.scopeVersion, valueText(scope.version)]);
  for (const [key, value] of attributesOf(scope.attributes)) entries.push([key, valueText(value)]);
  return writer.context(typeof scope.name === "string" ? scope.name : "", entries);
}

function scopeOf(span: JsonObject): unknown {
  return (
    span.instrumentation_scope ??
    span.instrumentationScope ??
    span.instrumentationLibrary ??
    span.instrumentation_info ??
    span.scope
  );
}

/** Old SDKs write a resource's attributes as the resource; JavaScript's has them under private names. */
function resourceAttributes(resource: unknown): Pairs {
  if (!isObject(resource)) return typeof resource === "string" ? none : attributesOf(resource);
  for (const key of ["attributes", "_memoizedAttributes", "_attributes", "_rawAttributes", "_syncAttributes"]) {
    const pairs = attributesOf(resource[key]);
    if (pairs.length > 0) return pairs;
  }
  return "attributes" in resource || "schema_url" in resource
    ? none
    : Object.entries(resource).filter(([key]) => !/^_|^asyncAttributesPending$/.test(key));
}
