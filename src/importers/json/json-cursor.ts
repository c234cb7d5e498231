import { tryParseJson } from "./json.ts";
import { isBlank, isOpening, JsonDamage, JsonScanner, showCode } from "./json-scan.ts";
import type { TextWindow } from "./text-window.ts";

/** A generator that yields whenever it needs more text. */
type Moving<Result> = Generator<undefined, Result, undefined>;

const mega = 1 << 20;
/** A record's text must fit into one string. In UTF-16 units, like all sizes here. */
export const maxRecord = 256 * mega;
/** Longer lines are gone through piece by piece, where the shape allows it. */
export const maxLine = 8 * mega;

/** Where and why a value could not be gone through to its end; no reason where the text ends first. */
interface Failure {
  readonly at: number;
  readonly line: number;
  readonly reason: string;
}

/**
 * Moves through JSON text in a window that its owner fills: over blanks, over values, and after damage to
 * the next place where a record begins.
 */
export class JsonCursor {
  readonly window: TextWindow;
  private readonly scanner: JsonScanner;
  /** How many blanks stand between the line's beginning and here; -1 when there is something else. */
  indent = -1;
  /** Where the line begins that recovery has come to. */
  private lineStart = -1;
  /** The line of `window.keep`. */
  private keepLine = 1;
  /** The line where the value at the top begins, and its first characters up to its first key. */
  private rootLine = 1;
  rootBeginning: string | null = null;
  /** Where values begin that are known to fail, and how. */
  private readonly failures = new Map<number, Failure>();

