export type Encoding = "utf-8" | "utf-16le" | "utf-16be";

export interface EncodingFound {
  readonly encoding: Encoding;
  /** How many bytes the byte order mark takes. */
  readonly mark: number;
}

/** By the byte order mark, else by the zero bytes that UTF-16 puts beside every Latin character. */
export function encodingOf(head: Uint8Array): EncodingFound {
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", mark: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", mark: 2 };
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: "utf-8", mark: 3 };
  return { encoding: encodingByZeros(head.subarray(0, 4096)), mark: 0 };
}

function encodingByZeros(head: Uint8Array): Encoding {
  const zeros = [0, 0];
  for (let at = 0; at < head.length; at++) if (head[at] === 0) zeros[at & 1] = (zeros[at & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = head.length * 0.15;
  if (odd > many && even <= odd / 10) return "utf-16le";
  if (even > many && odd <= even / 10) return "utf-16be";
  return "utf-8";
}

/** What had to be replaced: how many places, and where the first is in the decompressed content. */
export interface Replaced {
  count: number;
  first: number;
}

/**
 * Content as valid UTF-8 without a byte order mark. What cannot be decoded becomes U+FFFD and is counted in `replaced`.
 */
export function toUtf8(
  content: AsyncIterable<Uint8Array>,
  { encoding, mark }: EncodingFound,
  replaced: Replaced,
): AsyncIterable<Uint8Array> {
  const unmarked = mark ? withoutFirst(content, mark) : content;
  return encoding === "utf-8" ? validUtf8(unmarked, mark, replaced) : fromUtf16(unmarked, encoding, mark, replaced);
}

async function* withoutFirst(content: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let left = count;
  for await (const chunk of content) {
    const skipped = Math.min(left, chunk.length);
    left -= skipped;
    if (skipped < chunk.length) yield skipped ? chunk.subarray(skipped) : chunk;
  }
}

async function* fromUtf16(
  content: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  mark: number,
  replaced: Replaced,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const encoder = new TextEncoder();
  let units = 0;
  const convert = (text: string) => {
    for (let place = text.indexOf("\ufffd"); place >= 0; place = text.indexOf("\ufffd", place + 1))
      countReplaced(replaced, mark + (units + place) * 2);
    units += text.length;
    return encoder.encode(text);
  };
  for await (const chunk of content) yield convert(decoder.decode(chunk, { stream: true }));
  yield convert(decoder.decode());
}

function countReplaced(replaced: Replaced, offset: number): void {
  if (replaced.count++ === 0) replaced.first = offset;
}

async function* validUtf8(
  content: AsyncIterable<Uint8Array>,
  mark: number,
  replaced: Replaced,
): AsyncGenerator<Uint8Array> {
  let cut: Uint8Array = new Uint8Array(0);
  let offset = mark;
  for await (const chunk of content) {
    const bytes = cut.length ? concat([cut, chunk]) : chunk;
    const whole = bytes.length - cutOff(bytes);
    cut = bytes.slice(whole);
    if (whole > 0) yield repaired(bytes.subarray(0, whole), offset, replaced);
    offset += whole;
  }
  if (cut.length) yield repaired(cut, offset, replaced);
}

/** All of a content in memory of its own. */
export async function wholeContent(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk.slice());
  return concat(parts);
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** How many bytes at the end begin a character that is not yet complete. */
export function cutOff(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    return sequenceLength(byte) > back ? back : 0;
  }
  return 0;
}

function sequenceLength(first: number): number {
  if (first >= 0xf0 && first <= 0xf4) return 4;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xc2 && first < 0xe0 ? 2 : 1;
}

function repaired(bytes: Uint8Array, offset: number, replaced: Replaced): Uint8Array {
  const bad = invalidAt(bytes);
  if (bad < 0) return bytes;
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const count = text.split("\ufffd").length - 1 - genuine(bytes);
  if (replaced.count === 0) replaced.first = offset + bad;
  replaced.count += count;
  return new TextEncoder().encode(text);
}

/** How many U+FFFD the bytes hold in their own right. */
function genuine(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(0xef); at >= 0; at = bytes.indexOf(0xef, at + 1))
    if (bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) count++;
  return count;
}

const noWords = new Int32Array(0);

/** The place of the first byte that is not part of valid UTF-8, or -1. */
export function invalidAt(bytes: Uint8Array): number {
  const shift = -bytes.byteOffset & 3;
  const count = Math.max(0, bytes.length - shift) >> 2;
  const words = count ? new Int32Array(bytes.buffer, bytes.byteOffset + shift, count) : noWords;
  let at = 0;
  while (at < bytes.length) {
    if (((at - shift) & 3) === 0) {
      const word = wordBeyondAscii(words, (at - shift) >> 2);
      at = word * 4 + shift;
      if (at >= bytes.length) break;
    }
    const size = validSequence(bytes, at);
    if (size === 0) return at;
    at += size;
  }
  return -1;
}

/** The place of the first word with a byte beyond ASCII; words are looked at by four. */
function wordBeyondAscii(words: Int32Array, from: number): number {
  let word = from;
  for (; word + 4 <= words.length; word += 4) {
    const four = (words[word] as number) | (words[word + 1] as number) | (words[word + 2] as number);
    if (((four | (words[word + 3] as number)) & 0x80808080) !== 0) break;
  }
  while (word < words.length && ((words[word] as number) & 0x80808080) === 0) word++;
  return word;
}

/** The length of the valid sequence at `at`, or 0. */
function validSequence(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  const size = sequenceLength(first);
  if (size === 1) return first < 128 ? 1 : 0;
  const second = bytes[at + 1] ?? 0;
  if (!secondFits(first, second)) return 0;
  for (let next = 2; next < size; next++) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;
  return size;
}

// Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
function secondFits(first: number, second: number): boolean {
  if (first === 0xe0) return second >= 0xa0 && second <= 0xbf;
  if (first === 0xed) return second >= 0x80 && second <= 0x9f;
  if (first === 0xf0) return second >= 0x90 && second <= 0xbf;
  if (first === 0xf4) return second >= 0x80 && second <= 0x8f;
  return (second & 0xc0) === 0x80;
}
