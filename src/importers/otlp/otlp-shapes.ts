import type { SpanBatches } from "../span-batches.ts";
import { ByteValues, bytesOf, valuesAtMost } from "../spans/byte-values.ts";
import type { SpanContext } from "../spans/span-context.ts";
import { SpanPlan, type SpanShape } from "../spans/span-plan.ts";
import type { SpanWriter } from "../spans/span-row.ts";
import { doubleText } from "./otlp-attributes.ts";
import { type Form, readShape } from "./otlp-shape.ts";

/** What stands before a value in the text of spans, and what was seen to follow it. */
interface Step {
  readonly literal: Uint8Array;
  /** The literal but for its last bytes, four by four. */
  readonly words: Int32Array;
  /** How the value is written; null at the end of a span. */
  readonly form: Form | null;
  readonly next: Step[];
  readonly known: KnownShape | null;
}

interface KnownShape {
  readonly shape: SpanShape;
  readonly plans: Map<SpanContext, SpanPlan | null>;
}

const stepsAtMost = 20_000;
const plansAtMost = 100;
/** So many shapes more than every tenth span are not learned. */
const patience = 1000;

/**
 * Spans of a program are written alike: between their values stand the same texts again and again. These are kept as a
 * tree, so that a span of a known shape is read by comparing what stands between its values, and each value goes from
 * the file's bytes into its columns without becoming a JavaScript string.
 */
export class OtlpShapes {
  /** Where the last span that was written ends. */
  end = 0;
  private readonly values = new ByteValues();
  private readonly writer: SpanWriter;
  private readonly batches: SpanBatches;
  private first: Step[] = [];
  private steps = 0;
  private credit = patience;
  /** Which set of known keys the shapes belong to. */
  private generation = -1;

  constructor(writer: SpanWriter, batches: SpanBatches) {
    this.writer = writer;
    this.batches = batches;
  }

  /** Writes the span that begins here; false, and nothing is written, when it must be read another way. */
  write(bytes: Uint8Array, view: DataView, from: number, to: number, context: SpanContext, line: number): boolean {
    const { generation } = this.writer.facts.keys;
    if (generation !== this.generation) this.forget();
    this.generation = generation;
    const known = this.find(bytes, view, from, to);
    if (known === null) return false;
    const { shape, plans } = known;
    let plan = plans.get(context);
    if (plan === undefined) {
      if (plans.size >= plansAtMost) plans.clear();
      plan = SpanPlan.of(shape, context, this.writer, this.batches);
      plans.set(context, plan);
    }
    return plan?.write(this.values, line) ?? false;
  }

  /** Learns the shape of a span that could not be written. */
  learn(bytes: Uint8Array, from: number, to: number): void {
    if (this.credit <= 0) return;
    this.credit -= 1;
    const read = readShape(bytes, from, to, this.writer.facts.keys);
    if (read === null || read.steps.length > valuesAtMost) return;
    if (this.steps + read.steps.length > stepsAtMost) this.forget();
    let steps = this.first;
    for (const [place, { literal, form }] of read.steps.entries()) {
      const last = place === read.steps.length - 1;
      let step = steps.find((other) => other.form === form && isSame(other.literal, literal));
      if (!step) {
        step = {
          literal,
          words: wordsOf(literal),
          form,
          next: [],
          known: last ? { shape: read.shape, plans: new Map() } : null,
        };
        steps.push(step);
        this.steps += 1;
      }
      steps = step.next;
    }
  }

  private forget(): void {
    this.first = [];
    this.steps = 0;
  }

  /** The shape of the span that begins here, with its values in `values`. */
  private find(bytes: Uint8Array, view: DataView, from: number, to: number): KnownShape | null {
    const { values } = this;
    values.begin();
    let steps = this.first;
    let at = from;
    for (let value = 0; ; value++) {
      const step = follow(steps, bytes, view, at, to);
      if (step === null) return null;
      at += step.literal.length;
      if (step.form === null) {
        this.end = at;
        if (this.credit < patience) this.credit += 0.1;
        return step.known;
      }
      const end =
        step.form === "string" ? this.string(value, bytes, view, at) : this.scalar(value, bytes, view, at, step.form);
      if (end < 0 || end > to) return null;
      at = end;
      steps = step.next;
    }
  }

