import { beforeEach, expect, test, vi } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import { toObjects } from "../../src/engine/table-data.ts";
import type { CellLogic } from "../../src/notebook/cell.ts";
import { Session } from "../../src/notebook/session.ts";
import { testEngine } from "../support/engine.ts";
import { done, issues, namedFile, plainBatch, scriptedReader, spanBatch } from "../support/readers.ts";

const opened = testEngine();
let engine: Engine;
beforeEach(async () => {
  engine = await opened();
});

const count: CellLogic<string, unknown> = {
  kind: "count",
  title: "",
  about: "",
  language: "sql",
  starter: "",
  parse: (source) => source,
  reads: (sql, db) => db.tableNames(sql),
  evaluate: async (sql, { engine: db }) => toObjects(await db.query(sql))[0]?.n,
};

const span = (id: string, parent: string | null = null) => ({
  trace_id: "t",
  span_id: id,
  parent_span_id: parent,
  name: id,
  start_ns: 1_775_000_000_000_000_000n,
  end_ns: 1_775_000_001_000_000_000n,
});

const reader = scriptedReader({
  "a.jsonl": () => [
    spanBatch([span("root")]),
    issues({ line: 3, reason: "the JSON ends inside a string", severity: "record" }),
    spanBatch([span("child", "root")]),
    done({ sha256: "aa", records: 3, lost: 1, rows: { spans: 2 }, unmapped: { "x.y": 2 } }),
  ],
  "copy.jsonl": () => [spanBatch([span("root"), span("child", "root")]), done({ sha256: "aa", rows: { spans: 2 } })],
  "more.jsonl": () => [spanBatch([span("root"), span("other", "root")]), done({ sha256: "bb", rows: { spans: 2 } })],
  "slow.jsonl": () => [spanBatch([span("half")]), plainBatch("half", { x: [1] }), "wait"],
  "late.csv": () => [
    plainBatch("late", { x: [1, 2] }),
    { type: "restart" },
    plainBatch("late", { x: ["1", "2", "three"] }),
    done({ sha256: "cc", rows: { late: 3 } }),
  ],
  "labels.csv": () => [plainBatch("labels", { x: ["a"] }), done({ sha256: "dd", rows: { labels: 1 } })],
  "broken.bin": () => [spanBatch([span("lost")])],
});

async function emptySession(text = ""): Promise<Session> {
  const session = await Session.create(engine, [count], reader);
  await session.open(text);
  return session;
}

const ids = async () => toObjects(await engine.query("SELECT span_id FROM spans ORDER BY 1")).map((row) => row.span_id);
const files = (...paths: string[]) => paths.map(namedFile);

test("a source's rows, issues and unmapped attributes are stored, and its counts told", async () => {
  const session = await emptySession();
  const [imported] = await session.importFiles(files("a.jsonl"));
  expect(imported).toMatchObject({ path: "a.jsonl", sameAs: null, tables: [] });
  expect(await ids()).toEqual(["child", "root"]);
  expect(session.state.sources).toMatchObject([{ path: "a.jsonl", records: 3, lost: 1, spans: 2, issues: 1 }]);
  expect(toObjects(await engine.query("SELECT path, line, reason, records FROM import_issues"))).toEqual([
    { path: "a.jsonl", line: 3, reason: "the JSON ends inside a string", records: 1 },
  ]);
  expect(toObjects(await engine.query("SELECT key, spans FROM import_attributes"))).toEqual([{ key: "x.y", spans: 2 }]);
  expect(session.state.tables.map(({ name, rows }) => [name, rows])).toContainEqual(["spans", 2]);
});

test("files that come while a notebook is being opened are read into it, once it is empty", async () => {
  const session = await Session.create(engine, [count], reader);
  for (let time = 0; time < 3; time++) {
    const opening = session.open("");
    const [[found]] = await Promise.all([session.importFiles([namedFile("a.jsonl")]), opening]);
    expect(found).toMatchObject({ path: "a.jsonl", sameAs: null });
    expect(session.state.sources).toMatchObject([{ path: "a.jsonl" }]);
  }
});

test("the same content twice changes nothing, under whatever name", async () => {
  const session = await emptySession();
  await session.importFiles(files("a.jsonl"));
  const [again, copy] = await session.importFiles(files("a.jsonl", "copy.jsonl"));
  expect([again?.sameAs, copy?.sameAs]).toEqual(["a.jsonl", "a.jsonl"]);
  expect(await ids()).toEqual(["child", "root"]);
  expect(session.state.sources).toHaveLength(1);
});

test("spans that two files share are merged and counted at the file that repeats them", async () => {
  const session = await emptySession();
  await session.importFiles(files("a.jsonl", "more.jsonl"));
  expect(await ids()).toEqual(["child", "other", "root"]);
  expect(session.state.sources.map(({ path, duplicates }) => [path, duplicates])).toEqual([
    ["a.jsonl", 0],
    ["more.jsonl", 1],
  ]);
});

