/** JSON text that cannot be read, with its place. `offset` counts UTF-16 units from 0; `line` and `column` from 1. */
export class JsonError extends Error {
  readonly problem: string;
  readonly offset: number;
  readonly line: number;
  readonly column: number;

  constructor(text: string, offset: number, problem: string) {
    const line = countLines(text, offset);
    const column = offset - text.lastIndexOf("\n", offset - 1);
    super(`JSON: ${problem} at line ${line}, column ${column} (offset ${offset})`);
    this.problem = problem;
    this.offset = offset;
    this.line = line;
    this.column = column;
  }
}

/**
 * The value of one JSON text. Integers of 16 digits and more come back as strings of their digits, since a double
 * would lose some of them; so do NaN and Infinity, which several writers put down bare. Any depth of nesting is read.
 * Throws a `JsonError`.
 */
export function parseJson(text: string): unknown {
  const value = tryParseJson(text);
  if (value !== undefined) return value;
  const { offset, problem } = findProblem(text);
  throw new JsonError(text, offset, problem);
}

/** Like `parseJson`, but undefined for text that is not JSON. */
export function tryParseJson(text: string): unknown {
  const source = quoteLongIntegers(text);
  try {
    return JSON.parse(source);
  } catch {
    return parseWithBareNumbers(source);
  }
}

/** JSON text of a value that came from JSON. Throws a plain error where it is nested too deeply to be written. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    throw new Error("JSON: nested too deeply: thousands of levels");
  }
}

export type JsonObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const fewest = 16;
const longInteger = /(?<![\w.+-])-?\d{16,}(?![\w.+-])/g;

/**
 * Puts quotes around integers of 16 digits and more. Such a run of digits covers one of every 16 places, so that the
 * others need no look.
 */
function quoteLongIntegers(text: string): string {
  let quoted = "";
  let copied = 0;
  for (let place = fewest - 1; place < text.length; place += fewest) {
    if (!isDigit(text, place)) continue;
    let from = place;
    while (isDigit(text, from - 1)) from -= 1;
    let to = place + 1;
    while (isDigit(text, to)) to += 1;
    place = to - 1;
    if (to - from < fewest || !beginsNumber(text, from)) continue;
    if (text.charCodeAt(from - 1) === 0x2d) from -= 1;
    if (goesOn(text.charCodeAt(from - 1)) || goesOn(text.charCodeAt(to))) continue;
    const side = sideOf(text, from, to);
    if (side === "inside") continue;
    if (side === "unsure") return quoteOutsideStrings(text, longInteger);
    quoted += `${text.slice(copied, from)}"${text.slice(from, to)}"`;
    copied = to;
  }
  return copied === 0 ? text : quoted + text.slice(copied);
}

/**
 * On which side of a string's quotes digits behind `":` stand. A quote behind a letter or a digit never begins a string
 * in JSON, so that it ends a key; an escaped one is a part of a string.
 */
function sideOf(text: string, from: number, to: number): "inside" | "outside" | "unsure" {
  let at = from - 1;
  while (text.charCodeAt(at) === 0x20) at -= 1;
  if (text.charCodeAt(at) !== 0x3a || text.charCodeAt(at - 1) !== 0x22) return "unsure";
  const before = text.charCodeAt(at - 2);
  if (before === 0x5c) return isEscaped(text, at - 1) ? "inside" : "unsure";
  const after = text.charCodeAt(to);
  return isWord(before) && (after === 0x2c || after === 0x7d || after <= 0x20) ? "outside" : "unsure";
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === 0x5c) before -= 1;
  return (at - before) % 2 === 0;
}

/** True for what makes digits a part of something else: a word, a fraction, an exponent. */
function goesOn(code: number): boolean {
  return isWord(code) || code === 0x2e || code === 0x2b || code === 0x2d;
}

function isWord(code: number): boolean {
  const letter = code | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x5f;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

/** True at the beginning, and after white space, `:`, `,`, `[` and `-`. */
function beginsNumber(text: string, at: number): boolean {
  const before = at === 0 ? 0x20 : text.charCodeAt(at - 1);
  return before <= 0x20 || before === 0x3a || before === 0x2c || before === 0x5b || before === 0x2d;
}

function parseWithBareNumbers(source: string): unknown {
  const quoted = quoteOutsideStrings(source, /(?<![\w.+-])-?(?:NaN|Infinity)(?![\w.+-])/g);
  if (quoted === source) return undefined;
  try {
    return JSON.parse(quoted);
  } catch {
    return undefined;
  }
}

/** Puts quotes around every match that does not lie inside a string. */
function quoteOutsideStrings(text: string, pattern: RegExp): string {
  const pieces: string[] = [];
  let copied = 0;
  let outside = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    outside = endOfStringsBefore(text, outside, match.index);
    if (outside < 0) break;
    if (outside > match.index) {
      pattern.lastIndex = outside;
      continue;
    }
    pieces.push(text.slice(copied, match.index), '"', match[0], '"');
    copied = match.index + match[0].length;
  }
  return pieces.length === 0 ? text : pieces.join("") + text.slice(copied);
}

