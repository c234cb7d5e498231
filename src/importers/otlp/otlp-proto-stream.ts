import type { ByteWindow } from "../json/byte-window.ts";
import {
  type Attribute,
  readWireLog,
  readWireResource,
  readWireScope,
  readWireSpan,
  type WireLog,
  type WireScope,
  type WireSpan,
} from "./otlp-wire.ts";

/** The resource and the scope that stand before a span. */
export interface WireContext {
  readonly resource: readonly Attribute[];
  readonly scope: WireScope;
}

export type ProtoPiece =
  | { readonly type: "span"; readonly span: WireSpan; readonly context: WireContext; readonly offset: number }
  | { readonly type: "log"; readonly log: WireLog; readonly offset: number }
  /** A resource or a scope that came behind spans it belongs to. */
  | { readonly type: "late"; readonly offset: number }
  | { readonly type: "damage"; readonly offset: number; readonly reason: string };

/** Undefined asks for more bytes. */
type Steps<Result = void> = Generator<ProtoPiece | undefined, Result, undefined>;

class ProtoDamage extends Error {
  readonly offset: number;

  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}

const noScope: WireScope = { name: "", version: "", attributes: [] };
const longestRecord = 512 * 1024 * 1024;
const lengthDelimited = 2;
/** As many bytes as tell a span or a resource from anything else. */
const anchorSize = 48;

/**
 * Goes through one ExportTraceServiceRequest, which may be larger than memory: its spans come one by one. Log records
 * have the same place in their own request, and are told apart by their first field. After damage it goes on at the
 * next bytes that can only be the beginning of a span or a resource.
 */
export class OtlpProtoStream {
  private readonly window: ByteWindow;
  private at: number;
  private field = 0;
  private type = 0;
  private context: WireContext = { resource: [], scope: noScope };
  private spansOfResource = 0;
  private spansOfScope = 0;

  constructor(window: ByteWindow) {
    this.window = window;
    this.at = window.start;
  }

  *pieces(): Steps {
    let reading = this.request();
    for (;;) {
      try {
        return yield* reading;
      } catch (error) {
        if (!(error instanceof ProtoDamage)) throw error;
        yield { type: "damage", offset: error.offset, reason: error.message };
        this.at = error.offset + 1;
        if (!(yield* this.toAnchor())) return;
        reading = this.anchored();
      }
    }
  }

  /** What follows an anchor: spans of the resource at hand, and resources. */
  private *anchored(): Steps {
    while (yield* this.toAnchor()) {
      const isSpan = this.atSpan();
      const end = yield* this.next(Number.POSITIVE_INFINITY);
      if (isSpan) yield* this.record(end);
      else yield* this.resource(end);
      yield* this.skipTo(end);
    }
  }

  private *request(): Steps {
    while (yield* this.hasMore(Number.POSITIVE_INFINITY)) {
      const end = yield* this.next(Number.POSITIVE_INFINITY);
      if (this.field === 1) yield* this.resource(end);
      yield* this.skipTo(end);
    }
  }

  private *resource(end: number): Steps {
    this.expectMessage();
    this.context = { resource: [], scope: noScope };
    this.spansOfResource = 0;
    while (yield* this.hasMore(end)) {
      const fieldEnd = yield* this.next(end);
      if (this.field === 1) {
        if (this.spansOfResource > 0) yield { type: "late", offset: this.at };
        const resource = yield* this.leaf(fieldEnd, readWireResource);
        if (resource) this.context = { ...this.context, resource };
      } else if (this.field === 2 || this.field === 1000) {
        yield* this.scope(fieldEnd);
      }
      yield* this.skipTo(fieldEnd);
    }
  }

  private *scope(end: number): Steps {
    this.expectMessage();
    this.context = { ...this.context, scope: noScope };
    this.spansOfScope = 0;
    while (yield* this.hasMore(end)) {
      const fieldEnd = yield* this.next(end);
      if (this.field === 1) {
        if (this.spansOfScope > 0) yield { type: "late", offset: this.at };
        const scope = yield* this.leaf(fieldEnd, readWireScope);
        if (scope) this.context = { ...this.context, scope };
      } else if (this.field === 2) {
        yield* this.record(fieldEnd);
      }
      yield* this.skipTo(fieldEnd);
    }
  }

  /** A span, or a log record: that begins with a time, or without one with a field that a span has not. */
  private *record(end: number): Steps {
    const offset = this.at;
    this.spansOfScope += 1;
    this.spansOfResource += 1;
    yield* this.need(end);
    const first = this.window.at(offset);
    if (first === 0x09 || first === 0x59) {
      const log = yield* this.leaf(end, readWireLog);
      if (log) yield { type: "log", log, offset };
      return;
    }
    const span = yield* this.leaf(end, readWireSpan);
    if (span) yield { type: "span", span, context: this.context, offset };
  }

