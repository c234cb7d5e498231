import { beforeAll, describe, expect, test } from "vitest";
import { detected, importEmbeddings, plainRow, reasons } from "../support/embeddings.ts";
import { corpus } from "../support/importing.ts";
import { useParquet } from "../support/parquet.ts";
import { seededRandom } from "../support/random.ts";
import { readAll, sourceFromBytes } from "../support/source-files.ts";

beforeAll(useParquet);

const made = (name: string) => corpus(`embeddings-synthetic/${name}`);
const vectorOf = (row: number) => Array.from({ length: 8 }, (_, at) => row + at / 8);

const wholeRow = (row: number) => ({
  id: `doc-${row}`,
  text: `text ${row}`,
  time_ns: 1775001600000000000n + BigInt(row) * 1_000_000_000n,
  model: "model-a",
  vector: vectorOf(row),
  attributes: { source: row % 2 ? "b" : "a", page: String(row), lang: "en" },
});

describe("columns of lists", () => {
  test.each(["fixed.parquet", "fixed-lz4.feather", "fixed.arrows", "bytes.parquet", "text.parquet"])(
    "%s gives every row with what stands beside the vector",
    async (name) => {
      const { embeddings, issues, records } = await importEmbeddings(made(name));
      expect([records, issues]).toEqual([12, []]);
      expect(embeddings.map(plainRow)).toEqual(Array.from({ length: 12 }, (_, row) => wholeRow(row)));
    },
  );

  test.each([
    ["pandas.parquet", []],
    ["polars.parquet", ["note null: columns of 64-bit floats, which are kept as 32-bit floats: 1"]],
  ])("%s is read, whatever the list's item is called", async (name, notes) => {
    const imported = await importEmbeddings(made(name));
    expect(imported.embeddings.map(plainRow)).toEqual(
      Array.from({ length: 12 }, (_, row) => ({ id: `doc-${row}`, vector: vectorOf(row) })),
    );
    expect(reasons(imported)).toEqual(notes);
  });

  test("two columns of vectors give two rows each, told apart by the column's name", async () => {
    const imported = await importEmbeddings(made("two.parquet"));
    expect(imported.records).toBe(24);
    expect(imported.embeddings.slice(4, 6).map(plainRow)).toEqual([
      { ...wholeRow(2), attributes: { ...wholeRow(2).attributes, vector_name: "halves" } },
      { ...wholeRow(2), attributes: { ...wholeRow(2).attributes, vector_name: "title_vector" } },
    ]);
    expect(reasons(imported)).toContain(
      "note null: vectors of several dimensions or models, not to be compared with each other: " +
        "8 dimensions of model-a, halves: 12; 8 dimensions of model-a, title_vector: 12",
    );
  });

  test("rows without a sound vector are lost with their row and reason, and zeros are kept and counted", async () => {
    const imported = await importEmbeddings(made("odd.parquet"));
    expect([imported.records, imported.embeddings.length]).toEqual([12, 8]);
    expect(reasons(imported)).toEqual([
      "record 4: no vector",
      "record 5: number 3 of 8 is NULL",
      "record 7: an empty vector",
      "record 8: number 1 of 8 is NaN, not finite",
      "note 6: vectors of nothing but zeros, which have no direction: 1 (first: doc-5)",
    ]);
    expect(imported.embeddings.find(({ id }) => id === "doc-5")?.vector).toEqual(new Float32Array(8));
  });
});

describe("detection", () => {
  test("goes by the types and lengths of the columns, not by the file's name", async () => {
    expect(await detected(made("fixed.parquet"))).toBe("the column v of vectors");
    expect(await detected(made("two.parquet"))).toBe("the columns halves, title_vector of vectors");
    expect((await readAll(sourceFromBytes(made("fixed-lz4.feather"), "x"))).counts).toMatchObject({
      format: "embeddings",
      records: 12,
      lost: 0,
      rows: { embeddings: 12 },
    });
  });

  test("lists of three numbers, of counts, of probabilities and of uneven lengths are no vectors", async () => {
    expect(await detected(made("other-lists.parquet"))).toBeNull();
    expect(await detected(made("name-only.parquet"))).toBeNull();
    for (const name of ["every.parquet", "every-zstd.feather", "every.arrows", "polars.arrow", "polars.parquet"])
      expect([name, await detected(corpus(`arrow-files/${name}`))]).toEqual([name, null]);
  });

  test("a file that is cut off is left to the reader of tables, which says so", async () => {
    const bytes = made("fixed.parquet");
    expect(await detected(bytes.slice(0, bytes.length / 2))).toBeNull();
    const stream = made("fixed.arrows");
    const result = await readAll(sourceFromBytes(stream.slice(0, stream.length - 900), "x"));
    expect(result.counts).toMatchObject({ format: "embeddings", rows: { embeddings: 5 }, records: 6, lost: 1 });
  });
});

describe("damage", () => {
  test.each(["fixed.parquet", "fixed.arrows", "fixed-lz4.feather", "two.parquet", "iris.npz", "iris.npy"])(
    "%s with bytes changed, or cut off, loses nothing in silence",
    async (name) => {
      const random = seededRandom(5);
      const original = made(name);
      for (let round = 0; round < 60; round++) {
        const cut = random() < 0.3 ? Math.floor(random() * original.length) : original.length;
        const bytes = original.slice(0, cut);
        for (let flips = Math.floor(random() * 6); flips > 0; flips--)
          if (cut > 0) bytes[Math.floor(random() * cut)] = Math.floor(random() * 256);
        const { counts, issues } = await readAll(sourceFromBytes(bytes, "x"));
        const rows = Object.values(counts.rows).reduce((sum, count) => sum + count, 0);
        expect(counts.records).toBe(rows + counts.lost);
        if (rows === 0) expect(issues.length).toBeGreaterThan(0);
      }
    },
  );
});
