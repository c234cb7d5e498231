import type { Place, SpanBatches } from "../span-batches.ts";
import type { SpanBatch } from "../tables/arrow-batch.ts";
import type { LongColumn } from "../tables/arrow-columns.ts";
import type { TextColumn } from "../tables/text-columns.ts";
import type { KnownKey } from "./attribute-keys.ts";
import { ByteTexts, type ByteValues, bytesOf, decimal, isHexId, WordTime, wholeNumber } from "./byte-values.ts";
import { type Fact, facts } from "./conventions.ts";
import { spanIdDigits, traceIdDigits } from "./ids.ts";
import type { SpanContext } from "./span-context.ts";
import { guessedKind, namedKind } from "./span-kinds.ts";
import { restoreKey } from "./span-restore.ts";
import { providerName, type SpanFields, type SpanWriter } from "./span-row.ts";

/** Where the parts of spans that are all written alike stand among their values; -1 for what they do not have. */
export interface SpanShape {
  readonly traceId: number;
  readonly spanId: number;
  readonly parentId: number;
  readonly name: number;
  readonly start: number;
  readonly end: number;
  readonly statusMessage: number;
  readonly status: SpanFields["status"];
  readonly attributes: readonly ShapeAttribute[];
  /** Parts of the span without a column, with the texts that they have on all of these spans. */
  readonly parts: readonly (readonly [key: string, text: string])[];
}

export interface ShapeAttribute {
  readonly known: KnownKey;
  readonly value: number;
}

/** Facts that become columns after no more than a look at the value. */
const plannable = new Set<Fact>([
  ...(["kind", "model", "provider", "cost", "tenant", "user", "session"] as const),
  ...(["promptVersion", "service", "scope"] as const),
  ...(["input", "output", "inputTokens", "outputTokens"] as const),
  ...(["cacheReadTokens", "cacheWriteTokens", "reasoningTokens"] as const),
]);

const kinds = new ByteTexts((text) => known(namedKind(text)));
const guessedKinds = new ByteTexts((text) => known(guessedKind(text)));
const providers = new ByteTexts((text) => bytesOf(providerName(text) ?? ""));
const retriever = bytesOf("RETRIEVER");
const llm = bytesOf("LLM");
const unknown = bytesOf("UNKNOWN");
const reported = bytesOf("reported");
const start = new WordTime();
const end = new WordTime();
const pages = bytesOf("page_content");

function known(kind: string): Uint8Array | null {
  return kind === "UNKNOWN" ? null : kind === "RETRIEVER" ? retriever : bytesOf(kind);
}

/** A column's constant text, or the value that gives it; NULL where there is neither. */
interface TextSource {
  readonly value: number;
  readonly text: Uint8Array | null;
}

/**
 * What `SpanWriter` does with spans that are all written alike, found once: which column gets which value. Their bytes
 * go into the columns as they are. A span with anything about it that needs a closer look is left to `SpanWriter`.
 */
export class SpanPlan {
  private readonly writer: SpanWriter;
  private readonly context: SpanContext;
  private readonly batches: SpanBatches;
  private readonly shape: SpanShape;
  private readonly keys: ReadonlyMap<string, TextSource>;
  private readonly names: readonly string[];
  private readonly texts: readonly TextSource[];
  private readonly place: Place | null;
  private readonly unused: readonly KnownKey[];
  private readonly values: { readonly [F in Fact]?: number };
  /** Values that must not be empty, nor begin as a JSON string does. */
  private readonly checked: readonly number[];
  private readonly service: TextSource;
  private readonly scope: TextSource;
  private readonly tenant: TextSource;
  private readonly user: TextSource;
  private readonly session: TextSource;
  private readonly promptVersion: TextSource;
  private readonly status: Uint8Array;
  private kind: Uint8Array = unknown;
  private cost = 0;

  /** Null where spans of this shape need a closer look each. */
  static of(shape: SpanShape, context: SpanContext, writer: SpanWriter, batches: SpanBatches): SpanPlan | null {
    const { attributes, traceId, spanId, name, start, end } = shape;
    const known = attributes.map((attribute) => attribute.known);
    const keys = [...known.map(({ key }) => key), ...context.keys];
    const told = new Set(known.map(({ fact }) => facts[fact]));
    const usual =
      Math.min(traceId, spanId, name, start, end) >= 0 &&
      new Set(known.map(({ key }) => key)).size === known.length &&
      !keys.includes(restoreKey) &&
      known.every(({ list }) => list < 0) &&
      [...told].every((fact) => fact === undefined || plannable.has(fact) || (isPartOfCost(fact) && told.has("cost")));
    return usual ? new SpanPlan(shape, context, writer, batches) : null;
  }