  constructor(window: TextWindow) {
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

  /** Steps over one character that is no line break. */
  step(): void {
    this.scanner.at += 1;
  }

  /** Allows what stands before here to be forgotten, and returns here after damage. */
  keep(): void {
    this.window.keep = this.at;
    this.keepLine = this.line;
  }

  /** The code of the character here, or -1 when it is not at hand. */
  code(): number {
    return this.window.at(this.scanner.at);
  }

  beginRoot(): void {
    const { window, at } = this;
    this.rootLine = this.line;
    this.rootBeginning = /^[{[]\s*"[^"\\]+"/.exec(window.slice(at, at + 80))?.[0] ?? null;
  }

  endRoot(): void {
    this.rootBeginning = null;
  }

  /** Moves to the next character between values at the top and gives it, or -1 at the end. Commas are blanks there. */
  *skipToRoot(): Moving<number> {
    for (;;) {
      const code = this.toRoot();
      if (code >= 0 || this.window.ended) return code;
      yield;
    }
  }

  /** The same, in the text at hand: -1 at its end. */
  toRoot(): number {
    for (;;) {
      this.keep();
      const code = this.code();
      if (code === 0x0a) this.moveTo(this.at + 1, this.line + 1);
      else if (isBlank(code) || code === 0x2c || code === 0x1e || code === 0xfeff) this.step();
      else return code;
    }
  }

  /** Moves to the next character inside a value that is no blank, and gives it. */
  *skip(): Moving<number> {
    let lineStart = this.at === this.lineStart ? this.at : -1;
    for (;;) {
      const code = this.code();
      if (code === 0x0a) {
        this.keep();
        this.moveTo(this.at + 1, this.line + 1);
        lineStart = this.at;
        yield* this.refuseNewRoot();
      } else if (isBlank(code)) {
        this.step();
      } else if (code >= 0) {
        this.indent = lineStart < 0 ? -1 : this.at - lineStart;
        return code;
      } else {
        if (this.window.ended) this.keep();
        yield* this.more();
      }
    }
  }

  /** True where a value begins that is known to be damaged. */
  fails(at: number): boolean {
    return this.failures.has(at);
  }

  /** Where the element behind the next comma begins; null when something else comes, or has to be looked at. */
  behindComma(): { readonly at: number; readonly line: number } | null {
    const { window, rootBeginning } = this;
    let { at, line } = this;
    let comma = false;
    for (let code = window.at(at); code >= 0; at += 1, code = window.at(at)) {
      if (code === 0x0a) {
        line += 1;
        if (rootBeginning !== null && window.text.startsWith(rootBeginning, at + 1 - window.start)) return null;
      } else if (code === 0x2c && !comma) comma = true;
      else if (!isBlank(code)) return comma && code !== 0x5d ? { at, line } : null;
    }
    return null;
  }

  /** How many blanks stand between the line's beginning and this place; -1 when there is something else. */
  indentAt(at: number): number {
    let from = at;
    while (isBlank(this.window.at(from - 1))) from -= 1;
    return this.window.at(from - 1) === 0x0a ? at - from : -1;
  }

  /** The text of the value that begins here. */
  *text(): Moving<string> {
    const { window, scanner } = this;
    const from = scanner.at;
    this.keep();
    this.failAgain(from);
    try {
      yield* this.scan(from);
    } catch (error) {
      if (error instanceof JsonDamage) this.remember(error);
      throw error;
    }
    return window.slice(from, scanner.at);
  }

  private *scan(from: number): Moving<void> {
    const { window, scanner } = this;
    scanner.begin();
    for (let scan = scanner.scan(); scan !== "done"; scan = scanner.scan()) {
      if (scan === "line") yield* this.refuseNewRoot();
      else if (!window.ended) yield;
      else if (scanner.endsWithText()) return;
      else throw scanner.damage(window.end, this.endsInside());
      if (scanner.at - from > maxRecord) throw new JsonDamage(from, scanner.line, "a record of more than 256 MiB");
    }
  }

  private remember({ offset: at, line, message, inside }: JsonDamage): void {
    if (inside.length === 0) return;
    const reason = message === this.endsInside() ? "" : message;
    this.failures.clear();
    for (const begins of inside) this.failures.set(begins, { at, line, reason });
  }

  /** Spares the way to the place where a value around this one has failed already. */
  private failAgain(from: number): void {
    const failure = this.failures.get(from);
    if (failure) throw new JsonDamage(failure.at, failure.line, failure.reason || this.endsInside());
  }

  private endsInside(): string {
    return `the file ends inside a value that begins on line ${this.rootLine}`;
  }

  unexpected(wanted: string): never {
    const reason = `unexpected ${showCode(this.code())} where ${wanted} was expected`;
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
      if (damagedLine === this.rootLine || isOpening(this.code())) return;
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
      const code = this.code();
      if (code < 0 || code === 0x0a || code === 0x0d || found > indent) continue;
      if (code === 0x7d && found === indent) continue;
      const resumes = code === 0x5d || (found === indent && isOpening(code));
      this.moveTo(resumes ? this.lineStart : this.window.keep, resumes ? this.line : this.line - 1);
      return resumes;
    }
    return false;
  }

  /** Moves to the beginning of the next line, keeping from the line break before it on; false when there is none. */
  private *toNextLine(): Moving<boolean> {
    const { window } = this;
    for (;;) {
      const feed = window.find("\n", this.at);
      if (feed >= 0) {
        window.keep = feed;
        this.moveTo(feed + 1, this.line + 1);
        this.lineStart = this.at;
        while (this.code() < 0 && !window.ended) yield;
        return this.code() >= 0;
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
      const code = this.code();
      if (code === 0x20 || code === 0x09) this.step();
      else if (code >= 0 || this.window.ended) return this.at - from;
      else yield;
    }
  }

  private *more(): Moving<void> {
    if (!this.window.ended) return yield;
    throw new JsonDamage(this.window.end, this.line, this.endsInside());
  }

  /**
   * Stops at a line that is a complete value, begins as the one being read begins, and has another value or nothing
   * after it: then the one being read was cut off, though as a whole it might still be well formed.
   */
  private *refuseNewRoot(): Moving<void> {
    const { window, at, rootBeginning } = this;
    if (rootBeginning === null) return;
    while (at + rootBeginning.length > window.end && !window.ended) yield;
    if (!window.text.startsWith(rootBeginning, at - window.start)) return;
    const end = yield* this.endOfLine();
    const text = window.slice(at, end);
    if (!looksWhole(text, 0, text.length) || tryParseJson(text) === undefined) return;
    if (end + 1 < window.end && !isOpening(window.at(end + 1))) return;
    throw new JsonDamage(at, this.line, "cut off: a new record begins before this one ends");
  }

  /** The offset of the next line break, with the character after it at hand. */
  private *endOfLine(): Moving<number> {
    const { window, at } = this;
    for (;;) {
      const feed = window.find("\n", at);
      const tooLong = window.end - at > maxLine;
      if (feed >= 0 && (feed + 1 < window.end || window.ended)) return feed;
      if (window.ended || tooLong) return feed >= 0 ? feed : window.end;
      yield;
    }
  }
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