  /** Takes the inside of a string, up to the quote behind it; -1 where it cannot be taken. */
  private string(value: number, bytes: Uint8Array, view: DataView, from: number): number {
    const { values } = this;
    let at = from;
    while (stops[bytes[at] as number] === 0) at++;
    values.set(value, bytes, view, from, at);
    if (bytes[at] === 0x22) return at;
    while (bytes[at] === 0x5c) {
      at += 2;
      while (stops[bytes[at] as number] === 0) at++;
    }
    return bytes[at] === 0x22 && values.unescape(value, bytes, from, at) ? at : -1;
  }

  /** Takes a number or a word; its text becomes what an attribute keeps of it. */
  private scalar(value: number, bytes: Uint8Array, view: DataView, from: number, form: Form): number {
    const { values } = this;
    let at = from;
    while (scalars[bytes[at] as number] === 1) at++;
    values.set(value, bytes, view, from, at);
    if (form === "double") {
      if (!isPlainDouble(bytes, from, at)) values.rewrite(value, doubleText(values.text(value)));
    } else if (form === "integer") {
      if (!isPlainInteger(bytes, from, at)) return -1;
    } else if (!isWord(bytes, from, at)) return -1;
    return at;
  }
}

function follow(steps: Step[], bytes: Uint8Array, view: DataView, at: number, to: number): Step | null {
  for (let place = 0; place < steps.length; place++) {
    const step = steps[place] as Step;
    if (!stands(step, bytes, view, at, to)) continue;
    // The same number may be written as text on another span.
    if (step.form !== null && step.form !== "string" && bytes[at + step.literal.length] === 0x22) continue;
    if (place > 0) {
      steps[place] = steps[place - 1] as Step;
      steps[place - 1] = step;
    }
    return step;
  }
  return null;
}

/** True where the text before a value stands here. */
function stands({ literal, words }: Step, bytes: Uint8Array, view: DataView, at: number, to: number): boolean {
  if (at + literal.length > to) return false;
  let place = at;
  for (let word = 0; word < words.length; word++, place += 4)
    if (view.getInt32(place, true) !== words[word]) return false;
  for (let index = words.length * 4; index < literal.length; index++, place++)
    if (bytes[place] !== literal[index]) return false;
  return true;
}

function wordsOf(literal: Uint8Array): Int32Array {
  const view = new DataView(literal.buffer, literal.byteOffset, literal.length);
  return Int32Array.from({ length: literal.length >> 2 }, (_, word) => view.getInt32(word * 4, true));
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

/** Where the inside of a string ends or needs a look: quotes, backslashes, and what may not stand there bare. */
const stops = Uint8Array.from({ length: 256 }, (_, byte) => (byte === 0x22 || byte === 0x5c || byte < 0x20 ? 1 : 0));

/** What numbers and words are made of. */
const scalars = new Uint8Array(256);
for (const byte of bytesOf("0123456789abcdefghijklmnopqrstuvwxyz-.+E")) scalars[byte] = 1;

function isPlainInteger(bytes: Uint8Array, from: number, to: number): boolean {
  const first = bytes[from] === 0x2d ? from + 1 : from;
  if (first === to || (bytes[first] === 0x30 && to - from > 1)) return false;
  for (let at = first; at < to; at++) if (!isDigit(bytes[at] as number)) return false;
  return true;
}

/** True for a double that would be written again as it is; not for all of them. */
function isPlainDouble(bytes: Uint8Array, from: number, to: number): boolean {
  const first = bytes[from] === 0x2d ? from + 1 : from;
  let at = first;
  while (at < to && isDigit(bytes[at] as number)) at++;
  const whole = at - first;
  if (whole === 0 || whole > 15 || to - first > 17 || (bytes[first] === 0x30 && whole > 1)) return false;
  if (at === to) return true;
  if (bytes[at] !== 0x2e || to - at < 2 || bytes[to - 1] === 0x30) return false;
  for (at++; at < to; at++) if (!isDigit(bytes[at] as number)) return false;
  // Below a hundred thousandth doubles may be written with an exponent.
  return bytes[first] !== 0x30 || hasOtherThanZeros(bytes, first + 2, first + 7);
}

function hasOtherThanZeros(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if ((bytes[at] as number) > 0x30) return true;
  return false;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

const words = [bytesOf("true"), bytesOf("false")];

function isWord(bytes: Uint8Array, from: number, to: number): boolean {
  return words.some((word) => word.length === to - from && word.every((byte, at) => byte === bytes[from + at]));
}
