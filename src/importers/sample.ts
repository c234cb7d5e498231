import { cutOff, type EncodingFound, encodingOf } from "./encoding.ts";
import { isKnownFile } from "./file-kinds.ts";
import type { Compression, Sample } from "./importer.ts";
import { isObject } from "./json/json.ts";
import { partialJson } from "./json/partial-json.ts";
import { delimitedColumns } from "./tables/csv-dialect.ts";

export const sampleBytes = 256 * 1024;

/** What a file that is not text says of itself elsewhere than in its head. */
export type Names = Pick<Sample, "columns" | "entries" | "vectors">;

/** What detection looks at, from the first bytes of the decompressed content. */
export function makeSample(
  head: Uint8Array,
  whole: boolean,
  compression: Compression | null,
  names: Names = { columns: null, entries: null, vectors: null },
): Sample {
  const text = sampleText(head, encodingOf(head), whole);
  const value = text === null ? undefined : firstValue(text);
  const columns = text !== null && value === undefined ? delimitedColumns(text, whole) : names.columns;
  return { ...names, head, whole, compression, text, value, columns };
}

const none: readonly string[] = [];

/** The names that a file's records have for their fields: its columns, or the keys of its first JSON object. */
export function rowKeys({ columns, value }: Sample): readonly string[] {
  const first = Array.isArray(value) ? value[0] : value;
  return columns ?? (isObject(first) ? Object.keys(first) : none);
}

function sampleText(head: Uint8Array, { encoding, mark }: EncodingFound, whole: boolean): string | null {
  if (encoding === "utf-8" && looksBinary(head)) return null;
  const end = head.length - (whole || encoding !== "utf-8" ? 0 : cutOff(head));
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(head.subarray(mark, end));
  return encoding !== "utf-8" && controls(text) > allowedControls(text.length) ? null : text;
}

/** Text has next to no control characters; a few are let pass, so that a stray NUL does not hide a whole file. */
function looksBinary(head: Uint8Array): boolean {
  if (isKnownFile(head)) return true;
  let found = 0;
  for (const byte of head) if (isControl(byte)) found++;
  return found > allowedControls(head.length);
}

function allowedControls(length: number): number {
  return Math.max(4, length / 200);
}

function controls(text: string): number {
  let found = 0;
  for (let at = 0; at < text.length; at++) if (isControl(text.charCodeAt(at))) found++;
  return found;
}

// Not tab, line feed, form feed, carriage return and escape, which terminals and spreadsheets write.
function isControl(code: number): boolean {
  return (code < 32 && code !== 9 && code !== 10 && code !== 12 && code !== 13 && code !== 27) || code === 127;
}

/**
 * The first object or array, or, where the text does not begin with one (a broken first line), the first line that is
 * one as a whole.
 */
function firstValue(text: string): unknown {
  const first = partialJson(text);
  if (first !== null) return first.value;
  let start = 0;
  for (let line = 0; line < 100; line++) {
    start = text.indexOf("\n", start) + 1;
    if (start === 0) return undefined;
    const later = beginsValue(text, start) ? partialJson(text, start) : null;
    if (later?.whole && endsLine(text, later.end)) return later.value;
  }
  return undefined;
}

function beginsValue(text: string, at: number): boolean {
  return text[at] === "{" || text[at] === "[";
}

function endsLine(text: string, end: number): boolean {
  return /^[ \t\r]*(?:\n|$)/.test(text.slice(end, end + 64));
}
