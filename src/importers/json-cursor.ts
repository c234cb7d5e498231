import type { ByteWindow } from "./byte-window.ts";
import { tryParseJson } from "./json.ts";
import { isOpening, JsonDamage, JsonScanner, showByte } from "./json-scan.ts";

/** A generator that yields whenever it needs more bytes. */
type Moving<Result> = Generator<undefined, Result, undefined>;

const mebibyte = 1 << 20;
/** A record's text must fit into one string. */
export const maxRecord = 256 * mebibyte;
/** Longer lines are gone through piece by piece, where the shape allows it. */
export const maxLine = 8 * mebibyte;

/**
 * Moves through the bytes of JSON text in a window that its owner fills: over blanks, over values, and after damage to
 * the next place where a record begins.
 */
export class JsonCursor {
  readonly window: ByteWindow;
  private readonly scanner: JsonScanner;
  private readonly decoder = new TextDecoder();
  /** How many blanks stand between the line's beginning and here; -1 when there is something else. */
  indent = -1;
  /** Where the line begins that recovery has come to. */
  private lineStart = -1;
  /** The line of `window.keep`. */
  private keepLine = 1;
  /** The line where the value at the top begins, and its first characters up to its first key. */
  private rootLine = 1;
  private rootBeginning: string | null = null;

  constructor(window: ByteWindow) {
    this.window = window;
    this.scanner = new JsonScanner(window);
  }

  get at(): number {
    return this.scanner.at;
  }

  get line(): number {
    return this.scanner.line;
  }

  moveTo(offset: number, line: number): void {
    this.scanner.at = offset;
    this.scanner.line = line;
  }

  /** Steps over one byte that is no line break. */
  step(): void {
    this.scanner.at += 1;
  }

  /** Allows the bytes before here to be forgotten, and returns here after damage. */
  keep(): void {
    this.window.keep = this.at;
    this.keepLine = this.line;
  }

  /** The byte here, or -1 when it is not at hand. */
  byte(): number {
    return this.window.at(this.scanner.at);
  }

