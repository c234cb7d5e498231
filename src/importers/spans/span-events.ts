import { type JsonObject, jsonText } from "../json/json.ts";
import { valueText } from "./attributes.ts";

/** Something that happened during a span. Attribute values are plain values. */
export interface SpanEvent {
  readonly name: string;
  readonly timeNs: bigint | null;
  readonly attributes: JsonObject;
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly attributes: JsonObject;
}

/** The column `events`: `[{"name", "time_ns": "digits" | null, "attributes": {…}}]`, null without events. */
export function eventsText(events: readonly SpanEvent[]): string | null {
  if (events.length === 0) return null;
  return jsonText(
    events.map(({ name, timeNs, attributes }) => ({
      name,
      time_ns: timeNs === null ? null : String(timeNs),
      attributes,
    })),
  );
}

/** The column `links`: `[{"trace_id", "span_id", "trace_state"?, "attributes"}]`, null without links. */
export function linksText(links: readonly SpanLink[]): string | null {
  if (links.length === 0) return null;
  return jsonText(
    links.map(({ traceId, spanId, traceState, attributes }) => ({
      trace_id: traceId,
      span_id: spanId,
      ...(traceState === "" ? {} : { trace_state: traceState }),
      attributes,
    })),
  );
}

/** What the first recorded exception says, its type when it says nothing. */
export function exceptionMessage(events: readonly SpanEvent[]): string | null {
  const exception = events.find(({ name }) => name === "exception");
  if (!exception) return null;
  const { attributes } = exception;
  return attributeText(attributes, "exception.message") ?? attributeText(attributes, "exception.type");
}

/** Messages that were recorded as events: what went in and what came out, as JSON, null where there is none. */
export function eventMessages(events: readonly SpanEvent[]): { input: string | null; output: string | null } {
  const input: unknown[] = [];
  const output: unknown[] = [];
  for (const { name, attributes } of events) {
    const role = /^gen_ai\.(system|user|assistant|tool)\.message$/.exec(name)?.[1];
    if (role) input.push({ role, ...attributes });
    else if (name === "gen_ai.choice") output.push({ ...attributes });
  }
  return {
    input: firstText(events, ["gen_ai.input.messages", "gen_ai.prompt"]) ?? messagesText(input),
    output: firstText(events, ["gen_ai.output.messages", "gen_ai.completion"]) ?? messagesText(output),
  };
}

export function attributeText(attributes: JsonObject, key: string): string | null {
  const value = attributes[key];
  if (value === undefined || value === null || value === "") return null;
  return valueText(value);
}

function firstText(events: readonly SpanEvent[], keys: readonly string[]): string | null {
  for (const { attributes } of events) {
    for (const key of keys) {
      const text = attributeText(attributes, key);
      if (text !== null) return text;
    }
  }
  return null;
}

function messagesText(messages: readonly unknown[]): string | null {
  return messages.length === 0 ? null : jsonText(messages);
}
