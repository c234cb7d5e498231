import { describe, expect, test } from "vitest";
import { embeddingMap } from "../../../src/cells/embedding-map/index.tsx";
import { coverageWords } from "../../../src/cells/embedding-map/words.ts";
import { CellError } from "../../../src/notebook/cell.ts";
import { evaluateCell } from "../../support/cell.ts";
import { clusteredEmbeddings, type SomeEmbedding, storeOfEmbeddings } from "../../support/clustered-embeddings.ts";
import { testStore } from "../../support/engine.ts";

const engine = testStore();
const before = clusteredEmbeddings(60);
const after = clusteredEmbeddings(40, { day: "2026-04-02", seed: 2, prefix: "c" });
const quick = "epochs: 10\nclusters: 3\n";
const run = async (rows: readonly SomeEmbedding[], more = "") =>
  evaluateCell(embeddingMap, quick + more, { engine: await storeOfEmbeddings(await engine(), rows) });
const failure = async (rows: readonly SomeEmbedding[], more = "") => {
  const error: unknown = await run(rows, more).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(CellError);
  return (error as CellError).message;
};

describe("rows that cannot be on a map are left out, counted, and told with their reason", () => {
  test("numbers that are not finite, other lengths, no vector, nothing but zeros", async () => {
    const broken: SomeEmbedding[] = [
      { id: "nan", vector: [Number.NaN, ...Array.from({ length: 11 }, () => 1)], time: "2026-04-01 01:00:00" },
      {
        id: "inf",
        vector: [Number.POSITIVE_INFINITY, ...Array.from({ length: 11 }, () => 1)],
        time: "2026-04-01 01:00:00",
      },
      { id: "null", vector: [null, ...Array.from({ length: 11 }, () => 1)], time: "2026-04-01 01:00:00" },
      { id: "short", vector: [1, 2, 3], time: "2026-04-02 01:00:00" },
      { id: "none", vector: null, time: "2026-04-02 01:00:00" },
      { id: "zero", vector: Array.from({ length: 12 }, () => 0), time: "2026-04-02 01:00:00" },
    ];
    const result = await run([...before, ...after, ...broken]);
    expect(result.sides.map(({ rows, shown }) => [rows, shown])).toEqual([
      [63, 60],
      [43, 40],
    ]);
    const words = coverageWords(result).join(" ");
    expect(words).toContain("3 rows of reference left out: a number that is not finite.");
    expect(words).toContain("1 row of current left out: 3 dimensions instead of 12.");
    expect(words).toContain("1 row of current left out: no vector.");
    expect(words).toContain("1 row of current left out: nothing but zeros, which have no direction (metric: cosine).");
    expect(result.positions.every(Number.isFinite)).toBe(true);
    const euclidean = await run([...before, ...after, ...broken], "metric: euclidean");
    expect(euclidean.sides.map(({ shown }) => shown)).toEqual([60, 41]);
  });

  test("a current cohort from another model has no rows on the map, and why", async () => {
    const other = after.map((row) => ({ ...row, vector: row.vector?.slice(0, 7) ?? null, model: "embed-2" }));
    const result = await run([...before, ...other]);
    const words = coverageWords(result).join(" ");
    expect(words).toContain("40 rows of current left out: 7 dimensions instead of 12.");
    expect(words).toContain("No row of current is on the map: none of its vectors can be used.");
    expect(words).toContain("Vectors of 2 models (embed-1, embed-2)");
    expect(result.reading?.faithfulness).toBeNull();
  });
});

test("constant columns change nothing about the map of the others", async () => {
  const flat = (rows: readonly SomeEmbedding[]) =>
    rows.map((row) => ({ ...row, vector: [...(row.vector ?? []), 0, 0] }));
  const [plain, wider] = [await run([...before, ...after]), await run([...flat(before), ...flat(after)])];
  expect(wider.dimensions).toBe(14);
  expect(wider.reading?.quality.trustworthiness).toBeCloseTo(plain.reading?.quality.trustworthiness ?? 0, 1);
});

test("the same rows on both sides lie on the same places, and no drift is told of", async () => {
  const again = before.map((row) => ({ ...row, id: `c${row.id}`, time: row.time?.replace("04-01", "04-02") ?? null }));
  const result = await run([...before, ...again]);
  expect(result.sides.map(({ shown }) => shown)).toEqual([60, 60]);
  expect(result.positions.every(Number.isFinite)).toBe(true);
  expect(coverageWords(result).join(" ")).not.toMatch(/left out|NaN/);
});

test("a window without rows says so, and the other is laid out", async () => {
  const result = await run(before);
  expect(coverageWords(result).join(" ")).toContain(
    "No row of current is on the map: no embedding falls into its window.",
  );
  expect(result.reading?.quality.n).toBe(60);
});

test("too few reference rows are laid out together with the current ones, and that is told", async () => {
  const result = await run([...before.slice(0, 4), ...after]);
  expect(result.placed).toBe(false);
  expect(coverageWords(result).join(" ")).toContain(
    "Both cohorts were laid out together: the reference has 4 usable rows; a map of it needs 10.",
  );
});

describe("what cannot be laid out is refused in words", () => {
  test("one row, too few rows", async () => {
    expect(await failure(before.slice(0, 1))).toBe("too few vectors for a map: 1, where 10 are needed");
    const short = { id: "short", vector: [1], time: "2026-04-01 01:00:00" };
    expect(await failure([...before.slice(0, 5), short], "fit: joint")).toBe(
      "too few vectors for a map: 5, where 10 are needed; left out: 1 of reference: 1 dimension instead of 12",
    );
  });

  test("equal vectors, by either engine", async () => {
    const equal = before.map((row) => ({ ...row, vector: [1, 2, 3] }));
    const words = "all vectors that the map would be laid out by are equal: there is nothing to lay out";
    expect(await failure(equal)).toBe(words);
    expect(await failure(equal, "engine: umap-js")).toBe(words);
  });

  test("a predicate that the engine does not take", async () => {
    expect(await failure(before, "where: nonsense = 3")).toMatch(/^where: /);
  });
});

test("no embeddings at all give an empty map, not a failure", async () => {
  const result = await run([]);
  expect(result.rows.ids).toEqual([]);
  expect(result.reading).toBeNull();
});
