const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

export function textOf(bytes: Uint8Array, from: number, to: number): string {
  return decoder.decode(bytes.subarray(from, to));
}

export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

export function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}

const nothing = new Uint8Array(0);

/** The most values of one span. */
export const valuesAtMost = 256;

/** The values of one span after the other as UTF-8, each where it stands: in the file, or rewritten beside it. */
export class ByteValues {
  /** What the places below are places in, by value. */
  readonly bytes: Uint8Array[] = new Array(valuesAtMost).fill(nothing);
  /** A view of the same memory. */
  readonly views: DataView[] = new Array(valuesAtMost).fill(viewOf(nothing));
  readonly from = new Int32Array(valuesAtMost);
  readonly to = new Int32Array(valuesAtMost);
  private scratch: Uint8Array = new Uint8Array(65_536);
  private scratchView = viewOf(this.scratch);
  private used = 0;

  begin(): void {
    this.used = 0;
  }

  text(value: number): string {
    return textOf(this.bytes[value] as Uint8Array, this.from[value] as number, this.to[value] as number);
  }

  set(value: number, bytes: Uint8Array, view: DataView, from: number, to: number): void {
    this.bytes[value] = bytes;
    this.views[value] = view;
    this.from[value] = from;
    this.to[value] = to;
  }

  /** Sets a value that is written otherwise in the file. */
  rewrite(value: number, text: string): void {
    const bytes = encoder.encode(text);
    this.set(value, bytes, viewOf(bytes), 0, bytes.length);
  }

  /**
   * Sets a value from the inside of a JSON string with escapes. False where an escape is none, or half of a character.
   */
  unescape(value: number, source: Uint8Array, from: number, to: number): boolean {
    const out = this.room(to - from);
    let size = this.used;
    for (let at = from; at < to; at++) {
      const byte = source[at] as number;
      if (byte !== 0x5c) {
        out[size++] = byte;
        continue;
      }
      const letter = source[++at] as number;
      if (letter === 0x75) {
        const code = codePoint(source, at + 1, to);
        if (code < 0) return false;
        at += code > 0xffff ? 10 : 4;
        size = putCharacter(out, size, code);
      } else {
        const plain = escapes[letter] as number;
        if (plain === 0) return false;
        out[size++] = plain;
      }
    }
    this.set(value, out, this.scratchView, this.used, size);
    this.used = size;
    return true;
  }

  /** Values of the same span may be in the memory before: it is left as it is. */
  private room(size: number): Uint8Array {
    if (this.used + size > this.scratch.length) {
      this.scratch = new Uint8Array(Math.max(65_536, 2 * size));
      this.scratchView = viewOf(this.scratch);
      this.used = 0;
    }
    return this.scratch;
  }
}

/** What a letter behind a backslash stands for; 0 for letters that may not stand there. */
const escapes = new Uint8Array(256);
for (const [letter, plain] of ['""', "\\\\", "//", "b\b", "f\f", "n\n", "r\r", "t\t"])
  escapes[(letter as string).charCodeAt(0)] = (plain as string).charCodeAt(0);

/** The character of four hexadecimal digits, or of two times four with `\u` between; -1 where it is none. */
function codePoint(source: Uint8Array, at: number, to: number): number {
  const high = fourDigits(source, at, to);
  if (high < 0xd800 || high > 0xdfff) return high;
  if (high > 0xdbff || source[at + 4] !== 0x5c || source[at + 5] !== 0x75) return -1;
  const low = fourDigits(source, at + 6, to);
  return low < 0xdc00 || low > 0xdfff ? -1 : 0x10000 + (high - 0xd800) * 0x400 + low - 0xdc00;
}

function fourDigits(source: Uint8Array, at: number, to: number): number {
  if (at + 4 > to) return -1;
  let code = 0;
  for (let place = at; place < at + 4; place++) {
    const digit = hexDigits[source[place] as number] as number;
    if (digit > 15) return -1;
    code = code * 16 + digit;
  }
  return code;
}

const hexDigits = new Uint8Array(256).fill(255);
for (const [digit, letter] of [..."0123456789abcdef"].entries()) {
  hexDigits[letter.charCodeAt(0)] = digit;
  hexDigits[letter.toUpperCase().charCodeAt(0)] = digit;
}

