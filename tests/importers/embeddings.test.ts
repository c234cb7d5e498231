import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { embeddings } from "../../src/importers/embeddings/embeddings.ts";
import { makeSample, sampleBytes } from "../../src/importers/sample.ts";
import { detected, importEmbeddings, jsonLines, rowsOf } from "../support/embeddings.ts";
import { corpus } from "../support/importing.ts";
import { readAll, sourceFromBytes } from "../support/source-files.ts";

const one = [0.5, -0.25, 1, 0, 2.5, -3, 0.125, 8];
const two = [1, 0.5, 0, 0, 0, 0, 0, 0.25];
const unnamed = (count: number) => `note 1: vectors without an id, which are named by their position from 0: ${count}`;

describe("records with a vector", () => {
  const records = [
    { id: "a", embedding: one, document: "first", metadata: { source: "x", page: 1 }, timestamp: 1776000000 },
    { id: "b", embedding: two, document: "second", metadata: { source: "y" }, label: "good", model: "m" },
  ];
  const rows = [
    {
      id: "a",
      vector: one,
      text: "first",
      time_ns: 1776000000000000000n,
      attributes: { source: "x", page: "1" },
    },
    { id: "b", vector: two, text: "second", label: "good", model: "m", attributes: { source: "y" } },
  ];

  test.each([
    ["on lines", jsonLines(...records)],
    ["in a list", JSON.stringify(records)],
    ["in a pretty-printed list", JSON.stringify(records, null, 2)],
    ["under a key", JSON.stringify({ next_page: null, records }, null, 1)],
    ["as points of an answer", JSON.stringify({ result: { points: records, next_page_offset: null }, status: "ok" })],
  ])("%s, whatever the chunks", async (_, content) => {
    expect(await detected(content)).toContain("records with the vector embedding");
    for (const chunk of [7, 65_536]) {
      const imported = await rowsOf(content, chunk);
      expect(imported.rows).toEqual(rows);
      expect(imported.told.filter((note) => !note.includes("fields around"))).toEqual([
        expect.stringMatching(/numbers in timestamp that are taken as times in s: 1/),
        expect.stringMatching(/8 dimensions: 1; 8 dimensions of m: 1/),
      ]);
    }
  });

  test("the fields are known by many names, and what is left stays an attribute", async () => {
    const { rows } = await rowsOf(
      jsonLines({
        _id: "x",
        prediction_id: "y",
        Vector: one,
        publishedDate: "2024-05-01",
        createdAt: "2024-05-02T10:00:00Z",
        page_content: "t",
        embedding_model: "m",
        split: "train",
        prediction_label: "p",
        actual_label: "q",
        tags: ["a"],
        n: 12345678901234567890n.toString(),
      }),
    );
    expect(rows).toEqual([
      {
        id: "x",
        vector: one,
        time_ns: 1714644000000000000n,
        text: "t",
        model: "m",
        window: "train",
        label: "q",
        attributes: {
          prediction_id: "y",
          publishedDate: "2024-05-01",
          prediction_label: "p",
          tags: '["a"]',
          n: "12345678901234567890",
        },
      },
    ]);
  });

  test("a time that is none stays an attribute and is told", async () => {
    const { rows, told } = await rowsOf(jsonLines({ id: 1, emb: one, date: "last May" }));
    expect(rows).toEqual([{ id: "1", vector: one, attributes: { date: "last May" } }]);
    expect(told).toEqual(["note 1: values of date that are no time: 1 (first: last May)"]);
  });

  test("long ids keep all of their digits, and keys of prototypes are keys like others", async () => {
    const line = `{"id":12345678901234567890,"embedding":${JSON.stringify(one)},"__proto__":{"a":1},"constructor":7}`;
    const { rows } = await rowsOf(`${line}\n${line}`);
    expect(rows[1]).toMatchObject({ id: "12345678901234567890", attributes: { constructor: "7" } });
    expect(rows[0]!.attributes).toHaveProperty(["__proto__"]);
  });

  test("what is no vector is lost with its line and reason; zeros are kept", async () => {
    const bad = [
      { id: 2, embedding: [] },
      { id: 3, embedding: [...two, "x"] },
      { id: 4, embedding: null },
      { id: 5, embedding: [1e39, ...two] },
      { id: 6, embedding: [[1, 2], [3]] },
      { id: 7, embedding: { a: 1 } },
      { id: 8, embedding: "[0.1 0.2 ... 0.3]" },
      { id: 9, embedding: two.map((item, at) => (at === 1 ? null : item)) },
    ];
    const content = `${jsonLines({ id: 1, embedding: one }, ...bad)}\n{"id":10,"embedding":[NaN,1]}\n{"id":}\n7\n${jsonLines({ id: 11, embedding: two.map(() => 0) })}`;
    const { rows, told, records } = await rowsOf(content);
    expect(rows.map(({ id }) => id)).toEqual(["1", "11"]);
    expect(records).toBe(13);
    expect(told).toEqual([
      "record 2: an empty vector",
      'record 3: number 9 of 9 is "x", no number',
      "record 4: no vector",
      "record 5: number 1 of 9 is Infinity, not finite",
      "record 6: a list of vectors where one belongs",
      "record 7: an object that holds no vector",
      "record 8: elided text: it leaves numbers out (...)",
      "record 9: number 2 of 8 is null, no number",
      "record 10: number 1 of 2 is NaN, not finite",
      expect.stringMatching(/^record 11: JSON/),
      "record 12: no record of a vector",
      "note 13: vectors of nothing but zeros, which have no direction: 1 (first: 11)",
    ]);
  });

  test("vectors of several lengths and models are kept apart in the report", async () => {
    const { told } = await rowsOf(
      jsonLines(
        { id: 1, embedding: one, model: "a" },
        { id: 2, embedding: two, model: "b" },
        { id: 3, embedding: [...one, 1], model: "a" },
        { id: 4, embedding: one, model: "a" },
      ),
    );
    expect(told).toEqual([
      "note null: vectors of several dimensions or models, not to be compared with each other: " +
        "8 dimensions of a: 2; 8 dimensions of b: 1; 9 dimensions of a: 1",
    ]);
  });

  test("lists of numbers alone are named by their position", async () => {
    for (const content of [JSON.stringify([one, two]), jsonLines(one, two), JSON.stringify([one, two], null, 2)]) {
      expect(await detected(content)).toBe("lists of numbers, all of one length");
      const { rows, told } = await rowsOf(content);
      expect(rows).toEqual([
        { id: "0", vector: one },
        { id: "1", vector: two },
      ]);
      expect(told[0]).toContain("named by their position from 0: 2");
    }
  });
});

