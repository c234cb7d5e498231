import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { nodeSource } from "../../main/cli/node-source.ts";
import type { DatabaseFiles, Engine, FillDatabase } from "../../src/engine/engine.ts";
import { toObjects } from "../../src/engine/table-data.ts";
import { readSource } from "../../src/importers/read.ts";
import { noCohorts } from "../../src/notebook/cohorts.ts";
import { keepImports, takeKeptImports } from "../../src/notebook/kept-imports.ts";
import { Session } from "../../src/notebook/session.ts";
import { importSources } from "../../src/notebook/sources.ts";
import { clearStore, createStore, storeViews } from "../../src/notebook/store.ts";
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

/** The engine's own databases in memory in place of files, which Node's engine has none of. */
function inMemory(engine: Engine): DatabaseFiles {
  const within = async (name: string, fill: FillDatabase) => {
    const transaction = await engine.begin();
    await fill(transaction, name).catch(async (error: unknown) => {
      await transaction.rollback();
      throw error;
    });
    await transaction.commit();
  };
  return {
    async write(fill, send) {
      await engine.query("ATTACH ':memory:' AS kept");
      await within("kept", fill);
      await send(new Blob());
    },
    read: (_file, take) => within("kept", take),
  };
}

/** Count and content of every table that a cell can read; the types of all columns. */
async function contents(engine: Engine) {
  const plain = ["every_lz4", "broken"];
  const sums = [...storeViews, ...plain].map(
    (name) => `SELECT '${name}' AS name, count(*)::VARCHAR AS n, sum(hash(t)::HUGEINT)::VARCHAR AS sum FROM ${name} t`,
  );
  const columns = `SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_catalog = 'memory' AND table_schema = 'main' ORDER BY ALL`;
  return [...toObjects(await engine.query(sums.join(" UNION ALL "))), ...toObjects(await engine.query(columns))];
}

test("tables that were kept are those that were imported, column by column and value by value", async () => {
  const db = await engine();
  await createStore(db);
  await importSources(db, readSource, sources, { signal: new AbortController().signal });
  const imported = await contents(db);
  const filled = imported.filter(({ n }) => Number(n) > 0).map(({ name }) => name);
  expect(filled).toEqual(expect.arrayContaining(["spans", "documents", "scores", "embeddings", "deployments"]));
  expect(filled).toEqual(expect.arrayContaining(["import_issues", "import_attributes", "every_lz4", "broken"]));
  const databases = inMemory(db);
  await keepImports(databases, paths, async () => undefined);
  await clearStore(db, noCohorts);
  await expect(takeKeptImports(databases, new Blob(), paths.slice(1))).rejects.toThrow("other sources");
  expect(toObjects(await db.query("SELECT count(*)::INTEGER AS n FROM spans"))).toEqual([{ n: 0 }]);
  const taken = await takeKeptImports(databases, new Blob(), paths);
  expect(taken.map(({ path }) => path)).toEqual(paths);
  expect(taken.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))).toBe(true);
  expect(await contents(db)).toEqual(imported);
});

test("what does not fit leaves the store empty, and a held notebook takes nothing", async () => {
  const db = await engine();
  const session = await Session.create(db, [], readSource);
  await session.open("# Empty\n");
  const fill = async () => {
    await db.query("INSERT INTO store.sources (source_id, path, tables) VALUES (7, 'a.csv', [])");
    return true;
  };
  expect(await session.restoreImports(1000, async () => (await fill()) && false)).toBe(false);
  expect(session.state.sources).toEqual([]);
  expect(await session.restoreImports(1000, () => fill().then(() => Promise.reject(new Error("damaged"))))).toBe(false);
  expect(toObjects(await db.query("SELECT * FROM sources"))).toEqual([]);
  expect(await session.restoreImports(1000, fill)).toBe(true);
  expect(session.state.kept).toEqual(new Map([[7, 1000]]));
  expect(session.importedWith).toEqual([]);
  await session.removeSource(7);
  expect(session.importedWith).toBeNull();
  await session.open("# Held\n", { held: true });
  expect(await session.restoreImports(1000, fill)).toBe(false);
  expect(session.state.sources).toEqual([]);
});
