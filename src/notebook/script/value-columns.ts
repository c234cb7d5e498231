import { plainOf } from "./plain-value.ts";
import { kindOf } from "./printed.ts";

/** A column of what a script gave as rows. */
export interface ValueColumn {
  readonly name: string;
  readonly type: "VARCHAR" | "BIGINT" | "DOUBLE" | "BOOLEAN" | "TIMESTAMP";
  readonly length: number;
  /** TIMESTAMP as microseconds since 1970. */
  at(row: number): unknown;
}

export const mostValues = 10_000_000;

/**
 * What a script gave, as columns: a list of objects (a column for each key), a list of anything else (one column
 * `value`), or an object of equally long lists (a column each). Null when it is none of these.
 * @throws when there are too many values, or one that no table can hold
 */
export function valueColumns(value: unknown): readonly ValueColumn[] | null {
  if (isList(value) && value.length === 0) return [];
  if (isList(value)) return isRecord(value[0]) ? ofRecords(value) : ofList("value", value);
  if (!isRecord(value)) return null;
  const entries = Object.entries(value);
  const [first] = entries;
  if (!first || !entries.every(([, list]) => isList(list))) return null;
  const lists = entries as [string, ArrayLike<unknown>][];
  const length = (first[1] as ArrayLike<unknown>).length;
  if (!lists.every(([, list]) => list.length === length)) return null;
  checkSize(length, lists.length);
  checkNames(lists.map(([name]) => name));
  return lists.flatMap(([name, list]) => ofList(name, list));
}

function ofRecords(rows: ArrayLike<unknown>): readonly ValueColumn[] {
  checkSize(rows.length, 1);
  const names = new Set<string>();
  for (let row = 0; row < rows.length; row++) {
    const record = rows[row];
    if (!isRecord(record)) throw new Error(`row ${row + 1} is ${named(record)}, where the first row is an object`);
    for (const name in record) names.add(name);
  }
  checkSize(rows.length, names.size);
  checkNames([...names]);
  return [...names].map((name) => column(name, rows.length, (row) => (rows[row] as Record<string, unknown>)[name]));
}

function ofList(name: string, list: ArrayLike<unknown>): ValueColumn[] {
  checkSize(list.length, 1);
  return [column(name, list.length, (row) => list[row])];
}

function column(name: string, length: number, read: (row: number) => unknown): ValueColumn {
  const type = typeOf(name, length, read);
  const convert = converters[type];
  return { name, type, length, at: convert ? (row) => convert(read(row)) : read };
}

const converters: Partial<Record<ValueColumn["type"], (value: unknown) => unknown>> = {
  VARCHAR: textOf,
  TIMESTAMP: micros,
  DOUBLE: (value) => (typeof value === "bigint" ? Number(value) : value),
};

function micros(value: unknown): number | null {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.getTime() * 1000 : null;
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  const plain = plainOf(value);
  return typeof plain === "object" ? JSON.stringify(plain) : String(plain);
}

/** The narrowest type that holds every value; what differs too much becomes text. */
function typeOf(name: string, length: number, read: (row: number) => unknown): ValueColumn["type"] {
  const types = new Set<ValueColumn["type"]>();
  for (let row = 0; row < length; row++) {
    const value = read(row);
    if (value === null || value === undefined) continue;
    if (typeof value === "function" || typeof value === "symbol")
      throw new Error(`row ${row + 1}, column "${name}": ${named(value)} cannot stand in a table`);
    types.add(typeOfValue(value));
  }
  const [only = "VARCHAR"] = types;
  if (types.size === 2 && types.has("BIGINT") && types.has("DOUBLE")) return "DOUBLE";
  return types.size > 1 ? "VARCHAR" : only;
}

function typeOfValue(value: unknown): ValueColumn["type"] {
  if (typeof value === "number") return Number.isSafeInteger(value) && !Object.is(value, -0) ? "BIGINT" : "DOUBLE";
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value ? "BIGINT" : "VARCHAR";
  if (typeof value === "boolean") return "BOOLEAN";
  return value instanceof Date ? "TIMESTAMP" : "VARCHAR";
}

function checkSize(rows: number, columns: number): void {
  const values = rows * columns;
  if (values <= mostValues) return;
  const count = (n: number) => n.toLocaleString("en");
  throw new Error(
    `${count(values)} values are more than a cell keeps (${count(mostValues)}): aggregate, or give fewer`,
  );
}

/** The engine tells names apart without regard to case. */
function checkNames(names: readonly string[]): void {
  const known = new Map<string, string>();
  for (const name of names) {
    const same = known.get(name.toLowerCase());
    if (same !== undefined) throw new Error(`the columns "${same}" and "${name}" differ in case alone; rename one`);
    if (name === "") throw new Error("a column has an empty name");
    known.set(name.toLowerCase(), name);
  }
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** An object that holds data alone: no instance of a class. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A value by its kind, for messages: "a function", "an instance of Map". */
export function named(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  if (typeof value !== "object") return `a ${typeof value}`;
  return isRecord(value) ? "an object" : `an instance of ${kindOf(value)}`;
}
