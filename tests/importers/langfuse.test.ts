import { describe, expect, test } from "vitest";
import { langfuse } from "../../src/importers/langfuse.ts";
import type { ScoreRow, SpanRow } from "../../src/traces/schema.ts";
import { importAny } from "../support/import-any.ts";
import { corpus, type Imported, importWith, lost, sampleOf } from "../support/importing.ts";

const real = (name: string) => corpus(`langfuse-trace-export/${name}.json`);
const byId = (spans: readonly SpanRow[], id: string) => spans.find(({ span_id }) => span_id === id)!;
const roots = ({ spans }: Imported) => spans.filter(({ parent_span_id }) => parent_span_id === null);
const orphans = ({ spans }: Imported) => {
  const ids = new Set(spans.map(({ span_id }) => span_id));
  return spans.filter(({ parent_span_id }) => parent_span_id !== null && !ids.has(parent_span_id));
};

const observation = (fields: object = {}) => ({
  id: "obs-1",
  traceId: "trace_001",
  parentObservationId: null,
  type: "GENERATION",
  name: "answer",
  startTime: "2026-04-12T13:20:00.100Z",
  endTime: "2026-04-12T13:20:02.000Z",
  level: "DEFAULT",
  statusMessage: null,
  input: [{ role: "user", content: "Hi" }],
  output: "Hello",
  metadata: {},
  model: "gpt-4o",
  modelParameters: { temperature: 0.5 },
  promptName: "greeter",
  promptVersion: 7,
  usageDetails: { input: 10, output: 4, total: 14, input_cache_read: 3, output_reasoning: 2 },
  costDetails: { input: 0.001, output: 0.002, total: 0.003 },
  totalCost: 0.003,
  ...fields,
});

const trace = (fields: object = {}) => ({
  id: "trace_001",
  projectId: "p",
  name: "chat-turn",
  timestamp: "2026-04-12T13:20:00.000Z",
  environment: "production",
  tags: ["a", "b"],
  bookmarked: false,
  public: false,
  release: "v1",
  version: null,
  userId: "user-7",
  sessionId: "session-9",
  input: { question: "Hi" },
  output: { answer: "Hello" },
  metadata: { tenant_id: "acme", flow: "short" },
  scores: [],
  latency: 2.5,
  ...fields,
});

const score = (fields: object = {}) => ({
  id: "score-1",
  traceId: "trace_001",
  observationId: null,
  name: "quality",
  value: 0.8,
  stringValue: null,
  dataType: "NUMERIC",
  source: "API",
  comment: "fine",
  timestamp: "2026-04-12T13:21:00.000Z",
  ...fields,
});

async function read(value: unknown): Promise<Imported> {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  expect(langfuse.detect(sampleOf(new TextEncoder().encode(text)))).not.toBeNull();
  return importWith(langfuse, text);
}

async function rowOf(fields: object): Promise<SpanRow> {
  const { spans } = await read([observation(fields)]);
  expect(spans.length).toBe(1);
  return spans[0]!;
}

async function scoreOf(fields: object): Promise<ScoreRow> {
  const { scores } = await read([score(fields)]);
  expect(scores.length).toBe(1);
  return scores[0]!;
}

