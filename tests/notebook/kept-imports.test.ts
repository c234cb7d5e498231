import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { nodeSource } from "../../main/cli/node-source.ts";
import type { DatabaseFiles, Engine } from "../../src/engine/engine.ts";
import { toObjects } from "../../src/engine/table-data.ts";
import { readSource } from "../../src/importers/read.ts";
import { type KeptFile, keepImports } from "../../src/notebook/kept-imports.ts";
import { Session } from "../../src/notebook/session.ts";
import { storeViews } from "../../src/notebook/store.ts";
import { testEngine } from "../support/engine.ts";
import { sourceFromBytes } from "../support/source-files.ts";

const engine = testEngine();
const root = resolve(import.meta.dirname, "..", "..");
const onDisk = [
  "sample-data/query-drift/deployments.yaml",
  "sample-data/query-drift/embeddings.npz",
  "sample-data/query-drift/scores.csv",
  "tests/corpus/phoenix-spans-df-jsonl/phoenix_retriever_spans_20250821_125133.jsonl",
  "tests/corpus/arrow-files/every-lz4.feather",
];
const sources = [
  ...onDisk.map((path) => nodeSource(join(root, path), statSync(join(root, path)).size, path)),
  sourceFromBytes('{"a":1,"b":"x"}\n{"a":2,\n{"a":3,"b":"z"}\n', "broken.jsonl"),
];
const paths = sources.map(({ path }) => path);

let databasesMade = 0;

