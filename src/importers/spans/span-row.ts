import type { SpanKind } from "../../traces/kind.ts";
import type { ScoreRow, SpanRow } from "../../traces/schema.ts";
import type { Sink } from "../importer.ts";
import { digestId, hexId, isBlankId, isHexId, spanIdDigits, traceIdDigits } from "./ids.ts";
import { Notes } from "./notes.ts";
import { type Entries, SpanContext } from "./span-context.ts";
import {
  eventMessages,
  eventsText,
  exceptionMessage,
  linksText,
  type SpanEvent,
  type SpanLink,
} from "./span-events.ts";
import { SpanExtras } from "./span-extras.ts";
import { SpanFacts } from "./span-facts.ts";
import { guessedKind } from "./span-kinds.ts";
import { restoreKey, restoreSpan } from "./span-restore.ts";
import { type ReadTime, readTime, type TimeUnit } from "./times.ts";

/** A span as its format tells it, before its attributes are understood. */
export interface SpanFields {
  /** Ids as they were written; empty where there is none. */
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly name: string;
  readonly startNs: bigint | null;
  readonly endNs: bigint | null;
  readonly status: "UNSET" | "OK" | "ERROR";
  readonly statusMessage: string;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  /** The line, or the number of the record where there are no lines. */
  readonly row: number;
  readonly place: Place;
  /** True where a format's ids are none of OpenTelemetry: they stay as they were written. */
  readonly idsAreOwn?: boolean;
}

/** A place for an issue: a line, or an offset where there are no lines. */
export interface Place {
  readonly line: number | null;
  readonly offset?: number;
}

const contextsAtOnce = 1000;

/**
 * Makes rows of spans. For each span: `facts.begin()`, `facts.add` for every attribute, then `write`. Whatever else a
 * span carries (documents, scores, embeddings) goes to the sink with it. Call `finish` after the last one.
 */
export class SpanWriter {
  readonly facts: SpanFacts;
  readonly notes = new Notes();
  private readonly sink: Sink;
  private readonly extras: SpanExtras;
  private readonly contexts = new Map<string, SpanContext>();
  /** What the last context was asked for with: spans that stand together share one. */
  private last: { readonly scope: string; readonly entries: Entries; readonly context: SpanContext } | null = null;
  /** The contexts that have counted spans since their counts were last handed over. */
  private readonly counting: SpanContext[] = [];
  private written = 0;
  private synthetic = 0;
  /** The last whole seconds that were read, as digits and in nanoseconds. */
  private seconds = "";
  private secondsNs = 0n;

  constructor(sink: Sink) {
    this.sink = sink;
    this.facts = new SpanFacts(sink);
    this.extras = new SpanExtras(sink, this.notes);
  }

  /** The context of a resource's attributes and a scope's, the same one for the same content. */
  context(scope: string, entries: Entries): SpanContext {
    if (this.last?.scope === scope && areEqual(this.last.entries, entries)) return this.last.context;
    const context = this.contextOf(scope, entries);
    this.last = { scope, entries, context };
    return context;
  }

  private contextOf(scope: string, entries: Entries): SpanContext {
    let content = scope;
    for (const [key, text] of entries) content += `\n${key},${text}`;
    const known = this.contexts.get(content);
    if (known) return known;
    if (this.contexts.size >= contextsAtOnce) this.contexts.clear();
    const context = new SpanContext(this.facts.keys, scope, entries);
    this.contexts.set(content, context);
    return context;
  }