  /** A message that is read at once; null, and the damage told, when it alone is at fault. */
  private *leaf<T>(end: number, read: (bytes: Uint8Array) => T): Steps<T | null> {
    this.expectMessage();
    yield* this.need(end);
    try {
      return read(this.window.slice(this.at, end));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      yield { type: "damage", offset: this.at, reason };
      return null;
    }
  }

  /** Moves to the value of the next field and gives its end. */
  private *next(end: number): Steps<number> {
    const offset = this.at;
    const tag = yield* this.varint(end);
    this.field = Math.floor(tag / 8);
    this.type = tag % 8;
    if (this.field === 0) throw new ProtoDamage(offset, "protobuf: a field without a number");
    const valueEnd = yield* this.valueEnd(offset, end);
    if (valueEnd > end) throw new ProtoDamage(offset, "protobuf: a field that is longer than its message");
    return valueEnd;
  }

  private *valueEnd(offset: number, end: number): Steps<number> {
    if (this.type === lengthDelimited) {
      const length = yield* this.varint(end);
      return this.at + length;
    }
    if (this.type === 1) return this.at + 8;
    if (this.type === 5) return this.at + 4;
    if (this.type !== 0) throw new ProtoDamage(offset, `protobuf: a field of the unknown type ${this.type}`);
    yield* this.varint(end);
    return this.at;
  }

  private *varint(end: number): Steps<number> {
    const offset = this.at;
    let value = 0;
    for (let scale = 1; this.at - offset < 10; scale *= 128) {
      yield* this.need(this.at + 1);
      const byte = this.window.at(this.at);
      this.at += 1;
      if (this.at > end) break;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new ProtoDamage(offset, "protobuf: an integer that does not end");
  }

  private *hasMore(end: number): Steps<boolean> {
    this.window.keep = this.at;
    while (this.at >= this.window.end && !this.window.ended && this.at < end) yield;
    if (this.at < this.window.end) return this.at < end;
    if (this.at < end && Number.isFinite(end)) throw this.cutOff(end);
    return false;
  }

  /** Waits until the bytes before `end` are at hand. */
  private *need(end: number): Steps {
    if (end - this.window.keep > longestRecord) throw new ProtoDamage(this.at, "a record of more than 512 MiB");
    while (this.window.end < end) {
      if (this.window.ended) throw this.cutOff(end);
      yield;
    }
  }

  private *skipTo(end: number): Steps {
    while (this.window.end < end) {
      if (this.window.ended) throw this.cutOff(end);
      this.window.keep = this.window.end;
      yield;
    }
    this.at = end;
    this.window.keep = end;
  }

  private cutOff(end: number): ProtoDamage {
    return new ProtoDamage(this.at, `the data ends ${end - this.window.end} bytes before the record does`);
  }

  private expectMessage(): void {
    if (this.type !== lengthDelimited) throw new ProtoDamage(this.at, `protobuf: field ${this.field} is no message`);
  }

  /** Moves to the next bytes that can only begin a span or a resource; false when there are none. */
  private *toAnchor(): Steps<boolean> {
    for (;;) {
      this.window.keep = Math.min(this.at, this.window.end);
      while (this.at + anchorSize > this.window.end && !this.window.ended) yield;
      while (this.at < this.window.end && (this.window.ended || this.at + anchorSize <= this.window.end)) {
        if (this.atSpan() || this.atResource()) return true;
        this.at += 1;
      }
      if (this.window.ended) return false;
    }
  }

  /** `spans` with a trace id of 16 bytes and a span id of 8. */
  private atSpan(): boolean {
    const { window } = this;
    if (window.at(this.at) !== 0x12) return false;
    const id = this.afterLength(this.at + 1);
    const hasIds = window.at(id) === 0x0a && window.at(id + 1) === 16 && window.at(id + 18) === 0x12;
    return hasIds && window.at(id + 19) === 8;
  }

  /** `resource_spans` with a resource with an attribute with a key. */
  private atResource(): boolean {
    let at = this.at;
    for (let level = 0; level < 4; level += 1) {
      if (this.window.at(at) !== 0x0a) return false;
      at = this.afterLength(at + 1);
    }
    return this.window.at(at) > 0x20 && this.window.at(at) < 0x7f;
  }

  private afterLength(at: number): number {
    let after = at;
    while (this.window.at(after) > 0x7f && after < at + 5) after += 1;
    return after + 1;
  }
}