  private constructor(shape: SpanShape, context: SpanContext, writer: SpanWriter, batches: SpanBatches) {
    this.shape = shape;
    this.context = context;
    this.writer = writer;
    this.batches = batches;
    this.keys = attributeSources(shape, context);
    this.names = [...this.keys.keys()];
    this.texts = [...this.keys.values()];
    this.place = batches.place(this.keys);
    this.unused = shape.attributes.map(({ known }) => known).filter(({ fact, list }) => fact < 0 && list === -1);
    this.values = bestValues(shape.attributes);
    this.checked = Object.values(this.values);
    const source = (fact: Fact) => sourceOf(this.values[fact], context.text(fact));
    this.tenant = source("tenant");
    this.user = source("user");
    this.session = source("session");
    this.promptVersion = source("promptVersion");
    this.service = context.text("service") === null ? source("service") : sourceOf(undefined, context.text("service"));
    this.scope = context.scope === null ? sourceOf(this.values.scope, null) : sourceOf(undefined, context.scope);
    this.status = bytesOf(shape.status);
  }

  /** Writes a span; false, and nothing is written, when it needs a closer look. */
  write(values: ByteValues, row: number): boolean {
    if (!this.isUsual(values)) return false;
    const batch = this.batches.at(this.place, this.keys);
    this.append(batch, values, row);
    for (const key of this.unused) key.spans += 1;
    this.writer.count(this.context);
    this.batches.appended(batch);
    return true;
  }

  private isUsual(values: ByteValues): boolean {
    const { shape } = this;
    const { bytes, from, to } = values;
    const { traceId, spanId, parentId } = shape;
    if (!isId(values, traceId, traceIdDigits) || !isId(values, spanId, spanIdDigits)) return false;
    if (parentId >= 0 && !isEmpty(values, parentId) && !isId(values, parentId, spanIdDigits)) return false;
    if (!readTime(start, values, shape.start) || !readTime(end, values, shape.end) || end.isBefore(start)) return false;
    for (const value of this.checked) {
      const first = from[value] as number;
      if (first === to[value] || (bytes[value] as Uint8Array)[first] === 0x22) return false;
    }
    return this.readCost(values) && this.countsAreWhole(values) && this.readKind(values);
  }

  private readCost(values: ByteValues): boolean {
    const { cost } = this.values;
    if (cost === undefined) return true;
    const { bytes, from, to } = values;
    this.cost = decimal(bytes[cost] as Uint8Array, from[cost] as number, to[cost] as number);
    if (Number.isNaN(this.cost)) {
      const text = values.text(cost);
      this.cost = text.trim() === "" ? Number.NaN : Number(text);
    }
    return Number.isFinite(this.cost);
  }

  private countsAreWhole(values: ByteValues): boolean {
    const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens } = this.values;
    return (
      isCount(values, inputTokens) &&
      isCount(values, outputTokens) &&
      isCount(values, cacheReadTokens) &&
      isCount(values, cacheWriteTokens) &&
      isCount(values, reasoningTokens)
    );
  }

  private readKind(values: ByteValues): boolean {
    const { kind, output } = this.values;
    const said = kind === undefined ? this.guess(values) : made(kinds, values, kind);
    if (said === null) return false;
    this.kind = said;
    return said !== retriever || output === undefined || !holdsPages(values, output);
  }

  private guess(values: ByteValues): Uint8Array {
    const guess = made(guessedKinds, values, this.shape.name);
    if (guess !== null || this.values.model === undefined) return guess ?? unknown;
    return this.values.inputTokens === undefined && this.values.outputTokens === undefined ? unknown : llm;
  }

  private append(batch: SpanBatch, values: ByteValues, row: number): void {
    const { shape, values: at } = this;
    const to = batch.columns;
    put(to.trace_id, values, shape.traceId);
    put(to.span_id, values, shape.spanId);
    putUnlessEmpty(to.parent_span_id, values, shape.parentId);
    put(to.name, values, shape.name);
    putBytes(to.kind, this.kind);
    to.start_ns.appendWords(start.high, start.low);
    to.end_ns.appendWords(end.high, end.low);
    putBytes(to.status, this.status);
    putUnlessEmpty(to.status_message, values, shape.statusMessage);
    put(to.model, values, at.model);
    if (at.provider === undefined) to.provider.appendNull();
    else putBytes(to.provider, made(providers, values, at.provider));
    putCount(to.input_tokens, values, at.inputTokens);
    putCount(to.output_tokens, values, at.outputTokens);
    putCount(to.cache_read_tokens, values, at.cacheReadTokens);
    putCount(to.cache_write_tokens, values, at.cacheWriteTokens);
    putCount(to.reasoning_tokens, values, at.reasoningTokens);
    if (at.cost === undefined) {
      to.cost_usd.appendNull();
      to.cost_source.appendNull();
    } else {
      to.cost_usd.appendNumber(this.cost);
      putBytes(to.cost_source, reported);
    }
    putSource(to.tenant, values, this.tenant);
    putSource(to.user_id, values, this.user);
    putSource(to.session_id, values, this.session);
    putSource(to.prompt_version, values, this.promptVersion);
    put(to.input, values, at.input);
    put(to.output, values, at.output);
    putSource(to.service, values, this.service);
    putSource(to.scope, values, this.scope);
    for (let place = 0; place < this.names.length; place++)
      putSource(to.attributes.entry(this.names[place] as string, place), values, this.texts[place] as TextSource);
    to.attributes.end();
    to.events.appendNull();
    to.links.appendNull();
    to.source_row.appendNumber(row);
    batch.appended();
  }
}

