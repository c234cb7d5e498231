import { parsed, plainKey } from "./call-text.ts";

/**
 * How much two results have in common, from 0 to 1: the Jaccard share of their parts. The parts of JSON are the rows of
 * its lists and its single values with their keys; those of text are its stretches of three words. Nothing has all in
 * common with nothing: no text, an empty list, an object without values.
 */
export function resultOverlap(a: string | null, b: string | null, dropped: ReadonlySet<string>): number {
  if (a === b) return 1;
  const [first, second] = [resultParts(a, dropped), resultParts(b, dropped)];
  if (first.size === 0 || second.size === 0) return first.size === second.size ? 1 : 0;
  let common = 0;
  for (const part of first) if (second.has(part)) common++;
  return common / (first.size + second.size - common);
}

/** A result longer than this is compared by its beginning, and by its length. */
const longest = 50_000;

export function resultParts(text: string | null, dropped: ReadonlySet<string>): ReadonlySet<string> {
  const parts = new Set<string>();
  if (text === null) return parts;
  const json = parsed(text);
  if (json !== undefined) addParts(json, "", dropped, parts);
  else addShingles(text, "", parts);
  return parts;
}

function addParts(value: unknown, path: string, dropped: ReadonlySet<string>, into: Set<string>): void {
  if (value === null || value === undefined || value === "") return;
  if (Array.isArray(value)) {
    for (const item of value) into.add(`${path}[]${JSON.stringify(sorted(item, dropped))}`);
    return;
  }
  if (typeof value === "object") {
    for (const [key, inner] of Object.entries(value))
      if (!dropped.has(plainKey(key))) addParts(inner, `${path}.${key}`, dropped, into);
    return;
  }
  const inside = typeof value === "string" ? parsed(value) : undefined;
  if (inside !== undefined) addParts(inside, path, dropped, into);
  else if (typeof value === "string") addShingles(value, path, into);
  else into.add(`${path}=${String(value)}`);
}

/** A row with its keys in order and without what only tells calls apart. */
function sorted(value: unknown, dropped: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => sorted(item, dropped));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !dropped.has(plainKey(key)));
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner, dropped)]),
  );
}

function addShingles(text: string, path: string, into: Set<string>): void {
  const words =
    text
      .slice(0, longest)
      .toLowerCase()
      .match(/[\p{L}\p{N}_.%:+-]+/gu) ?? [];
  if (text.length > longest) into.add(`${path}#${text.length}`);
  if (words.length < 3) {
    if (words.length) into.add(`${path}~${words.join(" ")}`);
    return;
  }
  for (let index = 2; index < words.length; index++)
    into.add(`${path}~${words[index - 2]} ${words[index - 1]} ${words[index]}`);
}