describe("delimited text", () => {
  const joined = one.join(",");

  test.each([
    ["pgvector", `"[${joined}]"`],
    ["PostgreSQL's arrays", `"{${joined}}"`],
    ["sparsevec", '"{1:0.5,2:-0.25,3:1,5:2.5,6:-3,7:0.125,8:8}/8"'],
    ["NumPy's text", `"[ ${one.join(" ")}\n ]"`],
    ["NumPy's representation", `"array([${one.join(", ")}], dtype=float32)"`],
  ])("%s", async (_, cell) => {
    const content = `id,content,embedding,created\nx,"a, b",${cell},2026-04-01 00:00:00\n`;
    expect(await detected(content)).toBe("the column embedding of vectors as text");
    const { rows, told } = await rowsOf(content, 5);
    expect(rows).toEqual([{ id: "x", text: "a, b", vector: one, time_ns: 1775001600000000000n }]);
    expect(told).toEqual([]);
  });

  test("elided text is refused, and the rest read", async () => {
    const content = `id,embedding\n1,[0.1 0.2 ... 0.8]\n2,"[${joined}]"\n3,\n`;
    const { rows, told, records } = await rowsOf(content);
    expect([rows.length, records]).toEqual([1, 3]);
    expect(told).toEqual(["record 2: elided text: it leaves numbers out (...)", "record 4: no vector"]);
  });

  test("numbers separated by tabs, as the projector takes them", async () => {
    const content = [one, two, [...two.slice(1), "x"]].map((row) => row.join("\t")).join("\n");
    expect(await detected(content)).toBeNull();
    const sound = `${[one, two, two].map((row) => row.join("\t")).join("\n")}\n`;
    expect(await detected(sound)).toBe("lines of 8 numbers, separated by tabs");
    const { rows, told } = await rowsOf(sound, 9);
    expect(rows.map(({ vector }) => vector)).toEqual([one, two, two]);
    expect(told).toEqual([unnamed(3)]);
    const damaged = await rowsOf(`${sound.repeat(20)}x\t1\n`);
    expect(damaged.told[0]).toMatch(/^record \d+: /);
  });
});

