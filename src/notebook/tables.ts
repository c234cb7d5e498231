import type { Engine } from "../engine/engine.ts";
import { identifier, literal } from "../engine/sql.ts";
import { type ColumnInfo, type Plain, type TableData, toObjects } from "../engine/table-data.ts";
import { storeViews } from "./store.ts";

export interface TableInfo {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly ColumnInfo[];
  /** `store`: the canonical views; `table`: an imported file or a cell. */
  readonly origin: "store" | "table";
}

/** Every table that a cell can read. Canonical tables without rows are left out, but for spans. */
export async function listTables(engine: Engine): Promise<readonly TableInfo[]> {
  const columns = toObjects(
    await engine.query(`SELECT table_name, column_name, data_type FROM information_schema.columns
      WHERE in_search_path(table_catalog, table_schema) ORDER BY table_name, ordinal_position`),
  );
  const byName = new Map<string, ColumnInfo[]>();
  for (const { table_name, column_name, data_type } of columns) {
    const known = byName.get(String(table_name)) ?? [];
    byName.set(String(table_name), known);
    known.push({ name: String(column_name), type: String(data_type) });
  }
  const named = [...byName].filter(([name]) => !name.startsWith("_"));
  const counts = await rowCounts(
    engine,
    named.map(([name]) => name),
  );
  const tables = named.map(([name, columns]) => ({
    name,
    rows: counts.get(name) ?? 0,
    columns,
    origin: isStoreView(name) ? ("store" as const) : ("table" as const),
  }));
  return tables.filter((table) => table.origin === "table" || table.rows > 0 || table.name === "spans").sort(byPlace);
}

function isStoreView(name: string): boolean {
  return (storeViews as readonly string[]).includes(name);
}

function byPlace(a: TableInfo, b: TableInfo): number {
  const place = (table: TableInfo) => {
    const index = (storeViews as readonly string[]).indexOf(table.name);
    return index < 0 ? storeViews.length : index;
  };
  return place(a) - place(b) || a.name.localeCompare(b.name);
}

// A query of a thousand parts is too deep for the engine.
const countedAtOnce = 200;

async function rowCounts(engine: Engine, names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const counted = (name: string) => (isStoreView(name) ? `store.${name}` : identifier(name));
  const counts = new Map<string, number>();
  for (let start = 0; start < names.length; start += countedAtOnce) {
    const some = names.slice(start, start + countedAtOnce);
    const sql = some.map((name) => `SELECT ${literal(name)} AS name, count(*) AS n FROM ${counted(name)}`);
    for (const row of toObjects(await engine.query(sql.join(" UNION ALL "))))
      counts.set(String(row.name), Number(row.n));
  }
  return counts;
}

/** Makes (or replaces) a table from rows in hand. Nested values become JSON text. */
export async function writeTable(engine: Engine, name: string, data: TableData): Promise<void> {
  const columns = data.columns.map((column) => `${identifier(column.name)} ${sqlType(column.type)}`);
  await engine.query(`CREATE OR REPLACE TABLE ${identifier(name)} (${columns.join(", ")})`);
  for (let start = 0; start < data.rows.length; start += 500) {
    const values = data.rows.slice(start, start + 500).map((row) => `(${row.map(sqlValue).join(", ")})`);
    await engine.query(`INSERT INTO ${identifier(name)} VALUES ${values.join(", ")}`);
  }
}

function sqlType(type: string): string {
  return /^(BOOLEAN|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE|FLOAT|TIMESTAMP|DATE|TIME|DECIMAL.*)$/.test(type)
    ? type
    : "VARCHAR";
}

function sqlValue(value: Plain): string {
  if (value !== null && typeof value === "object") return literal(JSON.stringify(value));
  return literal(value);
}
