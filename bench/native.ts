import { DuckDBInstance } from "@duckdb/node-api";
import { Float64, List, Table, Utf8, type Vector, vectorFromArray } from "apache-arrow";
import type { Engine } from "../src/engine/engine.ts";
import { literal } from "../src/engine/sql.ts";
import { canonicalTables } from "../src/traces/schema.ts";

/** Native DuckDB with two threads, behind the same port as the engine in the page: the same statements run on it. */
export async function openNative(): Promise<Engine> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
  const connection = await instance.connect();
  const missing = () => {
    throw new Error("native engine: not needed by any benchmark");
  };
  return {
    async query(sql) {
      const result = await connection.run(sql);
      const names = result.deduplicatedColumnNames();
      const columns = await result.getColumnsJS();
      return new Table(Object.fromEntries(names.map((name, index) => [name, vectorOf(columns[index] ?? [])])));
    },
    stream: missing,
    insert: missing,
    begin: missing,
    tableNames: missing,
    csv: missing,
    memory: missing,
    activity: { running: [], subscribe: () => () => undefined },
    async close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function vectorOf(values: readonly unknown[]): Vector {
  const first = values.find((value) => value !== null);
  if (first === undefined) return vectorFromArray(values, new Utf8()) as Vector;
  if (typeof first === "string") return vectorFromArray(values, new Utf8()) as Vector;
  if (typeof first === "number") return vectorFromArray(values, new Float64()) as Vector;
  if (Array.isArray(first) && typeof first[0] === "number") return vectorFromArray(values, listOfNumbers) as Vector;
  return vectorFromArray(values as unknown[]) as Vector;
}

const listOfNumbers = new List({ name: "item", type: new Float64(), nullable: true } as never);

/** Reads the flat file into a fresh table with explicit columns: what DuckDB does best. */
export async function readFlat(engine: Engine, file: string): Promise<void> {
  const columns = Object.entries(canonicalTables.spans).map(([name, type]) => `${name}: ${literal(type)}`);
  await engine.query(`CREATE OR REPLACE TABLE flat AS
    SELECT * FROM read_json(${literal(file)}, format = 'newline_delimited', columns = {${columns.join(", ")}})`);
}
