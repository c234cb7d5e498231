import { describe, expect, test } from "vitest";
import { detected, importEmbeddings, jsonLines, rowsOf } from "../support/embeddings.ts";
import { lost } from "../support/importing.ts";

const one = [0.5, -0.25, 1, 0, 2.5, -3, 0.125, 8];
const two = [1, 0.5, 0, 0, 0, 0, 0, 0.25];

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
        expect(told).toEqual([
          expect.stringMatching(/^record \d+: no vector$/),
          "note null: fields around the vectors, which are not kept: included",
        ]);
      }
    }
  });

  test("a record nested a hundred thousand levels deep is lost alone", async () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const lists = `{"ids":["a","b"],"embeddings":[[${one}],[${two}]],"metadatas":[{"x":${deep}},{"y":1}],"documents":[]}`;
    const entries = `{"a":{"vector":[${one}],"x":${deep}},"b":{"vector":[${two}],"y":1}}`;
    const lines = `{"id":"b","embedding":[${two}],"y":1}\n{"id":"a","embedding":[${one}],"x":${deep}}`;
    for (const content of [lists, entries, lines]) {
      const { rows, records } = await rowsOf(content);
      expect([rows, records]).toEqual([[{ id: "b", vector: two, attributes: { y: "1" } }], 2]);
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
      jsonLines(...points),
      jsonLines({ result: { points: points.slice(0, 1) } }, { result: { points: points.slice(1) } }),
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
    for (const content of [JSON.stringify(vectors), jsonLines(...vectors)])
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
    const content = jsonLines(
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
    expect([records, told]).toEqual([
      4,
      [
        "record 3: no response.body.data here: too long",
        "note null: fields around the vectors, which are not kept: id, status_code, object",
      ],
    ]);
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
