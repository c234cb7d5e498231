import { existsSync } from "node:fs";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { expect, test } from "vitest";
import { QueryError } from "../../src/engine/engine.ts";
import { literal } from "../../src/engine/sql.ts";
import { toObjects, toTableData } from "../../src/engine/table-data.ts";
import { testEngine } from "../support/engine.ts";

const engine = testEngine();

test("a query returns its rows as plain values, every digit kept", async () => {
  const table = await (await engine()).query(`SELECT 9007199254740993::BIGINT AS big,
    170141183460469231731687303715884105727::HUGEINT AS huge, -5::HUGEINT AS small_huge, 1.25::DECIMAL(10,2) AS money,
    TIMESTAMP '2026-04-20 14:02:00.123456' AS at, TIMESTAMP '1969-12-31 23:59:59.999999' AS before_1970,
    DATE '2026-04-20' AS day, MAP {'a': 'x'} AS attributes, [1, 2, NULL] AS list, {'k': 'v'} AS struct, NULL AS nothing`);
  expect(toObjects(table)).toEqual([
    {
      big: "9007199254740993",
      huge: "170141183460469231731687303715884105727",
      small_huge: -5,
      money: 1.25,
      at: "2026-04-20T14:02:00.123456Z",
      before_1970: "1969-12-31T23:59:59.999999Z",
      day: "2026-04-20",
      attributes: { a: "x" },
      list: [1, 2, null],
      struct: { k: "v" },
      nothing: null,
    },
  ]);
});

test("two columns of one name both arrive", async () => {
  const { columns, rows } = toTableData(await (await engine()).query("SELECT 1 AS a, 'x' AS a"));
  expect(columns.map((column) => column.name)).toEqual(["a", "a"]);
  expect(rows).toEqual([[1, "x"]]);
});

test("a refused Arrow stream does not spoil the next one", async () => {
  const db = await engine();
  const good = () => new Uint8Array(tableToIPC(tableFromArrays({ a: Int32Array.of(1) }), "stream"));
  const bad = good();
  bad.fill(0xee, 16, 80);
  await expect(db.insert({ name: "after_refusal" }, bad, { create: true })).rejects.toThrow();
  await db.insert({ name: "after_refusal" }, good(), { create: true });
  expect((await db.query("SELECT a FROM after_refusal")).get(0)?.a).toBe(1);
});

test("an empty result keeps its columns", async () => {
  const { columns, rows } = toTableData(await (await engine()).query("SELECT 1 AS a, 'x' AS b WHERE false"));
  expect(columns.map((column) => column.name)).toEqual(["a", "b"]);
  expect(rows).toEqual([]);
});

test("a failing statement says what and where, and the engine lives on", async () => {
  const failed = (await engine()).query("SELECT 1,\n  nope FROM range(3)");
  await expect(failed).rejects.toMatchObject({ name: "QueryError", place: { line: 2, column: 3 } });
  await expect(failed).rejects.toThrow('Referenced column "nope" not found');
  expect((await (await engine()).query("SELECT 1")).numRows).toBe(1);
});

test("a statement that does not parse says what and where in the same words", async () => {
  const failed = (await engine()).query("SELECT 1;\nSELECT *\n  FORM spans");
  await expect(failed).rejects.toMatchObject({ name: "QueryError", place: { line: 3, column: 8 } });
  await expect(failed).rejects.toThrow('Parser Error: syntax error at or near "spans"');
  const names = (await engine()).tableNames("SELECT * FORM spans");
  await expect(names).rejects.toMatchObject({ name: "QueryError", place: { line: 1, column: 15 } });
});

test("the place of an error in a long line is counted in the line, not in the excerpt", async () => {
  const sql = `SELECT ${"1, ".repeat(100)}nope FROM range(3)`;
  const error = await (await engine()).query(sql).catch((e) => e);
  expect(error).toBeInstanceOf(QueryError);
  expect(error.place).toEqual({ line: 1, column: sql.indexOf("nope") + 1 });
});

test("a statement that needs an extension fails cleanly and the next one works", async () => {
  const db = await engine();
  await expect(db.query("SELECT * FROM read_parquet('x.parquet')")).rejects.toBeInstanceOf(QueryError);
  expect((await db.query("SELECT 42 AS answer")).get(0)?.answer).toBe(42);
});

test("an aborted query stops soon and the engine lives on", async () => {
  const db = await engine();
  const controller = new AbortController();
  const long = db.query("SELECT count(*) FROM range(100000000000) t(i) WHERE sqrt(i) < 0", {
    signal: controller.signal,
  });
  setTimeout(() => controller.abort(new Error("enough")), 200);
  await expect(long).rejects.toThrow("enough");
  expect(db.activity.running).toEqual([]);
  expect((await db.query("SELECT 1")).numRows).toBe(1);
});

test("what is asked at once comes whole, tells its failure, and is not given once stopped", async () => {
  const db = await engine();
  expect((await db.queryAtOnce("SELECT i FROM range(5000) r(i)")).numRows).toBe(5000);
  await expect(db.queryAtOnce("SELECT 1 +\n nothing")).rejects.toMatchObject({ place: { line: 2, column: 2 } });
  const controller = new AbortController();
  const asked = db.queryAtOnce("SELECT 1", { signal: controller.signal });
  controller.abort(new Error("enough"));
  await expect(asked).rejects.toThrow("enough");
  expect(db.activity.running).toEqual([]);
});

