import type { TextWindow } from "./text-window.ts";

/** What stands where no value can go on. `offset` counts UTF-16 units. */
export class JsonDamage extends Error {
  readonly offset: number;
  readonly line: number;
  /** Already told to the reader; only the way out of the damaged part is left. */
  told = false;
  /** A value that begins with one of the brackets still open here fails in the same way. */
  readonly inside: readonly number[];

  constructor(offset: number, line: number, reason: string, inside: readonly number[] = []) {
    super(reason);
    this.offset = offset;
    this.line = line;
    this.inside = inside;
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
 * Finds the end of one JSON value in text that comes piece by piece. It checks the order of brackets, strings, commas
 * and colons and no more: whoever parses the text finds the rest.
 */
export class JsonScanner {
  /** The offset and the line that the scanner has come to. */
  at = 0;
  line = 1;
  private readonly window: TextWindow;
  private open: number[] = [];
  /** Where each open bracket stands. */
  private openedAt: number[] = [];
  private expected = value;
  private inside = outside;

  constructor(window: TextWindow) {
    this.window = window;
  }

  /** Prepares for the value that begins at `at`. */
  begin(): void {
    this.open = [];
    this.openedAt = [];
    this.expected = value;
    this.inside = outside;
  }

  /** Goes on until the value ends, the text does, or a line begins with a bracket. Throws `JsonDamage`. */
  scan(): Scan {
    const { text, start } = this.window;
    let i = this.at - start;
    for (; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (this.inside === inString) {
        i = skipText(text, i);
        if (i === text.length) break;
        const stopped = text.charCodeAt(i);
        if (stopped === 0x0a) this.fail(start + i, "the line ends inside a string");
        this.inside = stopped === 0x5c ? inEscape : outside;
        if (this.inside === outside && this.afterString()) return this.stop(start + i + 1, "done");
        continue;
      }
      if (this.inside === inEscape) {
        this.inside = inString;
        continue;
      }
      if (this.inside === inScalar) {
        if (!endsScalar(code)) continue;
        this.inside = outside;
        if (this.open.length === 0) return this.stop(start + i, "done");
      }
      if (code === 0x0a) {
        this.line += 1;
        if (isOpening(text.charCodeAt(i + 1)) || i + 1 === text.length) return this.stop(start + i + 1, "line");
        continue;
      }
      if (code === 0x20 || code === 0x0d || code === 0x09) continue;
      if (this.structure(code, start + i)) return this.stop(start + i + 1, "done");
    }
    return this.stop(start + i, "more");
  }

  /** True when the text's end completes the value, as it does a number's. */
  endsWithText(): boolean {
    return this.inside === inScalar && this.open.length === 0;
  }

  /** Takes one character of structure or the first of a string or scalar; true when it completes the value. */
  private structure(code: number, at: number): boolean {
    const { expected } = this;
    if (code === 0x22 && expected <= keyOrEnd) {
      this.inside = inString;
      return false;
    }
    if (isOpening(code) && expected <= valueOrEnd) {
      this.openedAt.push(at);
      if (this.open.push(code) > maxDepth) this.fail(at, `more than ${maxDepth} levels of nesting`);
      this.expected = code === 0x7b ? keyOrEnd : valueOrEnd;
      return false;
    }
    if (code === 0x5d || code === 0x7d) return this.close(code, at);
    if (code === 0x2c && expected === comma) {
      this.expected = this.open.at(-1) === 0x7b ? key : value;
      return false;
    }
    if (code === 0x3a && expected === colon) {
      this.expected = value;
      return false;
    }
    if (expected > valueOrEnd || endsScalar(code)) this.unexpected(code, at);
    this.inside = inScalar;
    this.expected = comma;
    return false;
  }

  private close(code: number, at: number): boolean {
    const { expected } = this;
    const inObject = this.open.at(-1) === 0x7b;
    const allowed = expected === comma || expected === (inObject ? keyOrEnd : valueOrEnd);
    if (!allowed || inObject !== (code === 0x7d) || this.open.length === 0) this.unexpected(code, at);
    this.open.pop();
    this.openedAt.pop();
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

  /** What is thrown where the text ends inside the value, or cannot go on. */
  damage(at: number, reason: string): JsonDamage {
    return new JsonDamage(at, this.line, reason, this.openedAt);
  }

  private unexpected(code: number, at: number): never {
    return this.fail(at, `unexpected ${showCode(code)} where ${wanted[this.expected]} was expected`);
  }

  private fail(at: number, reason: string): never {
    this.at = at;
    throw this.damage(at, reason);
  }
}

export function showCode(code: number): string {
  if (code > 0x20 && code !== 0x7f) return JSON.stringify(String.fromCharCode(code));
  return `control character U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

export function isOpening(code: number): boolean {
  return code === 0x7b || code === 0x5b;
}

/** White space within a line. */
export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0d || code === 0x09;
}

/** The next quote, backslash or line break. */
function skipText(text: string, from: number): number {
  let i = from;
  for (; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x22 || code === 0x5c || code === 0x0a) break;
  }
  return i;
}

/** Blanks, commas, colons, quotes and brackets: what cannot stand inside a number or a word. */
export function endsScalar(code: number): boolean {
  if (code <= 0x22) return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0x22;
  return code === 0x2c || code === 0x3a || code === 0x5b || code === 0x5d || code === 0x7b || code === 0x7d;
}
