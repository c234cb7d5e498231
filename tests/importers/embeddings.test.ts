import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { embeddings } from "../../src/importers/embeddings.ts";
import { makeSample, sampleBytes } from "../../src/importers/sample.ts";
import { detected, importEmbeddings, plainRow, reasons } from "../support/embeddings.ts";
import { corpus, lost } from "../support/importing.ts";
import { readAll, sourceFromBytes } from "../support/source-files.ts";

const one = [0.5, -0.25, 1, 0, 2.5, -3, 0.125, 8];
const two = [1, 0.5, 0, 0, 0, 0, 0, 0.25];
const text = (...values: unknown[]) => values.map((value) => JSON.stringify(value)).join("\n");
const unnamed = (count: number) => `note 1: vectors without an id, which are named by their position from 0: ${count}`;

async function rowsOf(content: string | Uint8Array, chunk?: number) {
  const imported = await importEmbeddings(content, chunk);
  return { rows: imported.embeddings.map(plainRow), told: reasons(imported), records: imported.records };
}

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
    ["on lines", text(...records)],
    ["in a list", JSON.stringify(records)],
    ["in a pretty-printed list", JSON.stringify(records, null, 2)],
    ["under a key", JSON.stringify({ next_page: null, records }, null, 1)],
    ["as points of an answer", JSON.stringify({ result: { points: records, next_page_offset: null }, status: "ok" })],
  ])("%s, whatever the chunks", async (_, content) => {
    expect(await detected(content)).toContain("records with the vector embedding");
    for (const chunk of [7, 65_536]) {
      const imported = await rowsOf(content, chunk);
      expect(imported.rows).toEqual(rows);
      expect(imported.told).toEqual([
        expect.stringMatching(/numbers in timestamp that are taken as times in s: 1/),
        expect.stringMatching(/8 dimensions: 1; 8 dimensions of m: 1/),
      ]);
    }
  });

  test("the fields are known by many names, and what is left stays an attribute", async () => {
    const { rows } = await rowsOf(
      text({
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
    const { rows, told } = await rowsOf(text({ id: 1, emb: one, date: "last May" }));
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
    const content = `${text({ id: 1, embedding: one }, ...bad)}\n{"id":10,"embedding":[NaN,1]}\n{"id":}\n7\n${text({ id: 11, embedding: two.map(() => 0) })}`;
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
      text(
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
    for (const content of [JSON.stringify([one, two]), text(one, two), JSON.stringify([one, two], null, 2)]) {
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

describe("dumps of vector databases", () => {
  test("Chroma: lists side by side, in any order", async () => {
    const lists = {
      ids: ["a", "b", "c"],
      embeddings: [one, null, two],
      metadatas: [{ source: "x", timestamp: "2026-04-01T00:00:00Z" }, null, { source: "z" }],
      documents: ["first", "second", null],
      uris: null,
      included: ["embeddings", "metadatas", "documents"],
    };
    const { ids, embeddings: vectors, ...rest } = lists;
    for (const content of [
      JSON.stringify(lists),
      JSON.stringify(lists, null, 2),
      JSON.stringify({ ...rest, embeddings: vectors, ids }, null, 1),
    ]) {
      expect(await detected(content)).toBe("the object has ids and embeddings, each a list");
      for (const chunk of [11, 65_536]) {
        const { rows, told, records } = await rowsOf(content, chunk);
        expect(records).toBe(3);
        expect(rows).toEqual([
          { id: "a", vector: one, text: "first", time_ns: 1775001600000000000n, attributes: { source: "x" } },
          { id: "c", vector: two, attributes: { source: "z" } },
        ]);
        expect(told).toEqual([expect.stringMatching(/^record \d+: no vector$/)]);
      }
    }
  });

  test("Chroma without the vectors says how to get them", async () => {
    const content = JSON.stringify({
      ids: ["a", "b"],
      embeddings: null,
      documents: ["x", "y"],
      metadatas: [null, null],
    });
    expect(await detected(content)).not.toBeNull();
    const { told, records } = await rowsOf(content);
    expect(records).toBe(2);
    expect(told).toEqual([expect.stringContaining('include=["embeddings", "documents", "metadatas"]')]);
  });

  test("Chroma cut off, or damaged in the midst, joins nothing wrongly", async () => {
    const many = Array.from({ length: 50 }, (_, at) => at);
    const lists = {
      ids: many.map((at) => `id-${at}`),
      embeddings: many.map((at) => one.map((number) => number + at)),
      documents: many.map((at) => `text ${at}`),
    };
    const whole = JSON.stringify(lists, null, 2);
    for (let cut = 400; cut < whole.length; cut += 777) {
      for (const content of [whole.slice(0, cut), `${whole.slice(0, cut)}\u0000,{${whole.slice(cut + 9)}`]) {
        if ((await detected(content)) === null) continue;
        const imported = await importEmbeddings(content);
        expect(lost(imported)).toBeGreaterThan(0);
        for (const { id, vector, text: document } of imported.embeddings) {
          expect(vector![0]).toBe(0.5 + Number(id!.slice(3)));
          if (document !== null) expect(document).toBe(`text ${id!.slice(3)}`);
        }
      }
    }
  });

  test("Qdrant: points with a payload, one vector or several, whole or scrolled", async () => {
    const points = [
      { id: 1, payload: { text: "first", lang: "en" }, vector: [0.5, 1] },
      {
        id: "5c56c793-69f3-4fbf-87e6-c4bf54c28c26",
        payload: null,
        vector: { title: one, body: two, words: { indices: [1, 9], values: [0.5, 0.25] } },
        shard_key: null,
        version: 3,
      },
    ];
    const expected = [
      { id: "1", vector: [0.5, 1], text: "first", attributes: { lang: "en" } },
      ...(["title", "body"] as const).map((name) => ({
        id: "5c56c793-69f3-4fbf-87e6-c4bf54c28c26",
        vector: name === "title" ? one : two,
        model: name,
        attributes: { words: '{"indices":[1,9],"values":[0.5,0.25]}', version: "3", vector_name: name },
      })),
    ];
    for (const content of [
      JSON.stringify({ result: { points, next_page_offset: null }, status: "ok", time: 0.1 }),
      JSON.stringify({ result: points, status: "ok" }),
      JSON.stringify({ points }),
      JSON.stringify(points),
      text(...points),
      text({ result: { points: points.slice(0, 1) } }, { result: { points: points.slice(1) } }),
    ]) {
      const { rows, told } = await rowsOf(content);
      expect(rows).toEqual(expected);
      expect(told[0]).toContain("sparse vectors, which stay in the attributes: 1 (first: words)");
    }
  });

  test("Pinecone: upserts, fetches, matches and lines", async () => {
    const vectors = [
      { id: "a", values: [0.5, 1], metadata: { genre: "x" }, sparse_values: { indices: [3], values: [1] } },
      { id: "b", values: [0.5, 2], metadata: { genre: "y" } },
    ];
    const sparse = '{"indices":[3],"values":[1]}';
    const expected = [
      { id: "a", vector: [0.5, 1], attributes: { genre: "x", sparse_values: sparse } },
      { id: "b", vector: [0.5, 2], attributes: { genre: "y" } },
    ];
    for (const content of [JSON.stringify(vectors), text(...vectors)])
      expect((await rowsOf(content)).rows).toEqual(expected);
    const withNamespace = expected.map((row) => ({ ...row, attributes: { namespace: "n", ...row.attributes } }));
    for (const content of [
      JSON.stringify({ namespace: "n", vectors }),
      JSON.stringify({ namespace: "n", matches: vectors }),
    ])
      expect((await rowsOf(content)).rows).toEqual(withNamespace);
    const long = { a: { id: "a", values: one, metadata: { genre: "x" } }, b: { id: "b", values: two } };
    expect((await rowsOf(JSON.stringify({ vectors: long, namespace: "n" }))).rows).toEqual([
      { id: "a", vector: one, attributes: { genre: "x" } },
      { id: "b", vector: two },
    ]);
  });

  test("Weaviate, Milvus, Elasticsearch, MongoDB and LangChain", async () => {
    const cases: [unknown, unknown][] = [
      [
        { objects: [{ class: "Doc", id: "a", properties: { title: "t" }, vector: one }] },
        [{ id: "a", vector: one, label: "Doc", text: "t" }],
      ],
      [
        { objects: [{ class: "Doc", id: "a", properties: { n: 1 }, vectors: { default: one, other: two } }] },
        [
          { id: "a", vector: one, label: "Doc", model: "default", attributes: { n: "1", vector_name: "default" } },
          { id: "a", vector: two, label: "Doc", model: "other", attributes: { n: "1", vector_name: "other" } },
        ],
      ],
      [
        { data: { Get: { Doc: [{ title: "t", _additional: { id: "a", vector: one, distance: 0.5 } }] } } },
        [{ id: "a", vector: one, text: "t", attributes: { distance: "0.5" } }],
      ],
      [
        { code: 0, data: [{ pk: "4489", vector: one, color: "red" }] },
        [{ id: "4489", vector: one, attributes: { color: "red" } }],
      ],
      [{ rows: [{ pk: 1, vector: one }] }, [{ id: "1", vector: one }]],
      [
        { hits: { hits: [{ _index: "i", _id: "a", _source: { body: "t", my_vector: one } }] } },
        [{ id: "a", vector: one, text: "t", attributes: { _index: "i" } }],
      ],
      [
        { _id: { $oid: "66" }, embedding: one.map((value) => ({ $numberDouble: String(value) })) },
        [{ id: '{"$oid":"66"}', vector: one }],
      ],
      [
        {
          u1: { id: "u1", vector: one, text: "t", metadata: {} },
          u2: { id: "u2", vector: two, text: "s", metadata: { k: 1 } },
        },
        [
          { id: "u1", vector: one, text: "t" },
          { id: "u2", vector: two, text: "s", attributes: { k: "1" } },
        ],
      ],
      [
        { embedding_dict: { n1: one }, text_id_to_ref_doc_id: { n1: "d1" }, metadata_dict: { n1: { page: 2 } } },
        [{ id: "n1", vector: one, attributes: { text_id_to_ref_doc_id: "d1", page: "2" } }],
      ],
    ];
    for (const [dump, expected] of cases) expect((await rowsOf(JSON.stringify(dump, null, 2))).rows).toEqual(expected);
  });
});

describe("answers of embedding services", () => {
  const bytes = new Uint8Array(new Float32Array(one).buffer);
  const base64 = btoa(String.fromCharCode(...bytes));

  test("a batch's lines, whose floats may be base64, with the requests that failed", async () => {
    const line = (id: string, data: unknown, error: unknown = null) => ({
      id: `batch_req_${id}`,
      custom_id: id,
      response: data && { status_code: 200, body: { object: "list", data, model: "embed-3", usage: {} } },
      error,
    });
    const content = text(
      line("r1", [{ object: "embedding", index: 0, embedding: one }]),
      line("r2", [
        { object: "embedding", index: 0, embedding: base64 },
        { object: "embedding", index: 1, embedding: two },
      ]),
      line("r3", null, { message: "too long" }),
    );
    expect(await detected(content)).toBe("response.body.data holds records with the vector embedding");
    const { rows, told, records } = await rowsOf(content);
    expect(rows).toEqual([
      { id: "r1", vector: one, model: "embed-3", attributes: { object: "embedding", index: "0" } },
      { id: "r2", vector: one, model: "embed-3", attributes: { object: "embedding", index: "0" } },
      { id: "r2:1", vector: two, model: "embed-3", attributes: { object: "embedding", index: "1" } },
    ]);
    expect([records, told]).toEqual([4, ["record 3: no response.body.data here: too long"]]);
  });

  test("a single answer names its model behind the vectors", async () => {
    const data = [one, two].map((embedding, index) => ({ object: "embedding", index, embedding }));
    for (const indent of [0, 2]) {
      const content = JSON.stringify(
        { object: "list", data, model: "embed-3", usage: { total_tokens: 9 } },
        null,
        indent,
      );
      const { rows } = await rowsOf(content, 50);
      expect(rows.map(({ id, model, vector }) => [id, model, vector])).toEqual([
        ["0", "embed-3", one],
        ["1", "embed-3", two],
      ]);
    }
  });

  test("vectors and texts in lists side by side", async () => {
    const content = JSON.stringify(
      { id: "q", embeddings: { float: [one, two] }, texts: ["a", "b"], model: "e" },
      null,
      2,
    );
    const { rows } = await rowsOf(content);
    expect(rows).toEqual([
      { id: "0", vector: one, text: "a", model: "e" },
      { id: "1", vector: two, text: "b", model: "e" },
    ]);
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
    const lines = (row: object) => text(row, row, row);
    for (const content of [
      lines({ id: 1, point: [0.5, 1.5, 2.5] }),
      lines({ id: 1, token_counts: [1, 2, 3, 4, 5, 6, 7, 8, 9] }),
      lines({ id: 1, token_probs: one }),
      lines({ id: 1, ranks: [9, 8, 7, 6, 5, 4, 3, 2, 1] }),
      text({ id: 1, x: one }, { id: 2, x: one.slice(2) }, { id: 3, x: [...one, 1] }, { id: 4, x: [] }),
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
    expect(await detected(text({ id: 1, features: one }, { id: 2, features: two }))).toContain("features");
    expect(await detected(text({ id: 1, embedding: [0.5, 1, 2] }))).toContain("embedding");
  });

  test("a file that is cut in half is known as it was", async () => {
    const rows = Array.from({ length: 200 }, (_, at) => ({ id: at, text: "t", embedding: one, metadata: { a: at } }));
    const columns = {
      ids: rows.map(({ id }) => `${id}`),
      embeddings: rows.map(() => one),
      documents: rows.map(() => "d"),
    };
    for (const content of [
      text(...rows),
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
