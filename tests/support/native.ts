import { DuckDBInstance } from "@duckdb/node-api";

/** Runs statements on native DuckDB, a second implementation to compare with, and gives the last one's rows. */
export async function nativeRows(statements: readonly string[]): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const sql of statements) rows = (await connection.runAndReadAll(sql)).getRowObjectsJS();
    return rows;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
