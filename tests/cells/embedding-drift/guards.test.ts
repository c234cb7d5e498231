import { expect, test } from "vitest";
import { embeddingDrift } from "../../../src/cells/embedding-drift/index.tsx";
import type { EmbeddingDriftResult } from "../../../src/cells/embedding-drift/result.ts";
import { noCohorts } from "../../../src/notebook/cohorts.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { chance, dimensions, embeddings, type SomeEmbedding, storeOf } from "./store.ts";

const engine = testStore();
const quick = "permutations: 99\nclusters: 3\n";

async function drift(rows: readonly SomeEmbedding[], source = ""): Promise<EmbeddingDriftResult> {
  const result = await evaluateCell(embeddingDrift, quick + source, { engine: await storeOf(await engine(), rows) });
  expectNoNaN(result);
  return result;
}

/** What is shown never holds a number that is none. */
function expectNoNaN(value: unknown, path = "result"): void {
  if (typeof value === "number") expect(Number.isFinite(value), path).toBe(true);
  else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value)) expectNoNaN(inner, `${path}.${key}`);
}

const guard = ({ guards }: EmbeddingDriftResult, kind: string) => guards.find((each) => each.kind === kind);
const before = embeddings("reference", chance(60, 1));
const after = embeddings("current", chance(50, 2));

test("vectors of other lengths are left out, and the verdict is in doubt", async () => {
  const result = await drift([
    ...before,
    ...after,
    ...embeddings("current", [
      [1, 2, 3],
      [1, 2, 4],
    ]),
  ]);
  expect(guard(result, "dimensions")).toEqual({
    kind: "dimensions",
    isWarning: true,
    text: "Vectors of several models or lengths cannot be compared. Looked at: 6 dimensions. Left out: 3 dimensions (0 reference, 2 current).",
  });
  expect(result.counts.current).toBe(50);
});

test("vectors of another model are left out; of two models alone there is nothing to compare", async () => {
  const of = (rows: readonly SomeEmbedding[], model: string) => rows.map((row) => ({ ...row, model }));
  const mixed = await drift([
    ...of(before, "small"),
    ...of(after.slice(0, 40), "small"),
    ...of(after.slice(40), "large"),
  ]);
  expect(guard(mixed, "models")?.text).toContain("Left out: 6 dimensions of large (0 reference, 10 current)");
  const other = await drift([...of(before, "small"), ...of(after, "large")]);
  expect(other.verdict).toEqual({
    word: "not comparable",
    reason: "the reference's vectors have 6 dimensions of small, the current ones 6 dimensions of large",
  });
  expect(other.measures).toEqual([]);
});

test("the same texts with other vectors tell of a model that was changed in silence", async () => {
  const texts = (place: number) => ({ text: `question ${place % 25}` });
  const vectors = chance(25, 3);
  const twice = [...vectors, ...vectors, ...vectors.slice(0, 10)];
  const turned = twice.map((vector) => vector.map((value, column) => (column % 2 ? -value : value)));
  const same = await drift([...embeddings("reference", twice, texts), ...embeddings("current", twice, texts)]);
  expect(guard(same, "same texts")).toBeUndefined();
  const changed = await drift([...embeddings("reference", twice, texts), ...embeddings("current", turned, texts)]);
  expect(changed.verdict.word).toBe("not comparable");
  expect(changed.verdict.reason).toContain("the embedding model was changed");
  expect(guard(changed, "same texts")?.text).toMatch(/^25 texts of 25 that occur on both sides have other vectors now/);
  expect(changed.guards[0]?.isWarning).toBe(true);
});

test("repeated texts are counted, and change sides together", async () => {
  const one = chance(6, 4, 1);
  const rows = (side: "reference" | "current") =>
    embeddings(
      side,
      Array.from({ length: 60 }, (_, place) => one[(place % 3) + (side === "current" ? 3 : 0)] as number[]),
      (place) => ({ text: `${side} ${place % 3}` }),
    );
  const result = await drift([...rows("reference"), ...rows("current")]);
  expect(guard(result, "duplicates")).toMatchObject({ isWarning: true });
  expect(guard(result, "duplicates")?.text).toContain("57 reference, 57 current");
  // Three texts on each side can be dealt in twenty ways, of which none is a surprise.
  expect(result.measures.find(({ id }) => id === "mmd")?.p).toBeGreaterThan(0.05);
  expect(result.verdict.word).not.toBe("drifted");
});

test("zeros, numbers that are not finite and missing vectors are left out, each with a word", async () => {
  const nan = Array.from({ length: dimensions }, () => 1) as (number | null)[];
  const result = await drift([
    ...before,
    ...after,
    { side: "reference", vector: nan.map(() => 0) },
    { side: "current", vector: nan.with(1, Number.NaN) },
    { side: "current", vector: nan.with(1, Number.POSITIVE_INFINITY) },
    { side: "current", vector: nan.with(1, null) },
    { side: "current", vector: null },
    { side: "current", vector: [] },
  ]);
  expect(guard(result, "zero")?.text).toBe(
    "Vectors of nothing but zeros, which have no direction, left out: 1 reference, 0 current.",
  );
  expect(guard(result, "not finite")).toMatchObject({ isWarning: true });
  expect(guard(result, "not finite")?.text).toContain("0 reference, 3 current");
  expect(guard(result, "missing")?.text).toBe("Rows without a vector, left out: 0 reference, 2 current.");
  expect(result.counts).toMatchObject({ reference: 60, current: 50 });
});

