import { Table, tableFromIPC, tableToIPC, vectorFromArray } from "apache-arrow";
import { beforeAll, expect, test } from "vitest";
import { decompressLz4 } from "../../src/importers/tables/lz4.ts";
import { testEngine } from "../support/engine.ts";
import { lz4Frame } from "../support/frames.ts";
import { corpus } from "../support/importing.ts";
import { useParquet } from "../support/parquet.ts";
import { corpusFile, plainTable, type ReadResult, readAll, sourceFromBytes } from "../support/source-files.ts";

const engine = testEngine();
beforeAll(useParquet);

/** The imported table as the database has it: its types, and each value as text. */
async function inDatabase({ batches }: ReadResult): Promise<{ types: string[]; rows: Record<string, unknown>[] }> {
  const database = await engine();
  for (const [index, { stream }] of batches.entries())
    await database.insert({ name: "arrow_test" }, stream.slice(), { create: index === 0 });
  const described = (await database.query("DESCRIBE arrow_test")).toArray();
  const columns = described.map((row) => `"${row.column_name}"::VARCHAR AS "${row.column_name}"`);
  const rows = (await database.query(`SELECT ${columns.join(", ")} FROM arrow_test`)).toArray();
  await database.query("DROP TABLE arrow_test");
  return {
    types: described.map((row) => `${row.column_name} ${row.column_type}`),
    rows: rows.map((row) => row.toJSON()),
  };
}

const everyType = [
  "n BIGINT",
  "s VARCHAR",
  "large VARCHAR",
  "half FLOAT",
  "vector FLOAT[2]",
  "halves FLOAT[]",
  "t TIMESTAMP",
  "category VARCHAR",
  "m MAP(VARCHAR, BIGINT)",
  "st STRUCT(a INTEGER, h FLOAT)",
  "d DECIMAL(20,2)",
  "d32 DECIMAL(5,2)",
  "list INTEGER[]",
  "view VARCHAR",
  "id UUID",
];

test.each([
  ["every-uncompressed.feather", "Arrow IPC file: it begins with ARROW1"],
  ["every-lz4.feather", "Arrow IPC file: it begins with ARROW1"],
  ["every-zstd.feather", "Arrow IPC file: it begins with ARROW1"],
  ["every.arrows", "Arrow IPC stream: it begins with a schema"],
])("every type of %s arrives, whatever compresses it", async (name, reason) => {
  const result = await readAll(corpusFile(`arrow-files/${name}`));
  expect(result.reason).toBe(reason);
  expect(result.counts).toMatchObject({ format: "table", records: 60, lost: 0 });
  expect(result.batches.map((batch) => batch.rows)).toEqual([20, 20, 20]);
  expect(result.issues.map((issue) => issue.reason)).toEqual([
    "column t: times of the zone Europe/Berlin are given in UTC",
  ]);
  const { types, rows } = await inDatabase(result);
  expect(types).toEqual(everyType);
  expect(rows.map((row) => row.n)).toEqual(Array.from({ length: 60 }, (_, index) => String(index)));
  expect(rows[7]).toMatchObject({ s: null });
  expect(rows[45]).toEqual({
    n: "45",
    s: "text 45 é",
    large: "large 45",
    half: "22.5",
    vector: "[45.0, 0.5]",
    halves: "[45.0, 0.5]",
    t: "2026-04-01 12:00:45",
    category: "cat 0",
    m: "{k=45}",
    st: "{'a': 45, 'h': 45.0}",
    d: "45.00",
    d32: "-45.00",
    list: "[45]",
    view: "a view of a string 45",
    id: "2d2d2d2d-2d2d-2d2d-2d2d-2d2d2d2d2d2d",
  });
});

test("Parquet by another writer has the same types and values", async () => {
  const result = await readAll(corpusFile("arrow-files/every.parquet"));
  const { types, rows } = await inDatabase(result);
  expect(types).toEqual(everyType.filter((type) => !/^(view|d32|list) /.test(type)));
  expect(rows[45]).toMatchObject({ half: "22.5", halves: "[45.0, 0.5]", t: "2026-04-01 12:00:45", s: "text 45 é" });
});

test.each(["polars.arrow", "polars-lz4.arrow", "polars.parquet"])(
  "%s is read, views and large lists too",
  async (name) => {
    const result = await readAll(corpusFile(`arrow-files/${name}`));
    expect(result.counts).toMatchObject({ records: 60, lost: 0 });
    const { types, rows } = await inDatabase(result);
    expect(types).toEqual(["n BIGINT", "s VARCHAR", "t TIMESTAMP", "l DOUBLE[]", "c VARCHAR"]);
    expect(rows[59]).toEqual({
      n: "59",
      s: "polars string number 59",
      t: "2026-04-01 12:00:59",
      l: "[1.0, 59.0]",
      c: "c",
    });
  },
);

