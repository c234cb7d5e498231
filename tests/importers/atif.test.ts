import { describe, expect, test } from "vitest";
import { atif } from "../../src/importers/trajectories/atif.ts";
import { importWith, lost, sampleOf } from "../support/importing.ts";
import { readAll, sourceFromBytes } from "../support/source-files.ts";

const at = (second: number) => `2026-03-01T09:00:${String(second).padStart(2, "0")}Z`;
const ns = (second: number) => 1772355600000000000n + BigInt(second) * 1_000_000_000n;
const detect = (value: unknown) => atif.detect(sampleOf(new TextEncoder().encode(JSON.stringify(value))));

const steps = [
  { step_id: 1, source: "system", message: "rules" },
  { step_id: 2, source: "user", message: "what is the price?" },
  {
    step_id: 3,
    source: "agent",
    message: "I look",
    reasoning_content: "hm",
    model_name: "model-b",
    tool_calls: [
      { tool_call_id: "c1", function_name: "search", arguments: { q: "price" } },
      { tool_call_id: "c2", function_name: "fetch", arguments: {} },
    ],
    observation: {
      results: [
        { source_call_id: "c2", content: "page" },
        { source_call_id: "c1", content: "185.35" },
      ],
    },
    metrics: {
      prompt_tokens: 520,
      completion_tokens: 80,
      cached_tokens: 200,
      cost_usd: 0.45,
      logprobs: [-0.1],
      extra: { reasoning_tokens: 12 },
    },
  },
  {
    step_id: 4,
    source: "agent",
    message: "It is 185.35",
    metrics: { prompt_tokens: 600, completion_tokens: 44 },
    extra: { note: 1 },
  },
];
const trajectory = (fields: object = {}) => ({
  schema_version: "ATIF-v1.4",
  session_id: "session-1",
  agent: { name: "harbor-agent", version: "1.0.0", model_name: "model-a" },
  steps,
  final_metrics: {
    total_prompt_tokens: 1120,
    total_completion_tokens: 124,
    total_cached_tokens: 200,
    total_cost_usd: 0.78,
    total_steps: 4,
  },
  ...fields,
});
const timed = () => trajectory({ steps: steps.map((step, index) => ({ ...step, timestamp: at(index * 2) })) });

