import { z } from "zod";

export type Path = readonly (string | number)[];
type Schema = z.core.$ZodType;
type Issue = z.core.$ZodIssue;

export interface Problem {
  readonly problem: string;
  readonly path: Path;
  readonly at: "key" | "value";
}

/** The first key in a value that its schema does not name, and the name that was probably meant. */
export function unknownKey(schema: Schema, value: unknown, path: Path = []): Problem | null {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodArray && Array.isArray(value))
    return first(value, (item, index) => unknownKey(bare.element, item, [...path, index]));
  if (!isRecord(value)) return null;
  if (bare instanceof z.ZodRecord)
    return first(Object.entries(value), ([key, item]) => unknownKey(bare.valueType, item, [...path, key]));
  if (!(bare instanceof z.ZodObject)) return null;
  const open = bare.def.catchall !== undefined && !(bare.def.catchall instanceof z.ZodNever);
  const shape: Readonly<Record<string, Schema>> = bare.shape;
  return first(Object.entries(value), ([key, item]) => {
    const known = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (known) return unknownKey(known, item, [...path, key]);
    return open ? null : { problem: unknownWords(key, Object.keys(shape)), path: [...path, key], at: "key" };
  });
}

/** Of zod's findings the one to show, in plain words. */
export function problemOf(issues: readonly Issue[], value: unknown): Problem {
  const issue = issues[0];
  if (!issue) return { problem: "not understood", path: [], at: "value" };
  const path = issue.path.filter((step) => typeof step !== "symbol");
  const found = at(value, path);
  if (issue.code === "invalid_union") return unionProblem(issue, path, found);
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    return { problem: unknownWords(key, []), path: [...path, key], at: "key" };
  }
  return { problem: words(issue, found), path, at: "value" };
}

// Of the ways a value may be written, the one that came furthest before it failed is the one that was meant.
function unionProblem(issue: Extract<Issue, { code: "invalid_union" }>, path: Path, found: unknown): Problem {
  const depth = (issues: readonly Issue[]) => Math.max(0, ...issues.map((inner) => inner.path.length));
  const [best] = [...issue.errors].sort((a, b) => depth(b) - depth(a));
  const inner = best && depth(best) > 0 ? problemOf(best, found) : null;
  if (inner) return { ...inner, path: [...path, ...inner.path] };
  const ways = issue.errors.flatMap((errors) => errors.slice(0, 1).map(expectation));
  const expected = [...new Set(ways.filter((way) => way !== null))];
  if (found === undefined) return { problem: "missing", path, at: "value" };
  const problem = expected.length ? `expected ${expected.join(" or ")}, found ${named(found)}` : issue.message;
  return { problem, path, at: "value" };
}

function expectation(issue: Issue): string | null {
  if (issue.code === "invalid_type") return typeWords[issue.expected] ?? issue.expected;
  if (issue.code === "invalid_value") return issue.values.map(quote).join(" or ");
  return issue.message;
}

function words(issue: Issue, found: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      return typeProblem(typeWords[issue.expected] ?? issue.expected, found);
    case "invalid_value":
      return found === undefined ? "missing" : valueProblem(issue.values, found);
    case "too_small":
      return `too ${sized(issue.origin) ? "short" : "small"}: ${named(found)}, at least ${issue.minimum}${unit(issue.origin)}`;
    case "too_big":
      return `too ${sized(issue.origin) ? "long" : "large"}: ${named(found)}, at most ${issue.maximum}${unit(issue.origin)}`;
    default:
      return issue.message;
  }
}

function typeProblem(expected: string, found: unknown): string {
  if (found === undefined) return `missing: ${expected} is needed`;
  const hint = expected === "text" && isPlain(found) ? `; put it in quotes to mean text` : "";
  return `expected ${expected}, found ${named(found)}${hint}`;
}

function valueProblem(values: readonly unknown[], found: unknown): string {
  const near = typeof found === "string" ? nearest(found, values.map(String)) : null;
  const meant = near === null ? "" : ` (did you mean ${near}?)`;
  return `expected ${values.map(String).join(", ")}, found ${named(found)}${meant}`;
}

function unknownWords(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  if (near !== null) return `unknown key: did you mean ${near}?`;
  return known.length ? `unknown key: known are ${known.join(", ")}` : "unknown key";
}

const typeWords: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "keys with values",
  record: "keys with values",
  null: "nothing",
};

function named(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "keys with values";
  return typeof value === "string" ? quote(value) : String(value);
}

export function quote(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function sized(origin: string): boolean {
  return origin === "string" || origin === "array" || origin === "set" || origin === "map";
}

function unit(origin: string): string {
  return origin === "string" ? " characters" : sized(origin) ? " items" : "";
}

function isPlain(value: unknown): boolean {
  return typeof value === "number" || typeof value === "boolean";
}

/** `cohorts.reference.from`, `columns[2]`. */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text ? `${text}.${step}` : step),
    "",
  );
}

/** The known word that is a small slip away, or null. */
export function nearest(word: string, known: readonly string[]): string | null {
  const allowed = Math.min(3, Math.max(1, Math.floor(word.length / 2)));
  let best: string | null = null;
  let least = allowed + 1;
  for (const candidate of known) {
    const steps = distance(word.toLowerCase().slice(0, 60), candidate.toLowerCase().slice(0, 60));
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

function unwrap(schema: Schema): Schema {
  if (schema instanceof z.ZodPipe) return unwrap(schema.in instanceof z.ZodTransform ? schema.out : schema.in);
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly ||
    schema instanceof z.ZodCatch ||
    schema instanceof z.ZodLazy
  )
    return unwrap(schema.unwrap());
  return schema;
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, step) => (isIndexable(inner) ? inner[step] : undefined), value);
}

function isIndexable(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === "object" && value !== null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return isIndexable(value) && !Array.isArray(value);
}

function first<T>(items: readonly T[], find: (item: T, index: number) => Problem | null): Problem | null {
  for (const [index, item] of items.entries()) {
    const found = find(item, index);
    if (found) return found;
  }
  return null;
}
