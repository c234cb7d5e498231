import type { Sample } from "./importer.ts";

/**
 * The names of a file's columns, also where they are all that there is of it: a delimited text that is cut off inside
 * its first record is no table yet, but its header tells the format. Null for JSON and whatever has no columns.
 */
export function headerNames({ columns, text, value }: Sample): readonly string[] | null {
  if (columns !== null || text === null || value !== undefined) return columns;
  const end = text.indexOf("\n");
  const line = text.slice(0, end < 0 ? text.length : end).trim();
  const names = line.split(/[,;\t|]/).map((name) => name.replaceAll('"', ""));
  return names.length > 1 && names.every((name) => name.length < 200) ? names : null;
}
