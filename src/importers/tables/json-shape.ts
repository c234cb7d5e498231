import type { Sample } from "../importer.ts";
import { isObject } from "../json/json.ts";
import type { Shape } from "../json/json-stream.ts";
import { type PartialJson, partialJson } from "../json/partial-json.ts";

/** How a JSON text holds the rows of a table. */
export interface JsonTableShape {
  readonly shape: Shape;
  readonly reason: string;
  /** The key of the list that holds the rows, where an object stands around it. */
  readonly around: string | null;
  /** Each line is a value of its own, or broken by itself. */
  readonly lines: boolean;
  /** The head shows only a part of a first line, so that there may be more such lines. */
  readonly open: boolean;
}

const plain = { shape: {}, around: null, lines: false, open: false };

export const jsonLines: JsonTableShape = { ...plain, reason: "JSON Lines", lines: true };

/** Null when the text is not JSON. */
export function jsonTableShape({ text, value, whole }: Sample): JsonTableShape | null {
  if (text === null || value === undefined) return null;
  const first = partialJson(text);
  if (!first || holdsLines(text, first)) return jsonLines;
  if (first.whole && (text.slice(first.end).trim() !== "" || !whole))
    return { ...plain, reason: "JSON, one value after another" };
  if (Array.isArray(value)) return { ...plain, shape: { items: {} }, reason: "a JSON list" };
  const key = rowsKey(value);
  if (key === null) return { ...plain, reason: "a JSON object" };
  const reason = `a JSON object with a list of objects in ${key}`;
  const open = !whole && !text.includes("\n");
  return { ...plain, shape: { keys: { [key]: { items: {} } } }, reason, around: key, open };
}

/** True when the first line is a value and more follow, or the first is broken and one after it is a value. */
function holdsLines(text: string, first: PartialJson): boolean {
  if (first.whole && text.slice(0, first.end).trim().includes("\n")) return false;
  const rest = text.split("\n", 100).slice(1);
  if (!first.whole) return rest.some(isWholeValue);
  return rest.some((line) => line.trim() !== "");
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
