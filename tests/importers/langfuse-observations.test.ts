import { describe, expect, test } from "vitest";
import { langfuse } from "../../src/importers/langfuse/langfuse.ts";
import { lost, sampleOf } from "../support/importing.ts";
import { observation, read, rowOf, score, scoreOf } from "../support/langfuse.ts";

describe("observations", () => {
  test("every field has its place", async () => {
    const row = await rowOf({
      level: "ERROR",
      statusMessage: "no answer",
      completionStartTime: "2026-04-12T13:20:01Z",
    });
    expect(row).toMatchObject({
      status: "ERROR",
      status_message: "no answer",
      start_ns: 1776000000100000000n,
      end_ns: 1776000002000000000n,
      input: '[{"role":"user","content":"Hi"}]',
      output: "Hello",
      input_tokens: 10n,
      output_tokens: 4n,
      cache_read_tokens: 3n,
      reasoning_tokens: 2n,
      cost_usd: 0.003,
      cost_source: "reported",
    });
    const attributes = Object.fromEntries(row.attributes!);
    expect(attributes).toMatchObject({
      promptName: "greeter",
      promptVersion: "7",
      modelParameters: '{"temperature":0.5}',
      completionStartTime: "2026-04-12T13:20:01Z",
      level: "ERROR",
      usageDetails: '{"input":10,"output":4,"total":14,"input_cache_read":3,"output_reasoning":2}',
    });
    expect("input" in attributes || "metadata" in attributes).toBe(false);
  });

  test.each([
    ["SPAN", "CHAIN"],
    ["EVENT", "CHAIN"],
    ["GENERATION", "LLM"],
    ["AGENT", "AGENT"],
    ["TOOL", "TOOL"],
    ["CHAIN", "CHAIN"],
    ["RETRIEVER", "RETRIEVER"],
    ["EVALUATOR", "EVALUATOR"],
    ["EMBEDDING", "EMBEDDING"],
    ["GUARDRAIL", "GUARDRAIL"],
  ])("the type %s is %s", async (type, kind) => {
    expect(await rowOf({ type })).toMatchObject({ kind });
  });

  test("what OpenTelemetry recorded counts, and the user's metadata stands beside it", async () => {
    const metadata = {
      attributes: {
        "openinference.span.kind": "RETRIEVER",
        "retrieval.documents.0.document.id": "d1",
        "retrieval.documents.0.document.content": "text",
        "http.status": 200,
      },
      resourceAttributes: { "service.name": "shop" },
      scope: { name: "lib", version: "1" },
      tenant_id: "acme",
      thread_id: "th",
    };
    for (const written of [
      metadata,
      JSON.stringify(metadata),
      { ...metadata, attributes: JSON.stringify(metadata.attributes) },
    ]) {
      const { spans, documents } = await read([observation({ type: "SPAN", metadata: written })]);
      expect(spans[0]).toMatchObject({ kind: "RETRIEVER", service: "shop", scope: "lib", tenant: "acme" });
      expect(spans[0]!.attributes!.get("http.status")).toBe("200");
      expect(spans[0]!.attributes!.get("metadata.thread_id")).toBe("th");
      expect(documents).toMatchObject([{ span_id: "obs-1", trace_id: "trace_001", doc_id: "d1", content: "text" }]);
    }
  });

  test.each([
    [{ totalCost: null, costDetails: {}, calculatedTotalCost: 0.5 }, 0.5],
    [{ totalCost: "0.25", costDetails: null }, 0.25],
    [{ totalCost: null, costDetails: { input: 0.1, output: 0.2 } }, 0.1 + 0.2],
    [{ totalCost: 0, costDetails: {} }, null],
    [{ totalCost: 0, costDetails: { total: 0 } }, 0],
    [{ totalCost: null, costDetails: null, inputCost: "0.1", outputCost: null }, 0.1],
  ])("the cost in %j", async (fields, cost) => {
    expect(await rowOf(fields)).toMatchObject({ cost_usd: cost, cost_source: cost === null ? null : "reported" });
  });

  test.each([
    [{ usageDetails: { input: 5, total: 5 } }, 5n, null],
    [{ usageDetails: {}, usage: { input: 3, output: 2, total: 5, unit: "TOKENS" } }, 3n, 2n],
    [{ usageDetails: null, usage: { input: 0, output: 0, total: 0 } }, null, null],
    [{ usageDetails: null, promptTokens: 8, completionTokens: 1 }, 8n, 1n],
    [{ usageDetails: '{"prompt_tokens":"7","completion_tokens":2}' }, 7n, 2n],
    [{ usageDetails: {}, inputUsage: 0, outputUsage: 0 }, null, null],
  ])("the usage in %j", async (fields, input, output) => {
    expect(await rowOf(fields)).toMatchObject({ input_tokens: input, output_tokens: output });
  });

  test("ids are kept as they are written, without a word", async () => {
    const { spans, issues } = await read([
      observation({ id: "Step:1", traceId: "0f8fad5b-d9cb-469f-a165-70867728950e", parentObservationId: "ABCDEF" }),
    ]);
    expect(spans).toMatchObject([
      { span_id: "Step:1", trace_id: "0f8fad5b-d9cb-469f-a165-70867728950e", parent_span_id: "ABCDEF" },
    ]);
    expect(issues).toEqual([]);
  });

  test("wrong types and hostile keys are no accident", async () => {
    const text = `[${JSON.stringify(observation())},
      {"id":1,"parentObservationId":{},"startTime":[],"metadata":7,"usageDetails":"x","costDetails":[1],"type":5},
      {"id":"x","parentObservationId":null,"__proto__":{"a":1},"metadata":{"__proto__":{"b":2}},"constructor":"c"},
      7, "text", {"other":1}]`;
    const imported = await read(text);
    expect([imported.spans.length, lost(imported), imported.records]).toEqual([3, 3, 6]);
    expect(imported.spans[2]!.attributes!.get("__proto__")).toBe('{"a":1}');
    expect(imported.spans[2]!.attributes!.get("metadata.__proto__")).toBe('{"b":2}');
    expect(imported.issues.filter(({ severity }) => severity === "record").map(({ line }) => line)).toEqual([4, 4, 4]);
  });
});