/** The end of the last string that begins before `place`, given a position outside all strings; -1 when it never ends. */
function endOfStringsBefore(text: string, from: number, place: number): number {
  let outside = from;
  for (;;) {
    const open = text.indexOf('"', outside);
    if (open < 0 || open > place) return outside;
    outside = endOfString(text, open);
    if (outside < 0 || outside > place) return outside;
  }
}

/** The position after the string whose opening quote is at `open`, or -1 when it is not closed. */
export function endOfString(text: string, open: number): number {
  for (let quote = text.indexOf('"', open + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let slash = quote - 1;
    while (text.charCodeAt(slash) === 0x5c) slash -= 1;
    if ((quote - slash) % 2 === 1) return quote + 1;
  }
  return -1;
}

function countLines(text: string, offset: number): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}

interface Problem {
  readonly offset: number;
  readonly problem: string;
}

type Expected = "value" | "value or ]" | "key" | "key or }" | "colon" | "comma";

const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|-?Infinity|NaN/y;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const blank = /[ \t\r\n]*/y;

/** Where a text stops being JSON, and why. Engines word and place this differently, so it is found here. */
function findProblem(text: string): Problem {
  const open: string[] = [];
  let expected: Expected = "value";
  let at = 0;
  for (;;) {
    at = end(blank, text, at);
    const done: boolean = open.length === 0 && expected === "comma";
    if (at === text.length) {
      return { offset: at, problem: done ? "too large" : `ends too early, with ${wanted(expected, open)} to come` };
    }
    const next: ReturnType<typeof step> = done ? null : step(text.charAt(at), expected, open);
    const stop = next === "string" ? checkString(text, at) : next === "scalar" ? end(scalar, text, at) : at + 1;
    if (typeof stop !== "number") return stop;
    if (next === null || stop < 0) {
      return { offset: at, problem: `unexpected ${show(text, at)} where ${wanted(expected, open)} was expected` };
    }
    at = stop;
    if (next === "string") expected = expected.startsWith("key") ? "colon" : "comma";
    else expected = next === "scalar" ? "comma" : next;
  }
}

/** What comes after one character of structure; null when the character may not stand there. */
function step(char: string, expected: Expected, open: string[]): Expected | "string" | "scalar" | null {
  if (expected === "colon") return char === ":" ? "value" : null;
  if (expected === "comma") {
    if (char === ",") return open.at(-1) === "{" ? "key" : "value";
    return closes(char, open) ? close(open) : null;
  }
  if (expected === "key" || expected === "key or }") {
    if (char === "}" && expected === "key or }") return close(open);
    return char === '"' ? "string" : null;
  }
  if (char === "]" && expected === "value or ]") return close(open);
  if (char === '"') return "string";
  if (char !== "{" && char !== "[") return "scalar";
  open.push(char);
  return char === "{" ? "key or }" : "value or ]";
}

function closes(char: string, open: readonly string[]): boolean {
  return (char === "}" && open.at(-1) === "{") || (char === "]" && open.at(-1) === "[");
}

function close(open: string[]): Expected {
  open.pop();
  return "comma";
}

function wanted(expected: Expected, open: readonly string[]): string {
  if (expected === "colon") return '":"';
  if (expected !== "comma") return `a ${expected}`;
  if (open.length === 0) return "the end";
  return open.at(-1) === "{" ? '"," or "}"' : '"," or "]"';
}

function end(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** The position after a string, or what is wrong inside it. */
function checkString(text: string, open: number): number | Problem {
  let at = open + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return { offset: at, problem: `unescaped ${show(text, at)} inside a string` };
    const next = code === 0x5c ? end(escaped, text, at) : at + 1;
    if (next < 0) return { offset: at, problem: "unknown escape inside a string" };
    at = next;
  }
  return { offset: text.length, problem: "ends inside a string" };
}

function show(text: string, at: number): string {
  const code = text.codePointAt(at) ?? 0;
  if (code === 0x0a) return "line break";
  if (code < 0x20) return `control character U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return JSON.stringify(String.fromCodePoint(code));
}
