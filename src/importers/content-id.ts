import { valueText } from "./spans/attributes.ts";
import { hexDigits } from "./spans/ids.ts";

/** An id for what has none: the same for the same content. */
export function contentId(...content: readonly unknown[]): string {
  return digest(
    content.map((part) => (part === null || part === undefined ? "" : valueText(part))),
    2,
  );
}

/** Eight hexadecimal digits for each word, of 64 bits that one pass over the texts gives, for they may be long. */
export function digest(texts: readonly string[], words: number): string {
  let a = 0x9e3779b9 | 0;
  let b = 0x85ebca6b | 0;
  for (const text of texts) {
    const { length } = text;
    for (let at = 0; at < length; at += 2) {
      const next = at + 1 < length ? text.charCodeAt(at + 1) : 0;
      const two = text.charCodeAt(at) | (next << 16);
      a = Math.imul(a ^ two, 0xcc9e2d51);
      a = (a << 15) | (a >>> 17);
      b = Math.imul(b ^ two, 0x1b873593);
      b = (b << 13) | (b >>> 19);
    }
    a = Math.imul(a ^ length, 0x9e3779b1);
  }
  let digits = "";
  for (let word = 0; word < words; word += 1) digits += hexWord(word % 2 === 0 ? (a + word) | 0 : b ^ (a << word));
  return digits;
}

function hexWord(word: number): string {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  mixed ^= mixed >>> 16;
  return hexDigits(mixed);
}
