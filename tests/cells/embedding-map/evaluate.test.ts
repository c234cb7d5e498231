import { expect, test } from "vitest";
import { embeddingMap } from "../../../src/cells/embedding-map/index.tsx";
import type { MapResult } from "../../../src/cells/embedding-map/result.ts";
import { memoryCache } from "../../../src/notebook/result-cache.ts";
import { evaluateCell } from "../../support/cell.ts";
import { clusteredEmbeddings, type SomeEmbedding, storeOfEmbeddings } from "../../support/clustered-embeddings.ts";
import { testStore } from "../../support/engine.ts";

const engine = testStore();
const before = clusteredEmbeddings(160);
const after = clusteredEmbeddings(120, { day: "2026-04-02", seed: 2, shares: [1, 1, 0, 6], prefix: "c" });
const store = async (rows: readonly SomeEmbedding[], cohorts?: Parameters<typeof storeOfEmbeddings>[2]) =>
  storeOfEmbeddings(await engine(), rows, cohorts);
const quick = "epochs: 40\nclusters: 4\n";

test("the current rows fall into a map of the reference, and the cluster that grew comes first", async () => {
  const shown: MapResult[] = [];
  const told: string[] = [];
  const result = await evaluateCell(embeddingMap, quick, {
    engine: await store([...after, ...before]),
    show: (partial) => shown.push(partial as MapResult),
    progress: (text) => told.push(text),
  });
  expect(result.sides.map(({ side, rows, shown }) => [side, rows, shown])).toEqual([
    ["reference", 160, 160],
    ["current", 120, 120],
  ]);
  expect(result.placed).toBe(true);
  const clusters = result.reading?.clusters ?? [];
  const grown = clusters.find(({ words }) => words.some(({ word }) => word === "invoice"));
  expect(grown).toBe(clusters[0]);
  expect(grown?.change.low).toBeGreaterThan(0.3);
  expect(result.reading?.quality.trustworthiness).toBeGreaterThan(0.9);
  expect(result.reading?.faithfulness?.inFull.value).toBeGreaterThan(0.7);
  expect(result.reading?.faithfulness?.shown).toBeGreaterThan(0.5);
  expect(result.positions.every(Number.isFinite)).toBe(true);
  expect(shown[0]?.stage).toMatch(/^laying out: \d+ of 40 epochs$/);
  expect(Number.isNaN(shown[0]?.positions.at(-1))).toBe(true);
  expect(told.join()).toContain("placing the current rows");
  expect(embeddingMap.summary?.(result)).toBe("160 of reference and 120 of current");
});

test("rows far from the reference are new, wherever they fall", async () => {
  const odd = after.map((row, at) =>
    at < 5 ? { ...row, vector: row.vector?.map((value) => -20 - (value ?? 0)) ?? null } : row,
  );
  const result = await evaluateCell(embeddingMap, `${quick}metric: euclidean`, {
    engine: await store([...before, ...odd]),
  });
  const novelty = [...(result.reading?.novelty ?? [])];
  const [most] = novelty.slice(0, 160).sort((one, other) => other - one);
  const isOdd = (row: number) => Number(result.rows.ids[row]?.slice(1)) < 5 && row >= 160;
  for (const [row, value] of novelty.entries()) if (isOdd(row)) expect(value).toBeGreaterThan(3 * (most ?? 0));
});

test("rows in another order, and another run, give the same bits; another seed does not", async () => {
  const run = async (rows: readonly SomeEmbedding[], more = "") =>
    (await evaluateCell(embeddingMap, quick + more, { engine: await store(rows) })).reading?.digest;
  const first = await run([...before, ...after]);
  expect(await run([...before, ...after].reverse())).toBe(first);
  expect(await run([...before, ...after], "seed: 2")).not.toBe(first);
});

test("a map that was laid out before comes from the cache, as it was; other parameters or rows do not", async () => {
  const cache = memoryCache();
  const run = async (rows: readonly SomeEmbedding[], source: string) => {
    const shown: unknown[] = [];
    const context = { engine: await store(rows), cache, show: (partial: unknown) => shown.push(partial) };
    return { shown, result: await evaluateCell(embeddingMap, source, context) };
  };
  const first = await run([...before, ...after], quick);
  const second = await run([...before, ...after], `${quick}colour: label`);
  expect([first.result.isKept, second.result.isKept]).toEqual([false, true]);
  expect(second.shown).toEqual([]);
  expect(second.result.positions).toEqual(first.result.positions);
  expect(second.result.reading).toEqual(first.result.reading);
  expect((await run([...before, ...after], `${quick}neighbours: 9`)).result.isKept).toBe(false);
  expect((await run([...before, ...after.slice(1)], quick)).result.isKept).toBe(false);
});

