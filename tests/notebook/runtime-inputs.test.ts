import { beforeEach, expect, test } from "vitest";
import { input } from "../../src/cells/input/index.tsx";
import { sql } from "../../src/cells/sql/index.tsx";
import { traces } from "../../src/cells/traces/index.tsx";
import type { Engine } from "../../src/engine/engine.ts";
import { toObjects } from "../../src/engine/table-data.ts";
import { makeCell } from "../../src/notebook/edit.ts";
import type { Cell } from "../../src/notebook/notebook.ts";
import { Runtime } from "../../src/notebook/runtime.ts";
import { Session } from "../../src/notebook/session.ts";
import { createStore } from "../../src/notebook/store.ts";
import { testEngine } from "../support/engine.ts";

const opened = testEngine();
let engine: Engine;

beforeEach(async () => {
  engine = await opened();
  await createStore(engine);
  await engine.query("CREATE OR REPLACE TABLE numbers AS SELECT range AS x, 'n' || range AS name FROM range(10)");
});

async function runtimeOf(...cells: Cell[]): Promise<Runtime> {
  const runtime = new Runtime(engine, [input, sql, traces]);
  await runtime.setCells(cells);
  return runtime;
}

const rows = async (name: string) => toObjects(await engine.query(`FROM ${name}`));

test("a cell that uses an input runs after it and again when it changes", async () => {
  const use = makeCell("sql", "found", "select x from numbers where x >= $least and name in ($names) order by x");
  const least = makeCell("input", "least", "type: slider\nmin: 0\nmax: 10\nvalue: 3");
  const names = makeCell("input", "names", "type: multi-select\ntable: numbers\ncolumn: name\nvalue: [n2, n4, n5]");
  const runtime = await runtimeOf(use, least, names);
  await runtime.runAll();
  expect(await rows("found")).toEqual([{ x: 4 }, { x: 5 }]);
  const moved = { ...least, source: "type: slider\nmin: 0\nmax: 10\nvalue: 5" };
  await runtime.setCells([use, moved, names]);
  expect(runtime.state(use.id)).toMatchObject({ status: "stale", why: expect.stringContaining("changed") });
  await runtime.run([moved.id]);
  expect(await rows("found")).toEqual([{ x: 5 }]);
});

test("YAML cells take an input in place of a value, also in what their SQL says, and keep their text as written", async () => {
  const many = makeCell("input", "many", "type: number\nmin: 1\nmax: 100\nvalue: 7");
  const source = "limit: $many\nwhere: spans > $many\ntext: $$many";
  const list = makeCell("traces", "list", source);
  const runtime = await runtimeOf(list, many);
  await runtime.runAll();
  expect(runtime.state(list.id).failure).toBeNull();
  expect(runtime.state(list.id).last?.spec).toMatchObject({ limit: 7, where: "spans > 7", text: "$many", source });
});

test("what an input chooses to read is read after it ran, even where only its value tells what that is", async () => {
  const which = makeCell("input", "which", "type: select\noptions: [later]");
  const pick = makeCell("input", "pick", "type: select\ntable: $which\ncolumn: x");
  const later = makeCell("sql", "later", "select 42 as x");
  const runtime = await runtimeOf(pick, which, later);
  await runtime.run([pick.id]);
  expect(runtime.state(pick.id)).toMatchObject({ status: "done", last: { result: { value: 42 } } });
  await runtime.setCells([pick, which, { ...later, source: "select 43 as x" }]);
  await runtime.run([later.id]);
  expect(runtime.state(pick.id).last?.result).toMatchObject({ value: 43 });
});

test("a missing input fails the cell that uses it, at its place, and no other", async () => {
  const bad = makeCell("sql", "bad", "select 1 as x\nwhere 1 = $nope");
  const yaml = makeCell("traces", "bad_yaml", "sort: start\nlimit: $nope");
  const good = makeCell("sql", "good", "select 1 as x");
  const runtime = await runtimeOf(bad, yaml, good);
  await runtime.runAll();
  expect(runtime.state(bad.id).failure).toMatchObject({
    line: 2,
    column: 11,
    message: expect.stringContaining("$nope: no input"),
  });
  expect(runtime.state(yaml.id).failure).toMatchObject({ line: 2, key: "limit" });
  expect(runtime.state(good.id).status).toBe("done");
});