test("a stream that its reader leaves is cancelled", async () => {
  const db = await engine();
  for await (const batch of db.stream("SELECT i FROM range(100000000000) t(i)")) {
    expect(batch.numRows).toBeGreaterThan(0);
    break;
  }
  expect(db.activity.running).toEqual([]);
});

test("a running query can be stopped from the activity", async () => {
  const db = await engine();
  let stopped = false;
  const unsubscribe = db.activity.subscribe(() => {
    if (stopped || !db.activity.running[0]) return;
    stopped = true;
    setTimeout(() => db.activity.running[0]?.stop(), 100);
  });
  await expect(db.query("SELECT count(*) FROM range(100000000000) t(i) WHERE sqrt(i) < 0")).rejects.toThrow("stopped");
  unsubscribe();
});

test("Arrow batches are appended to a table in another schema", async () => {
  const db = await engine();
  await db.query("CREATE SCHEMA kept");
  const batch = () => tableToIPC(tableFromArrays({ a: Int32Array.of(1, 2), b: ["x", "y"] }), "stream");
  await db.insert({ schema: "kept", name: "rows" }, batch(), { create: true });
  await db.insert({ schema: "kept", name: "rows" }, batch());
  expect((await db.query("SELECT count(*)::INT AS n FROM kept.rows")).get(0)?.n).toBe(4);
});

test("a query's result can be had as CSV", async () => {
  const bytes = await (await engine()).csv("SELECT 1 AS a, 'x, \"y\"' AS b, NULL AS c, '' AS d -- comment");
  expect(new TextDecoder().decode(bytes)).toBe('a,b,c,d\n1,"x, ""y""",,""\n');
});

test("the tables that a statement reads are known without running it", async () => {
  const names = await (await engine()).tableNames(
    'WITH a AS (SELECT * FROM spans) SELECT * FROM a JOIN "my cell" ON true',
  );
  expect([...names].sort()).toEqual(["my cell", "spans"]);
});

test("a view is read under its own name, not under those of its tables", async () => {
  const db = await engine();
  await db.query("CREATE TABLE under AS SELECT 1 AS x");
  await db.query("CREATE VIEW over AS SELECT u.* EXCLUDE (x), (SELECT max(x) FROM under) AS m FROM under u");
  expect(await db.tableNames("SELECT * FROM over WHERE m IN (SELECT y FROM gone)")).toEqual(
    expect.arrayContaining(["over", "gone"]),
  );
});

test("memory is told with its limit", async () => {
  await (await engine()).query("CREATE TABLE some_rows AS SELECT i, md5(i::VARCHAR) AS t FROM range(100000) r(i)");
  const { used, limit } = await (await engine()).memory();
  expect(used).toBeGreaterThan(0);
  expect(limit).toBeGreaterThan(2 ** 30);
});

test("literals survive quotes, NUL and non-finite numbers", async () => {
  const db = await engine();
  const text = 'it\'s \0 "here"\n';
  const row = toObjects(
    await db.query(`SELECT ${literal(text)} AS t, ${literal(Number.NaN)} AS n, ${literal(2n ** 63n - 1n)} AS b`),
  )[0];
  expect(row?.t).toBe(text);
  expect(row?.n).toBeNaN();
  expect(row?.b).toBe("9223372036854775807");
});

test("SQL reaches no file, neither reading nor writing, and cannot allow itself to", async () => {
  const db = await engine();
  for (const sql of [
    "SELECT * FROM read_csv('/etc/hostname', columns = {'x': 'VARCHAR'})",
    "SELECT * FROM 'package.json'",
    "COPY (SELECT 1) TO 'written.csv'",
    "ATTACH 'x.db'",
    "SET enable_external_access = true",
    "SET autoload_known_extensions = true",
    "LOAD json",
  ])
    await expect(db.query(sql), sql).rejects.toBeInstanceOf(QueryError);
  expect(existsSync("written.csv")).toBe(false);
  expect((await db.query("SELECT 1")).numRows).toBe(1);
});

test("what a transaction writes is unseen before its commit, and gone after a rollback", async () => {
  const database = await engine();
  await database.query("CREATE TABLE kept (n INTEGER)");
  const count = async () => Number((await database.query("SELECT count(*)::INTEGER AS n FROM kept")).get(0)?.n);
  const rows = () => tableToIPC(tableFromArrays({ n: Int32Array.from([1, 2, 3]) }), "stream").slice();
  const first = await database.begin();
  await first.insert({ name: "kept" }, rows());
  await first.insert({ name: "made" }, rows(), { create: true });
  expect(await count()).toBe(0);
  await first.commit();
  expect(await count()).toBe(3);
  const second = await database.begin();
  await second.insert({ name: "kept" }, rows());
  await second.query("DROP TABLE made");
  await expect(second.query("SELECT nothing FROM kept")).rejects.toThrow(QueryError);
  await second.rollback();
  expect(await count()).toBe(3);
  expect((await database.query("SELECT * FROM made")).numRows).toBe(3);
  for (const table of ["kept", "made"]) await database.query(`DROP TABLE ${table}`);
});
