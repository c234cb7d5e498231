import { beforeEach, expect, test } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import { toObjects } from "../../src/engine/table-data.ts";
import { CellError, type CellLogic } from "../../src/notebook/cell.ts";
import { makeCell } from "../../src/notebook/edit.ts";
import type { Cell } from "../../src/notebook/notebook.ts";
import { Runtime } from "../../src/notebook/runtime.ts";
import { testEngine } from "../support/engine.ts";

const opened = testEngine();
let engine: Engine;
let runs: string[] = [];

/** A kind as small as can be: its source is a query, its result the query's first value. */
const query: CellLogic<string, unknown> = {
  kind: "query",
  title: "",
  about: "",
  language: "sql",
  starter: "",
  parse: (source) => {
    if (source.includes("!")) throw new CellError("no exclamations", { line: 1, column: 3 });
    return source;
  },
  reads: (sql, db) => db.tableNames(sql),
  async evaluate(sql, { name, engine: db, signal }) {
    runs.push(name);
    await db.query(`CREATE OR REPLACE TABLE "${name}" AS ${sql}`, { signal });
    return toObjects(await db.query(`FROM "${name}" LIMIT 1`, { signal }))[0]?.x;
  },
};

const cell = (name: string, source: string): Cell => makeCell("query", name, source);

async function runtimeOf(...cells: Cell[]): Promise<Runtime> {
  const runtime = new Runtime(engine, [query], () => undefined, { slowCellSeconds: 60 });
  await runtime.setCells(cells);
  return runtime;
}

beforeEach(async () => {
  engine = await opened();
  const rows = toObjects(
    await engine.query("SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'"),
  );
  for (const { table_name } of rows) await engine.query(`DROP TABLE "${table_name}"`);
  runs = [];
});

const resultOf = (runtime: Runtime, { id }: Cell) => runtime.state(id).last?.result;

test("cells run after what they read, wherever they stand", async () => {
  const c = cell("c", "SELECT x + 1 AS x FROM b");
  const b = cell("b", "SELECT x * 10 AS x FROM a");
  const a = cell("a", "SELECT 4 AS x");
  const runtime = await runtimeOf(c, b, a);
  await runtime.runAll();
  expect(runs).toEqual(["a", "b", "c"]);
  expect(resultOf(runtime, c)).toBe(41);
});

test("a changed cell is stale with its last result, and running it runs what depends on it", async () => {
  const a = cell("a", "SELECT 1 AS x");
  const b = cell("b", "SELECT x + 1 AS x FROM a");
  const other = cell("other", "SELECT 5 AS x");
  const runtime = await runtimeOf(a, b, other);
  await runtime.runAll();
  runs = [];
  await runtime.setCells([{ ...a, source: "SELECT 100 AS x" }, b, other]);
  expect(runtime.state(a.id)).toMatchObject({ status: "stale", last: { result: 1 } });
  expect(runtime.state(b.id).status).toBe("stale");
  expect(runtime.state(other.id).status).toBe("done");
  await runtime.run([a.id]);
  expect(runs).toEqual(["a", "b"]);
  expect(resultOf(runtime, b)).toBe(101);
});

test("a cell that was slow is not run after a change, and neither is what reads it", async () => {
  const a = cell("a", "SELECT x FROM outside");
  const b = cell("b", "SELECT x + 1 AS x FROM a");
  await engine.query("CREATE TABLE outside AS SELECT 1 AS x");
  const runtime = new Runtime(engine, [query], () => undefined, { slowCellSeconds: 0 });
  await runtime.setCells([a, b]);
  await runtime.runAll();
  await engine.query("UPDATE outside SET x = 7");
  expect(await runtime.invalidate(new Set(["outside"]))).toBe(false);
  expect(runtime.state(a.id)).toMatchObject({ status: "stale", why: expect.stringContaining("waits to be run") });
  expect(runtime.state(b.id).status).toBe("stale");
  expect(resultOf(runtime, b)).toBe(2);
  await runtime.runAll();
  expect(resultOf(runtime, b)).toBe(8);
});

test("running a cell first brings up to date what it reads", async () => {
  const a = cell("a", "SELECT 2 AS x");
  const b = cell("b", "SELECT x AS x FROM a");
  const runtime = await runtimeOf(a, b);
  await runtime.run([b.id]);
  expect(runs).toEqual(["a", "b"]);
});

