import { describe, expect, test } from "vitest";
import { phoenix } from "../../src/importers/phoenix/phoenix.ts";
import { importAny as imported } from "../support/import-any.ts";
import { corpus, emptyImport, lost, sinkInto } from "../support/importing.ts";
import { useParquet as givesParquet } from "../support/parquet.ts";
import { firstFormat, inputFor } from "../support/told-imports.ts";

givesParquet();

const detected = async (content: Uint8Array | string) => phoenix.detect((await inputFor(content)).sample);

const lines = (...rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join("\n");
const traceId = "5b8aa5a2d2c872e8321cf37308d69df2";
const spanId = "b7ad6b7169203331";
const rest = {
  id: "U3Bhbjox",
  name: "step",
  context: { trace_id: traceId, span_id: spanId },
  span_kind: "TOOL",
  parent_id: null,
  start_time: "2026-04-12T13:20:00.000001+00:00",
  end_time: "2026-04-12T13:20:01+00:00",
  status_code: "OK",
  status_message: "",
  attributes: { "tool.name": "search" },
  events: [],
};

describe("shapes", () => {
  const [start, end] = [1776000000000001000n, 1776000001000000000n];

  test.each([
    ["an answer of the API", JSON.stringify({ data: [rest], next_cursor: "x" })],
    ["an answer, pretty-printed", JSON.stringify({ next_cursor: "x", data: [rest] }, null, 2)],
    ["a list of spans", JSON.stringify([rest])],
    ["spans on lines", lines(rest)],
    ["fields in another order", JSON.stringify(Object.fromEntries(Object.entries(rest).reverse()))],
    ["a trace of the command line", JSON.stringify({ traceId, spans: [rest], rootSpan: rest, status: "OK" }, null, 2)],
    ["traces of the command line on lines", lines({ traceId, spans: [rest] })],
    ["a list of traces", JSON.stringify([{ traceId, spans: [rest], rootSpan: rest }])],
    ["lines with a conversation", lines({ ...rest, id: undefined, conversation: null })],
  ])("%s", async (_, text) => {
    const { spans, issues, records, reason } = await imported(text);
    expect(reason).not.toBeNull();
    expect(await firstFormat(text)).toBe("phoenix");
    expect([records, issues]).toEqual([1, []]);
    expect(spans).toMatchObject([
      { trace_id: traceId, span_id: spanId, kind: "TOOL", status: "OK", start_ns: start, end_ns: end },
    ]);
    expect(spans[0]!.attributes!.get("tool.name")).toBe("search");
  });

  test("an answer of the API with spans of OTLP is OTLP", async () => {
    const span = {
      trace_id: traceId,
      span_id: spanId,
      parent_span_id: null,
      name: "step",
      start_time_unix_nano: String(start),
      end_time_unix_nano: String(end),
      attributes: [{ key: "openinference.span.kind", value: { string_value: "TOOL" } }],
      status: { code: 1, message: "" },
      events: [],
    };
    const { spans, records, issues, reason } = await imported(JSON.stringify({ data: [span], next_cursor: null }));
    expect(reason).toContain("data of OTLP");
    expect([records, issues]).toEqual([1, []]);
    expect(spans).toMatchObject([{ trace_id: traceId, kind: "TOOL", start_ns: start, end_ns: end, status: "OK" }]);
  });

  test("what pandas numbers its rows by is no attribute", async () => {
    const text = `,context.span_id,name,start_time,attributes.tool.name\n0,${spanId},n,1776000000000,search\n`;
    const { spans } = await imported(text);
    expect([...spans[0]!.attributes!]).toEqual([["tool.name", "search"]]);
  });

  test("ids that are UUIDs stay as they are", async () => {
    const context = {
      trace_id: "0B0e7a66-1111-4222-8333-444455556666",
      span_id: "AB0e7a66-1111-4222-8333-444455556666",
    };
    const { spans, issues } = await imported(lines({ ...rest, context, parent_id: context.span_id }));
    expect(issues).toEqual([]);
    expect(spans).toMatchObject([
      { trace_id: context.trace_id, span_id: context.span_id, parent_span_id: context.span_id },
    ]);
  });

  test("annotations and notes of a trace from the command line judge their span", async () => {
    const annotation = {
      name: "helpful",
      annotator_kind: "HUMAN",
      result: { score: 1, label: null, explanation: "yes" },
    };
    const notes = [{ id: "n1", name: "note", annotator_kind: "HUMAN", result: { explanation: "look again" } }];
    const { scores, records } = await imported(
      JSON.stringify({ traceId, spans: [{ ...rest, annotations: [annotation], notes }] }),
    );
    expect(records).toBe(1);
    expect(scores).toMatchObject([
      { name: "helpful", target_type: "span", target_id: spanId, value_num: 1, rationale: "yes", source: "human" },
      { name: "note", score_id: "n1", target_id: spanId, value_str: "look again", source: "human" },
    ]);
  });

  test("annotations from the API judge spans, documents, traces and sessions", async () => {
    const base = { name: "q", annotator_kind: "LLM", result: { score: 0.5 }, identifier: "" };
    const { scores } = await imported(
      JSON.stringify({
        data: [
          { ...base, span_id: spanId },
          { ...base, span_id: spanId, document_position: 2 },
          { ...base, trace_id: traceId },
          { ...base, session_id: "session-1" },
        ],
        next_cursor: null,
      }),
    );
    expect(scores.map(({ target_type, target_id, doc_rank }) => [target_type, target_id, doc_rank])).toEqual([
      ["span", spanId, null],
      ["doc", spanId, 3],
      ["trace", traceId, null],
      ["session", "session-1", null],
    ]);
    expect(new Set(scores.map(({ score_id }) => score_id)).size).toBe(4);
  });

  test("an annotation whose frame has lost its index is kept, and said", async () => {
    const { scores, issues } = await imported(
      lines({ annotation_name: "a", annotator_kind: "LLM", "result.score": 1 }),
    );
    expect(scores).toMatchObject([{ target_id: null, name: "a", value_num: 1 }]);
    expect(issues).toMatchObject([{ severity: "note" }]);
  });

  test("evaluations in columns of a frame of spans are scores of the span", async () => {
    const row = { "context.span_id": spanId, "context.trace_id": traceId, name: "n", start_time: 1776000000000 };
    const { spans, scores } = await imported(
      lines({ ...row, "eval.Not a.b.label": "toxic", "eval.Not a.b.score": 1, "eval.Q.score": null }),
    );
    expect(spans[0]!.attributes!.size).toBe(0);
    expect(scores).toMatchObject([
      { name: "Not a.b", value_num: 1, value_str: "toxic", target_id: spanId, source: "judge" },
    ]);
  });

  test("a query's own columns stay under their names, and input and output are what they say", async () => {
    const { spans, reason } = await imported(
      `context.span_id,question,input,output,llm.token_count.prompt\n${spanId},why?,in,out,7\n`,
    );
    expect(reason).not.toBeNull();
    expect(spans).toMatchObject([{ span_id: spanId, input: "in", output: "out", input_tokens: 7n }]);
    expect(spans[0]!.attributes!.get("question")).toBe("why?");
  });

  test("documents that a query took out of their spans are documents", async () => {
    const text = `context.span_id,document_position,context.trace_id,input,reference,document_score\n${spanId},0,${traceId},why?,because,0.5\n`;
    const { documents, records, spans } = await imported(text);
    expect([records, spans]).toEqual([1, []]);
    expect(documents).toEqual([
      {
        span_id: spanId,
        trace_id: traceId,
        rank: 1,
        doc_id: null,
        score: 0.5,
        score_kind: "retrieval",
        content: "because",
        last_updated: null,
        metadata: '{"input":"why?"}',
      },
    ]);
  });

  test("evaluations without a name of their own have the file's", async () => {
    const { scores } = await imported(`context.trace_id,label,score,explanation\n${traceId},good,1,\n`);
    expect(scores).toMatchObject([{ name: "test", target_type: "trace", target_id: traceId, value_str: "good" }]);
  });
});

describe("experiments", () => {
  const columns = {
    example_id: "RGF0YXNldDox",
    repetition_number: 1,
    input: '{"q": "why?"}',
    reference_output: '{"a": "so"}',
    output: "because",
    error: null,
    latency_ms: 1000.5,
    start_time: "2026-04-12T13:20:00+00:00",
    end_time: "2026-04-12T13:20:01.000500+00:00",
    trace_id: traceId,
    prompt_token_count: 12,
  };

  test("runs in CSV give a span and the scores of the run", async () => {
    const row = {
      ...columns,
      annotation_my_judge_score: 1,
      annotation_my_judge_label: "ok",
      annotation_my_judge_annotator_kind: "LLM",
      annotation_x_score: "",
    };
    const cell = (value: unknown) => `"${String(value ?? "").replaceAll('"', '""')}"`;
    const text = `${Object.keys(row).join(",")}\n${Object.values(row).map(cell).join(",")}\n`;
    const { spans, scores, records, issues, reason } = await imported(text);
    expect(reason).toContain("runs of an experiment");
    expect([records, issues]).toEqual([1, []]);
    expect(spans).toMatchObject([
      {
        trace_id: traceId,
        kind: "CHAIN",
        input: '{"q": "why?"}',
        output: "because",
        input_tokens: null,
        status: "UNSET",
      },
    ]);
    expect(spans[0]!.attributes!.get("prompt_token_count")).toBe("12");
    expect(spans[0]!.attributes!.get("example_id")).toBe("RGF0YXNldDox");
    expect(scores).toMatchObject([
      { name: "my_judge", target_type: "trace", target_id: traceId, value_num: 1, value_str: "ok", source: "judge" },
    ]);
    expect(JSON.parse(scores[0]!.metadata!)).toEqual({ example_id: "RGF0YXNldDox", repetition_number: "1" });
  });

  test("runs in JSON, failed and without a trace", async () => {
    const annotations = [{ name: "exact", annotator_kind: "CODE", score: 0, label: null, trace_id: "ab", error: null }];
    const { spans, scores } = await imported(
      JSON.stringify([{ ...columns, trace_id: null, error: "boom", annotations }]),
    );
    expect(spans).toMatchObject([{ status: "ERROR", status_message: "boom" }]);
    expect(scores).toMatchObject([
      { name: "exact", target_type: "sample", target_id: "RGF0YXNldDox", value_num: 0, source: "code" },
    ]);
    expect(JSON.parse(scores[0]!.metadata!).evaluator_trace_id).toBe("ab");
  });

  test("a data set is told as Phoenix's and stays a table", async () => {
    const text = 'example_id,input_question,output_answer,metadata_topic\nRXg6MQ==,"two\nlines",x,y\n';
    expect(await detected(text)).toContain("data set");
    const tables: string[] = [];
    const sink = {
      ...sinkInto(emptyImport()),
      arrow: (table: string, _: Uint8Array, rows: number) => void tables.push(`${table} ${rows}`),
    };
    await phoenix.read(await inputFor(text, 10), sink);
    expect(tables).toEqual(["test 1"]);
  });
});

describe("hostile input", () => {
  test("what is no row of Phoenix is lost with its line, and the rest read", async () => {
    const text = `${lines(rest, { hello: 1 })}\n7\n{"context":\n${lines({ ...rest, attributes: 5, events: "no", parent_id: {} })}`;
    const result = await imported(text);
    expect([result.spans.length, lost(result), result.records]).toEqual([2, 3, 5]);
    expect(result.spans[1]!.attributes!.get("events")).toBe("no");
  });

  test("keys of prototypes and deep nesting do no harm", async () => {
    const deep = `${'{"a":'.repeat(3000)}1${"}".repeat(3000)}`;
    const attributes = `{"__proto__":{"x":1},"constructor":"c","deep":${deep}}`;
    const { spans, issues } = await imported(JSON.stringify(rest).replace('{"tool.name":"search"}', attributes));
    expect(issues.filter(({ severity }) => severity === "record")).toEqual([]);
    expect(spans[0]!.attributes!.get("__proto__.x")).toBe("1");
    expect(spans[0]!.attributes!.get("constructor")).toBe("c");
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test.each([
    "jaeger-json/genaiTestTrace.json",
    "any-agent-trace/OPENAI_trace.json",
    "otel-js-readablespan-json/vercel-ai-v6-all-spans.json",
    "cost-csv/openrouter_activity_2025-08-21.csv",
    "arrow-files/every.parquet",
  ])("%s is none of Phoenix", async (file) => {
    expect(await detected(corpus(file))).toBeNull();
  });
});