function isPartOfCost(fact: Fact): boolean {
  return fact === "inputCost" || fact === "outputCost" || fact === "costs";
}

/** Every key of such spans, in order, with where its text comes from. */
function attributeSources({ attributes, parts }: SpanShape, context: SpanContext): Map<string, TextSource> {
  const sources = new Map<string, TextSource>();
  for (const { known, value } of attributes) sources.set(known.key, sourceOf(value, null));
  const add = (key: string, text: string) => {
    if (!sources.has(key)) sources.set(key, sourceOf(undefined, text));
  };
  for (const [key, text] of parts) add(key, text);
  for (const [at, key] of context.keys.entries()) add(key, context.texts[at] ?? "");
  return sources;
}

/** For each fact the value that is believed before the others. */
function bestValues(attributes: readonly ShapeAttribute[]): { readonly [F in Fact]?: number } {
  const best = new Map<Fact, ShapeAttribute>();
  for (const attribute of attributes) {
    const fact = facts[attribute.known.fact];
    if (fact === undefined || !plannable.has(fact)) continue;
    const before = best.get(fact);
    if (!before || attribute.known.rank < before.known.rank) best.set(fact, attribute);
  }
  return Object.fromEntries([...best].map(([fact, { value }]) => [fact, value]));
}

function sourceOf(value: number | undefined, text: string | null): TextSource {
  return { value: value ?? -1, text: value === undefined && text !== null ? bytesOf(text) : null };
}

function isId({ bytes, from, to }: ByteValues, value: number, digits: number): boolean {
  return isHexId(bytes[value] as Uint8Array, from[value] as number, to[value] as number, digits);
}

function isEmpty({ from, to }: ByteValues, value: number): boolean {
  return from[value] === to[value];
}

function readTime(time: WordTime, { bytes, from, to }: ByteValues, value: number): boolean {
  return time.read(bytes[value] as Uint8Array, from[value] as number, to[value] as number);
}

function countOf({ bytes, from, to }: ByteValues, value: number): number {
  return wholeNumber(bytes[value] as Uint8Array, from[value] as number, to[value] as number);
}

function isCount(values: ByteValues, value: number | undefined): boolean {
  return value === undefined || countOf(values, value) >= 0;
}

function made<Made>(texts: ByteTexts<Made>, { bytes, from, to }: ByteValues, value: number): Made {
  return texts.find(bytes[value] as Uint8Array, from[value] as number, to[value] as number);
}

/** True for output that may hold documents as LangChain and MLflow write them. */
function holdsPages({ bytes, from, to }: ByteValues, value: number): boolean {
  const text = (bytes[value] as Uint8Array).subarray(from[value], to[value]);
  for (let at = text.indexOf(0x5f); at >= 0; at = text.indexOf(0x5f, at + 1))
    if (pages.every((byte, place) => text[at - 4 + place] === byte)) return true;
  return false;
}

function put(column: TextColumn, { bytes, views, from, to }: ByteValues, value: number | undefined): void {
  if (value === undefined) column.appendNull();
  else column.appendBytes(bytes[value] as Uint8Array, from[value] as number, to[value] as number, views[value]);
}

function putUnlessEmpty(column: TextColumn, values: ByteValues, value: number): void {
  put(column, values, value < 0 || isEmpty(values, value) ? undefined : value);
}

function putSource(column: TextColumn, values: ByteValues, { value, text }: TextSource): void {
  if (value >= 0) put(column, values, value);
  else if (text === null) column.appendNull();
  else putBytes(column, text);
}

function putBytes(column: TextColumn, text: Uint8Array): void {
  column.appendBytes(text, 0, text.length);
}

function putCount(column: LongColumn, values: ByteValues, value: number | undefined): void {
  if (value === undefined) column.appendNull();
  else column.appendNumber(countOf(values, value));
}
