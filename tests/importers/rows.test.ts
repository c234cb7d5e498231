import { tableFromArrays, tableToIPC } from "apache-arrow";
import { describe, expect, test } from "vitest";
import type { Input } from "../../src/importers/importer.ts";
import type { JsonObject } from "../../src/importers/json/json.ts";
import { namesIn } from "../../src/importers/names.ts";
import { readRows, rowKeys } from "../../src/importers/rows.ts";
import { makeSample } from "../../src/importers/sample.ts";
import { corpus, emptyImport, inputOf, lost, sinkInto } from "../support/importing.ts";
import { useParquet as givesParquet } from "../support/parquet.ts";

givesParquet();
const signal = new AbortController().signal;

async function inputWithNames(content: Uint8Array | string, chunk = 65_536): Promise<Input> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const input = inputOf(bytes, chunk, signal);
  return { ...input, sample: makeSample(bytes, true, null, await namesIn(bytes, input.file)) };
}

async function rowsOf(content: Uint8Array | string, chunk?: number) {
  const imported = emptyImport();
  const rows: { row: JsonObject; line: number | null }[] = [];
  const take = (row: JsonObject, { line }: { line: number | null }) => {
    if (row.refuse) throw new Error("refused");
    rows.push({ row: { ...row }, line });
  };
  const input = await inputWithNames(content, chunk);
  await readRows(input, sinkInto(imported), take);
  return { rows, imported, keys: rowKeys(input.sample) };
}

describe("delimited text", () => {
  test("cells stay text, quotes and line breaks in them too, and an empty one is null", async () => {
    const text = 'id,version,"a ""b"""\nx,1.10,"two\nlines, ""quoted"""\ny,,3,4\n';
    for (const chunk of [1, 7, 1000]) {
      const { rows, keys } = await rowsOf(text, chunk);
      expect(keys).toEqual(["id", "version", 'a "b"']);
      expect(rows).toEqual([
        { row: { id: "x", version: "1.10", 'a "b"': 'two\nlines, "quoted"' }, line: 2 },
        { row: { id: "y", version: null, 'a "b"': "3", extra_cells: ["4"] }, line: 4 },
      ]);
    }
  });
});

describe("JSON", () => {
  test("lines, lists and values one after another give the same rows, long integers with all digits", async () => {
    const row = '{"id":1234567890123456789,"n":[1,2]}';
    for (const text of [`${row}\n${row}\n`, `[${row},\n${row}]`, `${row}${row}`]) {
      const { rows, keys } = await rowsOf(text, 5);
      expect(rows.map(({ row }) => row)).toEqual(Array(2).fill({ id: "1234567890123456789", n: [1, 2] }));
      expect(keys).toEqual(["id", "n"]);
    }
  });

  test("what cannot be read, and what is refused, is lost with its line", async () => {
    const { rows, imported } = await rowsOf('{"a":1}\n{"a":}\n7\n{"refuse":true}\n{"a":2}\n');
    expect(rows.map(({ row }) => row.a)).toEqual([1, 2]);
    expect(imported.issues.map(({ line, reason }) => `${line} ${reason}`).at(-1)).toBe("4 refused");
    expect(imported.records).toBe(lost(imported));
    expect(imported.records).toBe(3);
  });
});

describe("Parquet and Arrow", () => {
  test("every type comes as JSON would hold it", async () => {
    const first = await rowsOf(corpus("arrow-files/every.parquet"));
    expect(first.rows.length).toBeGreaterThan(0);
    expect(first.rows.map(({ line }) => line)).toEqual(first.rows.map((_, index) => index + 1));
    expect(first.rows[1]?.row).toEqual({
      n: 1,
      s: "text 1 é",
      large: "large 1",
      half: 0.5,
      vector: [1, 0.5],
      halves: [1, 0.5],
      t: "2026-04-01T12:00:01.000000Z",
      category: "cat 1",
      m: { k: 1 },
      st: { a: 1, h: 1 },
      d: "1.00",
      id: "AQEBAQEBAQEBAQEBAQEBAQ==",
    });
    expect(first.rows[7]?.row.s).toBeNull();
  });

  test("an Arrow stream gives the rows of its table", async () => {
    const table = tableFromArrays({ id: Int32Array.of(1, 2), text: ["a", "b"], vector: [[0.5, 1], [2]] });
    const { rows, keys } = await rowsOf(tableToIPC(table, "stream"));
    expect(keys).toEqual(["id", "text", "vector"]);
    expect(rows).toEqual([
      { row: { id: 1, text: "a", vector: [0.5, 1] }, line: 1 },
      { row: { id: 2, text: "b", vector: [2] }, line: 2 },
    ]);
  });

  test("a file with text as views has no names here, and so stays a table", async () => {
    expect((await inputWithNames(corpus("arrow-files/polars.arrow"))).sample.columns).toBeNull();
    expect((await inputWithNames(corpus("arrow-files/polars.parquet"))).sample.columns).toEqual([
      "n",
      "s",
      "t",
      "l",
      "c",
    ]);
  });

  test("a damaged file has no names, and its reader says what is wrong", async () => {
    const bytes = corpus("arrow-files/every.parquet").slice(0, -20);
    const input = await inputWithNames(bytes);
    expect(input.sample.columns).toBeNull();
    await expect(readRows(input, sinkInto(emptyImport()), () => undefined)).rejects.toThrow("footer is missing");
  });
});
