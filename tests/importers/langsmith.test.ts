import { describe, expect, test } from "vitest";
import { langsmith } from "../../src/importers/langsmith/langsmith.ts";
import type { ScoreRow, SpanRow } from "../../src/traces/schema.ts";
import { csvOf, importAny, parquetOf } from "../support/import-any.ts";
import { corpus, type Imported, importWith, lost, sampleOf } from "../support/importing.ts";
import { useParquet as givesParquet } from "../support/parquet.ts";

givesParquet();

const real = (name: string) => corpus(`langsmith-run-json/langsmith_${name}.json`);
const rootId = "0f8fad5b-d9cb-469f-a165-70867728950e";
const id = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
const dotted = `20260412T132000000001Z${rootId}.20260412T132000100000Z${id}`;

const run = (fields: object = {}) => ({
  id,
  trace_id: rootId,
  parent_run_id: rootId,
  dotted_order: dotted,
  name: "ChatOpenAI",
  run_type: "llm",
  start_time: "2026-04-12T13:20:00.100000",
  end_time: "2026-04-12T13:20:02.000001",
  status: "success",
  error: null,
  inputs: { messages: [{ role: "user", content: "Hi" }] },
  outputs: { text: "Hello" },
  extra: {
    metadata: { ls_provider: "openai", ls_model_name: "gpt-4o", thread_id: "th-1", user_id: "user-7", flow: "short" },
    runtime: { sdk: "langsmith-py" },
  },
  tags: ["a", "b"],
  session_id: "5f0c3f5e-0000-0000-0000-000000000000",
  session_name: "project",
  feedback_stats: { quality: { n: 2, avg: 0.5 } },
  prompt_tokens: 10,
  completion_tokens: 4,
  total_tokens: 14,
  prompt_token_details: { cache_read: 3 },
  completion_token_details: { reasoning: 2 },
  total_cost: "0.0030",
  prompt_cost: "0.001",
  completion_cost: "0.002",
  ...fields,
});

const feedback = (fields: object = {}) => ({
  id: "f-1",
  run_id: id,
  trace_id: rootId,
  key: "quality",
  score: 0.8,
  value: null,
  comment: "fine",
  correction: null,
  feedback_source: { type: "api", user_id: null },
  session_id: "5f0c3f5e-0000-0000-0000-000000000000",
  created_at: "2026-04-12T13:21:00",
  ...fields,
});

const expectedSpan = {
  trace_id: rootId,
  span_id: id,
  parent_span_id: rootId,
  name: "ChatOpenAI",
  kind: "LLM",
  status: "OK",
  start_ns: 1776000000100000000n,
  end_ns: 1776000002000001000n,
  model: "gpt-4o",
  provider: "openai",
  input_tokens: 10n,
  output_tokens: 4n,
  cache_read_tokens: 3n,
  reasoning_tokens: 2n,
  cost_usd: 0.003,
  cost_source: "reported",
  session_id: "th-1",
  user_id: "user-7",
  input: '{"messages":[{"role":"user","content":"Hi"}]}',
  output: '{"text":"Hello"}',
};

async function read(value: unknown): Promise<Imported> {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  expect(langsmith.detect(sampleOf(new TextEncoder().encode(text)))).not.toBeNull();
  return importWith(langsmith, text, { chunk: 100 });
}

async function rowOf(fields: object): Promise<SpanRow> {
  const { spans } = await read([run(fields)]);
  expect(spans.length).toBe(1);
  return spans[0]!;
}

async function scoreOf(fields: object): Promise<ScoreRow> {
  const { scores } = await read([feedback(fields)]);
  expect(scores.length).toBe(1);
  return scores[0]!;
}

