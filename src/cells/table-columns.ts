import type { Engine } from "../engine/engine.ts";
import { identifier, literal } from "../engine/sql.ts";
import { toObjects } from "../engine/table-data.ts";
import { CellError } from "../notebook/cell.ts";
import { nearest } from "../notebook/yaml-problems.ts";

export interface KnownColumn {
  readonly name: string;
  /** As the engine names it. */
  readonly type: string;
}

/** A table that a cell names, and the key that names it. */
export interface NamedTable {
  readonly table: string;
  readonly tableKey: string;
}

/**
 * The columns of a table or cell.
 * @throws CellError at the key, with the tables that there are
 */
export async function columnsIn(
  engine: Engine,
  { table, tableKey }: NamedTable,
  signal?: AbortSignal,
): Promise<readonly KnownColumn[]> {
  const known = await tableNames(engine, signal);
  if (!known.some((name) => name.toLowerCase() === table.toLowerCase()))
    throw new CellError(`${tableKey}: no table or cell is called ${table}; ${among(table, known)}`, { key: tableKey });
  const rows = toObjects(await engine.query(`DESCRIBE ${identifier(table)}`, { signal }));
  return rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
}

async function tableNames(engine: Engine, signal?: AbortSignal): Promise<readonly string[]> {
  const sql = `SELECT table_name AS name FROM information_schema.tables WHERE in_search_path(table_catalog, table_schema)
    AND NOT starts_with(table_name, ${literal("_")}) ORDER BY name`;
  return toObjects(await engine.query(sql, { signal })).map(({ name }) => String(name));
}

/**
 * One column of them, found without regard to case.
 * @throws CellError at the key, with the columns that there are
 */
export function columnAmong(columns: readonly KnownColumn[], table: string, name: string, key: string): KnownColumn {
  const found =
    columns.find((column) => column.name === name) ??
    columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
  if (found) return found;
  const names = columns.map((column) => column.name);
  throw new CellError(`${key}: ${table} has no column ${name}; ${among(name, names)}`, { key });
}

export async function columnIn(
  engine: Engine,
  named: NamedTable,
  name: string,
  key: string,
  signal?: AbortSignal,
): Promise<KnownColumn> {
  return columnAmong(await columnsIn(engine, named, signal), named.table, name, key);
}

function among(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const listed = known.slice(0, 30).join(", ") + (known.length > 30 ? ` and ${known.length - 30} more` : "");
  const all = known.length ? `there are ${listed}` : "there are none";
  return near ? `did you mean ${near}? ${all[0]?.toUpperCase()}${all.slice(1)}` : all;
}