/** The engine with a database in memory in place of files, which Node's engine has none of. One statement at a time. */
function withMemory(engine: Engine): Engine & { readonly databases: DatabaseFiles } {
  const search = (path: string) => engine.query(`SET search_path = '${path}'`);
  const name = `kept_${++databasesMade}`;
  const databases: DatabaseFiles = {
    async write(fill, send) {
      await engine.query(`ATTACH ':memory:' AS ${name}`);
      const transaction = await engine.begin();
      await fill(transaction, name);
      await transaction.commit();
      await send(new Blob());
    },
    async open() {
      await search(`memory.main,${name}.main`);
      return name;
    },
    close: async () => void (await search("memory.main")),
  };
  return new Proxy(engine, {
    get(target, name) {
      if (name === "databases") return databases;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  }) as Engine & { readonly databases: DatabaseFiles };
}

/** Count and content of every table that a cell can read; the types of all columns. */
async function contents(engine: Engine) {
  const sums = [...storeViews, ...plain].map(
    (name) => `SELECT '${name}' AS name, count(*)::VARCHAR AS n, sum(hash(t)::HUGEINT)::VARCHAR AS sum FROM ${name} t`,
  );
  const columns = `SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE in_search_path(table_catalog, table_schema) ORDER BY ALL`;
  return [...toObjects(await engine.query(sums.join(" UNION ALL "))), ...toObjects(await engine.query(columns))];
}

const plain = ["every_lz4", "broken"];

/** What the store's data is, and where: names with TABLE or VIEW. */
async function kinds(engine: Engine) {
  const sql = `SELECT table_name AS name, table_type AS type FROM information_schema.tables
    WHERE table_catalog = 'memory' AND (table_schema = 'store' OR table_name IN ('every_lz4', 'broken')) ORDER BY name`;
  return toObjects(await engine.query(sql));
}

/** Rules that are more than windows: scores and embeddings are then found by their place in the table. */
const text = `---
cohorts:
  reference: {from: 2000-01-01}
  current: {where: "kind = 'RETRIEVER'"}
---
`;

/** A session with all sources imported and kept, and then emptied. */
async function keptSession() {
  const db = withMemory(await engine());
  const session = await Session.create(db, [], readSource);
  await session.open(text);
  await session.importFiles(sources);
  const imported = await contents(db);
  const { tables } = session.state;
  const hashes = session.state.sources.map(({ sha256 }) => String(sha256));
  await keepImports(db.databases, paths, async () => undefined);
  await session.forgetData();
  const kept: KeptFile = {
    readAt: 1000,
    paths,
    open: async () => new Blob(),
    hash: async (path) => hashes[paths.indexOf(path)] ?? "",
  };
  return { db, session, kept, imported, tables };
}

test("kept tables are read where they lie, and are those that were imported, value by value", async () => {
  const { db, session, kept, imported, tables } = await keptSession();
  const filled = imported.filter(({ n }) => Number(n) > 0).map(({ name }) => name);
  expect(filled).toEqual(expect.arrayContaining(["spans", "documents", "scores", "embeddings", "deployments"]));
  expect(filled).toEqual(expect.arrayContaining(["import_issues", "import_attributes", ...plain]));
  const empty = await kinds(db);
  for (const other of [
    { paths: paths.slice(1) },
    { hash: async () => "another" },
    { open: () => Promise.reject(new Error("gone")) },
  ])
    expect(await session.restoreImports({ ...kept, ...other })).toBe(false);
  expect(session.state.sources).toEqual([]);
  expect(await kinds(db)).toEqual(empty);
  expect(await session.restoreImports(kept)).toBe(true);
  expect([...session.state.kept.values()]).toEqual(paths.map(() => 1000));
  expect(session.state.tables).toEqual(tables);
  expect(session.importedWith).toEqual([]);
  expect(await contents(db)).toEqual(imported);
  expect(toObjects(await db.query("SELECT DISTINCT cohort FROM embeddings"))).toEqual([{ cohort: "reference" }]);
  expect(await kinds(db)).toContainEqual({ name: "spans", type: "VIEW" });
  expect(toObjects(await db.query("SELECT rowid, a FROM broken"))).toMatchObject([{ rowid: 0 }, { rowid: 1 }]);
  // Kept again, because the file was cleared meanwhile.
  const again = withMemory(db);
  await keepImports(again.databases, paths, async () => undefined);
  await session.forgetData();
  expect(await kinds(db)).toEqual(empty);
  const other = await Session.create(again, [], readSource);
  await other.open(text);
  expect(await other.restoreImports(kept)).toBe(true);
  expect(await contents(again)).toEqual(imported);
  await other.forgetData();
});

test("before anything is written, kept tables are copied; a stop leaves them where they lie", async () => {
  const { db, session, kept, imported } = await keptSession();
  await session.restoreImports(kept);
  const lying = await kinds(db);
  const more = sourceFromBytes('{"c":1}\n', "more.jsonl");
  const stop = session.subscribe(() => session.stopImport());
  const writes = [() => session.importFiles([more]), () => session.removeSource(6), () => session.setPrices([], "")];
  for (const write of writes) await expect(write()).rejects.toThrow("import stopped");
  stop();
  expect(await kinds(db)).toEqual(lying);
  expect(await contents(db)).toEqual(imported);
  expect(session.importedWith).toEqual([]);
  const said = new Set<string>();
  session.subscribe(() => {
    const { importing } = session.state;
    if (importing && "doing" in importing) said.add(importing.doing);
  });
  await session.importFiles([more]);
  expect([...said]).toEqual(["copying kept tables"]);
  const views = (await kinds(db)).filter(({ type }) => type === "VIEW").map(({ name }) => name);
  expect(views).toEqual(["cohorts"]);
  await session.removeSource(7);
  const after = await contents(db);
  expect(after.filter(({ name }) => name !== "sources")).toEqual(imported.filter(({ name }) => name !== "sources"));
  await session.removeSource(6);
  expect(session.state.tables.map(({ name }) => name)).not.toContain("broken");
  expect(session.importedWith).toBeNull();
  await session.forgetData();
});

test("a stop while they are opened leaves the store empty, and a held notebook takes nothing", async () => {
  const { db, session, kept } = await keptSession();
  const empty = await kinds(db);
  const stopped = session.restoreImports({
    ...kept,
    open: async () => {
      session.stopImport();
      return new Blob();
    },
  });
  await expect(stopped).rejects.toThrow("import stopped");
  expect(session.state.importing).toBeNull();
  expect(session.state.sources).toEqual([]);
  expect(await kinds(db)).toEqual(empty);
  await session.open("# Held\n", { held: true });
  expect(await session.restoreImports(kept)).toBe(false);
  expect(session.state.sources).toEqual([]);
});
