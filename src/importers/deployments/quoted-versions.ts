import { partsOf } from "../json/text-window.ts";

const bareVersion = /(?:[vV]ersion|"revision|"release)"\s*:\s*(-?\d+\.\d+)(?=\s*[,}\]])/g;
const longestMatch = 256;
const comma = 0x2c;
const brace = 0x7b;
const quote = Uint8Array.of(0x22);

/**
 * JSON in which versions that are written as numbers are in quotes, since 1.10 and 1.1 are one number and two versions.
 * Lines stay what they are. A quote inside a text has a backslash before it, so nothing inside of one is touched.
 */
export async function* quotedVersions(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let kept = new Uint8Array();
  for await (const chunk of chunks) {
    for (const part of partsOf(chunk)) {
      const bytes = joined([kept, part]);
      const upTo = safeEnd(bytes);
      kept = bytes.slice(upTo);
      if (upTo > 0) yield quoted(bytes.subarray(0, upTo));
    }
  }
  if (kept.length > 0) yield quoted(kept);
}

const decoder = new TextDecoder("latin1");

function quoted(bytes: Uint8Array): Uint8Array {
  // One character to a byte, so that places in the text are places in the bytes.
  const text = decoder.decode(bytes);
  const parts: Uint8Array[] = [];
  let copied = 0;
  for (const match of text.matchAll(bareVersion)) {
    const end = match.index + match[0].length;
    const start = end - (match[1]?.length ?? 0);
    parts.push(bytes.subarray(copied, start), quote, bytes.subarray(start, end), quote);
    copied = end;
  }
  return parts.length === 0 ? bytes : joined([...parts, bytes.subarray(copied)]);
}

/** Where bytes can be cut without cutting a match: behind what comes before the last key. */
function safeEnd(bytes: Uint8Array): number {
  const cut = Math.max(bytes.lastIndexOf(comma), bytes.lastIndexOf(brace)) + 1;
  return Math.max(cut, bytes.length - longestMatch, 0);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