test("a result from an older version of a cell never replaces a newer one", async () => {
  const slow = cell("a", "SELECT count(*) AS x FROM range(100000000000) t(i) WHERE sqrt(i) < 0");
  const runtime = await runtimeOf(slow);
  const first = runtime.run([slow.id]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(runtime.state(slow.id).status).toBe("running");
  await runtime.setCells([{ ...slow, source: "SELECT 7 AS x" }]);
  await runtime.run([slow.id]);
  await first;
  expect(runtime.state(slow.id)).toMatchObject({ status: "done", last: { result: 7 } });
});

test("a stopped cell keeps its last good result, and the rest of the queue is dropped", async () => {
  const a = cell("a", "SELECT 1 AS x");
  const b = cell("b", "SELECT x FROM a");
  const runtime = await runtimeOf(a, b);
  await runtime.runAll();
  await runtime.setCells([{ ...a, source: "SELECT count(*) AS x FROM range(100000000000) t(i) WHERE sqrt(i) < 0" }, b]);
  const running = runtime.run([a.id, b.id]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  runtime.stop();
  await running;
  expect(runtime.state(a.id)).toMatchObject({ status: "stale", last: { result: 1 }, failure: null });
  expect(runtime.state(b.id)).toMatchObject({ status: "stale", last: { result: 1 } });
});

test("a failing cell says why and where, and its dependents fail on their own account", async () => {
  const a = cell("a", "SELECT nope AS x FROM range(1)");
  const broken = cell("broken", "ab!");
  const runtime = await runtimeOf(a, broken);
  await runtime.runAll();
  expect(runtime.state(a.id)).toMatchObject({ status: "failed", failure: { line: 1 } });
  expect(runtime.state(a.id).failure?.message).toContain("nope");
  expect(runtime.state(broken.id).failure).toEqual({ message: "no exclamations", line: 1, column: 3, key: null });
});

test("circles, taken names and double names are told at the cells that cause them", async () => {
  const a = cell("a", "SELECT x FROM b");
  const b = cell("b", "SELECT x FROM a");
  const self = cell("me", "SELECT x FROM me");
  const spans = cell("Spans", "SELECT 1 AS x");
  const one = cell("one", "SELECT 1 AS x");
  const two = cell("ONE", "SELECT 2 AS x");
  const cells = [a, b, self, spans, one, two];
  const runtime = await runtimeOf(...cells);
  await runtime.runAll();
  const messages = cells.map(({ id }) => runtime.state(id).failure?.message ?? null);
  expect(messages[0]).toMatch(/circle: (a → b → a|b → a → b)/);
  expect(messages[1]).toMatch(/circle/);
  expect(messages[2]).toMatch(/its own table/);
  expect(messages[3]).toMatch(/belongs to an imported table/);
  expect(messages[4]).toBeNull();
  expect(messages[5]).toMatch(/already named/);
});

test("a cell never replaces a table that an import made", async () => {
  await engine.query("CREATE TABLE labels AS SELECT 1 AS x");
  const labels = cell("labels", "SELECT 2 AS x");
  const runtime = await runtimeOf(labels);
  await runtime.runAll();
  expect(runtime.state(labels.id).failure?.message).toMatch(/belongs to an imported table/);
  expect((await engine.query("SELECT x FROM labels")).get(0)?.x).toBe(1);
});

test("a deleted or renamed cell takes its table with it", async () => {
  const a = cell("a", "SELECT 1 AS x");
  const b = cell("b", "SELECT 2 AS x");
  const runtime = await runtimeOf(a, b);
  await runtime.runAll();
  const renamed = { ...b, name: "c" };
  await runtime.setCells([renamed]);
  await runtime.run([renamed.id]);
  const names = toObjects(
    await engine.query("SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'"),
  );
  expect(names).toEqual([{ table_name: "c" }]);
});

test("when data changes, the cells that read it run again, with what depends on them", async () => {
  await engine.query("CREATE TABLE data AS SELECT 1 AS x");
  const a = cell("a", "SELECT x FROM data");
  const b = cell("b", "SELECT x + 1 AS x FROM a");
  const apart = cell("apart", "SELECT 9 AS x");
  const runtime = await runtimeOf(a, b, apart);
  await runtime.runAll();
  runs = [];
  await engine.query("UPDATE data SET x = 50");
  await runtime.invalidate(new Set(["data"]));
  expect(runs).toEqual(["a", "b"]);
  expect(resultOf(runtime, b)).toBe(51);
});

test("an unknown kind is kept and says so", async () => {
  const strange = makeCell("from_the_future", "later", "x = 1");
  const runtime = await runtimeOf(strange);
  await runtime.runAll();
  expect(runtime.state(strange.id).failure?.message).toContain('"from_the_future"');
});
