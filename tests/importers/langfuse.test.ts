import { describe, expect, test } from "vitest";
import type { SpanRow } from "../../src/traces/schema.ts";
import { importAny } from "../support/import-any.ts";
import { type Imported, lost } from "../support/importing.ts";
import { byId, observation, orphans, read, real, roots, score, trace } from "../support/langfuse.ts";

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

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return text;
  }
}
