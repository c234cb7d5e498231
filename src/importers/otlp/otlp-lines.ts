import { isObject, type JsonObject } from "../json/json.ts";
import type { SpanBatches } from "../span-batches.ts";
import { bytesOf, textOf } from "../spans/byte-values.ts";
import type { SpanContext } from "../spans/span-context.ts";
import type { SpanWriter } from "../spans/span-row.ts";
import { ByteCursor } from "./byte-cursor.ts";
import { otlpContext } from "./otlp.ts";
import { OtlpShapes } from "./otlp-shapes.ts";
import { OtlpSpanText } from "./otlp-span-text.ts";

/** The bytes before the first span of a resource, and what they say. */
interface Head {
  readonly bytes: Uint8Array;
  readonly resource: JsonObject;
  readonly context: SpanContext;
}

const headsAtMost = 16;
const longestHead = 65_536;
/** So many lines in a row that are in another form, and no more are tried. */
const patience = 100;
const firstKey = bytesOf('"resourceSpans"');

/**
 * A quick way through lines in the form that the Collector and the SDKs write: one request, the resource before its
 * scopes and each scope before its spans. Spans of a known shape go from bytes into columns; others are read as text.
 * A line in any other form is left to the parser, which is told which of its spans have been written by then.
 */
export class OtlpLines extends ByteCursor {
  private readonly writer: SpanWriter;
  private readonly shapes: OtlpShapes | null;
  private readonly spanText: OtlpSpanText;
  private failures = 0;
  private line = 0;
  private resource: JsonObject = {};
  private readonly heads: Head[] = [];
  /** Where the spans of the line begin that have been written. */
  private readonly begun: number[] = [];

  constructor(writer: SpanWriter, batches?: SpanBatches) {
    super();
    this.writer = writer;
    this.shapes = batches ? new OtlpShapes(writer, batches) : null;
    this.spanText = new OtlpSpanText(writer);
  }

  /** False once so many lines in a row were in another form that no more are tried. */
  get tries(): boolean {
    return this.failures <= patience;
  }

  /** Writes the spans of a line; false when a parser has to read it, without those that are `written`. */
  read(bytes: Uint8Array, view: DataView, from: number, to: number, line: number): boolean {
    this.begun.length = 0;
    if (!this.tries) return false;
    this.open(bytes, view, from, to);
    this.line = line;
    try {
      this.request();
      this.failures = 0;
      return true;
    } catch {
      this.failures += 1;
      return false;
    }
  }

  /** The spans of the last line that have been written, each by both of its ids. */
  written(): string[] {
    return this.begun.map((from) => {
      this.at = from;
      const span = this.value();
      return isObject(span) ? `${span.traceId}/${span.spanId}` : "";
    });
  }

  private request(): void {
    this.expect(0x7b);
    if (!this.takes(firstKey)) this.fail();
    this.expect(0x3a);
    this.expect(0x5b);
    do this.resourceSpans();
    while (this.goesOn(0x5d));
    this.expect(0x7d);
    if (this.at < this.end) this.fail();
  }

  private resourceSpans(): void {
    const head = this.heads.find(({ bytes }) => this.takes(bytes)) ?? this.newHead();
    this.resource = head.resource;
    this.spans(head.context);
    this.restOfObject();
    while (this.goesOn(0x5d)) {
      this.spans(this.scope());
      this.restOfObject();
    }
    this.restOfObject();
  }

  private newHead(): Head {
    const start = this.at;
    this.resource = this.objectUntil("scopeSpans");
    this.expect(0x5b);
    const context = this.scope();
    const head = { bytes: this.bytes.slice(start, this.at), resource: this.resource, context };
    if (this.heads.length >= headsAtMost) this.heads.pop();
    if (head.bytes.length <= longestHead) this.heads.unshift(head);
    return head;
  }

  private scope(): SpanContext {
    const scopeSpans = this.objectUntil("spans");
    this.expect(0x5b);
    return otlpContext(this.writer, this.resource, scopeSpans);
  }

  /** The fields of an object up to this one, whose value is next. */
  private objectUntil(last: string): JsonObject {
    const object: Record<string, unknown> = {};
    this.expect(0x7b);
    for (;;) {
      const key = this.key();
      if (key === last) return object;
      if (key in object) this.fail();
      object[key] = this.value();
      if (!this.goesOn(0x7d)) this.fail();
    }
  }

  /** Passes over what stands behind the list in an object; nothing there may change what came before it. */
  private restOfObject(): void {
    while (this.goesOn(0x7d)) {
      if (/^(?:resource|scope|spans|instrumentation)/i.test(this.key())) this.fail();
      this.skip();
    }
  }

  private spans(context: SpanContext): void {
    if (this.code() === 0x5d) {
      this.at += 1;
      return;
    }
    do this.span(context);
    while (this.goesOn(0x5d));
  }

  private span(context: SpanContext): void {
    const { shapes, at: from } = this;
    if (shapes?.write(this.bytes, this.view, from, this.end, context, this.line)) this.at = shapes.end;
    else {
      this.skip();
      this.spanText.write(textOf(this.bytes, from, this.at), context, this.line);
      shapes?.learn(this.bytes, from, this.at);
    }
    this.begun.push(from);
  }
}