describe("a raw matrix", () => {
  test("is known by its floats and refused for want of its shape, with what to do", async () => {
    const bytes = corpus("embeddings-raw/iris_tensors.bytes");
    for (const content of [bytes, bytes.slice(0, 1200)]) {
      const { counts, issues, reason } = await readAll(sourceFromBytes(content, "x"));
      expect(reason).toBe("nothing but 32-bit floats, without their shape");
      expect(counts).toMatchObject({ format: "embeddings", records: 1, lost: 1, rows: {} });
      expect(issues[0]!.reason).toContain("numpy.save");
    }
    expect((await importEmbeddings(bytes)).issues[0]!.reason).toMatch(
      /^600 32-bit floats without their shape \(150 × 4/,
    );
  });

  test("other numbers and noise are no such matrix", async () => {
    const whole = new Uint8Array(Int32Array.from({ length: 100 }, (_, at) => at * 7 + 1).buffer);
    const doubles = new Uint8Array(Float64Array.from({ length: 100 }, (_, at) => Math.sqrt(at + 0.3)).buffer);
    const noise = Uint8Array.from({ length: 400 }, (_, at) => (at * at * 31 + at * 7) & 255);
    for (const content of [whole, doubles, noise, new Uint8Array(400)]) expect(await detected(content)).toBeNull();
  });
});

describe("detection", () => {
  test("lists that are no vectors stay a table's", async () => {
    const lines = (row: object) => jsonLines(row, row, row);
    for (const content of [
      lines({ id: 1, point: [0.5, 1.5, 2.5] }),
      lines({ id: 1, token_counts: [1, 2, 3, 4, 5, 6, 7, 8, 9] }),
      lines({ id: 1, token_probs: one }),
      lines({ id: 1, ranks: [9, 8, 7, 6, 5, 4, 3, 2, 1] }),
      jsonLines({ id: 1, x: one }, { id: 2, x: one.slice(2) }, { id: 3, x: [...one, 1] }, { id: 4, x: [] }),
      lines({ id: 1, embedding: "embed-3-small", tokens: 9 }),
      lines({ id: 1, embedding_model: "embed-3", usage: { vector: 3 } }),
      JSON.stringify({ embeddings: [{ tensorName: "a", tensorShape: [150, 4], tensorPath: "a.bytes" }] }),
      "id,embedding\n1,embed-3-small\n2,embed-3-small\n",
      'id,scores\n1,"[0.5, 1, 2]"\n2,"[0.5, 1, 3]"\n',
      "a\tb\n1\t2\n3\t4\n",
    ])
      expect([content.slice(0, 60), await detected(content)]).toEqual([content.slice(0, 60), null]);
  });

  test("a list of numbers without a telling name is a vector when it is long, even and broken", async () => {
    expect(await detected(jsonLines({ id: 1, features: one }, { id: 2, features: two }))).toContain("features");
    expect(await detected(jsonLines({ id: 1, embedding: [0.5, 1, 2] }))).toContain("embedding");
  });

  test("a file that is cut in half is known as it was", async () => {
    const rows = Array.from({ length: 200 }, (_, at) => ({ id: at, text: "t", embedding: one, metadata: { a: at } }));
    const columns = {
      ids: rows.map(({ id }) => `${id}`),
      embeddings: rows.map(() => one),
      documents: rows.map(() => "d"),
    };
    for (const content of [
      jsonLines(...rows),
      JSON.stringify(rows),
      JSON.stringify({ result: { points: rows } }),
      JSON.stringify(columns),
      `id,embedding\n${rows.map(({ id }) => `${id},"[${one}]"`).join("\n")}\n`,
      `${rows.map(() => one.join("\t")).join("\n")}\n`,
    ]) {
      const half = content.slice(0, content.length / 2);
      expect(await detected(half)).toBe(await detected(content));
      const imported = await importEmbeddings(half);
      expect(imported.embeddings.length).toBeGreaterThan(imported.embeddings.length ? 30 : -1);
    }
  });

  test("no other file of the corpus is taken for embeddings", () => {
    const root = join(import.meta.dirname, "../corpus");
    const taken = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => {
      const path = join(root, name);
      if (/embeddings-/.test(name) || statSync(path).isDirectory()) return false;
      const bytes = new Uint8Array(readFileSync(path));
      return embeddings.detect(makeSample(bytes.subarray(0, sampleBytes), bytes.length <= sampleBytes, null)) !== null;
    });
    expect(taken).toEqual([]);
  });
});