describe("a trajectory (synthetic, to the specification)", () => {
  test("a call for each of the agent's steps, a span for each tool, totals on the run", async () => {
    expect(detect(trajectory())).toBe("schema_version is ATIF-v1.4");
    const { spans, issues } = await importWith(atif, JSON.stringify(trajectory(), null, 2));
    expect(issues).toEqual([]);
    expect(
      spans.map(({ kind, name, model, input_tokens, cost_usd }) => [kind, name, model, input_tokens, cost_usd]),
    ).toEqual([
      ["LLM", "model-b", "model-b", 520n, 0.45],
      ["TOOL", "search", null, null, null],
      ["TOOL", "fetch", null, null, null],
      ["LLM", "model-a", "model-a", 600n, null],
      ["AGENT", "harbor-agent", "model-a", 1120n, 0.78],
    ]);
    const [call, search, , last, root] = spans;
    expect(call).toMatchObject({
      output_tokens: 80n,
      cache_read_tokens: 200n,
      reasoning_tokens: 12n,
      parent_span_id: "session-1",
    });
    expect(JSON.parse(call!.input!)).toEqual([
      { role: "system", content: "rules" },
      { role: "user", content: "what is the price?" },
    ]);
    expect(JSON.parse(call!.output!)).toMatchObject([
      { role: "assistant", content: "I look", reasoning_content: "hm", tool_calls: [{ id: "c1" }, { id: "c2" }] },
    ]);
    expect(call!.attributes?.get("metrics.logprobs")).toBe("[-0.1]");
    expect(search).toMatchObject({ input: '{"q":"price"}', output: "185.35" });
    expect(search!.attributes?.get("tool_call_id")).toBe("c1");
    expect(JSON.parse(last!.input!)[1]).toEqual({ role: "tool", tool_call_id: "c1", content: "185.35" });
    expect(last!.attributes?.get("extra")).toBe('{"note":1}');
    expect(root).toMatchObject({
      trace_id: "session-1",
      span_id: "session-1",
      input: "what is the price?",
      output: "It is 185.35",
      session_id: "session-1",
    });
    expect(root!.attributes?.get("schema_version")).toBe("ATIF-v1.4");
    expect(JSON.parse(root!.events!).map(({ name }: { name: string }) => name)).toEqual([
      "system message",
      "user message",
    ]);
    expect(spans.every(({ attributes }) => attributes?.get("synthetic_time") === "true")).toBe(true);
  });

  test("times of steps are used; when a step ends is taken from the next one, and that is said", async () => {
    const { spans } = await importWith(atif, JSON.stringify(timed()));
    expect(
      spans.map(({ kind, start_ns, end_ns, attributes }) => [
        kind,
        start_ns,
        end_ns,
        attributes?.get("synthetic_time"),
      ]),
    ).toEqual([
      ["LLM", ns(4), ns(6), "end"],
      ["TOOL", ns(4), ns(6), "end"],
      ["TOOL", ns(4), ns(6), "end"],
      ["LLM", ns(6), ns(6), "end"],
      ["AGENT", ns(0), ns(6), undefined],
    ]);
  });

  test("steps that no model took, and what was seen without a call", async () => {
    const { spans } = await importWith(
      atif,
      JSON.stringify(
        trajectory({
          steps: [
            {
              step_id: 1,
              source: "agent",
              message: "",
              llm_call_count: 0,
              observation: { results: [{ content: "seen" }] },
            },
            { step_id: 2, source: "agent", message: "old", is_copied_context: true },
            {
              step_id: 3,
              source: "agent",
              message: "",
              tool_calls: [{ function_name: "f" }],
              observation: { results: [{ content: "bad", is_error: true }] },
            },
          ],
        }),
      ),
    );
    expect(spans.map(({ kind, name, output }) => [kind, name, kind === "TOOL" ? output : null])).toEqual([
      ["CHAIN", "step", null],
      ["TOOL", "observation", "seen"],
      ["CHAIN", "step", null],
      ["LLM", "model-a", null],
      ["TOOL", "f", null],
      ["AGENT", "harbor-agent", null],
    ]);
  });

  test("subagents lie below the tool that started them", async () => {
    const child = {
      trajectory_id: "child",
      agent: { name: "helper" },
      steps: [{ step_id: 1, source: "agent", message: "ok" }],
    };
    const delegating = {
      step_id: 1,
      source: "agent",
      message: "",
      tool_calls: [{ tool_call_id: "c", function_name: "delegate", arguments: {} }],
      observation: { results: [{ source_call_id: "c", subagent_trajectory_ref: [{ trajectory_id: "child" }] }] },
    };
    const text = JSON.stringify(
      trajectory({
        trajectory_id: "main",
        steps: [delegating],
        subagent_trajectories: [child, { ...child, trajectory_id: "other" }, 7],
      }),
    );
    const imported = await importWith(atif, text);
    const byId = new Map(imported.spans.map((span) => [span.span_id, span]));
    expect(byId.get("main")!.parent_span_id).toBeNull();
    expect(byId.get(byId.get("child")!.parent_span_id)!.name).toBe("delegate");
    expect(byId.get("other")!.parent_span_id).toBe("main");
    expect(new Set(imported.spans.map(({ trace_id }) => trace_id))).toEqual(new Set(["session-1"]));
    expect(imported.records).toBe(imported.spans.length + lost(imported));
  });

  test("is known under any name, with its fields in any order, on lines, and cut in half", async () => {
    const { schema_version, ...rest } = timed();
    const many = { ...rest, steps: Array.from({ length: 60 }, () => rest.steps).flat() };
    const whole = JSON.stringify({ ...rest, schema_version });
    for (const text of [
      whole,
      JSON.stringify(rest),
      `${whole}\n${whole}`,
      JSON.stringify([rest]),
      JSON.stringify(many).slice(0, 9000),
    ]) {
      const { format } = await readAll(sourceFromBytes(text, "x"));
      expect(format).toBe("atif");
    }
  });
});

test("other files are not taken", () => {
  expect(detect({ schema_version: "1.0", steps: [] })).toBeNull();
  expect(detect({ agent: "a", steps: [{ step_id: 1 }] })).toBeNull();
  expect(detect({ trajectory: [], history: [], info: {} })).toBeNull();
});

test("hostile trajectories are lost or read, never thrown for", async () => {
  const nested = (depth: number): object => ({
    ...trajectory({ steps: [] }),
    subagent_trajectories: depth > 0 ? [nested(depth - 1)] : [],
  });
  const rows = [
    1,
    {},
    trajectory({
      steps: [null, 7, { source: "agent", tool_calls: [1, {}], observation: 3, metrics: "x" }],
      agent: 1,
      final_metrics: [],
    }),
    trajectory({
      steps: [
        { source: {}, message: {}, timestamp: {} },
        { source: "user", observation: { results: [{ subagent_trajectory_ref: 3 }, null] } },
      ],
    }),
    nested(30),
  ];
  const imported = await importWith(atif, JSON.stringify(rows));
  expect(imported.records).toBe(imported.spans.length + lost(imported));
  expect(lost(imported)).toBe(5);
});
