import { describe, expect, test } from "vitest";
import { mlflow } from "../../src/importers/mlflow/mlflow.ts";
import { importAny as imported } from "../support/import-any.ts";
import { corpus, lost } from "../support/importing.ts";
import {
  childAttributes,
  childId,
  csv,
  info,
  infoV2,
  json,
  judged,
  lines,
  mlflowId,
  otel,
  python,
  rootId,
  row,
  scoreRows,
  spanRows,
  traces,
  v2,
  v3,
  v4,
} from "../support/mlflow.ts";
import { useParquet as givesParquet } from "../support/parquet.ts";
import { firstFormat, inputFor } from "../support/told-imports.ts";

givesParquet();

describe("traces", () => {
  test.each(traces)("%s", async (_, text) => {
    for (const chunk of [64, 65_536]) {
      const { spans, scores, issues, records, reason } = await imported(text, chunk);
      expect(reason).not.toBeNull();
      expect([records, issues]).toEqual([2, []]);
      expect(spans).toMatchObject(
        spanRows.map((span) => ({ ...span, user_id: "user-1", session_id: "session-1", tenant: "acme" })),
      );
      expect(scores).toMatchObject(scoreRows);
      expect(JSON.parse(scores[0]!.metadata!)).toEqual({
        last_update_time: judged.last_update_time,
        ...judged.metadata,
      });
      for (const { attributes } of spans) expect(attributes!.get("mlflow.traceRequestId")).toBe(mlflowId);
    }
  });

  test.each(traces)("%s: nothing else takes it first, nor its first half", async (_, text) => {
    const bytes = new TextEncoder().encode(text);
    for (const part of [bytes, bytes.slice(0, bytes.length / 2)]) expect(await firstFormat(part)).toBe("mlflow");
  });

  test.each([
    [
      "info and data",
      json({ info: infoV2, data: { spans: v2, request: '{"question": "why?"}', response: '"because"' } }),
    ],
    ["info and data over many lines", json({ info: infoV2, data: { spans: v2, request: "x", response: "y" } }, 2)],
    ["a frame", lines({ ...infoV2, experiment_id: undefined, request: {}, response: "b", spans: v2 })],
    [
      "a frame as CSV",
      csv({
        request_id: infoV2.request_id,
        trace: "Trace(request_id=1e03)",
        timestamp_ms: 1,
        status: "TraceStatus.OK",
        request: "",
        request_metadata: python(infoV2.request_metadata),
        spans: python(v2),
        tags: python(infoV2.tags),
      }),
    ],
  ])("of version 2: %s", async (_, text) => {
    const { spans, issues, records, reason } = await imported(text);
    expect(reason).not.toBeNull();
    expect([records, issues]).toEqual([2, []]);
    expect(spans).toMatchObject(
      spanRows.map((span) => ({ ...span, user_id: "user-1", session_id: "session-1", tenant: "acme" })),
    );
  });

  test.each([
    ["4", json({ spans: v4 })],
    ["3", json({ spans: v3 }, 2)],
    ["2, with request and response", json({ spans: v2, request: '{"question": "why?"}', response: '"because"' })],
    ["4, one span to a line", lines(...v4)],
  ])("an artifact with spans of version %s", async (_, text) => {
    const { spans, issues, records, reason } = await imported(text);
    expect(reason).not.toBeNull();
    expect([records, issues]).toEqual([2, []]);
    expect(spans).toMatchObject(spanRows);
  });

  test.each(["frame.jsonl", "frame.csv", "frame.parquet", "frame-without-traces.csv", "frame-without-traces.parquet"])(
    "a synthetic frame as pandas writes it: %s",
    async (file) => {
      const { spans, documents, scores, issues, records, reason } = await imported(corpus(`mlflow-synthetic/${file}`));
      expect(reason).not.toBeNull();
      expect([records, issues]).toEqual([3, []]);
      const first = "1".padStart(32, "0");
      expect(spans).toMatchObject([
        {
          trace_id: first,
          span_id: "a".padStart(16, "0"),
          kind: "AGENT",
          output: "ten",
          start_ns: 1776000000123456799n,
        },
        { trace_id: first, parent_span_id: "a".padStart(16, "0"), kind: "RETRIEVER", session_id: "session-1" },
        { kind: "LLM", model: "model-a", input_tokens: 12n, status: "ERROR", status_message: "it's late" },
      ]);
      expect(JSON.parse(spans[0]!.input!)).toEqual({ q: 'what\'s "it"?' });
      expect(JSON.parse(spans[2]!.events!)).toEqual([
        {
          name: "exception",
          time_ns: "1776000000123457289",
          attributes: { "exception.type": "TimeoutError", "exception.message": "it's late" },
        },
      ]);
      expect(spans[0]!.attributes!.has("mlflow.llm.model")).toBe(false);
      expect(documents).toMatchObject([{ doc_id: "limits.md", content: 'It\'s "ten".', rank: 1 }]);
      expect(scores).toMatchObject([
        { name: "good", target_id: first, value_num: 1, source: "human", rationale: 'it\'s "fine"' },
        { name: "good", target_id: "2".padStart(32, "0") },
      ]);
    },
  );

  test("every attribute loses one layer of JSON, and what is told of the trace stands on its root", async () => {
    const { spans } = await imported(json({ info, data: { spans: v4 } }));
    const [root, child] = spans.map(({ attributes }) => Object.fromEntries(attributes!));
    expect(child).toMatchObject({
      temperature: "0.5",
      "mlflow.spanType": "CHAT_MODEL",
      "mlflow.spanOutputs": "null",
      "mlflow.llm.cost": childAttributes["mlflow.llm.cost"],
      "mlflow.sourceRun": "run-1",
      "mlflow.experimentId": "7",
      "mlflow.user": "developer",
    });
    expect(child!["mlflow.trace.request_preview"]).toBeUndefined();
    expect(root).toMatchObject({
      "mlflow.trace.request_preview": "why?",
      "mlflow.trace.client_request_id": "client-1",
    });
    expect(root).toMatchObject({ span_version: "4", "mlflow.trace.state": "OK" });
  });

  test("what was asked and answered comes from the trace where its root does not say", async () => {
    const bare = { ...v4[0], attributes: { "mlflow.traceRequestId": `"${mlflowId}"` } };
    const { spans } = await imported(json({ info, data: { spans: [bare] } }));
    expect(spans).toMatchObject([{ input: "why?", output: "because" }]);
  });

  test("columns that people add to a frame stay on the root", async () => {
    const { spans } = await imported(lines({ ...row, "safety/value": "yes" }));
    expect(spans.map(({ attributes }) => attributes!.get("safety/value"))).toEqual(["yes", undefined]);
  });

  test("a name in Unity Catalog has the id at its end", async () => {
    const { spans, scores } = await imported(
      json({
        info: { ...info, trace_id: `trace:/catalog.schema/${otel}` },
        data: { spans: [{ ...v4[0], otel_trace_id: undefined, trace_id: `trace:/catalog.schema/${otel}` }] },
      }),
    );
    expect(spans[0]!.trace_id).toBe(otel);
    expect(scores[0]!.target_id).toBe(otel);
  });

  test("more spans than may wait for what is told behind them are read in a second pass", async () => {
    const count = 6000;
    const many = Array.from({ length: count }, (_, at) => ({
      ...v4[1],
      span_id: (at + 1).toString(16).padStart(16, "0"),
    }));
    const { spans, scores, issues, records } = await imported(json({ data: { spans: many }, info }, 1));
    expect([records, issues.filter(({ severity }) => severity === "record")]).toEqual([count, []]);
    expect(spans.every(({ user_id }) => user_id === "user-1")).toBe(true);
    expect(scores.length).toBe(1);
  });

  test("a line too long to be held is read span by span", async () => {
    const long = {
      ...v4[1],
      attributes: { ...childAttributes, "mlflow.spanOutputs": JSON.stringify("x".repeat(1_000_000)) },
    };
    const many = Array.from({ length: 10 }, (_, at) => ({ ...long, span_id: (at + 1).toString(16).padStart(16, "0") }));
    const { spans, scores, records } = await imported(
      lines({ info, data: { spans: many } }, { info, data: { spans: v4 } }),
    );
    expect([records, spans.length, scores.length]).toEqual([12, 12, 2]);
    expect(spans.every(({ session_id }) => session_id === "session-1")).toBe(true);
  });

  test("documents that a retriever found", async () => {
    const pages = [
      { page_content: "ten", metadata: { doc_uri: "limits.md", last_updated: "2026-01-05" }, id: "d1" },
      { page_content: "nine", metadata: { doc_uri: "old.md" } },
    ];
    const attributes = { "mlflow.spanType": '"RETRIEVER"', "mlflow.spanOutputs": JSON.stringify(pages) };
    const { documents } = await imported(json({ spans: [{ ...v4[0], attributes }] }));
    expect(documents).toMatchObject([
      { span_id: rootId, trace_id: otel, rank: 1, doc_id: "d1", content: "ten", last_updated: "2026-01-05" },
      { rank: 2, doc_id: "old.md", content: "nine" },
    ]);
  });
});