describe("scores", () => {
  test.each([
    [{ source: "API" }, { source: "unknown", rater: null }],
    [
      { source: "EVAL", executionTraceId: "judge-1" },
      { source: "judge", metadata: expect.stringContaining("judge-1") },
    ],
    [
      { source: "ANNOTATION", authorUserId: "rater-1" },
      { source: "human", rater: "rater-1" },
    ],
    [
      { dataType: "BOOLEAN", value: 1, stringValue: "True" },
      { value_num: 1, value_str: "True" },
    ],
    [
      { dataType: "CATEGORICAL", value: 0, stringValue: "good" },
      { value_num: null, value_str: "good" },
    ],
    [
      { dataType: "CATEGORICAL", value: 0, stringValue: "bad", configId: "c" },
      { value_num: 0, value_str: "bad" },
    ],
    [
      { dataType: "TEXT", value: 0, stringValue: "long" },
      { value_num: null, value_str: "long" },
    ],
    [{ observationId: "obs-1" }, { target_type: "span", target_id: "obs-1" }],
    [
      { traceId: null, sessionId: "s" },
      { target_type: "session", target_id: "s" },
    ],
    [
      { traceId: null, datasetRunId: "r" },
      { target_type: "sample", target_id: "r" },
    ],
    [{}, { score_id: "score-1", rationale: "fine", time_ns: 1776000060000000000n, is_ground_truth: null }],
  ])("%j", async (fields, expected) => {
    expect(await scoreOf(fields)).toMatchObject(expected);
  });

  test("one that judges nothing is lost, with its line", async () => {
    const imported = await read([score(), score({ traceId: null })]);
    expect([imported.scores.length, lost(imported), imported.records]).toEqual([1, 1, 2]);
    expect(imported.issues).toMatchObject([
      { reason: "score: it names no trace, observation, session or dataset run", severity: "record" },
    ]);
  });

  test("answers of the API hold them", async () => {
    const { scores } = await read({ data: [score({ trace: { userId: "u" } })], meta: { page: 1 } });
    expect(scores).toMatchObject([{ metadata: '{"dataType":"NUMERIC","source":"API","trace":{"userId":"u"}}' }]);
  });
});

describe("what holds no rows", () => {
  test("a manifest is told", async () => {
    const files = [
      { key: "p/traces/x.jsonl.gz", table: "traces", rowCount: 3 },
      { key: "y", table: "scores", rowCount: null },
    ];
    const imported = await read(JSON.stringify({ version: 1, projectId: "p", tables: ["traces"], files }, null, 2));
    expect([imported.records, lost(imported)]).toEqual([0, 0]);
    expect(imported.issues).toMatchObject([
      { severity: "note", reason: "a manifest: it names 2 files with 3 rows of traces, scores, and holds none itself" },
    ]);
  });

  test("an empty answer of the API is known", async () => {
    const empty = { data: [], meta: { page: 1, limit: 50, totalItems: 0, totalPages: 0 } };
    expect((await read(empty)).records).toBe(0);
  });

  test.each([
    ["a span of Zipkin", { traceId: "1", id: "2", timestamp: 1, parentId: null, localEndpoint: {} }],
    ["a table", { id: 1, timestamp: "2026-01-01", tags: [], name: "x" }],
    ["a trace of MLflow", { info: { trace_id: "tr-1" }, data: { spans: [] } }],
    ["a web application's log", { id: 1, timestamp: "2026-01-01", user_id: "u", session_id: "s", environment: "prod" }],
    ["labels", { id: 1, data: {}, annotations: [] }],
  ])("%s is not Langfuse's", (_, value) => {
    expect(langfuse.detect(sampleOf(new TextEncoder().encode(JSON.stringify(value))))).toBeNull();
  });
});