  write(fields: SpanFields, context: SpanContext): void {
    const { facts } = this;
    const { place } = fields;
    const traceId = this.id(fields.traceId, traceIdDigits, "trace", fields);
    const spanId = this.id(fields.spanId, spanIdDigits, "span", fields);
    const parentId = this.parentId(fields);
    const { startNs } = fields;
    let { endNs } = fields;
    if (endNs === null && facts.text("kind")?.toUpperCase() === "EVENT") endNs = startNs;
    if (startNs === null) this.notes.add("spans without a start", place, fields.name);
    else if (endNs !== null && endNs < startNs) this.notes.add("spans that end before they start", place, fields.name);
    const kind = this.kind(fields.name);
    const messages = fields.events.length > 0 ? eventMessages(fields.events) : null;
    const cost = facts.cost();
    const row: SpanRow = {
      trace_id: traceId,
      span_id: spanId,
      parent_span_id: parentId,
      name: fields.name,
      kind,
      start_ns: startNs,
      end_ns: endNs,
      status: fields.status,
      status_message: statusMessage(fields),
      model: facts.model(kind),
      provider: providerName(facts.provider(kind)),
      input_tokens: facts.count("inputTokens"),
      output_tokens: facts.count("outputTokens"),
      cache_read_tokens: facts.count("cacheReadTokens"),
      cache_write_tokens: facts.count("cacheWriteTokens"),
      reasoning_tokens: facts.count("reasoningTokens"),
      cost_usd: cost,
      cost_source: cost === null ? null : "reported",
      tenant: facts.text("tenant") ?? context.text("tenant"),
      user_id: facts.text("user") ?? context.text("user"),
      session_id: facts.text("session") ?? context.text("session"),
      prompt_version: facts.text("promptVersion") ?? context.text("promptVersion"),
      input: facts.payload("input") ?? messages?.input ?? null,
      output: facts.payload("output") ?? messages?.output ?? null,
      service: context.text("service") ?? facts.text("service"),
      scope: context.scope ?? facts.text("scope"),
      attributes: facts.attributes,
      events: eventsText(fields.events),
      links: linksText(fields.links),
      source_row: BigInt(fields.row),
    };
    context.addTo(facts.attributes);
    if (facts.attributes.has(restoreKey) && !restoreSpan(row, facts.attributes))
      this.notes.add(`attributes ${restoreKey} that make no sense, kept`, place, fields.name);
    facts.countUnused();
    this.count(context);
    this.sink.span(row);
    this.extras.write(facts, row, fields);
  }

  /** Counts a span of a context. */
  count(context: SpanContext): void {
    if (context.spans === 0) this.counting.push(context);
    context.spans += 1;
    this.written += 1;
  }

  /** A time of a span as it was written, whatever unit that was; says when it was not the expected one. */
  time(written: unknown, place: Place, expected: TimeUnit = "ns"): ReadTime | null {
    // Nanoseconds of any day between 2001 and 2096 have 19 digits, and no other unit's have.
    if (expected === "ns" && typeof written === "string" && written.length === 19 && written.charCodeAt(0) >= 0x31) {
      const ns = this.nanos(written);
      if (ns !== null) return { ns, unit: "ns" };
    }
    const time = readTime(written, expected);
    if (time === null) {
      if (written && !isBlankId(String(written))) this.notes.add("times that cannot be read", place, String(written));
    } else if (time.unit !== expected) {
      this.notes.add(`times in ${time.unit} where ${expected} belong, converted`, place, String(written));
    }
    return time;
  }

  /** The number in 19 digits, null when they are none. Spans that stand together begin in the same few seconds. */
  nanos(digits: string): bigint | null {
    let below = 0;
    for (let at = 10; at < 19; at += 1) {
      const digit = digits.charCodeAt(at) - 0x30;
      if (digit < 0 || digit > 9) return null;
      below = below * 10 + digit;
    }
    const seconds = digits.slice(0, 10);
    if (seconds !== this.seconds) {
      if (!/^[1-3]\d{9}$/.test(seconds)) return null;
      this.seconds = seconds;
      this.secondsNs = BigInt(seconds) * 1_000_000_000n;
    }
    return this.secondsNs + BigInt(below);
  }

  /** A score that is a record of its own. */
  writeScore(score: ScoreRow): void {
    this.written += 1;
    this.sink.score(score);
  }