test("a stop takes back the file under way and keeps those that were finished", async () => {
  const session = await emptySession();
  const importing = session.importFiles(files("a.jsonl", "slow.jsonl", "labels.csv"));
  importing.catch(() => undefined);
  await vi.waitFor(async () => expect((await engine.query("FROM store.sources")).numRows).toBe(1), { timeout: 60_000 });
  session.stopImport();
  await expect(importing).rejects.toThrow("import stopped");
  expect(await ids()).toEqual(["child", "root"]);
  expect(session.state.sources.map(({ path }) => path)).toEqual(["a.jsonl"]);
  expect(session.state.tables.map(({ name }) => name)).not.toContain("half");
  expect(session.state.importing).toBeNull();
});

test("a reader that ends without a result leaves nothing behind", async () => {
  const session = await emptySession();
  await expect(session.importFiles(files("broken.bin"))).rejects.toThrow(
    "broken.bin: the reader ended without a result",
  );
  expect(await ids()).toEqual([]);
});

test("a reader that starts anew replaces what it gave before", async () => {
  const session = await emptySession();
  await session.importFiles(files("late.csv"));
  expect(toObjects(await engine.query("SELECT x FROM late"))).toEqual([{ x: "1" }, { x: "2" }, { x: "three" }]);
});

test("a plain table takes the name that the notebook gives it, and a free one otherwise", async () => {
  const session = await emptySession();
  await session.importFiles(files("late.csv"), new Map([["late.csv", { as: "labels" }]]));
  const [imported] = await session.importFiles(files("labels.csv"));
  expect(imported?.tables).toEqual(["labels_2"]);
  expect(toObjects(await engine.query("SELECT count(*) AS n FROM labels"))).toEqual([{ n: 3 }]);
});

test("a removed source takes its rows and tables with it, and cells that read them run again", async () => {
  const session = await emptySession("```sql cell=n kind=count\nSELECT count(*) AS n FROM spans\n```\n");
  await session.importFiles(files("a.jsonl", "late.csv"));
  await session.runAll();
  const cell = session.state.notebook.cells[0]?.id ?? "";
  expect(session.cell(cell).last?.result).toBe(2);
  for (const { source_id } of session.state.sources) await session.removeSource(Number(source_id));
  expect(session.cell(cell).last?.result).toBe(0);
  expect(session.state.tables.map(({ name }) => name)).toEqual(["spans"]);
});

test("changing the cohorts runs the cells that read spans, and undo brings the old ones back", async () => {
  const session = await emptySession(
    "```sql cell=n kind=count\nSELECT count(*) FILTER (cohort = 'current') AS n FROM spans\n```\n",
  );
  await session.importFiles(files("a.jsonl"));
  await session.runAll();
  const cell = session.state.notebook.cells[0]?.id ?? "";
  await session.setCohorts({ reference: null, current: { from: "2026-01-01", to: "2026-12-31" } });
  expect(session.cell(cell).last?.result).toBe(2);
  expect(session.text()).toContain("current:");
  await session.undo();
  expect(session.cell(cell).last?.result).toBe(0);
  await session.redo();
  expect(session.cell(cell).last?.result).toBe(2);
});

test("sources are written into the notebook without becoming an edit that undo takes back", async () => {
  const session = await emptySession("Prose.\n");
  const id = await session.addCell(null, "count", "SELECT 1 AS n");
  await session.setSources([{ path: "a.jsonl", as: null }]);
  await session.undo();
  expect(session.state.notebook.cells.some((cell) => cell.id === id)).toBe(false);
  expect(session.text()).toContain("- a.jsonl");
});

test("a notebook's text is there at once, and what is asked of it waits until the data before is gone", async () => {
  const session = await emptySession();
  await session.importFiles(files("a.jsonl"));
  const opening = session.open("# Other\n\n```sql cell=n kind=count\nSELECT count(*) AS n FROM spans\n```\n");
  const cell = session.state.notebook.cells.at(-1);
  const id = cell?.id ?? "";
  expect([cell?.kind, session.state.sources, session.state.changed]).toEqual(["count", [], false]);
  const asked = session.run([id]);
  expect(session.cell(id).status).toBe("idle");
  await Promise.all([opening, asked]);
  expect(session.cell(id)).toMatchObject({ status: "done", last: { result: 0 } });
});

test("of two notebooks opened at once the last stays, whole, and one that was held meanwhile is not run", async () => {
  const session = await emptySession();
  await session.importFiles(files("a.jsonl", "labels.csv"));
  const text = "```sql cell=n kind=count\nSELECT count(*) AS n FROM spans\n```\n";
  await Promise.all([session.open("First.\n"), session.open(text, { held: true })]);
  expect(session.text()).toBe(text);
  expect(session.state.tables.map(({ name }) => name)).toEqual(["spans"]);
  await session.runAll();
  const id = session.state.notebook.cells[0]?.id ?? "";
  expect(session.cell(id).status).toBe("idle");
  session.release();
  await session.runAll();
  expect(session.cell(id)).toMatchObject({ status: "done", last: { result: 0 } });
});

test("opening another notebook starts over without the first one's data", async () => {
  const session = await emptySession();
  await session.importFiles(files("a.jsonl", "labels.csv"));
  await session.open("Other.\n");
  expect(await ids()).toEqual([]);
  expect(session.state.tables.map(({ name }) => name)).toEqual(["spans"]);
  expect(session.state.changed).toBe(false);
});