describe("hostile input", () => {
  test("what is no trace is lost with its line, and the rest read", async () => {
    const text = `${lines({ info, data: { spans: v4 } }, { hello: 1 })}\n7\n{"info":\n${lines({ info: 5, data: { spans: [3, v4[0]] } })}`;
    const result = await imported(text);
    expect([result.spans.length, lost(result), result.records]).toEqual([3, 4, 7]);
  });

  test("wrong types everywhere do no harm", async () => {
    const odd = {
      ...v4[0],
      attributes: [1, null],
      events: { a: 1 },
      status: 3,
      name: {},
      start_time_unix_nano: [],
      links: "x",
    };
    const result = await imported(
      json({
        info: { ...info, tags: [1], trace_metadata: 7, assessments: [4, { source: [] }] },
        data: { spans: [odd] },
      }),
    );
    expect([result.spans.length, lost(result), result.records]).toEqual([1, 0, 1]);
  });

  test("keys of prototypes and deep nesting do no harm", async () => {
    const deep = `${'{"trace":'.repeat(50_000)}1${"}".repeat(50_000)}`;
    const text = `{"info":{"trace_id":"${mlflowId}","trace_metadata":{"__proto__":{"x":1}},"state":"OK","tags":{}},"data":{"spans":[]}}\n${deep}\n${"[".repeat(9000)}${"]".repeat(9000)}\n`;
    const result = await imported(text);
    expect([result.spans.length, lost(result), result.records]).toEqual([1, 2, 3]);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test("a file cut off gives the spans and the assessments before the cut", async () => {
    const text = json({ info, data: { spans: v4 } }, 2);
    const result = await imported(text.slice(0, text.indexOf(childId)));
    expect([result.spans.length, lost(result), result.records, result.scores.length]).toEqual([1, 1, 2, 1]);
  });

  test.each([
    "jaeger-json/genaiTestTrace.json",
    "any-agent-trace/OPENAI_trace.json",
    "otlp-json/otlp2jaeger-in.json",
    "otel-js-readablespan-json/vercel-ai-v6-all-spans.json",
    "cost-csv/openrouter_activity_2025-08-21.csv",
    "phoenix-synthetic/rest.json",
    "phoenix-synthetic/spans.csv",
    "arrow-files/every.parquet",
  ])("%s is none of MLflow", async (file) => {
    expect(mlflow.detect((await inputFor(corpus(file))).sample)).toBeNull();
  });
});
