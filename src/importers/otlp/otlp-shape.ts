import { TextCursor, Unusual } from "../json/text-cursor.ts";
import type { AttributeKeys } from "../spans/attribute-keys.ts";
import { textOf } from "../spans/byte-values.ts";
import type { ShapeAttribute, SpanShape } from "../spans/span-plan.ts";
import { partKeys, sideOf, statusOf } from "./otlp.ts";

/** How a value is written: between quotes, or bare. */
export type Form = "string" | "integer" | "double" | "boolean";

/** The text up to a value, and how that is written; null behind the last value. */
export interface ShapeStep {
  readonly literal: Uint8Array;
  readonly form: Form | null;
}

export interface ReadShape {
  readonly steps: readonly ShapeStep[];
  readonly shape: SpanShape;
}

/** How a span is written, null when it has more than ids, texts, times, a status and plain attributes. */
export function readShape(bytes: Uint8Array, from: number, to: number, keys: AttributeKeys): ReadShape | null {
  try {
    return new ShapeReader(bytes.subarray(from, to), keys).read();
  } catch (error) {
    if (error instanceof Unusual) return null;
    throw error;
  }
}

const places = {
  traceId: "traceId",
  spanId: "spanId",
  parentSpanId: "parentId",
  name: "name",
  startTimeUnixNano: "start",
  endTimeUnixNano: "end",
} as const;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Reads bytes as if each were a character, so that places in the text are places in the bytes. */
class ShapeReader extends TextCursor {
  private readonly bytes: Uint8Array;
  private readonly keys: AttributeKeys;
  private readonly steps: ShapeStep[] = [];
  private readonly attributes: ShapeAttribute[] = [];
  private readonly parts: [string, string][] = [];
  /** Where the text up to the next value begins. */
  private begun = 0;
  private readonly shape: Mutable<SpanShape> = {
    ...{ traceId: -1, spanId: -1, parentId: -1, name: -1, start: -1, end: -1, statusMessage: -1 },
    ...{ status: "UNSET", attributes: this.attributes, parts: this.parts },
  };

  constructor(bytes: Uint8Array, keys: AttributeKeys) {
    super();
    this.bytes = bytes;
    this.keys = keys;
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    this.open(text, 0, text.length);
  }

  read(): ReadShape {
    this.object((key) => this.field(key));
    if (this.at !== this.end) this.fail();
    this.steps.push({ literal: this.bytes.slice(this.begun), form: null });
    return { steps: this.steps, shape: this.shape };
  }

  private field(key: string): void {
    if (Object.hasOwn(places, key)) this.shape[places[key as keyof typeof places]] = this.take("string");
    else if (key === "attributes") this.list(() => this.attribute());
    else if (key === "status") this.object((inner) => this.statusField(inner));
    else if (key === "kind") this.side();
    else if (key === "flags") this.scalar();
    else if (key === "traceState") this.expectRaw('""');
    else if (key === "events" || key === "links") this.expectRaw("[]");
    else if (/^dropped(?:Attributes|Events|Links)Count$/.test(key)) this.expectRaw("0");
    else this.fail();
  }

  private side(): void {
    const side = sideOf(this.value());
    if (side !== "") this.parts.push([partKeys.side, side]);
  }

  private statusField(key: string): void {
    if (key === "code") this.shape.status = statusOf(this.value());
    else if (key === "message") this.shape.statusMessage = this.take("string");
    else this.fail();
  }

  private attribute(): void {
    this.expect(0x7b);
    if (this.string() !== "key") this.fail();
    this.expect(0x3a);
    const from = this.at + 1;
    const raw = this.raw();
    if (!/^"[^"\\]+"$/.test(raw)) this.fail();
    const known = this.keys.find(textOf(this.bytes, from, this.at - 1));
    if (!this.goesOn(0x7d) || this.string() !== "value") this.fail();
    this.expect(0x3a);
    const before = this.attributes.length;
    this.object((type) => this.attributes.push({ known, value: this.attributeValue(type) }));
    if (this.attributes.length !== before + 1) this.fail();
    this.expect(0x7d);
  }

  private attributeValue(type: string): number {
    if (type === "stringValue") return this.take("string");
    if (type === "intValue") return this.take(this.code() === 0x22 ? "string" : "integer");
    if (type === "doubleValue") return this.take("double");
    return type === "boolValue" ? this.take("boolean") : this.fail();
  }

  /** Takes a value out of the text and gives its number. */
  private take(form: Form): number {
    const from = form === "string" ? this.at + 1 : this.at;
    if ((this.code() === 0x22) !== (form === "string")) this.fail();
    this.steps.push({ literal: this.bytes.slice(this.begun, from), form });
    if (form === "string") this.raw();
    else this.scalar();
    this.begun = form === "string" ? this.at - 1 : this.at;
    return this.steps.length - 1;
  }

  private expectRaw(text: string): void {
    if (this.raw() !== text) this.fail();
  }

  /** Goes through an object in which no key stands twice. */
  private object(field: (key: string) => void): void {
    const seen = new Set<string>();
    this.expect(0x7b);
    if (this.code() === 0x7d) {
      this.at += 1;
      return;
    }
    do {
      const key = this.string();
      this.expect(0x3a);
      if (seen.has(key)) this.fail();
      seen.add(key);
      field(key);
    } while (this.goesOn(0x7d));
  }

  private list(element: () => void): void {
    this.expect(0x5b);
    if (this.code() === 0x5d) {
      this.at += 1;
      return;
    }
    do element();
    while (this.goesOn(0x5d));
  }
}