describe("real payloads of the SDK", () => {
  test.each([
    ["js_wrap_openai_default", "dc34609e-3eeb-459d-bc2a-6fedb01d2e6e", 1728803137170000000n, 1728803138285000000n],
    ["js_wrap_openai_stream", "33c08c32-435c-4788-b973-b5bee4a31f87", 1728803135809000000n, 1728803136663000000n],
    ["py_wrap_openai_", "d0d84d31-923d-4cb5-94a8-40a0a0087578", 1728680303298773000n, 1728680304417106000n],
    ["py_wrap_openai_stream", "fe8ffecb-72ce-4cd2-bdb7-01f34654c391", 1728680300695375000n, null],
  ])("%s: post and patch are one run", async (name, run, start, end) => {
    const imported = await importAny(real(name), 77);
    expect([imported.format, imported.records, imported.issues]).toEqual(["langsmith", 1, []]);
    expect(imported.spans).toMatchObject([
      {
        trace_id: run,
        span_id: run,
        parent_span_id: null,
        name: "ChatOpenAI",
        kind: "LLM",
        start_ns: start,
        model: "gpt-4o-mini",
        provider: "openai",
        input_tokens: 9n,
        output_tokens: 9n,
      },
    ]);
    if (end !== null) expect(imported.spans[0]!.end_ns).toBe(end);
    expect(imported.spans[0]!.input).toContain("howdy");
    expect(imported.spans[0]!.output).toContain("Howdy! How can I assist you today?");
  });

  test("a model that reasons", async () => {
    const { spans } = await importAny(real("py_wrap_openai_reasoning"));
    expect(spans).toMatchObject([
      { model: "o1-mini", input_tokens: 43n, output_tokens: 2497n, reasoning_tokens: 1408n, cache_read_tokens: 0n },
    ]);
    expect(spans[0]!.attributes!.get("metadata.ls_method")).toBe("traceable");
    expect(spans[0]!.attributes!.get("session_name")).toBe("default");
  });

  test.each([
    "js_wrap_openai_default",
    "js_wrap_openai_stream",
    "py_wrap_openai_",
    "py_wrap_openai_reasoning",
    "py_wrap_openai_stream",
  ])("%s cut in half is still known", async (name) => {
    const bytes = real(name);
    const half = await importAny(bytes.slice(0, bytes.length / 2));
    expect(half.format).toBe("langsmith");
    expect(half.records).toBe(half.spans.length + lost(half));
    expect(lost(half)).toBe(1);
  });
});

describe("shapes", () => {
  const other = run({ id: "b-2", parent_run_id: id, dotted_order: `${dotted}.20260412T132001000000Zb-2` });
  const lines = `${JSON.stringify(run())}\n${JSON.stringify(other)}\n`;

  test.each([
    ["lines", lines],
    ["a list", JSON.stringify([run(), other])],
    ["a pretty-printed list", JSON.stringify([run(), other], null, 2)],
    ["runs", JSON.stringify({ runs: [run(), other], cursors: {} })],
    ["data", JSON.stringify({ data: [run(), other] }, null, 2)],
    ["a payload", JSON.stringify({ post: [run(), other], patch: [] })],
    ["values one after another", `${JSON.stringify(run(), null, 2)}${JSON.stringify(other, null, 2)}`],
    ["runs with their children", JSON.stringify({ ...run(), child_runs: [other] })],
    ["CSV", csvOf([run(), other])],
  ])("%s", async (_, text) => {
    const imported = await importAny(text, 100);
    expect([imported.format, imported.records, imported.issues]).toEqual(["langsmith", 2, []]);
    expect(imported.spans).toMatchObject([expectedSpan, { span_id: "b-2", parent_span_id: id }]);
    const attributes = imported.spans[0]!.attributes!;
    expect(attributes.get("tags")).toBe('["a","b"]');
    expect(attributes.get("metadata.flow")).toBe("short");
    expect(JSON.parse(attributes.get("feedback_stats")!)).toEqual({ quality: { n: 2, avg: 0.5 } });
    expect(attributes.get("session_name")).toBe("project");
  });

  test("synthetic bulk export: Parquet with nested fields as JSON text", async () => {
    const { inputs, outputs, extra, tags, feedback_stats } = run();
    const json = (value: unknown) => `'${JSON.stringify(value)}'`;
    const imported = await importAny(
      await parquetOf(`SELECT '${id}' AS id, '${rootId}' AS trace_id, '${rootId}' AS parent_run_id, 'ChatOpenAI' AS name,
        'llm' AS run_type, '${dotted}' AS dotted_order, TIMESTAMP '2026-04-12 13:20:00.1' AS start_time,
        TIMESTAMP '2026-04-12 13:20:02.000001' AS end_time, 'success' AS status, NULL::VARCHAR AS error,
        ${json(inputs)} AS inputs, ${json(outputs)} AS outputs, ${json(extra)} AS extra, ${json(tags)} AS tags,
        ${json(feedback_stats)} AS feedback_stats, 10::BIGINT AS prompt_tokens, 4::BIGINT AS completion_tokens,
        '{"cache_read":3}' AS prompt_token_details, '{"reasoning":2}' AS completion_token_details,
        0.003::DECIMAL(18, 9) AS total_cost, 'p' AS session_id, 'w' AS tenant_id`),
    );
    expect([imported.format, imported.records, imported.issues]).toEqual(["langsmith", 1, []]);
    expect(imported.spans).toMatchObject([{ ...expectedSpan, tenant: null }]);
  });

  test("a post and a patch in two payloads, in either order and far apart", async () => {
    const { end_time, outputs, error, ...post } = run({ error: "late" });
    const patch = { id, dotted_order: dotted, end_time, outputs, error, inputs: {}, extra: { metadata: { added: 1 } } };
    for (const payloads of [
      [{ post: [post] }, { post: [other] }, { patch: [patch] }],
      [{ patch: [patch] }, { post: [other, post] }],
    ]) {
      const imported = await read(payloads.map((payload) => JSON.stringify(payload)).join("\n"));
      expect([imported.records, imported.issues]).toEqual([2, []]);
      const row = imported.spans.find(({ span_id }) => span_id === id)!;
      expect(row).toMatchObject({ ...expectedSpan, status: "ERROR", status_message: "late" });
      expect([row.attributes!.get("metadata.added"), row.attributes!.get("metadata.flow")]).toEqual(["1", "short"]);
    }
  });

  test("halves too far apart are given as they are, and said", async () => {
    const { end_time, ...post } = run();
    const many = Array.from({ length: 20_001 }, (_, at) => ({
      id: `r${at}`,
      run_type: "chain",
      start_time: 1776000000000,
    }));
    const imported = await importWith(langsmith, JSON.stringify({ post: [post, ...many], patch: [{ id, end_time }] }));
    expect(imported.records).toBe(20_003);
    expect(imported.issues.at(-1)).toMatchObject({ severity: "note" });
  });
});