test("a dictionary that grows or is replaced gives each batch its own words", async () => {
  const grows = await inDatabase(await readAll(corpusFile("arrow-files/dictionary-grows.arrows")));
  expect(grows.rows.map((row) => row.d)).toEqual(["a", "b", "a", "c"]);
  const replaced = await inDatabase(await readAll(corpusFile("arrow-files/dictionary-replaced.arrows")));
  expect(replaced.rows.map((row) => row.d)).toEqual(["a", "b", "c", "a"]);
});

test("a type that cannot be read is refused by name", async () => {
  for (const [name, problem] of [
    ["decimal256", "column x: decimals of more than 38 digits cannot be read"],
    ["run-ends", "column x: run-end encoding cannot be read"],
  ]) {
    const { issues, counts } = await readAll(corpusFile(`arrow-files/${name}.feather`));
    expect(issues[0]?.reason).toContain(problem);
    expect(counts).toMatchObject({ records: 1, lost: 1, rows: {} });
  }
});

test("a damaged batch hides no other where the file has a footer", async () => {
  const bytes = corpus("arrow-files/every-lz4.feather");
  const damaged = bytes.slice();
  damaged.fill(0xff, 4000, 4400);
  const { counts, issues } = await readAll(sourceFromBytes(damaged, "t"));
  expect(counts.rows).toEqual({ t: 40 });
  expect(issues.some((issue) => issue.reason.startsWith("Arrow: record batch 1 cannot be read"))).toBe(true);
  expect(counts).toMatchObject({ records: 41, lost: 1 });
});

test("a file or stream that is cut off gives the batches before the cut", async () => {
  for (const name of ["every-uncompressed.feather", "every.arrows"]) {
    const bytes = corpus(`arrow-files/${name}`);
    const { counts, issues } = await readAll(sourceFromBytes(bytes.subarray(0, bytes.length * 0.7), "t"));
    expect(counts.rows, name).toEqual({ t: 20 * (counts.records - 1 > 20 ? 2 : 1) });
    expect(issues.at(-1)?.reason, name).toMatch(/Arrow: the file ends inside record batch [23]/);
    expect(counts.lost).toBe(1);
  }
});

test("files and streams of another library, empty ones and large batches are read", async () => {
  const table = new Table({ a: vectorFromArray([1.5, 2.5]), b: vectorFromArray(["x", null]) });
  for (const format of ["file", "stream"] as const) {
    const read = plainTable(await readAll(sourceFromBytes(tableToIPC(table, format), "t")));
    expect(read.rows, format).toEqual([
      { a: 1.5, b: "x" },
      { a: 2.5, b: null },
    ]);
    const empty = await readAll(sourceFromBytes(tableToIPC(table.slice(0, 0), format), "t"));
    expect(empty.counts, format).toMatchObject({ records: 0, lost: 0, rows: { t: 0 } });
  }
  const large = new Table({ x: vectorFromArray(new Float64Array(10_000_000).map((_, index) => index)) });
  const result = await readAll(sourceFromBytes(tableToIPC(large, "stream"), "large", 1 << 20));
  expect(result.batches.length).toBeGreaterThan(3);
  expect(result.counts).toMatchObject({ records: 10_000_000, rows: { large: 10_000_000 } });
  expect(tableFromIPC(result.batches[1]?.stream).getChild("x")?.get(0)).toBe(result.batches[0]?.rows);
});

test("LZ4 is undone: stored blocks, matches that overlap, long lengths; damage is an error", () => {
  const stored = lz4Frame([
    { bytes: new TextEncoder().encode("hello ") },
    { bytes: new TextEncoder().encode("world") },
  ]);
  expect(new TextDecoder().decode(decompressLz4(stored, 11))).toBe("hello world");
  // Three literals, a match of 4 + 15 + 5 bytes three back, and a last literal.
  const block = new Uint8Array([0x3f, 97, 98, 99, 3, 0, 5, 0x10, 33]);
  const frame = lz4Frame([{ bytes: block, compressed: true }]);
  expect(new TextDecoder().decode(decompressLz4(frame, 28))).toBe(`${"abc".repeat(9)}!`);
  expect(() => decompressLz4(frame, 30)).toThrow("LZ4: damaged data");
  expect(() => decompressLz4(frame, 20)).toThrow();
  const farBack = lz4Frame([{ bytes: new Uint8Array([0x10, 97, 9, 0]), compressed: true }]);
  expect(() => decompressLz4(farBack, 5)).toThrow("LZ4: damaged data");
});