test("a joint fit lays out both cohorts, and without cohorts all rows are laid out together", async () => {
  const joint = await evaluateCell(embeddingMap, `${quick}fit: joint`, { engine: await store([...before, ...after]) });
  expect(joint.placed).toBe(false);
  expect(joint.reading?.novelty).toHaveLength(280);
  const alone = await evaluateCell(embeddingMap, quick, {
    engine: await store([...before, ...after], { reference: null, current: null }),
  });
  expect(alone.sides.map(({ side, shown }) => [side, shown])).toEqual([["all", 280]]);
  expect(alone.reading?.novelty).toBeNull();
  expect(alone.reading?.faithfulness).toBeNull();
});

test("rows without a time may carry their cohort in window", async () => {
  const named = (rows: readonly SomeEmbedding[], window: string) => rows.map((row) => ({ ...row, time: null, window }));
  const rows = [...named(before, "Reference"), ...named(after, "current")];
  const result = await evaluateCell(embeddingMap, quick, {
    engine: await store(rows, { reference: null, current: null }),
  });
  expect(result.sides.map(({ side, shown }) => [side, shown])).toEqual([
    ["reference", 160],
    ["current", 120],
  ]);
});

test("points can be coloured by time, label, attributes and scores, and the cell is a table of all that", async () => {
  const db = await store([...before, ...after]);
  await db.query("INSERT INTO store.scores BY NAME SELECT 'r0' AS target_id, 'helpful' AS name, 0.25 AS value_num");
  await db.query("INSERT INTO store.scores BY NAME SELECT 'r0' AS target_id, 'helpful' AS name, 0.75 AS value_num");
  const result = await evaluateCell(embeddingMap, quick, { engine: db });
  expect(result.rows.columns.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["time", "label", "tenant", "score: helpful"]),
  );
  const table = embeddingMap.table?.(result);
  const place = (name: string) => table?.columns.findIndex((column) => column.name === name) ?? -1;
  const row = table?.rows.find((values) => values[place("id")] === "r0");
  expect(row?.[place("score: helpful")]).toBe(0.5);
  expect(row?.[place("cohort")]).toBe("reference");
  expect(row?.[place("time")]).toBe("2026-04-01T00:00:00.000");
  expect(table?.rows).toHaveLength(280);
});

test("of more rows than the limit a seeded sample is taken, of each cohort", async () => {
  const db = await store([...before, ...after]);
  const ids = async (seed: number) =>
    (await evaluateCell(embeddingMap, `epochs: 5\nlimit: 50\nseed: ${seed}`, { engine: db })).rows.ids;
  const first = await ids(1);
  expect(first).toHaveLength(100);
  expect(await ids(1)).toEqual(first);
  expect(await ids(2)).not.toEqual(first);
});

test("what survives structured cloning comes back the same", async () => {
  const result = await evaluateCell(embeddingMap, quick, { engine: await store([...before, ...after]) });
  expect(structuredClone(result)).toEqual(result);
});

test("any table or cell with vectors, its columns by their names; others become colours", async () => {
  const db = await store([...after, ...before]);
  await db.query(`CREATE TABLE "my questions" AS SELECT id AS ref, vector::DOUBLE[12] AS v, text AS asked, time AS at,
    CASE WHEN id[1] = 'c' THEN 'current' ELSE 'reference' END AS cohort,
    CASE WHEN hash(id) % 2 = 0 THEN 'web' ELSE 'app' END AS channel FROM embeddings`);
  const spec = `${quick}table: my questions\nvector: v\nid: ref\ntext: asked\ntime: at\n`;
  const plain = await evaluateCell(embeddingMap, quick, { engine: db });
  const result = await evaluateCell(embeddingMap, spec, { engine: db });
  expect(result.reading?.digest).toBe(plain.reading?.digest);
  expect(result.rows.ids).toEqual(plain.rows.ids);
  expect(result.rows.columns.map(({ name }) => name)).toEqual(["time", "channel"]);
  await db.query(`ALTER TABLE "my questions" DROP cohort`);
  const whole = await evaluateCell(embeddingMap, spec, { engine: db });
  expect(whole.sides.map(({ side, shown }) => [side, shown])).toEqual([["all", 280]]);
  const fails = (source: string, message: RegExp, key: string) =>
    expect(evaluateCell(embeddingMap, source, { engine: db })).rejects.toMatchObject({
      message: expect.stringMatching(message),
      place: { key },
    });
  await fails("table: questions", /^table: no table or cell is called questions; did you mean my questions\?/, "table");
  await fails(
    "table: my questions\nvector: vec",
    /^vector: my questions has no column vec; there are ref, v/,
    "vector",
  );
  await fails("table: my questions\nvector: at", /^vector: at is no list of numbers but TIMESTAMP/, "vector");
  await fails("table: my questions\nvector: v\nmodel: embed-1", /^model: my questions has no column model/, "model");
});
