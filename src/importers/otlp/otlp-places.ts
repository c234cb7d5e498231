import type { JsonObject } from "../json/json.ts";
import { partKeys, sides } from "./otlp.ts";

/** A row's attributes, each where OTLP has its place. Read again they stand in the order that they stood in. */
export interface PlacedAttributes {
  readonly span: readonly (readonly [key: string, text: string])[];
  readonly resource: readonly (readonly [key: string, text: string])[];
  readonly scopeVersion: string;
  /** The span's own fields: kind, trace state, dropped counts. */
  readonly fields: JsonObject;
}

/** Begins the keys of attributes that describe where a span came from rather than what it did. */
const resourcePrefix =
  /^(?:service|telemetry|host|process|os|k8s|container|cloud|deployment|device|faas|webengine|openinference\.project)\./;

/**
 * A reader puts a span's own attributes first, then its fields, then those of its resource and its scope: what stands
 * in that order at the end of the row's attributes goes back to where it came from, all else is the span's.
 */
export function placeAttributes(attributes: ReadonlyMap<string, string>): PlacedAttributes {
  const entries = [...attributes];
  const last = entries.at(-1);
  const scopeVersion = last && last[0] === partKeys.scopeVersion ? last[1] : "";
  if (scopeVersion !== "") entries.pop();
  let first = entries.length;
  while (first > 0 && resourcePrefix.test(entries[first - 1]?.[0] ?? "")) first -= 1;
  const run = entries.slice(first);
  const resource = run.some(([key]) => key === "service.name") ? run : [];
  const span = entries.slice(0, entries.length - resource.length);
  return { span, resource, scopeVersion, fields: takeFields(span, attributes) };
}

const fieldOrder: readonly (readonly [key: string, field: string])[] = [
  [partKeys.droppedLinks, "droppedLinksCount"],
  [partKeys.droppedEvents, "droppedEventsCount"],
  [partKeys.droppedAttributes, "droppedAttributesCount"],
  [partKeys.traceState, "traceState"],
  [partKeys.side, "kind"],
];

/** Takes the fields off the end of a span's attributes; where one stands among these it is left there too. */
function takeFields(span: [string, string][], attributes: ReadonlyMap<string, string>): JsonObject {
  const fields: Record<string, unknown> = {};
  for (const [key, field] of fieldOrder) {
    const text = attributes.get(key);
    const value = text === undefined ? null : fieldValue(field, text);
    if (value === null) continue;
    fields[field] = value;
    if (span.at(-1)?.[0] === key) span.pop();
  }
  return fields;
}

function fieldValue(field: string, text: string): string | number | null {
  if (field === "traceState") return text === "" ? null : text;
  if (field === "kind") return sides.includes(text) && text !== "" ? sides.indexOf(text) : null;
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}
