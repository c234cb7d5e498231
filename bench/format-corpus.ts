import { readFileSync } from "node:fs";
import { join } from "node:path";

// Records of the corpus, to be repeated with other ids.

const corpus = join(import.meta.dirname, "../tests/corpus");

export function text(name: string): string {
  return readFileSync(join(corpus, name), "utf8").trim();
}

export function lines(name: string): string[] {
  return text(name).split("\n");
}

/** The texts of a list's elements, which the object at the top holds under `key` unless that is null. */
export function elements(name: string, key: string | null, indent = 0): string[] {
  const whole = JSON.parse(text(name));
  const list: unknown[] = key === null ? whole : whole[key];
  return list.map((element) => JSON.stringify(element, null, indent));
}

/** The object at the top up to this key's list, whose elements are to follow. */
export function beginning(name: string, key: string): string {
  const { [key]: _, ...rest } = JSON.parse(text(name));
  return `${JSON.stringify(rest, null, 2).slice(0, -2)},\n"${key}": [\n`;
}

/** Record number `index` of all of them again and again: each round has other ids, which fit together as before. */
export function repeated(records: readonly string[]): (index: number) => string {
  const templates = records.map(splitAtIds);
  return (index) => {
    const round = Math.floor(index / templates.length);
    const pieces = templates[index % templates.length] ?? [];
    return pieces.map((piece, at) => (at % 2 === 0 ? piece : otherId(piece, round))).join("");
  };
}

/** UUIDs, hexadecimal ids of traces and spans, and such ids as integers; times have 16 digits as well. */
const ids =
  /((?<![0-9a-f])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|(?!\d{16}\b)[0-9a-f]{16})(?![0-9a-f])|(?<=_id": )\d{16,39})/;

/** Text and ids by turns. */
function splitAtIds(record: string): string[] {
  return record.split(ids);
}

function otherId(id: string, round: number): string {
  const isNumber = /^\d{17,}$/.test(id);
  const digits = 6;
  const radix = isNumber ? 10 : 16;
  const last = Number.parseInt(id.slice(-digits), radix) + round;
  return id.slice(0, -digits) + (last % radix ** digits).toString(radix).padStart(digits, "0");
}