describe("real downloads of traces", () => {
  test("one trace with metadata as text and as objects is the same trace", async () => {
    const asText = await importAny(real("beeai-2025-08-01.trace"), 999);
    const asObjects = await importAny(real("beeai-2025-08-01.metadata-object"));
    for (const imported of [asText, asObjects]) {
      expect([imported.format, imported.spans.length, imported.scores.length, imported.records]).toEqual([
        "langfuse",
        29,
        2,
        31,
      ]);
      expect([imported.issues, roots(imported).length, orphans(imported).length]).toEqual([[], 1, 0]);
    }
    const same = ({ input, output, attributes, source_row, ...row }: SpanRow) => ({
      ...row,
      input: parsed(input),
      output: parsed(output),
      keys: [...attributes!.keys()].filter((key) => !["internalModel", "tool.parameters"].includes(key)).sort(),
    });
    expect(asText.spans.map(same)).toEqual(asObjects.spans.map(same));
    expect(byId(asText.spans, "52df0f7f9dad6b23")).toMatchObject({
      trace_id: "096fc09a30ab90d2431778f9ee2b3936",
      parent_span_id: "9381f6df60cf8aa3",
      name: "backend.openai.chat.start-15",
      kind: "LLM",
      start_ns: 1754056617475000000n,
      end_ns: 1754056631334000000n,
      model: "gpt-4o-mini",
      provider: "openai",
      input_tokens: 1988n,
      output_tokens: null,
      cost_usd: 0.0002982,
      cost_source: "reported",
      scope: "openinference.instrumentation.beeai",
    });
    const kinds = (kind: string) => asText.spans.filter((row) => row.kind === kind).length;
    expect([kinds("AGENT"), kinds("TOOL"), kinds("LLM"), kinds("CHAIN")]).toEqual([18, 3, 5, 3]);
  });

  test("a trace without a root stays without one, and its facts are not lost", async () => {
    const imported = await importAny(real("csharp-agent-with-gemini-2026-03-09.trace"));
    expect([imported.records, imported.spans.length, imported.issues]).toEqual([8, 8, []]);
    expect([roots(imported).length, orphans(imported).map(({ name }) => name)]).toEqual([0, ["Insights Agent C#"]]);
    const [orphan] = orphans(imported);
    expect(orphan).toMatchObject({ parent_span_id: "1db8118c6ecfd744", service: "agentic-clientinsights" });
    expect(orphan!.attributes!.get("trace.latency")).toBe("14.851");
    expect(new Set(imported.spans.map(({ user_id }) => user_id)).size).toBe(1);
    expect(imported.spans.filter(({ kind }) => kind === "LLM").map(({ input_tokens }) => input_tokens)).toEqual(
      expect.arrayContaining([3004n, 2546n, 2497n]),
    );
  });

  test("what a trace says of itself stands on its root, and its user and session on every span", async () => {
    const { spans } = await importAny(real("autogen-2025-06-06.trace"));
    expect(spans.length).toBe(2);
    expect(spans.map(({ user_id, session_id }) => [user_id, session_id])).toEqual(
      Array(2).fill(["user_123", "session_abc"]),
    );
    const root = byId(spans, "95f4f51edeb603d9");
    expect(root).toMatchObject({ input: "Say 'Hello World!'", output: "Hello World!", parent_span_id: null });
    expect(root.attributes!.get("traceTags")).toBe('["autogen","dev"]');
    expect(root.attributes!.get("trace.metadata.email")).toBe("user@langfuse.com");
    expect(byId(spans, "83517f9062f5ada4")).toMatchObject({ kind: "LLM", cost_usd: 0.000025, output: "Hello World!" });
  });

  test("a call's kind is what its instrumentation says, and its tokens are Langfuse's", async () => {
    const { spans, scores } = await importAny(real("vercel-aisdk-2025-11-17.trace"));
    expect(
      spans.map(({ name, kind, input_tokens, output_tokens }) => [name, kind, input_tokens, output_tokens]),
    ).toEqual(
      expect.arrayContaining([
        ["ai.generateText", "CHAIN", 14n, 43n],
        ["ai.generateText.doGenerate", "LLM", 62n, 85n],
        ["getWeather", "TOOL", null, null],
      ]),
    );
    expect(scores.every(({ target_type, target_id }) => target_type !== null && target_id !== null)).toBe(true);
  });

  test("usage under an instrumentation's own names", async () => {
    const { spans } = await importAny(real("openai-agents-2025-09-30.trace"));
    const calls = spans.filter(({ kind }) => kind === "LLM");
    expect(
      calls.map((row) => [row.input_tokens, row.output_tokens, row.cache_read_tokens, row.reasoning_tokens]),
    ).toEqual([
      [85n, 29n, 0n, 0n],
      [55n, 15n, 0n, 0n],
    ]);
    expect(roots({ spans } as Imported).map(({ name, kind }) => [name, kind])).toEqual([["Agent workflow", "AGENT"]]);
  });

  test.each([
    "autogen-2025-06-06.trace",
    "beeai-2025-08-01.metadata-object",
    "csharp-agent-with-gemini-2026-03-09.trace",
    "vercel-aisdk-2025-11-17.trace",
  ])("%s cut in half is still known, and what is whole is read", async (name) => {
    const bytes = real(name);
    const whole = await importAny(bytes);
    const half = await importAny(bytes.slice(0, bytes.length / 2));
    expect(half.format).toBe("langfuse");
    expect(lost(half)).toBe(1);
    const known = new Set(whole.spans.map(({ span_id }) => span_id));
    expect(half.spans.every(({ span_id }) => known.has(span_id))).toBe(true);
    expect(half.records).toBe(half.spans.length + half.scores.length + 1);
  });
});

