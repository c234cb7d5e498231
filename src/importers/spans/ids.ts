import { base64Decode } from "@bufbuild/protobuf/wire";

/** How many hexadecimal digits an id of OpenTelemetry has. */
export const traceIdDigits = 32;
export const spanIdDigits = 16;

/**
 * An id in the one form that ids are compared in: lower-case hexadecimal without `0x`, also when it came as base64.
 * What is no such id comes back as it is.
 */
export function hexId(id: string, digits: number): string {
  if (id.length === digits && isLowerHex(id)) return id;
  const bare = /^0x/i.test(id) ? id.slice(2) : id;
  if (isHexId(bare, digits)) return bare;
  if (/^[0-9a-f]+$/i.test(bare)) return bare.toLowerCase();
  return base64Hex(id, digits) ?? id;
}

export function isHexId(id: string, digits: number): boolean {
  return id.length === digits && isLowerHex(id);
}

/** True for what writers put where there is no id: nothing, or nothing but zeros. */
export function isBlankId(id: string): boolean {
  for (let at = 0; at < id.length; at += 1) {
    if (id.charCodeAt(at) !== 0x30) return false;
  }
  return true;
}

export function bytesToHex(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += hexOfByte[byte];
  return hex;
}

/** Hexadecimal digits that depend on the text alone and hardly ever agree for two texts. */
export function digestId(text: string, digits: number): string {
  let id = "";
  for (let seed = 1; id.length < digits; seed += 1) id += hexWord(mixed(text, seed));
  return id.slice(0, digits);
}

/** The same for many texts that all begin with this one. */
export function digestsAfter(beginning: string, digits: number): (text: string) => string {
  const begun = Array.from({ length: Math.ceil(digits / 8) }, (_, at) => mixed(beginning, at + 1));
  return (text) => {
    let id = "";
    for (const hash of begun) id += hexWord(mixed(text, hash));
    return id.slice(0, digits);
  };
}

const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

const lowerHex = Uint8Array.from({ length: 128 }, (_, code) => (/[0-9a-f]/.test(String.fromCharCode(code)) ? 1 : 0));

function isLowerHex(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (lowerHex[text.charCodeAt(at)] !== 1) return false;
  }
  return true;
}

function base64Hex(id: string, digits: number): string | null {
  const length = Math.ceil(digits / 6) * 4;
  if (id.length !== length || !/^[A-Za-z0-9+/_-]+={1,2}$/.test(id)) return null;
  const bytes = base64Decode(id);
  return bytes.length === digits / 2 ? bytesToHex(bytes) : null;
}

/** Murmur3's mixing over the text's units. */
function mixed(text: string, hash: number): number {
  let h = hash;
  for (let at = 0; at < text.length; at += 1) {
    h = Math.imul(h ^ text.charCodeAt(at), 0xcc9e2d51);
    h = Math.imul((h << 15) | (h >>> 17), 0x1b873593);
  }
  return h;
}

function hexWord(hash: number): string {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return hexDigits(h ^ (h >>> 16));
}

/** A word's eight hexadecimal digits, in one string at once: `toString` and `padStart` cost seven times as much. */
export function hexDigits(word: number): string {
  return String.fromCharCode(
    hexCode(word >>> 28),
    hexCode(word >>> 24),
    hexCode(word >>> 20),
    hexCode(word >>> 16),
    hexCode(word >>> 12),
    hexCode(word >>> 8),
    hexCode(word >>> 4),
    hexCode(word),
  );
}

const hexCodes = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));

function hexCode(bits: number): number {
  return hexCodes[bits & 15] ?? 0;
}
