import type { ByteWindow } from "./byte-window.ts";

/** What stands where no value can go on. `offset` counts bytes. */
export class JsonDamage extends Error {
  readonly offset: number;
  readonly line: number;
  /** Already told to the reader; only the way out of the damaged part is left. */
  told = false;

  constructor(offset: number, line: number, reason: string) {
    super(reason);
    this.offset = offset;
    this.line = line;
  }
}

/** `line`: a line begins inside the value, with a bracket in its first column. */
export type Scan = "done" | "more" | "line";

const value = 0;
const valueOrEnd = 1;
const key = 2;
const keyOrEnd = 3;
const colon = 4;
const comma = 5;
const wanted = ["a value", "a value", "a key", "a key", '":"', '"," or a closing bracket'];

const outside = 0;
const inString = 1;
const inEscape = 2;
const inScalar = 3;

const maxDepth = 10_000;

/**
 * Finds the end of one JSON value in bytes that come piece by piece. It checks the order of brackets, strings, commas
 * and colons and no more: whoever parses the text finds the rest.
 */
export class JsonScanner {
  /** The offset and the line that the scanner has come to. */
  at = 0;
  line = 1;
  private readonly window: ByteWindow;
  private open: number[] = [];
  private expected = value;
  private inside = outside;

  constructor(window: ByteWindow) {
    this.window = window;
  }

  /** Prepares for the value that begins at `at`. */
  begin(): void {
    this.open = [];
    this.expected = value;
    this.inside = outside;
  }

  /** Goes on until the value ends, the bytes do, or a line begins with a bracket. Throws `JsonDamage`. */
  scan(): Scan {
    const { bytes, start } = this.window;
    let i = this.at - start;
    for (; i < bytes.length; i += 1) {
      const byte = bytes[i]!;
      if (this.inside === inString) {
        i = skipText(bytes, i);
        if (i === bytes.length) break;
        if (bytes[i] === 0x0a) this.fail(start + i, "the line ends inside a string");
        this.inside = bytes[i] === 0x5c ? inEscape : outside;
        if (this.inside === outside && this.afterString()) return this.stop(start + i + 1, "done");
        continue;
      }
      if (this.inside === inEscape) {
        this.inside = inString;
        continue;
      }
      if (this.inside === inScalar) {
        if (!endsScalar(byte)) continue;
        this.inside = outside;
        if (this.open.length === 0) return this.stop(start + i, "done");
      }
      if (byte === 0x0a) {
        this.line += 1;
        if (isOpening(bytes[i + 1]) || i + 1 === bytes.length) return this.stop(start + i + 1, "line");
        continue;
      }
      if (byte === 0x20 || byte === 0x0d || byte === 0x09) continue;
      if (this.structure(byte, start + i)) return this.stop(start + i + 1, "done");
    }
    return this.stop(start + i, "more");
  }

  /** True when the bytes' end completes the value, as it does a number's. */
  endsWithBytes(): boolean {
    return this.inside === inScalar && this.open.length === 0;
  }

  /** Takes one byte of structure or the first of a string or scalar; true when it completes the value. */
  private structure(byte: number, at: number): boolean {
    const { expected } = this;
    if (byte === 0x22 && expected <= keyOrEnd) {
      this.inside = inString;
      return false;
    }
    if (isOpening(byte) && expected <= valueOrEnd) {
      if (this.open.push(byte) > maxDepth) this.fail(at, `more than ${maxDepth} levels of nesting`);
      this.expected = byte === 0x7b ? keyOrEnd : valueOrEnd;
      return false;
    }
    if (byte === 0x5d || byte === 0x7d) return this.close(byte, at);
    if (byte === 0x2c && expected === comma) {
      this.expected = this.open.at(-1) === 0x7b ? key : value;
      return false;
    }
    if (byte === 0x3a && expected === colon) {
      this.expected = value;
      return false;
    }
    if (expected > valueOrEnd || endsScalar(byte)) this.unexpected(byte, at);
    this.inside = inScalar;
    this.expected = comma;
    return false;
  }

  private close(byte: number, at: number): boolean {
    const { expected } = this;
    const inObject = this.open.at(-1) === 0x7b;
    const allowed = expected === comma || expected === (inObject ? keyOrEnd : valueOrEnd);
    if (!allowed || inObject !== (byte === 0x7d) || this.open.length === 0) this.unexpected(byte, at);
    this.open.pop();
    this.expected = comma;
    return this.open.length === 0;
  }

  private afterString(): boolean {
    this.expected = this.expected === key || this.expected === keyOrEnd ? colon : comma;
    return this.open.length === 0;
  }

  private stop(at: number, result: Scan): Scan {
    this.at = at;
    return result;
  }

  private unexpected(byte: number, at: number): never {
    return this.fail(at, `unexpected ${showByte(byte)} where ${wanted[this.expected]} was expected`);
  }

  private fail(at: number, reason: string): never {
    this.at = at;
    throw new JsonDamage(at, this.line, reason);
  }
}

export function showByte(byte: number): string {
  const shown = byte > 0x20 && byte < 0x7f;
  return shown ? JSON.stringify(String.fromCharCode(byte)) : `byte 0x${byte.toString(16).padStart(2, "0")}`;
}

export function isOpening(byte: number | undefined): boolean {
  return byte === 0x7b || byte === 0x5b;
}

/** The next quote, backslash or line break. */
function skipText(bytes: Uint8Array, from: number): number {
  let i = from;
  for (; i < bytes.length; i += 1) {
    const byte = bytes[i]!;
    if (byte === 0x22 || byte === 0x5c || byte === 0x0a) break;
  }
  return i;
}

/** Blanks, commas, colons, quotes and brackets: what cannot stand inside a number or a word. */
function endsScalar(byte: number): boolean {
  if (byte <= 0x22) return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x22;
  return byte === 0x2c || byte === 0x3a || byte === 0x5b || byte === 0x5d || byte === 0x7b || byte === 0x7d;
}