test("inputs that need each other are told so, both of them", async () => {
  const a = makeCell("input", "a", "type: select\nquery: select $b");
  const b = makeCell("input", "b", "type: number\nvalue: $a");
  const runtime = await runtimeOf(a, b);
  await runtime.runAll();
  for (const { id } of [a, b]) expect(runtime.state(id).failure?.message).toMatch(/circle/);
});

test("what reads of a failed cell says so instead of answering from old rows, and runs again once it is mended", async () => {
  const a = makeCell("sql", "a", "select 1 as x");
  const b = makeCell("sql", "b", "select x + 1 as x from a");
  const runtime = await runtimeOf(a, b);
  await runtime.runAll();
  await runtime.setCells([{ ...a, source: "select nope" }, b]);
  await runtime.runAll();
  expect(runtime.state(b.id)).toMatchObject({
    status: "failed",
    failure: { message: expect.stringContaining('"a", which') },
  });
  await runtime.setCells([{ ...a, source: "select 5 as x" }, b]);
  await runtime.run([a.id]);
  expect(await rows("b")).toEqual([{ x: 6 }]);
});

test("running to a cell brings what stands above up to date and leaves what stands below", async () => {
  const cells = ["above", "here", "below"].map((name, n) => makeCell("sql", name, `select ${n} as x`));
  const [a, b, c] = cells as [Cell, Cell, Cell];
  const runtime = await runtimeOf(a, b, c);
  await runtime.runTo(b.id);
  expect(cells.map(({ id }) => runtime.state(id).status)).toEqual(["done", "done", "idle"]);
  const before = runtime.state(a.id);
  await runtime.runFrom(b.id);
  expect(cells.map(({ id }) => runtime.state(id).status)).toEqual(["done", "done", "done"]);
  expect(runtime.state(a.id)).toBe(before);
});

test("a renamed cell's old table is gone at once, also when it was just being made", async () => {
  const slow = makeCell("sql", "old", "select count(*) as x from range(100000000000) t(i) where sqrt(i) < 0");
  const runtime = await runtimeOf(slow);
  const running = runtime.run([slow.id]);
  await expect.poll(() => runtime.state(slow.id).status).toBe("running");
  const quick = { ...slow, name: "new", source: "select 1 as x" };
  await runtime.setCells([quick]);
  await running;
  await runtime.run([quick.id]);
  const renamed = { ...quick, name: "newer" };
  await runtime.setCells([renamed]);
  const sqlText = "SELECT table_name FROM information_schema.tables WHERE table_name IN ('old', 'new', 'newer')";
  expect(toObjects(await engine.query(sqlText))).toEqual([]);
});

test("a dragged control is one step of undo", async () => {
  const session = await Session.create(engine, [input, sql], async function* () {});
  const id = await session.addCell(null, "input", "type: slider\nmin: 0\nmax: 9\nvalue: 1", "least");
  for (const value of [2, 3, 4]) await session.setSource(id, `type: slider\nmin: 0\nmax: 9\nvalue: ${value}`, "g1");
  await session.setSource(id, "type: slider\nmin: 0\nmax: 9\nvalue: 5", "g2");
  const value = () => session.state.notebook.cells[0]?.source.at(-1);
  await session.undo();
  expect(value()).toBe("4");
  await session.undo();
  expect(value()).toBe("1");
});

test("a deleted cell's table leaves the list of tables with it", async () => {
  const session = await Session.create(engine, [sql], async function* () {});
  const id = await session.addCell(null, "sql", "select 1 as x", "leaving");
  await session.run([id]);
  const listed = () => session.state.tables.some(({ name }) => name === "leaving");
  expect(listed()).toBe(true);
  await session.remove(id);
  expect(listed()).toBe(false);
});