test("too few vectors give figures where there are any, and no verdict", async () => {
  const few = await drift([...before.slice(0, 12), ...after.slice(0, 5)]);
  expect(few.verdict.word).toBe("too little data");
  expect(guard(few, "few")?.text).toContain("12 reference, 5 current");
  expect(few.measures.find(({ id }) => id === "centroid distance")?.value).toBeGreaterThan(0);
  const one = await drift([...before.slice(0, 1), ...after.slice(0, 1)]);
  expect(one.verdict.word).toBe("too little data");
  expect(one.measures.every(({ value, reason }) => value !== null || reason !== null)).toBe(true);
});

test("a side without vectors, and a notebook without windows, say what to do", async () => {
  expect((await drift(before)).verdict).toEqual({
    word: "too little data",
    reason: "no vector of embeddings lies in current: move the windows on the timeline, or widen where",
  });
  expect((await drift([])).verdict.reason).toMatch(/^no vector of embeddings lies in reference or current/);
  const db = await storeOf(await engine(), before, noCohorts);
  const { verdict } = await evaluateCell(embeddingDrift, quick, { engine: db });
  expect(verdict.reason).toBe("the notebook has no reference and no current window: set it on the timeline");
});

test("constant vectors are told as such, whether they stay or change", async () => {
  const constant = (side: "reference" | "current", value: number) =>
    embeddings(
      side,
      Array.from({ length: 40 }, () => Array(dimensions).fill(value)),
    );
  const stay = await drift([...constant("reference", 1), ...constant("current", 1)], "every: 1d");
  expect(stay.verdict.word).not.toBe("drifted");
  expect(stay.measures.find(({ id }) => id === "centroid distance")).toMatchObject({
    value: null,
    reason: "all reference vectors are equal",
  });
  const change = await drift([...constant("reference", 1), ...constant("current", 5)]);
  expect(change.verdict.word).toBe("drifted");
  const half = await drift([...constant("reference", 1), ...after]);
  expect(half.verdict.word).toBe("drifted");
});

test("any table with a cohort will do: lists of doubles, fixed lists, text", async () => {
  const db = await storeOf(await engine(), [...before, ...after]);
  for (const type of ["DOUBLE[]", `FLOAT[${dimensions}]`, "VARCHAR"]) {
    await db.query(
      `CREATE OR REPLACE TABLE own AS SELECT vector::${type} AS e, text AS question, cohort, time FROM embeddings`,
    );
    const source = `${quick}table: own\nvector: e\ntext: question\n`;
    const result = await evaluateCell(embeddingDrift, source, { engine: db });
    expect(result.counts).toMatchObject({ reference: 60, current: 50, dimensions });
    expect(result.more[0]?.text ?? "current words").toContain("current words");
  }
  await db.query("DROP TABLE own");
});

test("keys that name what is not there are mistakes with their place", async () => {
  const db = await storeOf(await engine(), [...before, ...after]);
  const fails = async (source: string, message: RegExp, key: string) =>
    await expect(evaluateCell(embeddingDrift, source, { engine: db })).rejects.toMatchObject({
      message: expect.stringMatching(message),
      place: { key },
    });
  await fails("table: nowhere", /^table: no table or cell is called nowhere/, "table");
  await fails("vector: vectr", /did you mean vector/, "vector");
  await fails("vector: time", /^vector: time is no list of numbers but TIMESTAMP/, "vector");
  await fails("text: words", /^text: embeddings has no column words/, "text");
  await fails("table: sources", /^table: sources has no column cohort/, "table");
  await fails("where: nonsense = 1", /^where: /, "where");
  await db.query("CREATE OR REPLACE TABLE timeless AS SELECT vector, cohort FROM embeddings");
  await fails("table: timeless\nevery: 1d", /^time: timeless has no column time/, "time");
  await db.query("DROP TABLE timeless");
});

test("of ten thousand segments the largest are compared, the others counted; a day without rows is no window", async () => {
  const db = await storeOf(await engine(), before);
  await db.query(`CREATE OR REPLACE TABLE many AS SELECT CASE WHEN i % 2 = 0 THEN 'reference' ELSE 'current' END AS cohort,
    list_transform(range(4), d -> sin((i + 1) * (d + 1.7)))::FLOAT[] AS vector,
    TIMESTAMP '2026-06-01' + INTERVAL (2 * (i % 3)) DAY AS time, 'kind ' || ((i // 2) % 10000) AS kind FROM range(20002) r(i)`);
  const source = `${quick}table: many\nsegment: kind\nevery: 1d\nsample: 200\n`;
  const result = await evaluateCell(embeddingDrift, source, { engine: db });
  expectNoNaN(result);
  expect(result.segments).toHaveLength(12);
  expect(result.segments[0]).toMatchObject({ segment: "kind 0", referenceN: 2, verdict: "too little data", auc: null });
  expect(guard(result, "segments")?.text).toBe("9,988 segments with fewer vectors left out.");
  expect(result.windows.map(({ start }) => start.slice(0, 10))).toEqual(["2026-06-01", "2026-06-03", "2026-06-05"]);
  await db.query("DROP TABLE many");
});

test("where narrows both sides", async () => {
  const result = await drift([...before, ...after], "where: id <> 'reference 3'");
  expect(result.counts).toMatchObject({ reference: 59, current: 50 });
});
