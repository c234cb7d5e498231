import { concat } from "../encoding.ts";
import { tryParseJson } from "../json/json.ts";
import { looksWhole } from "../json/json-cursor.ts";
import { textOf, viewOf } from "../spans/byte-values.ts";

/** Is offered lines as bytes, each as a place in a view; true when it has taken the line. */
export interface ByteLines {
  /** False when it will take none any more. */
  readonly tries: boolean;
  takeBytes(bytes: Uint8Array, view: DataView, from: number, to: number, line: number): boolean;
}

/** A longer line is none that is held in memory. */
const longest = 64 * 1024 * 1024;
const feed = 0x0a;

/**
 * Offers the lines of a file as bytes before they become text. In the place of those that are taken it leaves empty
 * lines, so that the others keep their numbers. It does so for as long as each line is a value of its own: after
 * damage, only a reader of JSON can tell where a line begins.
 */
export class OtlpFront {
  private readonly source: () => AsyncIterable<Uint8Array>;
  private readonly lines: ByteLines;
  private begun = false;
  private passing = false;
  /** The next line to be offered. */
  private line = 1;
  /** The lines that were taken: the first of each run, and the first behind it. */
  private readonly runs: number[] = [];

  constructor(source: () => AsyncIterable<Uint8Array>, lines: ByteLines) {
    this.source = source;
    this.lines = lines;
  }

  /** The content without the lines that are taken: the same every time, though only the first time takes any. */
  async *open(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.begun) {
      this.passing = true;
      yield* this.again();
      return;
    }
    this.begun = true;
    for await (const piece of this.pieces()) {
      const rest = this.passing ? 0 : yield* this.offer(piece);
      if (rest < piece.length) yield piece.subarray(rest);
    }
  }

  /** The content in pieces that end with a line, but for the last one, for as long as no line is too long. */
  private async *pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    let cut: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of this.source()) {
      const last = chunk.lastIndexOf(feed) + 1;
      if (last > 0) {
        const first = size > 0 ? chunk.indexOf(feed) + 1 : 0;
        if (first > 0) yield concat([...cut, chunk.subarray(0, first)]);
        if (first < last) yield chunk.subarray(first, last);
        cut = [];
        size = 0;
      }
      cut.push(chunk.slice(last));
      size += chunk.length - last;
      this.passing ||= size > longest;
      if (!this.passing) continue;
      yield* cut;
      cut = [];
      size = 0;
    }
    if (size > 0) yield concat(cut);
  }

  /** Gives what is left of whole lines. Returns where it stopped. */
  private *offer(bytes: Uint8Array): Generator<Uint8Array, number, undefined> {
    const view = viewOf(bytes);
    let at = 0;
    let taken = 0;
    while (at < bytes.length && !this.passing) {
      const found = bytes.indexOf(feed, at);
      const to = found < 0 ? bytes.length : found;
      const next = Math.min(to + 1, bytes.length);
      if (this.lines.takeBytes(bytes, view, at, to, this.line)) {
        this.note();
        taken += 1;
        at = next;
      } else {
        this.passing = !this.lines.tries || !isValue(bytes, at, to);
        // The parser must have had everything before another line is taken, so that all is read in order.
        if (!this.passing) this.line += 1;
        yield concat([feeds(taken), this.passing ? nothing : bytes.subarray(at, next)]);
        taken = 0;
        if (!this.passing) at = next;
      }
    }
    if (taken > 0) yield feeds(taken);
    return at;
  }

  private note(): void {
    if (this.runs.at(-1) === this.line) this.runs.pop();
    else this.runs.push(this.line);
    this.line += 1;
    this.runs.push(this.line);
  }

  private async *again(): AsyncGenerator<Uint8Array, void, undefined> {
    const { line: decided } = this;
    const runs = [...this.runs];
    let line = 1;
    for await (const chunk of this.source()) {
      let at = 0;
      while (at < chunk.length && line < decided) {
        const found = chunk.indexOf(feed, at);
        const next = found < 0 ? chunk.length : found + 1;
        while (line >= (runs[1] ?? decided)) runs.splice(0, 2);
        const taken = line >= (runs[0] ?? decided);
        if (!taken) yield chunk.subarray(at, next);
        else if (found >= 0) yield feeds(1);
        at = next;
        if (found >= 0) line += 1;
      }
      if (at < chunk.length) yield chunk.subarray(at);
    }
  }
}

const nothing = new Uint8Array(0);

function feeds(count: number): Uint8Array {
  return new Uint8Array(count).fill(feed);
}

/** True for a line that is a JSON value of its own, or blank. */
function isValue(bytes: Uint8Array, from: number, to: number): boolean {
  const text = textOf(bytes, from, to);
  return text.trim() === "" || (looksWhole(text, 0, text.length) && tryParseJson(text) !== undefined);
}
