import { endOfString, tryParseJson } from "./json.ts";
import { endsScalar, isBlank, isOpening } from "./json-scan.ts";
import type { TextWindow } from "./text-window.ts";

/** `unsure`: whoever looks at each character finds what is the matter. */
export type Quick = "done" | "more" | "unsure";

/** How many characters may be gone through in vain; what has been read earns more. */
const credit = 1 << 22;
const creditAtMost = 1 << 28;
/** Values up to this size are waited for, and others up to some times the size of the largest so far. */
const usualSize = 1 << 20;
const depthAtMost = 10_000;
/** A guess that has been wrong so often is made no more. */
const patience = 20;

/**
 * Reads values by finding out where they seem to end, and leaves it to `JSON.parse` whether that was right: a list or
 * an object that it takes can end nowhere else.
 */
export class QuickValues {
  /** The value that was read, where it ends, and how many lines it goes on for. */
  value: unknown;
  end = 0;
  lines = 0;
  private readonly window: TextWindow;
  private credit = credit;
  private largest = usualSize / 4;
  private wrong = 0;
  /** The next line break, or the end of the text where there is none. */
  private feed = -1;
  private feedFound = false;
  /** What lies between a value's beginning and its supposed end: line breaks, and a line that cannot be a part of it. */
  private feeds = 0;
  private meetsRoot = false;
  /** Where a value began that was not all there, and where the text ended then. */
  private begun = -1;
  private begunUpTo = -1;

  constructor(window: TextWindow) {
    this.window = window;
  }

  /** Reads the value that begins at an offset. `newRoot` is how a line would begin that cannot be a part of it. */
  read(offset: number, newRoot: string | null): Quick {
    const { text, start, ended } = this.window;
    const at = offset - start;
    if (offset === this.begun && start + text.length === this.begunUpTo && !ended) return "more";
    if (this.credit <= 0 || at >= text.length) return "unsure";
    if (this.wrong < patience && this.guess(text, at, newRoot)) return "done";
    const end = endOfValue(text, at);
    if (end > 0 && (end < text.length || ended || closesItself(text, at)))
      return this.lookAndTake(text, at, end, newRoot) ? "done" : this.waste(end - at);
    const size = text.length - at;
    if (end === 0 || ended || size > 4 * this.largest) return this.waste(size);
    this.begun = offset;
    this.begunUpTo = start + text.length;
    return "more";
  }

  /** Tells of a value that has been read in another way. */
  learn(size: number): void {
    this.largest = Math.max(this.largest, size);
    this.credit = Math.min(this.credit + 4 * size, creditAtMost);
  }

  private waste(size: number): Quick {
    this.credit -= size;
    return "unsure";
  }

  private guess(text: string, at: number, newRoot: string | null): boolean {
    const end = this.guessedEnd(text, at, newRoot);
    if (end < 0) return false;
    if (this.take(text, at, end)) {
      if (this.wrong > 0) this.wrong -= 1;
      return true;
    }
    this.wrong += 1;
    this.waste(end - at);
    return false;
  }

  /**
   * Where a list or an object ends if it has the rest of its line for itself, or if the next line with its closing
   * bracket below its opening one is its last; -1 without a guess.
   */
  private guessedEnd(text: string, at: number, newRoot: string | null): number {
    this.feeds = 0;
    this.meetsRoot = false;
    const opening = text.charCodeAt(at);
    if (!isOpening(opening)) return -1;
    const feed = this.nextFeed(text, at);
    if (feed < 0) return opening === 0x5b ? this.nextBracket(text, at, newRoot) : -1;
    if (feed - at > 4 * this.largest) return -1;
    const last = lastInLine(text, feed);
    if (last > at) return text.charCodeAt(last) === opening + 2 ? last + 1 : -1;
    const indent = indentOf(text, at);
    return indent === null ? -1 : this.closingLine(text, feed, indent, opening + 2, newRoot);
  }

  private nextBracket(text: string, at: number, newRoot: string | null): number {
    const end = text.indexOf("]", at) + 1;
    this.look(text.slice(at, end), newRoot);
    return end || -1;
  }

  /** The position behind a bracket that is the first in its line, after this indentation. */
  private closingLine(text: string, from: number, indent: string, bracket: number, newRoot: string | null): number {
    const furthest = from + 4 * this.largest;
    for (let feed = from; feed >= 0 && feed < furthest; feed = text.indexOf("\n", feed + 1)) {
      this.feeds += 1;
      this.meetsRoot ||= newRoot !== null && begins(text, feed + 1, newRoot);
      const place = feed + 1 + indent.length;
      if (text.charCodeAt(place) === bracket && text.startsWith(indent, feed + 1)) return place + 1;
    }
    return -1;
  }

  private nextFeed(text: string, at: number): number {
    const { start } = this.window;
    if (this.feed < at + start) {
      const found = text.indexOf("\n", at);
      this.feedFound = found >= 0;
      this.feed = start + (found < 0 ? text.length : found);
    }
    return this.feedFound ? this.feed - start : -1;
  }

  private look(part: string, newRoot: string | null): void {
    this.feeds = countLines(part);
    this.meetsRoot = this.feeds > 0 && newRoot !== null && part.includes(`\n${newRoot}`);
  }

  private lookAndTake(text: string, at: number, end: number, newRoot: string | null): boolean {
    const isOneLine = this.feed >= this.window.start + end;
    this.look(isOneLine ? "" : text.slice(at, end), newRoot);
    return this.take(text, at, end);
  }

  private take(text: string, at: number, end: number): boolean {
    if (this.meetsRoot) return false;
    const part = text.slice(at, end);
    const value = tryParseJson(part);
    if (value === undefined) return false;
    this.value = value;
    this.end = this.window.start + end;
    this.lines = this.feeds;
    this.learn(part.length);
    return true;
  }
}

function begins(text: string, at: number, beginning: string): boolean {
  return text.charCodeAt(at) === beginning.charCodeAt(0) && text.startsWith(beginning, at);
}

function closesItself(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 0x22 || isOpening(code);
}

/** The place of a line's last character but for a comma and blanks. */
function lastInLine(text: string, feed: number): number {
  let last = feed - 1;
  while (isBlank(text.charCodeAt(last)) || text.charCodeAt(last) === 0x2c) last -= 1;
  return last;
}

/** The blanks before the first character of a line; null when it is not the first. */
function indentOf(text: string, at: number): string | null {
  let from = at;
  while (isBlank(text.charCodeAt(from - 1))) from -= 1;
  return from === 0 || text.charCodeAt(from - 1) === 0x0a ? text.slice(from, at) : null;
}

/** The position behind the value, -1 when it goes on behind the text, 0 when it is nested too deeply. */
function endOfValue(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === 0x22) return endOfString(text, at);
  return isOpening(code) ? endOfBrackets(text, at) : endOfScalar(text, at);
}

function endOfBrackets(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = endOfString(text, at) - 1;
      if (at < 0) return -1;
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > depthAtMost) return 0;
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

function endOfScalar(text: string, from: number): number {
  let at = from;
  while (at < text.length && !endsScalar(text.charCodeAt(at))) at += 1;
  return at;
}

/** How many lines a text has behind its first. */
export function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
