import { DuckDBInstance } from "@duckdb/node-api";
import { type DataType, Field, Float64, List, Struct, Table, Utf8, type Vector, vectorFromArray } from "apache-arrow";
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
    queryAtOnce: missing,
    insert: missing,
    begin: missing,
    tableNames: missing,
    csv: missing,
    memory: missing,
    databases: null,
    activity: { running: [], subscribe: () => () => undefined },
    async close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function vectorOf(values: readonly unknown[]): Vector {
  const type = typeOf(values);
  return type ? vectorFromArray(values, type) : (vectorFromArray(values as unknown[]) as Vector);
}

/** The Arrow type of these values, or null for what Arrow finds by itself. */
function typeOf(values: readonly unknown[]): DataType | null {
  const present = values.filter((value) => value !== null && value !== undefined);
  const first = present[0];
  if (first === undefined || typeof first === "string") return new Utf8();
  if (typeof first === "number") return new Float64();
  if (Array.isArray(first)) return listOf(typeOf((present as unknown[][]).flat()));
  if (Object.getPrototypeOf(first) !== Object.prototype) return null;
  const inside = present as Readonly<Record<string, unknown>>[];
  const fields = Object.keys(first).map((name) => field(name, typeOf(inside.map((value) => value[name]))));
  return fields.some((one) => one === null) ? null : new Struct(fields as Field[]);
}

const field = (name: string, type: DataType | null) => type && new Field(name, type, true);
const listOf = (type: DataType | null) => type && new List(new Field("item", type, true));

/** Reads the flat file into a fresh table with explicit columns: what DuckDB does best. */
export async function readFlat(engine: Engine, file: string): Promise<void> {
  const columns = Object.entries(canonicalTables.spans).map(([name, type]) => `${name}: ${literal(type)}`);
  await engine.query(`CREATE OR REPLACE TABLE flat AS
    SELECT * FROM read_json(${literal(file)}, format = 'newline_delimited', columns = {${columns.join(", ")}})`);
}