  /** Counts records that could not be read. */
  lose(place: Place, reason: string, records = 1): void {
    this.written += records;
    const { line, offset } = place;
    const where = line === null && offset !== undefined ? { line, offset } : { line };
    this.sink.issue({ ...where, reason, severity: "record", ...(records === 1 ? {} : { records }) });
  }

  /** Hands the number of records met so far to the sink, for its progress. */
  tellCount(): void {
    if (this.written > 0) this.sink.records(this.written);
    this.written = 0;
    if (this.counting.length > contextsAtOnce) this.tellContexts();
  }

  finish(): void {
    this.tellCount();
    this.tellContexts();
    this.facts.keys.tell();
    this.notes.tell(this.sink);
  }

  private tellContexts(): void {
    for (const context of this.counting) context.tell((key, spans) => this.sink.unmapped(key, spans));
    this.counting.length = 0;
  }

  private parentId({ parentId, idsAreOwn }: SpanFields): string | null {
    if (idsAreOwn) return parentId === "" ? null : parentId;
    return isBlankId(parentId) ? null : hexId(parentId, spanIdDigits);
  }

  private id(written: string, digits: number, of: "trace" | "span", fields: SpanFields): string {
    if (fields.idsAreOwn && written !== "") return written;
    if (isHexId(written, digits) && !isBlankId(written)) return written;
    if (isBlankId(written)) return this.syntheticId(digits, of, fields);
    const id = hexId(written, digits);
    if (!isHexId(id, digits))
      this.notes.add(`${of} ids that are not ${digits} hexadecimal digits, kept`, fields.place, id);
    return id;
  }

  /** The same for the same span at the same place in the same file, and hardly ever for another. */
  private syntheticId(digits: number, of: "trace" | "span", fields: SpanFields): string {
    this.synthetic += 1;
    this.notes.add(`spans without a ${of} id, given one made from their content`, fields.place, fields.name);
    const { traceId, spanId, parentId, name, startNs, endNs } = fields;
    return digestId([of, this.synthetic, traceId, spanId, parentId, name, startNs, endNs].join("\n"), digits);
  }

  private kind(name: string): SpanKind {
    const { facts } = this;
    if (facts.kind !== "UNKNOWN") return facts.kind;
    const guess = guessedKind(name);
    if (guess !== "UNKNOWN" || facts.text("model") === null) return guess;
    return facts.text("inputTokens") === null && facts.text("outputTokens") === null ? "UNKNOWN" : "LLM";
  }
}

function areEqual(some: Entries, others: Entries): boolean {
  return some.length === others.length && some.every((entry, at) => isSame(entry, others[at]));
}

function isSame([key, text]: Entries[number], other: Entries[number] | undefined): boolean {
  return other !== undefined && key === other[0] && text === other[1];
}

function statusMessage({ status, statusMessage: message, events }: SpanFields): string | null {
  if (message !== "") return message;
  return status === "ERROR" ? exceptionMessage(events) : null;
}

const renamed: Readonly<Record<string, string>> = {
  vertex_ai: "gcp.vertex_ai",
  vertexai: "gcp.vertex_ai",
  gemini: "gcp.gemini",
  "az.ai.inference": "azure.ai.inference",
  "az.ai.openai": "azure.ai.openai",
  xai: "x_ai",
};

const providers = new Map<string, string>();

export function providerName(written: string | null): string | null {
  if (written === null) return null;
  const known = providers.get(written);
  if (known !== undefined) return known;
  if (providers.size > 1000) providers.clear();
  const name = presentName(written.toLowerCase());
  providers.set(written, name);
  return name;
}

/** A provider under its present name: "az.ai.openai" is "azure.ai.openai", Vercel's "openai.responses" is "openai". */
function presentName(name: string): string {
  if (Object.hasOwn(renamed, name)) return renamed[name] ?? name;
  return name.replace(/^([a-z_-]+)\.(?:chat|responses|messages|completions?|embeddings?|generative-ai)$/, "$1");
}
