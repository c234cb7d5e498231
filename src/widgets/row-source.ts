import { type Filters, filterTest, parseFilter } from "./filter.ts";

/** A cell's value as JSON carries it; integers beyond 2^53 are strings of digits. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

export interface SourceColumn {
  readonly name: string;
  /** VARCHAR, BIGINT, DOUBLE, TIMESTAMP … */
  readonly type: string;
}

/** A whole table in memory. */
export interface Rows {
  readonly columns: readonly SourceColumn[];
  readonly rows: readonly (readonly Value[])[];
}

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** Which rows, in which order. */
export interface RowQuery {
  readonly sort: Sort | null;
  readonly filters: Filters;
}

export interface Page {
  /** In the order of the source's columns. */
  readonly rows: readonly (readonly Value[])[];
  /** How many rows pass the filters. */
  readonly total: number;
  /** Where a source hands over only the start of a long text or list: its whole length, else null. */
  readonly lengths?: readonly (readonly (number | null)[])[];
}

/** Where a table's rows come from: anything that can give a stretch of them, sorted and filtered. */
export interface RowSource {
  readonly columns: readonly SourceColumn[];
  /** Without filters. */
  readonly rowCount: number;
  /** What can be shown before anything is asked for, and where nothing can be asked: the first rows, unsorted. */
  readonly preview?: Page;
  /**
   * Rows `from` (inclusive) to `to` (exclusive), fewer at the end. Equal rows keep a fixed order.
   * Fails with an example when a filter is not understood.
   */
  rows(from: number, to: number, query: RowQuery, options: RowOptions): Page | Promise<Page>;
}

export interface RowOptions {
  readonly signal: AbortSignal;
  /** Every value in full: nothing may be cut. */
  readonly whole?: boolean;
}

/** How many rows are drawn where nothing can be scrolled. */
export const previewRows = 200;

export const everything: RowQuery = { sort: null, filters: {} };

/** A table in memory as a source: sorting and filtering happen here. */
export function memorySource({ columns, rows }: Rows): RowSource {
  let known: { readonly query: RowQuery; readonly rows: Rows["rows"] } = { query: everything, rows };
  const arranged = (query: RowQuery) => {
    if (known.query !== query) known = { query, rows: arrange({ columns, rows }, query) };
    return known.rows;
  };
  return {
    columns,
    rowCount: rows.length,
    preview: { rows: rows.slice(0, previewRows), total: rows.length },
    rows(from, to, query) {
      const all = arranged(query);
      return { rows: all.slice(from, to), total: all.length };
    },
  };
}

function arrange({ columns, rows }: Rows, { sort, filters }: RowQuery): Rows["rows"] {
  const tests = columns.flatMap(({ name, type }, index) => {
    const text = filters[name];
    const filter = text === undefined ? null : parseFilter(text, type);
    if (!filter) return [];
    const test = filterTest(filter, type);
    return [(row: readonly Value[]) => test(row[index] ?? null)];
  });
  const kept = tests.length ? rows.filter((row) => tests.every((test) => test(row))) : rows;
  const index = columns.findIndex((column) => column.name === sort?.column);
  if (!sort || index < 0) return kept;
  const sign = sort.descending ? -1 : 1;
  return [...kept].sort((a, b) => compareValues(a[index] ?? null, b[index] ?? null, sign));
}

/** NULL comes last either way. */
function compareValues(a: Value, b: Value, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return sign * compareKnown(a, b);
}

function compareKnown(a: Value, b: Value): number {
  if (typeof a === "number" && typeof b === "number") return a - b || Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  if (isInteger(a) && isInteger(b)) return Number(BigInt(a) > BigInt(b)) - Number(BigInt(a) < BigInt(b));
  const [left, right] = [sortText(a), sortText(b)];
  return Number(left > right) - Number(left < right);
}

function isInteger(value: Value): value is string | number {
  return Number.isInteger(value) || (typeof value === "string" && /^-?\d{16,}$/.test(value));
}

function sortText(value: Value): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
