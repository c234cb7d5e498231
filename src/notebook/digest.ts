import { sha256 } from "hash-wasm";
import type { Engine } from "../engine/engine.ts";
import { identifier, literal } from "../engine/sql.ts";
import { type ColumnInfo, type Plain, toObjects } from "../engine/table-data.ts";

/** Fractions count to so many significant digits: the last bits differ from one machine to the next. */
export const digestDigits = 9;

/** A text and what stands for it: where a source lies on this machine, and how the notebook writes that. */
export type Alias = readonly [text: string, written: string];

/**
 * A value as text that is the same wherever the value is the same: keys sorted, fractions to nine significant digits,
 * typed arrays as arrays, integers of any width as their digits.
 */
export function canonicalText(value: unknown): string {
  if (typeof value === "number") return numberText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (value === null || value === undefined || typeof value !== "object") return "null";
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return listText(Array.from(value as unknown as ArrayLike<unknown>));
  if (Array.isArray(value)) return listText(value);
  if (value instanceof Set) return listText([...value]);
  return objectText(value instanceof Map ? [...value].map(([key, part]) => [String(key), part]) : entries(value));
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) return JSON.stringify(String(value));
  return String(Number.isInteger(value) ? value + 0 : Number(value.toPrecision(digestDigits)) + 0);
}

function listText(items: readonly unknown[]): string {
  return `[${items.map(canonicalText).join(",")}]`;
}

const entries = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([, part]) => part !== undefined && typeof part !== "function");

function objectText(pairs: readonly (readonly [string, unknown])[]): string {
  const sorted = [...pairs].sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return `{${sorted.map(([key, part]) => `${JSON.stringify(key)}:${canonicalText(part)}`).join(",")}}`;
}

/** The SHA-256 of a value's canonical text, in hexadecimal digits. */
export function digestOf(value: unknown, aliases: readonly Alias[] = []): Promise<string> {
  const inJson = ([text, written]: Alias) => [JSON.stringify(text), JSON.stringify(written)].map((t) => t.slice(1, -1));
  const text = aliases
    .map(inJson)
    .reduce((all, [from = "", to = ""]) => all.replaceAll(from, to), canonicalText(value));
  return sha256(text);
}

/** What a table holds, whatever the order of its rows: SQL promises none. */
export interface TableDigest {
  readonly columns: readonly ColumnInfo[];
  readonly rows: number;
  /** A sum over the hashes of the rows. */
  readonly sum: string;
}

/**
 * The digest of a table of the engine. Numbers are rounded as in `canonicalText`, but for those inside lists, structs
 * and maps, which count as the engine prints them.
 */
export async function tableDigest(
  engine: Engine,
  name: string,
  { aliases = [], signal }: { readonly aliases?: readonly Alias[]; readonly signal?: AbortSignal } = {},
): Promise<TableDigest> {
  const described = toObjects(await engine.query(`DESCRIBE ${identifier(name)}`, { signal }));
  const columns = described.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
  const parts = columns.map((column) => columnText(column, aliases));
  // The engine sums UHUGEINT as a fraction, so each hash is added up in two halves that fit HUGEINT.
  const sql = `SELECT count(*) AS n, coalesce(sum((h >> 64)::HUGEINT), 0) || '-' ||
    coalesce(sum((h & 18446744073709551615::UHUGEINT)::HUGEINT), 0) AS total
    FROM (SELECT md5_number(concat_ws('|', '', ${parts.join(", ")}))::UHUGEINT AS h FROM ${identifier(name)})`;
  const [row] = toObjects(await engine.query(sql, { signal }));
  return { columns, rows: Number(row?.n), sum: String(row?.total) };
}

/** A column's value with its length before it, so that no value can run into the next. */
function columnText({ name, type }: ColumnInfo, aliases: readonly Alias[]): string {
  const text = valueText(identifier(name), type, aliases);
  return `coalesce(strlen(${text}) || ':' || ${text}, '-')`;
}

function valueText(column: string, type: string, aliases: readonly Alias[]): string {
  if (type === "DOUBLE" || type === "FLOAT")
    return `CASE WHEN ${column} = 0 THEN '0' ELSE format('{:.${digestDigits - 1}e}', ${column}::DOUBLE) END`;
  if (type !== "VARCHAR") return `${column}::VARCHAR`;
  return aliases.reduce((sql, [from, to]) => `replace(${sql}, ${literal(from)}, ${literal(to)})`, column);
}

/** A row's values as they are compared later: rounded, and in the order of their names. */
export function sameValues(a: Readonly<Record<string, Plain>>, b: Readonly<Record<string, Plain>>): boolean {
  return canonicalText(a) === canonicalText(b);
}
