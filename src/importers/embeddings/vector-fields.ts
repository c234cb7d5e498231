import { isObject, type JsonObject, tryParseJson } from "../json/json.ts";
import { isContainer, isOtherNumbers, isVectorName } from "./embedding-names.ts";
import { isSparse, mayBeVectorText, readVector } from "./vector-text.ts";

const fewest = 8;
const fewestNamed = 3;

interface Seen {
  readonly lengths: number[];
  fractions: boolean;
  elided: boolean;
}

/**
 * The fields of records that hold vectors, those in the records' metadata too: a field that is called so and holds
 * numbers, or lists of one length, eight at least, that are not all whole numbers.
 */
export function vectorFields(records: readonly JsonObject[]): readonly string[] {
  const fields = new Map<string, Seen>();
  for (const record of records) look(record, fields, 0);
  return [...fields].filter(([name, seen]) => isVectorField(name, seen)).map(([name]) => name);
}

function look(record: JsonObject, fields: Map<string, Seen>, depth: number): void {
  for (const [key, value] of Object.entries(record)) {
    const inner = containerOf(key, value);
    if (inner && depth < 3) look(inner, fields, depth + 1);
    else if (isVectorName(key) && isObject(value) && !isSparse(value)) lookAtNamed(key, value, fields);
    else lookAt(key, value, fields);
  }
}

function containerOf(key: string, value: unknown): JsonObject | null {
  if (!isContainer(key)) return null;
  const inner = typeof value === "string" && value.startsWith("{") ? tryParseJson(value) : value;
  return isObject(inner) ? inner : null;
}

/** Several vectors under their names, or one with something around it: the field around them is what counts. */
function lookAtNamed(key: string, value: JsonObject, fields: Map<string, Seen>): void {
  const whole = readVector(value);
  if (typeof whole !== "string") lookAt(key, value, fields);
  else
    for (const inner of Object.values(value)) {
      if (isSparse(inner)) seenOf(key, fields).lengths.push(fewest);
      else lookAt(key, inner, fields);
    }
}

function lookAt(key: string, value: unknown, fields: Map<string, Seen>): void {
  const isText = typeof value === "string";
  if (isText ? !mayBeVectorText(value) || value.length < 5 : typeof value !== "object" || value === null) return;
  if (isText && !/[[({]/.test(value) && !isVectorName(key)) return;
  if (isObject(value) && !isVectorName(key)) return;
  const vector = readVector(value);
  if (typeof vector !== "string") {
    const seen = seenOf(key, fields);
    seen.lengths.push(vector.length);
    seen.fractions ||= vector.some((number) => !Number.isInteger(number));
  } else if (isText && /\d\s*(?:\.\.\.|…)\s*-?\d/.test(value)) seenOf(key, fields).elided = true;
}

function seenOf(key: string, fields: Map<string, Seen>): Seen {
  const seen = fields.get(key) ?? { lengths: [], fractions: false, elided: false };
  fields.set(key, seen);
  return seen;
}

function isVectorField(name: string, { lengths, fractions, elided }: Seen): boolean {
  if (isVectorName(name)) return elided || lengths.some((length) => length >= fewestNamed);
  return isEven(lengths) && fractions && !isOtherNumbers(name);
}

/** True when nearly all of the lengths are the same, and as long as vectors are. */
function isEven(lengths: readonly number[]): boolean {
  const counts = new Map<number, number>();
  for (const length of lengths) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [length, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [0, 0];
  return length >= fewest && count >= lengths.length * 0.8;
}

/** True for lists of numbers as `vectorFields` takes them, without a name. */
export function areVectors(lists: readonly unknown[]): boolean {
  const vectors = lists.map((list) => (Array.isArray(list) ? readVector(list) : "no list"));
  const read = vectors.filter((vector) => typeof vector !== "string");
  if (read.length === 0 || read.length < lists.length) return false;
  return isEven(read.map((vector) => vector.length)) && read.some((vector) => vector.some((x) => !Number.isInteger(x)));
}