describe("a trace and its observations", () => {
  const child = observation({
    id: "obs-2",
    parentObservationId: "obs-1",
    type: "SPAN",
    startTime: "2026-04-12T13:20:01Z",
  });
  const one = { trace: trace(), observations: [child, observation()] };
  const other = { trace: trace({ id: "t2" }), observations: [observation({ id: "obs-3", traceId: "t2" })] };
  const { timestamp, ...early } = trace();

  test.each([
    ["a download", JSON.stringify(one, null, 2)],
    ["the observations first", JSON.stringify({ observations: one.observations, trace: one.trace }, null, 2)],
    ["the API's trace", JSON.stringify({ ...trace(), observations: one.observations }, null, 1)],
    [
      "the API's trace in another order",
      JSON.stringify({ ...early, observations: one.observations, timestamp }, null, 1),
    ],
    ["the API's traces", JSON.stringify({ data: [{ ...trace(), observations: one.observations }], meta: {} })],
    ["a list", `[${JSON.stringify(one, null, 1)}]`],
    ["a line", `${JSON.stringify(one)}\n`],
  ])("%s", async (_, text) => {
    const imported = await read(text);
    expect([imported.records, imported.issues]).toEqual([2, []]);
    expect(byId(imported.spans, "obs-1")).toMatchObject({
      trace_id: "trace_001",
      parent_span_id: null,
      user_id: "user-7",
      session_id: "session-9",
      tenant: "acme",
    });
    expect(byId(imported.spans, "obs-1").attributes!.get("trace.input")).toBe('{"question":"Hi"}');
    expect(byId(imported.spans, "obs-2")).toMatchObject({ parent_span_id: "obs-1", user_id: "user-7", kind: "CHAIN" });
    expect(byId(imported.spans, "obs-2").attributes!.has("trace.input")).toBe(false);
  });

  test.each([
    ["one after the other", `${JSON.stringify(one, null, 2)}\n${JSON.stringify(other, null, 2)}`],
    ["in a list", JSON.stringify([one, other], null, 2)],
    ["on lines", `${JSON.stringify(one)}\n${JSON.stringify(other)}`],
  ])("several downloads %s", async (_, text) => {
    const { spans, issues } = await read(text);
    expect([spans.length, issues]).toEqual([3, []]);
    expect(spans.filter(({ attributes }) => attributes!.has("trace.input")).map(({ span_id }) => span_id)).toEqual([
      "obs-1",
      "obs-3",
    ]);
  });

  test("several observations without a parent become children of a span of the trace", async () => {
    const second = observation({ id: "obs-9", type: "EVENT", endTime: null });
    for (const space of [0, 2]) {
      const imported = await read(
        JSON.stringify({ trace: trace(), observations: [...one.observations, second] }, null, space),
      );
      expect(imported.records).toBe(4);
      expect(roots(imported)).toMatchObject([
        {
          span_id: "t-trace_001",
          name: "chat-turn",
          kind: "CHAIN",
          start_ns: 1776000000000000000n,
          end_ns: 1776000002500000000n,
          input: '{"question":"Hi"}',
          output: '{"answer":"Hello"}',
          input_tokens: null,
          cost_usd: null,
        },
      ]);
      expect(byId(imported.spans, "obs-1").parent_span_id).toBe("t-trace_001");
      expect(byId(imported.spans, "obs-9")).toMatchObject({
        parent_span_id: "t-trace_001",
        end_ns: 1776000000100000000n,
        kind: "CHAIN",
      });
      expect(byId(imported.spans, "obs-2").parent_span_id).toBe("obs-1");
    }
  });

  test.each([
    ["a download", JSON.stringify({ trace: trace(), observations: [] }, null, 2)],
    ["a download on a line", JSON.stringify({ trace: trace(), observations: [] })],
    [
      "the API's list, with ids",
      JSON.stringify({ data: [{ ...trace(), observations: ["obs-1"], scores: ["s"] }], meta: {} }, null, 2),
    ],
    [
      "the API's list on a line",
      JSON.stringify({ data: [{ ...trace(), observations: ["obs-1"], scores: ["s"] }], meta: {} }),
    ],
  ])("a trace without observations is a span: %s", async (_, text) => {
    const { spans, records, issues } = await read(text);
    expect([records, issues]).toEqual([1, []]);
    expect(spans).toMatchObject([{ span_id: "t-trace_001", trace_id: "trace_001", user_id: "user-7", tenant: "acme" }]);
    if (text.includes("obs-1")) expect(spans[0]!.attributes!.get("observations")).toBe('["obs-1"]');
  });

  test("scores inside a trace judge it, or the observation that they name", async () => {
    const scores = [score({ traceId: undefined, id: "a" }), score({ id: "b", observationId: "obs-1", source: "EVAL" })];
    for (const value of [
      { trace: trace({ scores }), observations: one.observations },
      { ...trace({ scores: undefined }), observations: one.observations, scores },
    ]) {
      for (const space of [0, 2]) {
        const imported = await read(JSON.stringify(value, null, space));
        expect([imported.records, imported.issues]).toEqual([4, []]);
        expect(imported.scores.map((row) => [row.score_id, row.target_type, row.target_id, row.source])).toEqual([
          ["a", "trace", "trace_001", "unknown"],
          ["b", "span", "obs-1", "judge"],
        ]);
      }
    }
  });

  test("a trace behind more observations than may wait is found in a second pass", async () => {
    const observations = Array.from({ length: 6000 }, (_, at) =>
      observation({ id: `o${at}`, parentObservationId: at === 0 ? null : "o0", metadata: null, input: null }),
    );
    const text = JSON.stringify({ observations, trace: trace() }, null, 1);
    const imported = await read(text);
    expect([imported.records, imported.issues]).toEqual([6000, []]);
    expect(imported.spans.every(({ user_id }) => user_id === "user-7")).toBe(true);
    expect(imported.spans.filter(({ attributes }) => attributes!.has("trace.latency")).length).toBe(1);
  });
});

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

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return text;
  }
}