describe("runs", () => {
  test.each([
    ["llm", "LLM"],
    ["chain", "CHAIN"],
    ["tool", "TOOL"],
    ["retriever", "RETRIEVER"],
    ["embedding", "EMBEDDING"],
    ["prompt", "PROMPT"],
    ["parser", "CHAIN"],
  ])("the type %s is %s", async (run_type, kind) => {
    expect(await rowOf({ run_type })).toMatchObject({ kind });
  });

  test("parents come from the dotted order where they are not named", async () => {
    expect(await rowOf({ parent_run_id: null })).toMatchObject({ parent_span_id: rootId });
    expect(await rowOf({ parent_run_id: null, trace_id: null })).toMatchObject({ trace_id: rootId });
    const root = await rowOf({ id: rootId, parent_run_id: null, dotted_order: dotted.split(".")[0], start_time: null });
    expect(root).toMatchObject({ parent_span_id: null, start_ns: 1776000000000001000n });
    const older = await rowOf({ parent_run_id: null, dotted_order: null, parent_run_ids: ["x", rootId] });
    expect(older).toMatchObject({ parent_span_id: rootId });
  });

  test.each([
    [{ error: "ValueError()", status: "error" }, "ERROR", "ValueError()"],
    [{ error: null, status: "error" }, "ERROR", null],
    [{ error: null, status: "pending" }, "UNSET", null],
    [{ error: "x", status: null }, "ERROR", "x"],
  ])("the status of %j", async (fields, status, message) => {
    expect(await rowOf(fields)).toMatchObject({ status, status_message: message });
  });

  const unpriced = {
    prompt_tokens: 0,
    completion_tokens: 0,
    total_cost: null,
    prompt_cost: null,
    completion_cost: null,
  };

  test.each([
    [{ usage_metadata: { input_tokens: 7, output_tokens: 2, input_token_details: { cache_read: 1 } } }, [7n, 2n, 1n]],
    [{ llm_output: { token_usage: { prompt_tokens: 5, completion_tokens: 1 } } }, [5n, 1n, null]],
    [
      { generations: [[{ message: { kwargs: { usage_metadata: { input_tokens: 6, output_tokens: 3 } } } }]] },
      [6n, 3n, null],
    ],
    [{ text: "x" }, [null, null, null]],
  ])("the usage in the outputs %j", async (outputs, [input, output, cached]) => {
    const row = await rowOf({ ...unpriced, outputs });
    expect([row.input_tokens, row.output_tokens, row.cache_read_tokens]).toEqual([input, output, cached]);
    expect(row.cost_usd).toBeNull();
  });

  test.each([
    [{ total_cost: "0.25" }, 0.25],
    [{ total_cost: null, prompt_cost: "0.1", completion_cost: "0.2" }, 0.1 + 0.2],
    [{ total_cost: "0", prompt_cost: null, completion_cost: null }, null],
  ])("the cost in %j", async (fields, cost) => {
    expect(await rowOf(fields)).toMatchObject({ cost_usd: cost });
  });

  test("a conversation is never the project", async () => {
    const of = async (metadata: object) => (await rowOf({ extra: { metadata } })).session_id;
    expect(await of({})).toBeNull();
    expect(await of({ session_id: "s", thread_id: "t" })).toBe("s");
    expect(await of({ conversation_id: "c" })).toBe("c");
    expect((await rowOf({})).attributes!.get("session_id")).toBe("5f0c3f5e-0000-0000-0000-000000000000");
  });

  test("a chain does not take the model of the calls in it", async () => {
    expect(await rowOf({ run_type: "chain" })).toMatchObject({ model: null, provider: null, tenant: null });
    expect(await rowOf({ extra: { metadata: { tenant_id: "acme" } } })).toMatchObject({ tenant: "acme" });
  });

  test("a retriever's outputs are documents, also as LangChain serialises them", async () => {
    const page = { page_content: "text", metadata: { id: "d1", updated_at: "2026-01-01" }, type: "Document" };
    for (const outputs of [
      { documents: [page] },
      { output: [page] },
      { documents: [{ lc: 1, type: "constructor", kwargs: page }] },
      JSON.stringify({ documents: [page] }),
    ]) {
      const { documents } = await read([run({ run_type: "retriever", outputs })]);
      expect(documents).toMatchObject([
        { span_id: id, trace_id: rootId, rank: 1, doc_id: "d1", content: "text", last_updated: "2026-01-01" },
      ]);
    }
  });

  test("events keep their times", async () => {
    const { events } = await rowOf({
      events: [{ name: "new_token", time: "2026-04-12T13:20:01", kwargs: { token: "H" } }],
    });
    expect(JSON.parse(events!)).toEqual([
      { name: "new_token", time_ns: "1776000001000000000", attributes: { kwargs: { token: "H" } } },
    ]);
  });

  test("wrong types and hostile keys are no accident", async () => {
    const text = `[${JSON.stringify(run())},
      {"id":{},"run_type":7,"trace_id":[],"inputs":1,"extra":"x","events":{"a":1},"dotted_order":5,"start_time":{}},
      {"id":"x","run_type":"llm","start_time":null,"__proto__":{"a":1},"extra":{"metadata":{"__proto__":{"b":2}}}},
      7, "text", {"other":1}]`;
    const imported = await read(text);
    expect([imported.spans.length, lost(imported), imported.records]).toEqual([3, 3, 6]);
    expect(imported.spans[2]!.attributes!.get("__proto__")).toBe('{"a":1}');
    expect(imported.spans[2]!.attributes!.get("metadata.__proto__")).toBe('{"b":2}');
  });

  test("a broken line is lost with its line, and the others are read", async () => {
    const line = JSON.stringify(run());
    const imported = await read([line, line.slice(0, 90), line].join("\n"));
    expect([imported.spans.length, lost(imported), imported.records]).toEqual([2, 1, 3]);
    expect(imported.issues).toMatchObject([{ line: 2 }]);
  });
});

