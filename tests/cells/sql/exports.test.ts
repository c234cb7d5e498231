import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tableFromIPC } from "apache-arrow";
import { type Table as ParquetTable, readParquet } from "parquet-wasm/esm";
import { expect, test } from "vitest";
import { rowExports } from "../../../src/cells/row-exports.tsx";
import { sql } from "../../../src/cells/sql/index.tsx";
import { toObjects } from "../../../src/engine/table-data.ts";
import { loadParquet, setParquetWasm } from "../../../src/importers/tables/parquet-wasm.ts";
import type { RowQuery } from "../../../src/widgets/row-source.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { fakeLive } from "../../support/live.ts";

const engine = testStore();
setParquetWasm(() => readFileSync(createRequire(import.meta.url).resolve("parquet-wasm/esm/parquet_wasm_bg.wasm")));

const everything: RowQuery = { sort: null, filters: {} };

async function exported(source: string, label: string, query = everything) {
  const db = await engine();
  const result = await evaluateCell(sql, source, { engine: db, name: "rows" });
  const live = fakeLive(db);
  const way = rowExports(live, "my rows", result).find((found) => found.label === label);
  await way?.run(query);
  const file = live.saved[0];
  if (!file) throw new Error(`${label}: nothing was saved`);
  return file;
}

const source = `select i, 'r, "' || i as t, map {'k': i::varchar} as m, i::double / 4 as x,
  timestamp '2026-04-20 14:02:00.123456' as at from range(5) t(i)`;

test("CSV holds the rows as shown, sorted and filtered", async () => {
  const query = { sort: { column: "i", descending: true }, filters: { i: ">2" } };
  const { name, bytes, type } = await exported("select i, 'r, \"' || i as t from range(5) t(i)", "CSV", query);
  expect([name, type]).toEqual(["my rows.csv", "text/csv"]);
  expect(new TextDecoder().decode(bytes)).toBe('i,t\n4,"r, ""4"\n3,"r, ""3"\n');
});

test("an Arrow file can be read back with its types", async () => {
  const { name, bytes } = await exported(source, "Arrow");
  expect(name).toBe("my rows.arrow");
  const rows = toObjects(tableFromIPC(bytes));
  expect(rows).toHaveLength(5);
  expect(rows[3]).toEqual({ i: 3, t: 'r, "3', m: { k: "3" }, x: 0.75, at: "2026-04-20T14:02:00.123456Z" });
});

test("a Parquet file can be read back with its types", async () => {
  const { name, bytes } = await exported(source, "Parquet", { sort: { column: "i", descending: true }, filters: {} });
  expect(name).toBe("my rows.parquet");
  await loadParquet();
  const table: ParquetTable = readParquet(bytes);
  const rows = toObjects(tableFromIPC(table.intoIPCStream()));
  expect(rows.map((row) => row.i)).toEqual([4, 3, 2, 1, 0]);
  expect(rows[1]).toEqual({ i: 3, t: 'r, "3', m: { k: "3" }, x: 0.75, at: "2026-04-20T14:02:00.123456Z" });
});

test("types that these files lack go out as text", async () => {
  const odd = `select interval 3 days as i, 'a'::enum('a', 'b') as e, union_value(n := 1) as u, '101'::bit as b,
    [interval 1 day] as l`;
  const { bytes } = await exported(odd, "Parquet");
  await loadParquet();
  expect(toObjects(tableFromIPC(readParquet(bytes).intoIPCStream()))).toEqual([
    { i: "3 days", e: "a", u: "1", b: "101", l: "[1 day]" },
  ]);
});

test("long values are exported whole, and no rows make a file with a head", async () => {
  const { bytes } = await exported("select repeat('x', 5000) as t", "CSV");
  expect(bytes).toHaveLength(5003);
  const none = await exported("select 1 as a, 'x' as b where false", "CSV");
  expect(new TextDecoder().decode(none.bytes)).toBe("a,b\n");
});
