import type { Engine } from "../engine/engine.ts";
import { identifier } from "../engine/sql.ts";
import { type ColumnInfo, type Plain, toObjects, toTableData } from "../engine/table-data.ts";
import { isEverything } from "../widgets/row-pages.ts";
import type { Page, RowOptions, RowQuery, RowSource } from "../widgets/row-source.ts";
import { orderBy, where } from "./row-query-sql.ts";

/** A table of the engine that does not change while it is shown. */
export interface StoredTable {
  readonly name: string;
  readonly columns: readonly ColumnInfo[];
  readonly rowCount: number;
}

/** The columns of a table with the engine's own names of their types, and how many rows it has. */
export async function storedTable(engine: Engine, name: string, signal?: AbortSignal): Promise<StoredTable> {
  const described = toObjects(await engine.query(`DESCRIBE ${identifier(name)}`, { signal }));
  const columns = described.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
  const [counted] = toObjects(await engine.query(`SELECT count(*) AS n FROM ${identifier(name)}`, { signal }));
  return { name, columns, rowCount: Number(counted?.n) };
}

/**
 * Pages through a table. Sorted or filtered, the order of all rows is found once and kept as row numbers (8 bytes a
 * row), so that the millionth row is as near as the first.
 */
export function tableSource(engine: Engine, table: StoredTable, preview?: Page): RowSource {
  let known: { readonly query: RowQuery; readonly rowIds: Promise<Float64Array> } | null = null;
  const arranged = (query: RowQuery, signal: AbortSignal) => {
    if (known?.query !== query) known = { query, rowIds: readRowIds(engine, table, query, signal) };
    const { rowIds } = known;
    rowIds.catch(() => {
      if (known?.rowIds === rowIds) known = null;
    });
    return rowIds;
  };
  return {
    columns: table.columns,
    rowCount: table.rowCount,
    preview,
    async rows(from, to, query, options) {
      if (isEverything(query)) return await readStretch(engine, table, from, to, options);
      const rowIds = await arranged(query, options.signal);
      return await readPicked(engine, table, rowIds.subarray(from, to), rowIds.length, options);
    },
  };
}

async function readRowIds(
  engine: Engine,
  table: StoredTable,
  query: RowQuery,
  signal: AbortSignal,
): Promise<Float64Array> {
  const sql = `SELECT rowid AS row_id FROM ${identifier(table.name)} ${where(table.columns, query.filters)}
    ${orderBy(query.sort, "rowid")}`;
  const found = new Float64Array(table.rowCount);
  let count = 0;
  for await (const batch of engine.stream(sql, { signal })) {
    const rowIds = batch.getChildAt(0);
    for (let row = 0; row < batch.numRows; row++) found[count++] = Number(rowIds?.get(row));
  }
  return found.subarray(0, count);
}

/** Rows in the order in which the table was filled. */
export async function readStretch(
  engine: Engine,
  table: StoredTable,
  from: number,
  to: number,
  options: RowOptions,
): Promise<Page> {
  const condition = `rowid >= ${from} AND rowid < ${to}`;
  const { rows, lengths } = await readRows(engine, table, condition, options);
  checkCount(table, rows.length, Math.max(0, Math.min(to, table.rowCount) - from));
  return { rows, lengths, total: table.rowCount };
}

async function readPicked(
  engine: Engine,
  table: StoredTable,
  rowIds: Float64Array,
  total: number,
  options: RowOptions,
): Promise<Page> {
  if (rowIds.length === 0) return { rows: [], total };
  const read = await readRows(engine, table, `rowid IN (${rowIds.join(", ")})`, options);
  checkCount(table, read.rows.length, rowIds.length);
  const places = new Map(read.rowIds.map((rowId, index) => [rowId, index]));
  const order = Array.from(rowIds, (rowId) => places.get(rowId) ?? 0);
  return {
    rows: order.map((index) => read.rows[index] ?? []),
    lengths: order.map((index) => read.lengths[index] ?? []),
    total,
  };
}