  beginRoot(): void {
    const { window, at } = this;
    this.rootLine = this.line;
    const beginning = this.decoder.decode(window.slice(at, Math.min(at + 80, window.end)));
    this.rootBeginning = /^[{[]\s*"[^"\\]+"/.exec(beginning)?.[0] ?? null;
  }

  endRoot(): void {
    this.rootBeginning = null;
  }

  /** Moves to the next byte between values at the top and gives it, or -1 at the end. Commas are blanks there. */
  *skipToRoot(): Moving<number> {
    for (;;) {
      this.keep();
      const byte = this.byte();
      if (byte === 0x0a) this.moveTo(this.at + 1, this.line + 1);
      else if (isBlank(byte) || byte === 0x2c || byte === 0x1e) this.step();
      else if (byte >= 0 || this.window.ended) return byte;
      else yield;
    }
  }

  /** Moves to the next byte inside a value that is no blank, and gives it. */
  *skip(): Moving<number> {
    let lineStart = this.at === this.lineStart ? this.at : -1;
    for (;;) {
      const byte = this.byte();
      if (byte === 0x0a) {
        this.keep();
        this.moveTo(this.at + 1, this.line + 1);
        lineStart = this.at;
        yield* this.refuseNewRoot();
      } else if (isBlank(byte)) {
        this.step();
      } else if (byte >= 0) {
        this.indent = lineStart < 0 ? -1 : this.at - lineStart;
        return byte;
      } else {
        this.keep();
        yield* this.more();
      }
    }
  }

  /** The text of the value that begins here. */
  *text(): Moving<string> {
    const { window, scanner } = this;
    const from = scanner.at;
    this.keep();
    scanner.begin();
    for (let scan = scanner.scan(); scan !== "done"; scan = scanner.scan()) {
      if (scan === "line") yield* this.refuseNewRoot();
      else if (window.ended && scanner.endsWithBytes()) break;
      else yield* this.more();
      if (scanner.at - from > maxRecord) throw new JsonDamage(from, scanner.line, "a record of more than 256 MiB");
    }
    return this.decode(from, scanner.at);
  }

  unexpected(wanted: string): never {
    const reason = `unexpected ${showByte(this.byte())} where ${wanted} was expected`;
    throw new JsonDamage(this.at, this.line, reason);
  }

  /** Returns to where the damaged record began. */
  goBack(): void {
    this.moveTo(this.window.keep, this.keepLine);
  }

  /** Moves to the next line when the damaged value had only one, else to the next that begins with a bracket. */
  *toNextRoot(damagedLine: number): Moving<void> {
    this.endRoot();
    while (yield* this.toNextLine()) {
      if (damagedLine === this.rootLine || isOpening(this.byte())) return;
    }
  }

  /**
   * Moves to the next line indented as the damaged element was, if that begins an element or ends the list. False, at
   * the end of the line before, when a line less indented comes first: the list is over.
   */
  *toSibling(indent: number): Moving<boolean> {
    if (indent < 0) return false;
    while (yield* this.toNextLine()) {
      const found = yield* this.skipIndentation();
      const byte = this.byte();
      if (byte < 0 || byte === 0x0a || byte === 0x0d || found > indent) continue;
      if (byte === 0x7d && found === indent) continue;
      const resumes = byte === 0x5d || (found === indent && isOpening(byte));
      this.moveTo(resumes ? this.lineStart : this.window.keep, resumes ? this.line : this.line - 1);
      return resumes;
    }
    return false;
  }

  decode(from: number, to: number): string {
    return this.decoder.decode(this.window.slice(from, to));
  }

  /** Moves to the beginning of the next line, keeping from the line break before it on; false when there is none. */
  private *toNextLine(): Moving<boolean> {
    const { window } = this;
    for (;;) {
      const feed = window.find(0x0a, this.at);
      if (feed >= 0) {
        window.keep = feed;
        this.moveTo(feed + 1, this.line + 1);
        this.lineStart = this.at;
        while (this.byte() < 0 && !window.ended) yield;
        return this.byte() >= 0;
      }
      this.moveTo(window.end, this.line);
      this.keep();
      if (window.ended) return false;
      yield;
    }
  }

  private *skipIndentation(): Moving<number> {
    const from = this.at;
    for (;;) {
      const byte = this.byte();
      if (byte === 0x20 || byte === 0x09) this.step();
      else if (byte >= 0 || this.window.ended) return this.at - from;
      else yield;
    }
  }

  private *more(): Moving<void> {
    if (!this.window.ended) return yield;
    const reason = `the file ends inside a value that begins on line ${this.rootLine}`;
    throw new JsonDamage(this.window.end, this.line, reason);
  }

  /**
   * Stops at a line that is a complete value, begins as the one being read begins, and has another value or nothing
   * after it: then the one being read was cut off, though as a whole it might still be well formed.
   */
  private *refuseNewRoot(): Moving<void> {
    const { window, at, rootBeginning } = this;
    if (rootBeginning === null) return;
    while (at + rootBeginning.length > window.end && !window.ended) yield;
    const beginning = this.decoder.decode(window.slice(at, Math.min(at + rootBeginning.length, window.end)));
    if (beginning !== rootBeginning) return;
    const end = yield* this.endOfLine();
    const text = this.decode(at, end);
    if (!looksWhole(text, 0, text.length) || tryParseJson(text) === undefined) return;
    if (end + 1 < window.end && !isOpening(window.at(end + 1))) return;
    throw new JsonDamage(at, this.line, "cut off: a new record begins before this one ends");
  }

  /** The offset of the next line break, with the byte after it at hand. */
  private *endOfLine(): Moving<number> {
    const { window, at } = this;
    for (;;) {
      const feed = window.find(0x0a, at);
      const tooLong = window.end - at > maxLine;
      if (feed >= 0 && (feed + 1 < window.end || window.ended)) return feed;
      if (window.ended || tooLong) return feed >= 0 ? feed : window.end;
      yield;
    }
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x09;
}

/** A cheap look that spares a parse bound to fail: does the bracket that opens at the line's start close at its end? */
export function looksWhole(text: string, from: number, to: number): boolean {
  let first = from;
  while (first < to && text.charCodeAt(first) <= 0x20) first += 1;
  let last = to - 1;
  while (last > first && text.charCodeAt(last) <= 0x20) last -= 1;
  const opening = text.charCodeAt(first);
  const closing = text.charCodeAt(last);
  if (opening === 0x7b) return closing === 0x7d;
  if (opening === 0x5b) return closing === 0x5d;
  return first < to;
}