function putCharacter(out: Uint8Array, at: number, code: number): number {
  let size = at;
  if (code < 0x80) out[size++] = code;
  else {
    if (code < 0x800) out[size++] = 0xc0 | (code >> 6);
    else {
      if (code < 0x10000) out[size++] = 0xe0 | (code >> 12);
      else {
        out[size++] = 0xf0 | (code >> 18);
        out[size++] = 0x80 | ((code >> 12) & 0x3f);
      }
      out[size++] = 0x80 | ((code >> 6) & 0x3f);
    }
    out[size++] = 0x80 | (code & 0x3f);
  }
  return size;
}

const slots = 4096;
const longestKept = 256;

/** What is made of short texts that come again and again, found by their bytes. */
export class ByteTexts<Made> {
  private readonly keys: (Uint8Array | undefined)[] = new Array(slots).fill(undefined);
  private readonly made: Made[] = new Array(slots);
  private readonly make: (text: string) => Made;

  constructor(make: (text: string) => Made) {
    this.make = make;
  }

  find(bytes: Uint8Array, from: number, to: number): Made {
    if (to - from > longestKept) return this.make(textOf(bytes, from, to));
    let hash = to - from;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    const slot = (hash ^ (hash >>> 15)) & (slots - 1);
    const key = this.keys[slot];
    if (key === undefined || !same(key, bytes, from, to)) {
      this.keys[slot] = bytes.slice(from, to);
      this.made[slot] = this.make(textOf(bytes, from, to));
    }
    return this.made[slot] as Made;
  }
}

function same(key: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (key.length !== to - from) return false;
  for (let at = 0; at < key.length; at++) if (key[at] !== bytes[from + at]) return false;
  return true;
}

/** True for so many hexadecimal digits in lower case that are not all zeros. */
export function isHexId(bytes: Uint8Array, from: number, to: number, digits: number): boolean {
  if (to - from !== digits) return false;
  let any = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if ((hexDigits[byte] as number) > 15 || (byte >= 0x41 && byte <= 0x46)) return false;
    any |= byte ^ 0x30;
  }
  return any !== 0;
}

/** The whole number in up to 15 digits, -1 for anything else. */
export function wholeNumber(bytes: Uint8Array, from: number, to: number): number {
  if (to === from || to - from > 15) return -1;
  let number = 0;
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

const powers = Array.from({ length: 16 }, (_, power) => 10 ** power);

/** The number in digits with a point among them, where that is sure to be the nearest double; NaN for anything else. */
export function decimal(bytes: Uint8Array, from: number, to: number): number {
  // Up to 15 digits and the power of ten behind them are both exact, so their quotient is rounded once.
  if (to - from > 16) return Number.NaN;
  let digits = 0;
  let point = -1;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte === 0x2e && point < 0) point = at;
    else if (byte < 0x30 || byte > 0x39) return Number.NaN;
    else digits = digits * 10 + byte - 0x30;
  }
  if (to - from - (point < 0 ? 0 : 1) > 15 || to === from || point === from) return Number.NaN;
  return point < 0 ? digits : digits / (powers[to - point - 1] as number);
}

/** A time in nanoseconds as the words of a 64-bit number. */
export class WordTime {
  high = 0;
  /** Without sign. */
  low = 0;
  private seconds = -1;
  private secondsHigh = 0;
  private secondsLow = 0;

  /** Reads 19 digits, which every time between 2001 and 2096 has; false for anything else. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    if (to - from !== 19) return false;
    const seconds = wholeNumber(bytes, from, from + 10);
    const below = wholeNumber(bytes, from + 10, to);
    if (seconds < 1e9 || seconds >= 4e9 || below < 0) return false;
    if (seconds !== this.seconds) this.readSeconds(seconds);
    const low = this.secondsLow + below;
    this.high = this.secondsHigh + (low >= 2 ** 32 ? 1 : 0);
    this.low = low >= 2 ** 32 ? low - 2 ** 32 : low;
    return true;
  }

  isBefore(other: WordTime): boolean {
    return this.high < other.high || (this.high === other.high && this.low < other.low);
  }

  /** In two halves, since the product has more digits than a double. */
  private readSeconds(seconds: number): void {
    this.seconds = seconds;
    const upper = Math.floor(seconds / 65_536) * 1e9;
    const lower = (seconds % 65_536) * 1e9 + (upper % 65_536) * 65_536;
    this.secondsHigh = Math.floor(upper / 65_536) + Math.floor(lower / 2 ** 32);
    this.secondsLow = lower % 2 ** 32;
  }
}