function checkCount(table: StoredTable, found: number, expected: number): void {
  if (found !== expected) throw new Error(`${table.name}: has changed since this cell ran; run it again`);
}

interface ReadRows {
  readonly rowIds: readonly number[];
  readonly rows: readonly (readonly Plain[])[];
  readonly lengths: readonly (readonly (number | null)[])[];
}

async function readRows(
  engine: Engine,
  table: StoredTable,
  condition: string,
  { signal, whole = false }: RowOptions,
): Promise<ReadRows> {
  const values = table.columns.map((column) => shownValue(column, whole));
  const lengths = table.columns.map((column) => (whole ? "NULL" : cutLength(column)));
  const sql = `SELECT rowid, ${[...values, ...lengths].join(", ")} FROM ${identifier(table.name)}
    WHERE ${condition} ORDER BY rowid`;
  const { rows } = toTableData(await engine.query(sql, { signal }));
  const count = table.columns.length;
  return {
    rowIds: rows.map(([rowId]) => Number(rowId)),
    rows: rows.map((row) => row.slice(1, 1 + count).map(finite)),
    lengths: rows.map((row) => row.slice(1 + count).map((length) => (length === null ? null : Number(length)))),
  };
}

// JSON has no NaN.
function finite(value: Plain): Plain {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

const longestText = 1000;
const longestPart = 300;
const mostItems = 100;

/** A column as it is handed over: the start of long texts and lists, odd types as text. */
function shownValue({ name, type }: ColumnInfo, whole: boolean): string {
  const column = identifier(name);
  if (asText.test(type)) return `${column}::VARCHAR`;
  if (/^TIMESTAMP_(S|MS)$/.test(type)) return `${column}::TIMESTAMP`;
  if (/^[A-Z]+\[\d+\]$/.test(type)) return cutList(`${column}::${type.replace(/\[\d+\]$/, "[]")}`, type, whole);
  if (whole) return column;
  if (type === "VARCHAR") return `left(${column}, ${longestText})`;
  if (type === "MAP(VARCHAR, VARCHAR)")
    return `map_from_entries(list_transform(map_entries(${column}), lambda e: {k: e.key, v: left(e.value, ${longestPart})}))`;
  return type.endsWith("[]") ? cutList(column, type, whole) : column;
}

// Values that Arrow carries with fewer digits than they have, or in a shape that JSON lacks.
const asText =
  /^(TIMESTAMP WITH TIME ZONE|TIMESTAMP_NS|TIME WITH TIME ZONE|INTERVAL|BIT|UHUGEINT|BIGNUM|VARINT|UNION\(.*)$/;

function cutList(list: string, type: string, whole: boolean): string {
  if (whole) return list;
  const start = `list_slice(${list}, 1, ${mostItems})`;
  return type === "VARCHAR[]" ? `list_transform(${start}, lambda t: left(t, ${longestPart}))` : start;
}

/** How long a value is where `shownValue` cuts it, else NULL. */
function cutLength({ name, type }: ColumnInfo): string {
  const column = identifier(name);
  if (type === "VARCHAR") return `CASE WHEN length(${column}) > ${longestText} THEN length(${column}) END`;
  if (/\[\d*\]$/.test(type)) return cutListLength(column, type);
  if (type !== "MAP(VARCHAR, VARCHAR)") return "NULL";
  const lengths = `list_transform(map_values(${column}), lambda v: length(v))`;
  return `CASE WHEN list_max(${lengths}) > ${longestPart} THEN list_sum(${lengths}) END`;
}

function cutListLength(column: string, type: string): string {
  const cutText =
    type === "VARCHAR[]" ? ` OR list_max(list_transform(${column}, lambda t: length(t))) > ${longestPart}` : "";
  return `CASE WHEN len(${column}) > ${mostItems}${cutText} THEN len(${column}) END`;
}
