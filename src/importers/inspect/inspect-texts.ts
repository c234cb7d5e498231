import { isObject, type JsonObject, jsonText } from "../json/json.ts";

const scheme = "attachment://";
/** A text in JSON that is a reference as a whole. */
const quotedReference = /"attachment:\/\/([^"\\]+)"(?!\s*:)/g;

/**
 * The texts and messages that Inspect keeps once for a sample, because many of its events hold them. Where an event
 * refers to them they are put back, so that a call shows what it was given. A long conversation repeats itself with
 * every call: what comes back again and again is left as a reference when it would outgrow the sample many times.
 */
export class InspectTexts {
  /** References that were left. */
  left = 0;
  readonly #attachments: JsonObject;
  readonly #messages: readonly unknown[];
  readonly #written: (string | undefined)[] = [];
  readonly #asJson = new Map<string, string>();
  readonly #given = new Set<string | number>();
  /** How many more characters may be given that were given before, and how many more messages be looked up. */
  #room: number;
  #lookups = 10_000_000;
  #isEmpty = true;

  constructor(sample: JsonObject) {
    const pools = isObject(sample.events_data) ? sample.events_data : sample;
    const transcript = isObject(sample.transcript) ? sample.transcript : null;
    this.#attachments = firstObject(sample.attachments, transcript?.content);
    this.#messages = firstList(pools.messages === sample.messages ? null : pools.messages, sample.message_pool);
    this.#room = 16_777_216;
    for (const key in this.#attachments) {
      this.#room += 4 * lengthOf(this.#attachments[key]);
      this.#isEmpty = false;
    }
  }

  /** Text as it is, anything else as JSON, with what it refers to. */
  text(value: unknown): string {
    if (typeof value === "string") return value.startsWith(scheme) ? this.#attachment(value) : value;
    const text = jsonText(value);
    return text.includes(scheme) ? text.replace(quotedReference, (quoted, key) => this.#quoted(quoted, key)) : text;
  }

  /** A value, itself or a copy of it, with what it refers to. */
  resolve(value: unknown): unknown {
    if (typeof value === "string") return value.startsWith(scheme) ? this.#attachment(value) : value;
    if (typeof value !== "object" || value === null || this.#isEmpty) return value;
    if (Array.isArray(value)) return this.#resolveList(value);
    let copy: Record<string, unknown> | null = null;
    for (const key in value) {
      const item = (value as JsonObject)[key];
      const resolved = this.resolve(item);
      if (resolved === item) continue;
      copy ??= Object.assign(Object.create(null), value) as Record<string, unknown>;
      copy[key] = resolved;
    }
    return copy ?? value;
  }

  #resolveList(list: readonly unknown[]): readonly unknown[] {
    let copy: unknown[] | null = null;
    for (let at = 0; at < list.length; at += 1) {
      const item = list[at];
      const resolved = this.resolve(item);
      if (resolved === item) continue;
      copy ??= [...list];
      copy[at] = resolved;
    }
    return copy ?? list;
  }

  /** The messages that a call was given, as JSON: its own, or those that it refers to by ranges of the sample's. */
  messages(own: unknown, ranges: unknown): string {
    if (!Array.isArray(ranges) || (Array.isArray(own) && own.length > 0)) return this.text(own);
    const parts: string[] = [];
    for (const range of ranges) {
      const [start, end] = Array.isArray(range) ? range.map(Number) : [];
      for (let at = Math.max(0, start ?? 0); at < Math.min(end ?? 0, this.#messages.length); at += 1) {
        this.#lookups -= 1;
        if (this.#lookups < 0) throw new Error("its calls refer to far more messages than it can have");
        const part = this.#message(at);
        if (part !== null) parts.push(part);
      }
    }
    return `[${parts.join(",")}]`;
  }

  #message(at: number): string | null {
    const written = this.#written[at] ?? this.text(this.#messages[at]);
    this.#written[at] = written;
    return this.#mayGive(at, written.length) ? written : null;
  }

  #attachment(reference: string): string {
    return this.#kept(reference.slice(scheme.length)) ?? reference;
  }

  /** The text in place of a reference that stands between quotes in JSON. */
  #quoted(quoted: string, key: string): string {
    const text = this.#kept(key);
    if (text === null) return quoted;
    const known = this.#asJson.get(key) ?? JSON.stringify(text);
    this.#asJson.set(key, known);
    return known;
  }

  #kept(key: string): string | null {
    const text = Object.hasOwn(this.#attachments, key) ? this.#attachments[key] : undefined;
    return typeof text === "string" && this.#mayGive(key, text.length) ? text : null;
  }

  #mayGive(key: string | number, length: number): boolean {
    if (this.#given.has(key)) {
      if (length > this.#room) {
        this.left += 1;
        return false;
      }
      this.#room -= length;
    }
    this.#given.add(key);
    return true;
  }
}

function firstObject(...values: readonly unknown[]): JsonObject {
  return values.find(isObject) ?? Object.create(null);
}

function firstList(...values: readonly unknown[]): readonly unknown[] {
  return values.find(Array.isArray) ?? [];
}

function lengthOf(value: unknown): number {
  return typeof value === "string" ? value.length : 0;
}
