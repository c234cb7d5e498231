import { readIsoTime } from "./iso-time.ts";
import { kinds } from "./value-kinds.ts";

const missing = new Set("NA N/A n/a #N/A NaN nan NAN null NULL Null None".split(" "));
const infinite = new Map([
  ["inf", Number.POSITIVE_INFINITY],
  ["+inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["+Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

const powersOfTen = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
const zero = 48;

/**
 * Tells what a cell of text holds, straight from its bytes, and reads it: `kind` is the answer of the last `read`.
 * Blanks around anything but text are passed over.
 */
export class CellReader {
  /** The number read; for a boolean 0 or 1, for a date days, for a time microseconds since 1970. */
  number = 0;
  /** The digits of a `long`, or the numbers of a `list`. */
  long = 0n;
  list: readonly unknown[] = [];
  readonly #items: number[] = [];

  /** The kinds of the cell between `from` and `to`. */
  read(bytes: Uint8Array, from: number, to: number): number {
    let start = from;
    let end = to;
    while (start < end && bytes[start] === 32) start++;
    while (end > start && bytes[end - 1] === 32) end--;
    if (start === end) return kinds.null;
    const first = bytes[start] as number;
    if (first === 91) return this.#readList(bytes, start, end);
    if (first > 57) return this.#readWord(bytes, start, end);
    if (first >= zero) {
      const kind = bytes[start + 4] === 45 ? this.#readTime(bytes, start, end) : 0;
      return kind || this.#readNumber(bytes, start, end);
    }
    const signed = first === 45 || first === 46 ? this.#readNumber(bytes, start, end) : kinds.text;
    return signed === kinds.text ? this.#readWord(bytes, start, end) : signed;
  }

  #readTime(bytes: Uint8Array, start: number, end: number): number {
    const { kind, value } = readIsoTime(bytes, start, end);
    this.number = value;
    return kind;
  }

  /**
   * The kinds of text that came as text, from JSON: a number in quotes is text there, but times come in quotes only,
   * and so do integers of 16 digits and more, which a lossless parse gives as their digits.
   */
  readText(text: string): number {
    if (text.length >= 10 && text.length <= scratch.length && text.charCodeAt(4) === 45) {
      for (let at = 0; at < text.length; at++) scratch[at] = Math.min(text.charCodeAt(at), 255);
      return this.#readTime(scratch, 0, text.length) || kinds.text;
    }
    if (text.length >= 16) return this.#readDigits(text);
    return this.#readName(text, false);
  }

  /** The kinds of a value that came from JSON. */
  readValue(value: unknown): number {
    if (value === null || value === undefined) return kinds.null;
    if (typeof value === "string") return this.readText(value);
    if (typeof value === "number") return this.#number(value);
    if (Array.isArray(value)) return this.#array(value);
    if (typeof value !== "boolean") return kinds.text;
    this.number = value ? 1 : 0;
    return kinds.boolean;
  }

  #number(value: number): number {
    this.number = value;
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? kinds.integer : kinds.double;
  }

  #array(items: readonly unknown[]): number {
    if (items.length === 0) return kinds.emptyList;
    let numbers = 0;
    for (const item of items) {
      if (typeof item === "number") numbers++;
      else if (item !== null) return kinds.text;
    }
    this.list = items;
    return numbers ? kinds.list : kinds.text;
  }

  #readWord(bytes: Uint8Array, start: number, end: number): number {
    return end - start > 9 ? kinds.text : this.#readName(ascii(bytes, start, end), true);
  }

  #readName(text: string, booleans: boolean): number {
    if (booleans && /^(true|True|TRUE|false|False|FALSE)$/.test(text)) {
      this.number = text[0] === "t" || text[0] === "T" ? 1 : 0;
      return kinds.boolean;
    }
    if (missing.has(text)) return kinds.missing;
    const number = infinite.get(text);
    if (number === undefined) return kinds.text;
    this.number = number;
    return kinds.infinite;
  }

  #readNumber(bytes: Uint8Array, start: number, end: number): number {
    const first = bytes[start] === 45 ? start + 1 : start;
    let at = first;
    let mantissa = 0;
    for (let digit = digitAt(bytes, at, end); digit >= 0; digit = digitAt(bytes, ++at, end))
      mantissa = mantissa * 10 + digit;
    const before = at - first;
    if (before > 1 && bytes[first] === zero) return kinds.text;
    if (at === end) return this.#integer(bytes, start, end, first, mantissa);
    let after = 0;
    if (bytes[at] === 46) {
      const point = ++at;
      for (let digit = digitAt(bytes, at, end); digit >= 0; digit = digitAt(bytes, ++at, end))
        mantissa = mantissa * 10 + digit;
      after = at - point;
    }
    if (before + after === 0) return kinds.text;
    const exponent = at === end ? 0 : exponentAt(bytes, at, end);
    if (Number.isNaN(exponent)) return kinds.text;
    return this.#double(bytes, start, end, mantissa, exponent - after);
  }

  #integer(bytes: Uint8Array, start: number, end: number, first: number, mantissa: number): number {
    if (first === end) return kinds.text;
    if (end - first > 15) return this.#readDigits(ascii(bytes, start, end));
    this.number = first > start ? -mantissa : mantissa;
    return first > start && mantissa === 0 ? kinds.double : kinds.integer;
  }

  /** An integer of at least 16 digits. */
  #readDigits(text: string): number {
    if (!/^-?[1-9]\d{15,18}$/.test(text)) return kinds.text;
    this.long = BigInt(text);
    this.number = Number(text);
    if (Number.isSafeInteger(this.number)) return kinds.integer;
    return BigInt.asIntN(64, this.long) === this.long ? kinds.long : kinds.text;
  }

  // One operation on two numbers that a double holds exactly rounds correctly; the rest is the engine's work.
  #double(bytes: Uint8Array, start: number, end: number, mantissa: number, exponent: number): number {
    const sign = bytes[start] === 45 ? -1 : 1;
    if (mantissa <= Number.MAX_SAFE_INTEGER && exponent >= -22 && exponent <= 22) {
      const power = powersOfTen[Math.abs(exponent)] as number;
      this.number = sign * (exponent < 0 ? mantissa / power : mantissa * power);
      return kinds.double;
    }
    const text = ascii(bytes, start, end);
    this.number = Number(text);
    if (!Number.isFinite(this.number)) return kinds.text;
    return hasMoreDigits(text) ? kinds.double | kinds.rounded : kinds.double;
  }

  #readList(bytes: Uint8Array, start: number, end: number): number {
    if (bytes[end - 1] !== 93) return kinds.text;
    const items = this.#items;
    this.list = items;
    items.length = 0;
    for (let at = start + 1; at < end; at++) {
      let comma = bytes.indexOf(44, at);
      if (comma < 0 || comma > end) comma = end - 1;
      const kind = this.#readItem(bytes, at, comma);
      if (kind === kinds.null && comma === end - 1 && items.length === 0) return kinds.emptyList;
      if ((kind & (kinds.integer | kinds.double)) === 0) return kinds.text;
      items.push(this.number);
      at = comma;
    }
    return kinds.list;
  }

  #readItem(bytes: Uint8Array, from: number, to: number): number {
    let start = from;
    let end = to;
    while (start < end && bytes[start] === 32) start++;
    while (end > start && bytes[end - 1] === 32) end--;
    return start === end ? kinds.null : this.#readNumber(bytes, start, end);
  }
}

const scratch = new Uint8Array(40);

function digitAt(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return -1;
  const digit = (bytes[at] as number) - zero;
  return digit <= 9 ? digit : -1;
}

/** The exponent whose letter stands at `at`; NaN when something else does. */
function exponentAt(bytes: Uint8Array, letter: number, end: number): number {
  if (bytes[letter] !== 101 && bytes[letter] !== 69) return Number.NaN;
  const signed = bytes[letter + 1] === 45 || bytes[letter + 1] === 43;
  let at = letter + (signed ? 2 : 1);
  if (at >= end) return Number.NaN;
  let value = 0;
  for (; at < end; at++) {
    const digit = digitAt(bytes, at, end);
    if (digit < 0) return Number.NaN;
    value = value * 10 + digit;
  }
  return bytes[letter + 1] === 45 ? -value : value;
}

function ascii(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
}

/** More than 17 digits, not counting zeros at either end, cannot all survive in a double. */
function hasMoreDigits(text: string): boolean {
  const digits = text.replace(/[eE].*$/, "").replace(/[-.]/g, "");
  return digits.replace(/^0+|0+$/g, "").length > 17;
}
