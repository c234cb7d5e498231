import type { Sample } from "./importer.ts";
import { isObject } from "./json.ts";
import type { Shape } from "./json-stream.ts";
import { type PartialJson, partialJson } from "./partial-json.ts";

/** How a JSON text holds the rows of a table. */
export interface JsonTableShape {
  readonly shape: Shape;
  readonly reason: string;
  /** The key of the list that holds the rows, where an object stands around it. */
  readonly around: string | null;
  /** True when the head shows only a part of a first line, so that there may be more such lines. */
  readonly open: boolean;
}

export const lineByLine: JsonTableShape = {
  shape: {},
  reason: "JSON, one value after another",
  around: null,
  open: false,
};

/** Null when the text is not JSON. */
export function jsonTableShape({ text, value, whole }: Sample): JsonTableShape | null {
  if (text === null || value === undefined) return null;
  const first = partialJson(text);
  if (!first || hasMoreValues(text, first, whole)) return lineByLine;
  if (Array.isArray(value)) return { shape: { items: {} }, reason: "a JSON list", around: null, open: false };
  const key = rowsKey(value);
  if (key === null) return { ...lineByLine, reason: "a JSON object" };
  const open = !whole && !text.includes("\n");
  const reason = `a JSON object with a list of objects in ${key}`;
  return { shape: { keys: { [key]: { items: {} } } }, reason, around: key, open };
}

function hasMoreValues(text: string, first: PartialJson, whole: boolean): boolean {
  if (first.whole) return !whole || text.slice(first.end).trim() !== "";
  return text
    .split("\n", 100)
    .slice(1)
    .some((line) => isWholeValue(line));
}

function isWholeValue(line: string): boolean {
  const value = /^[{[]/.test(line) ? partialJson(line) : null;
  return value?.whole === true && line.slice(value.end).trim() === "";
}

/** The only key of an object that holds a list of objects. */
function rowsKey(value: unknown): string | null {
  if (!isObject(value)) return null;
  const keys = Object.keys(value).filter((key) => isListOfObjects(value[key]));
  return keys.length === 1 ? (keys[0] ?? null) : null;
}

export function isListOfObjects(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}