describe("feedback", () => {
  test.each([
    [{}, { score_id: "f-1", target_type: "span", target_id: id, name: "quality", value_num: 0.8, source: "unknown" }],
    [{ feedback_source: { type: "app", user_name: "rater-1" } }, { source: "human", rater: "rater-1" }],
    [{ feedback_source: { type: "app", user_id: "u-1" } }, { source: "human", rater: "u-1" }],
    [
      { feedback_source: { type: "model", metadata: { __run: { run_id: "judge" } } } },
      { source: "judge", metadata: expect.stringContaining("judge") },
    ],
    [{ score: true }, { value_num: 1, value_str: null }],
    [
      { score: null, value: "good" },
      { value_num: null, value_str: "good" },
    ],
    [{ run_id: null }, { target_type: "trace", target_id: rootId }],
    [{ correction: { text: "better" } }, { metadata: expect.stringContaining("better"), is_ground_truth: null }],
    [{}, { rationale: "fine", time_ns: 1776000060000000000n }],
  ])("%j", async (fields, expected) => {
    expect(await scoreOf(fields)).toMatchObject(expected);
  });

  test.each([
    ["lines", [feedback(), feedback({ id: "f-2" })].map((row) => JSON.stringify(row)).join("\n")],
    ["CSV", csvOf([feedback(), feedback({ id: "f-2" })])],
  ])("as %s", async (_, text) => {
    const imported = await importAny(text);
    expect([imported.format, imported.records, imported.issues]).toEqual(["langsmith", 2, []]);
    expect(imported.scores).toMatchObject([
      { score_id: "f-1", target_id: id, value_num: 0.8, source: "unknown" },
      { score_id: "f-2" },
    ]);
  });

  test("one that judges nothing is lost, with the reason", async () => {
    const imported = await read([feedback(), feedback({ run_id: null, trace_id: null, session_id: null })]);
    expect([imported.scores.length, lost(imported), imported.records]).toEqual([1, 1, 2]);
    expect(imported.issues).toMatchObject([{ reason: "feedback: it names no run, trace or project" }]);
  });
});
