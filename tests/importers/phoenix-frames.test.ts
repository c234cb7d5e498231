import { describe, expect, test } from "vitest";
import { otlpJson } from "../../src/importers/otlp/otlp-json.ts";
import { importAny as imported } from "../support/import-any.ts";
import { corpus, importWith, lost } from "../support/importing.ts";
import { useParquet as givesParquet } from "../support/parquet.ts";
import { firstFormat } from "../support/told-imports.ts";

givesParquet();

const spanId = "b7ad6b7169203331";

describe("real frames", () => {
  const retriever = corpus("phoenix-spans-df-jsonl/phoenix_retriever_spans_20250821_125133.jsonl");

  test("retrievers and their documents", async () => {
    const { spans, documents, issues, records, reason } = await imported(retriever);
    expect(reason).toBe("the first object is one of spans with context.span_id and context.trace_id");
    expect([records, spans.length, documents.length, issues]).toEqual([8, 8, 18, []]);
    expect(spans[0]).toMatchObject({
      trace_id: "b8ae63ca4a6cd5ee9868397493cc522d",
      span_id: "f8facdeb5412ee64",
      parent_span_id: "be3458715a3538ac",
      name: "VectorIndexRetriever._retrieve",
      kind: "RETRIEVER",
      start_ns: 1755776618948000000n,
      end_ns: 1755776619278000000n,
      status: "OK",
      status_message: null,
    });
    expect(spans[0]!.input).toMatch(/^\{"query_bundle": \{"query_str": "GAMP Category 4 validation testing/);
    expect(documents[1]).toMatchObject({
      span_id: "be3458715a3538ac",
      rank: 2,
      doc_id: "81aefa78-eb80-409b-88be-8c75d6858ce0",
      score: 0.476954115,
      score_kind: "retrieval",
    });
    expect(documents[1]!.content).toMatch(/^PHARMACEUTICAL SYSTEM REQUIREMENTS\n/);
    expect(JSON.parse(documents[1]!.metadata!).file_name).toBe("test_urs_hitl.txt");
  });

  test("calls to a model", async () => {
    const { spans, issues, records } = await imported(
      corpus("phoenix-spans-df-jsonl/phoenix_llm_spans_20250821_125133.first-6-lines.jsonl"),
    );
    expect([records, issues]).toEqual([6, []]);
    expect(spans[0]).toMatchObject({
      span_id: "877c8ccb5e81f014",
      model: "deepseek/deepseek-chat",
      provider: "openai",
    });
    expect(spans.every(({ kind, input, output }) => kind === "LLM" && input !== null && output !== null)).toBe(true);
    expect(spans[0]!.attributes!.get("llm.invocation_parameters")).toContain('"num_output":30000');
  });

  test("cut off, it is still one, and gives the spans before the cut", async () => {
    const half = await imported(retriever.slice(0, retriever.length / 2));
    expect(half.reason).not.toBeNull();
    expect([half.records, lost(half)]).toEqual([half.spans.length + 1, 1]);
    expect(half.spans.length).toBeGreaterThan(2);
  });

  test("in chunks of any size the rows are the same", async () => {
    expect(await imported(retriever, 999)).toEqual({ ...(await imported(retriever)), drains: expect.any(Number) });
  });
});

describe("one synthetic trace in every form", () => {
  const otlp = importWith(otlpJson, corpus("phoenix-synthetic/otlp.json"));
  const texts = (attributes: ReadonlyMap<string, string>) =>
    Object.fromEntries(
      [...attributes].map(([key, text]) => [key, text.replace(/(?<=[:,]) /g, "").replace(/\.0$/, "")]),
    );
  const sorted = (values: readonly object[]) => values.map((value) => JSON.stringify(value)).sort();

  test.each([
    "rest.json",
    "spans.csv",
    "spans-of-parquet.csv",
    "spans.parquet",
    "spans-iso.jsonl",
    "spans-epoch.jsonl",
  ])("%s gives the same rows as OTLP", async (file) => {
    const expected = await otlp;
    const { spans, documents, embeddings, issues, records, reason } = await imported(
      corpus(`phoenix-synthetic/${file}`),
    );
    expect(reason).toContain("spans with context.span_id");
    expect([records, issues]).toEqual([4, []]);
    const times = file === "spans-epoch.jsonl" ? ["start_ns", "end_ns", "events"] : [];
    for (const [at, { source_row, attributes, ...row }] of spans.entries()) {
      const { source_row: _, attributes: otlpAttributes, ...same } = expected.spans[at]!;
      const rounded = Object.fromEntries(times.map((name) => [name, expect.anything()]));
      if (same.events === null) rounded.events = null;
      expect(row).toEqual({ ...same, ...(times.length > 0 ? rounded : {}) });
      const { id, ...own } = texts(attributes!);
      const { "span.kind": __, ...sent } = texts(otlpAttributes!);
      expect(own).toEqual(sent);
    }
    expect(sorted(documents)).toEqual(sorted(expected.documents));
    expect(embeddings.map(({ vector, text, model, id }) => [[...vector!], text, model, id])).toEqual([
      [[0.25, -0.5, 1], "O'Neil limit", "embed-1", "53995c3f42cd8ad8:0"],
    ]);
  });

  test.each([
    "rest.json",
    "spans.csv",
    "spans.parquet",
    "spans-iso.jsonl",
    "evaluations.parquet",
    "annotations.csv",
    "annotations.parquet",
    "annotations.jsonl",
  ])("%s is taken for Phoenix's by nothing else first", async (file) => {
    const bytes = corpus(`phoenix-synthetic/${file}`);
    expect(await firstFormat(bytes)).toBe("phoenix");
    if (!file.endsWith(".parquet")) expect(await firstFormat(bytes.slice(0, bytes.length / 2))).toBe("phoenix");
  });

  test("epochs are milliseconds", async () => {
    const { spans } = await imported(corpus("phoenix-synthetic/spans-epoch.jsonl"));
    expect(spans[0]).toMatchObject({ start_ns: 1776000000123000000n, end_ns: 1776000002623000000n });
  });

  test("evaluations have their name from beside the data, and judge documents", async () => {
    const { scores, records, issues, reason } = await imported(corpus("phoenix-synthetic/evaluations.parquet"));
    expect(reason).toBe("the columns are those of evaluations by context.span_id or context.trace_id");
    expect([records, issues]).toEqual([2, []]);
    expect(scores).toMatchObject([
      {
        target_type: "doc",
        target_id: "00f067aa0ba902b7",
        doc_rank: 1,
        name: "Relevance",
        value_num: 1,
        value_str: "relevant",
        source: "judge",
        rationale: "It names the limit.",
      },
      { doc_rank: 2, value_num: 0, value_str: "unrelated", rationale: null },
    ]);
  });

  test.each(["annotations.csv", "annotations.parquet", "annotations.jsonl"])("%s", async (file) => {
    const { scores, records, issues, reason } = await imported(corpus(`phoenix-synthetic/${file}`));
    expect(reason).toContain("annotations with a name");
    expect([records, issues]).toEqual([4, []]);
    expect(scores.map((row) => [row.name, row.value_num, row.value_str, row.source, row.rationale])).toEqual([
      ["correctness", 1, "right", "human", 'checked, by "hand"'],
      ["toxicity", 0.25, null, "judge", null],
      ["length", null, "short", "code", null],
      ["note", null, "ask again", "human", null],
    ]);
    expect(scores[0]).toMatchObject({
      score_id: "U3BhbkFubm90YXRpb2461",
      target_type: "span",
      target_id: spanId,
      rater: "rater-1",
      time_ns: 1776002400000000000n,
    });
    expect(JSON.parse(scores[0]!.metadata!)).toEqual({
      source: "APP",
      updated_at: "2026-04-12T14:05:00+00:00",
      batch: "b'1",
    });
  });
});
