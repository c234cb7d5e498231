import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { Float16, Table, tableFromIPC, tableToIPC, vectorFromArray } from "apache-arrow";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SourceFile } from "../../src/importers/importer.ts";
import { toParquet } from "../../src/importers/tables/parquet-wasm.ts";
import { testEngine } from "../support/engine.ts";
import { useParquet } from "../support/parquet.ts";
import { plainTable, readAll, sourceFromBytes } from "../support/source-files.ts";

const engine = testEngine();
const folder = mkdtempSync(join(tmpdir(), "casebook-parquet-"));

beforeAll(useParquet);
afterAll(() => rmSync(folder, { recursive: true }));

/** A Parquet file that native DuckDB writes. */
async function written(select: string, options = ""): Promise<Uint8Array> {
  const path = join(folder, `${Math.abs(hash(select + options))}.parquet`);
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet ${options})`);
  connection.closeSync();
  return new Uint8Array(readFileSync(path));
}

function hash(text: string): number {
  return Array.from(text).reduce((sum, char) => (Math.imul(sum, 31) + char.charCodeAt(0)) | 0, 7);
}

const everyType = `SELECT i AS n, i::UBIGINT AS u, 'x' || i AS s, i % 2 = 0 AS b, i::DECIMAL(18, 3) AS d, i / 4 AS f,
  DATE '2026-04-01' + i::INT AS day, TIMESTAMP '2026-04-01' + INTERVAL (i) SECOND AS t,
  TIMESTAMPTZ '2026-04-01 00:00:00+00' AS tz, [i, NULL] AS l, {'a': i, 'b': ['x']} AS st, MAP {'k': i} AS m,
  TIME '12:30' AS clock, '\\x01'::BLOB AS bl, 'a'::ENUM ('a', 'b') AS e, NULL AS nothing, INTERVAL 3 DAY AS iv
  FROM range(ROWS) t(i)`;

test("columns keep their types, nested ones too, and no row is lost in any row group", async () => {
  const bytes = await written(everyType.replace("ROWS", "50000"), ", ROW_GROUP_SIZE 20000");
  const result = await readAll(sourceFromBytes(bytes, "exports/Judge scores.parquet"));
  expect(result.reason).toBe("Parquet: it begins with PAR1");
  expect(result.counts).toMatchObject({ format: "table", records: 50_000, lost: 0, rows: { judge_scores: 50_000 } });
  expect(result.batches.length).toBeGreaterThanOrEqual(3);
  const database = await engine();
  let first = true;
  for (const { stream } of result.batches) {
    await database.insert({ name: "pq" }, stream, { create: first });
    first = false;
  }
  const types = (await database.query("DESCRIBE pq")).toArray().map((row) => `${row.column_name} ${row.column_type}`);
  expect(types).toEqual([
    "n BIGINT",
    "u UBIGINT",
    "s VARCHAR",
    "b BOOLEAN",
    "d DECIMAL(18,3)",
    "f DOUBLE",
    "day DATE",
    "t TIMESTAMP",
    "tz TIMESTAMP",
    "l BIGINT[]",
    "st STRUCT(a BIGINT, b VARCHAR[])",
    "m MAP(VARCHAR, BIGINT)",
    "clock TIME",
    "bl BLOB",
    "e VARCHAR",
    "nothing INTEGER",
    "iv INTERVAL",
  ]);
  const sums = `SELECT count(*)::INT AS rows, sum(n)::BIGINT AS n, sum(f) AS f, sum(l[1])::BIGINT AS l,
    sum(m['k'])::BIGINT AS m, sum(st.a)::BIGINT AS st, max(t)::VARCHAR AS t, any_value(tz)::VARCHAR AS tz,
    any_value(iv)::VARCHAR AS iv FROM pq`;
  const total = (50_000n * 49_999n) / 2n;
  expect((await database.query(sums)).get(0)?.toJSON()).toEqual({
    rows: 50_000,
    n: total,
    f: Number(total) / 4,
    l: total,
    m: total,
    st: total,
    t: "2026-04-01 13:53:19",
    tz: "2026-04-01 00:00:00",
    iv: "3 days",
  });
});

test("only the footer and one row group at a time are asked of the file", async () => {
  const bytes = await written("SELECT i, hash(i) AS h FROM range(200000) t(i)", ", ROW_GROUP_SIZE 20480");
  const base = sourceFromBytes(bytes, "large.parquet");
  const slices: number[] = [];
  const counting: SourceFile = {
    ...base,
    slice: (start, end) => {
      slices.push(end - start);
      return base.slice(start, end);
    },
  };
  const result = await readAll(counting);
  expect(result.counts.rows).toEqual({ large: 200_000 });
  // The checksum of the whole is taken apart from that, four megabytes at a time.
  const ofReader = slices.filter((size) => size !== 4_194_304);
  expect(ofReader.length).toBeGreaterThan(9);
  expect(Math.max(...ofReader)).toBeLessThan(bytes.length / 4);
});

test("a compressed file is read too, and an empty table keeps its columns", async () => {
  const bytes = await written("SELECT 1 AS a, 'x' AS b");
  const packed = await readAll(sourceFromBytes(new Uint8Array(gzipSync(bytes)), "t.parquet.gz"));
  expect(plainTable(packed).rows).toEqual([{ a: 1, b: "x" }]);
  expect(packed.counts.compression).toBe("gzip");
  const empty = await readAll(sourceFromBytes(await written("SELECT 1 AS a, 'x' AS b WHERE false"), "empty"));
  expect(empty.counts).toMatchObject({ records: 0, lost: 0, rows: { empty: 0 } });
  expect(plainTable(empty).columns).toEqual({ a: "Int32", b: "Utf8" });
});

test("a damaged row group is lost and counted, and the others are read", async () => {
  const bytes = await written("SELECT i, 'text ' || i AS s FROM range(60000) t(i)", ", ROW_GROUP_SIZE 20480");
  const damaged = bytes.slice();
  damaged.fill(0xa5, 100, 600);
  const result = await readAll(sourceFromBytes(damaged, "t.parquet"));
  expect(result.counts).toMatchObject({ records: 60_000, lost: 20_480, rows: { t: 39_520 } });
  expect(result.issues[0]).toMatchObject({ severity: "record", records: 20_480 });
  expect(result.issues[0]?.reason).toContain("20480 rows of row group 1 of 3 cannot be read");
});

test("a file that is cut off, encrypted or nothing but a mark says so", async () => {
  const bytes = await written("SELECT i FROM range(1000) t(i)");
  const ends = new TextEncoder().encode("PARE");
  const encrypted = bytes.slice();
  encrypted.set(ends, bytes.length - 4);
  const garbled = bytes.slice();
  garbled.fill(0xff, bytes.length - 40, bytes.length - 12);
  const cases: [string, Uint8Array, string][] = [
    ["cut off", bytes.subarray(0, bytes.length - 100), "the file is cut off: its footer is missing"],
    ["encrypted", encrypted, "the file is encrypted"],
    ["garbled", garbled, "the footer cannot be read"],
    ["mark", bytes.subarray(0, 4), "the file is cut off"],
  ];
  for (const [name, content, reason] of cases) {
    const result = await readAll(sourceFromBytes(content, "t.parquet"));
    expect(result.issues.map((issue) => issue.reason).join(), name).toContain(reason);
    expect(result.counts, name).toMatchObject({ rows: {}, records: 1, lost: 1 });
  }
});

test("what is exported to Parquet is read back as it was", async () => {
  const table = new Table({ n: vectorFromArray([1.5, null, 3]), s: vectorFromArray(["a", "b", null]) });
  const bytes = await toParquet(tableToIPC(table, "stream"));
  expect(plainTable(await readAll(sourceFromBytes(bytes, "export"))).rows).toEqual([
    { n: 1.5, s: "a" },
    { n: null, s: "b" },
    { n: 3, s: null },
  ]);
  expect(tableFromIPC((await readAll(sourceFromBytes(bytes, "export"))).batches[0]?.stream).numRows).toBe(3);
  const halves = await toParquet(tableToIPC(new Table({ h: vectorFromArray([0.5, -2], new Float16()) }), "stream"));
  const read = plainTable(await readAll(sourceFromBytes(halves, "halves")));
  expect(read).toMatchObject({ columns: { h: "Float32" }, rows: [{ h: 0.5 }, { h: -2 }] });
});
