import { describe, expect, test } from "vitest";
import { inspect } from "../../src/importers/inspect/inspect.ts";
import { importWith, lost } from "../support/importing.ts";
import { answer, at, evaluation, importSample, model, ns, usage, user } from "../support/inspect.ts";

describe("steps", () => {
  test("spans nest by their ids, and what takes no time is an event of the span around it", async () => {
    const { spans } = await importSample({
      events: [
        { event: "span_begin", id: "a", span_id: "a", type: "agent", name: "researcher", timestamp: at(1) },
        { event: "span_begin", id: "b", span_id: "b", parent_id: "a", type: "solver", name: "plan", timestamp: at(2) },
        model(3, { span_id: "b" }),
        { event: "info", span_id: "b", timestamp: at(4), data: "thought" },
        { event: "span_end", id: "b", span_id: "b", timestamp: at(5) },
        { event: "error", span_id: "a", timestamp: at(6), error: { message: "boom", traceback: "…" } },
        { event: "span_end", id: "a", span_id: "a", timestamp: at(7) },
        { event: "sandbox", action: "exec", cmd: "ls", output: "x", result: 0, timestamp: at(8), completed: at(9) },
        { event: "something new", timestamp: at(10), detail: 1 },
      ],
    });
    expect(
      spans.map(({ name, kind, parent_span_id, status, start_ns, end_ns }) => [
        name,
        kind,
        parent_span_id,
        status,
        start_ns,
        end_ns,
      ]),
    ).toEqual([
      ["triage s-1", "CHAIN", null, "UNSET", ns(1), ns(10)],
      ["researcher", "AGENT", "uuid-1", "ERROR", ns(1), ns(7)],
      ["plan", "CHAIN", "a", "UNSET", ns(2), ns(5)],
      ["anthropic/claude-x", "LLM", "b", "UNSET", ns(3), ns(4)],
      ["sandbox exec", "CHAIN", "uuid-1", "UNSET", ns(8), ns(9)],
    ]);
    expect(spans[1]!.status_message).toBe("boom");
    expect(JSON.parse(spans[2]!.events!)).toEqual([
      { name: "info", time_ns: String(ns(4)), attributes: { data: "thought" } },
    ]);
    expect(JSON.parse(spans[0]!.events!)[0]).toMatchObject({ name: "something new", attributes: { detail: 1 } });
    expect([spans[4]!.input, spans[4]!.output, spans[4]!.attributes?.get("result")]).toEqual(["ls", "x", "0"]);
  });

  test("a tool and the span around it are one step; what it calls lies below", async () => {
    const tool = {
      event: "tool",
      id: "call-1",
      function: "bash",
      arguments: { cmd: "ls" },
      result: "file",
      span_id: "t",
    };
    const { spans } = await importSample({
      events: [
        { event: "span_begin", id: "t", span_id: "t", type: "tool", name: "bash", timestamp: at(1) },
        { ...tool, timestamp: at(1), completed: at(3), working_time: 1.5 },
        model(2, { span_id: "t" }),
        { event: "span_end", id: "t", span_id: "t", timestamp: at(3) },
        {
          event: "tool",
          id: "call-2",
          function: "search",
          arguments: {},
          timestamp: at(4),
          error: { type: "timeout", message: "too slow" },
          working_time: 0.5,
        },
      ],
    });
    expect(spans.map(({ name, kind, parent_span_id }) => [name, kind, parent_span_id])).toEqual([
      ["triage s-1", "CHAIN", null],
      ["bash", "TOOL", "uuid-1"],
      ["anthropic/claude-x", "LLM", "t"],
      ["search", "TOOL", "uuid-1"],
    ]);
    expect(spans[1]).toMatchObject({ span_id: "t", input: '{"cmd":"ls"}', output: "file", end_ns: ns(3) });
    expect(spans[1]!.attributes?.get("id")).toBe("call-1");
    expect(spans[3]).toMatchObject({ status: "ERROR", status_message: "too slow", end_ns: ns(4) + 500_000_000n });
  });

  test("steps of older logs nest by their order, with the events of tools and subtasks inside them", async () => {
    const { spans } = await importSample({
      uuid: undefined,
      events: undefined,
      transcript: {
        events: [
          { event: "step", action: "begin", type: "solver", name: "outer", timestamp: at(1) },
          { event: "step", action: "begin", type: "solver", name: "inner", timestamp: at(2) },
          {
            event: "tool",
            id: "c",
            function: "f",
            arguments: {},
            result: "",
            timestamp: at(3),
            events: [model(3, { input: [user("attachment://aa")] })],
          },
          { event: "step", action: "end", type: "solver", name: "inner", timestamp: at(5) },
          { event: "subtask", name: "sub", input: { x: 1 }, result: 2, timestamp: at(6), completed: at(7), events: [] },
          { event: "step", action: "end", type: "solver", name: "outer", timestamp: at(8) },
          { event: "step", action: "end", type: "solver", name: "never begun", timestamp: at(8) },
        ],
        content: { aa: "text kept apart" },
      },
    });
    const names = new Map(spans.map(({ span_id, name }) => [span_id, name]));
    expect(spans.map(({ name, parent_span_id }) => [name, names.get(parent_span_id) ?? null])).toEqual([
      ["triage s-1", null],
      ["outer", "triage s-1"],
      ["inner", "outer"],
      ["f", "inner"],
      ["anthropic/claude-x", "f"],
      ["sub", "outer"],
    ]);
    expect(spans[4]!.input).toBe('[{"role":"user","content":"text kept apart"}]');
    expect(spans[1]).toMatchObject({ start_ns: ns(1), end_ns: ns(8) });
  });

  test("a call's tokens, cost, error and everything else", async () => {
    const { spans } = await importSample({
      events: [
        model(1, {
          output: answer("x", {
            usage: {
              ...usage,
              input_tokens_cache_read: 7,
              input_tokens_cache_write: 3,
              reasoning_tokens: 1,
              total_cost: 0.25,
            },
          }),
          retries: 2,
          cache: "read",
        }),
        model(3, { error: "rate limit", output: { model: "anthropic/claude-x", choices: [] } }),
      ],
      model_usage: { a: { input_tokens: 5, total_cost: 0.5 }, b: { input_tokens: 6 } },
      error: { message: "gave up", traceback: "…" },
    });
    expect(spans[1]).toMatchObject({
      model: "claude-x-2026",
      provider: "anthropic",
      input_tokens: 10n,
      output_tokens: 2n,
      cache_read_tokens: 7n,
      cache_write_tokens: 3n,
      reasoning_tokens: 1n,
      cost_usd: 0.25,
      cost_source: "reported",
      output: '[{"role":"assistant","content":"x"}]',
    });
    expect(spans[1]!.attributes?.get("retries")).toBe("2");
    expect(spans[1]!.attributes?.get("output.stop_reason")).toBe("stop");
    expect(spans[2]).toMatchObject({ model: "claude-x", status: "ERROR", status_message: "rate limit", output: null });
    expect(spans[0]).toMatchObject({ input_tokens: 11n, cost_usd: 0.5, status: "ERROR", status_message: "gave up" });
  });

  test("a sample whose calls were not logged keeps its conversation", async () => {
    const { spans } = await importSample({ messages: [user("hi")], output: answer("yes"), events: [] });
    expect(spans[0]).toMatchObject({ start_ns: null, output: "yes" });
    expect(spans[0]!.attributes?.get("messages")).toBe('[{"role":"user","content":"hi"}]');
  });
});

describe("texts kept apart", () => {
  test("calls refer to messages by ranges, and messages to attachments", async () => {
    const { spans } = await importSample({
      events: [
        model(1, {
          input: [],
          input_refs: [
            [0, 1],
            [2, 3],
          ],
        }),
      ],
      events_data: { messages: [user("attachment://x"), user("b"), user("c")], calls: [] },
      attachments: { x: "attached" },
    });
    expect(spans[1]!.input).toBe('[{"role":"user","content":"attached"},{"role":"user","content":"c"}]');
  });

  test("a reference to nothing stays, and so does a name that every object has", async () => {
    const { spans } = await importSample({
      events: [model(1, { input: [user("attachment://constructor"), user("attachment://gone")] })],
      attachments: { x: "attached" },
    });
    expect(JSON.parse(spans[1]!.input!).map(({ content }: { content: string }) => content)).toEqual([
      "attachment://constructor",
      "attachment://gone",
    ]);
  });

  test("a text that comes back a thousand times is put in until the rows would outgrow the sample", {
    timeout: 60_000,
  }, async () => {
    const long = "x".repeat(1_000_000);
    const { spans, issues } = await importSample({
      events: Array.from({ length: 1000 }, (_, at) =>
        model(at % 50, { uuid: `m${at}`, input: [user("attachment://x"), user(`${at}`)] }),
      ),
      attachments: { x: long },
    });
    const sizes = spans.reduce((sum, { input }) => sum + (input?.length ?? 0), 0);
    expect(sizes).toBeLessThan(25_000_000);
    expect(spans[1]!.input).toContain(long);
    expect(spans.at(-1)!.input).toContain("attachment://x");
    expect(issues).toMatchObject([{ severity: "note", reason: expect.stringContaining("stays a reference") }]);
  });

  test("ranges without end are refused", { timeout: 60_000 }, async () => {
    const imported = await importSample({
      events: [model(1, { input: [], input_refs: Array.from({ length: 200_000 }, () => [0, 1e9]) })],
      events_data: { messages: Array.from({ length: 2000 }, () => "") },
    });
    expect(lost(imported)).toBe(1);
  });
});

describe("scores", () => {
  async function scoreOf(score: unknown, name = "s") {
    return (await importSample({ scores: { [name]: score } })).scores;
  }

  test.each<[unknown, number | null, string | null]>([
    ["C", 1, "C"],
    ["P", 0.5, "P"],
    ["I", 0, "I"],
    ["N", 0, "N"],
    ["yes", 1, "yes"],
    [true, 1, "true"],
    [0.25, 0.25, null],
    ["7", 7, "7"],
    ["NaN", null, "NaN"],
    ["other", null, "other"],
    [[1, 2], null, "[1,2]"],
  ])("%j", async (value, number, text) => {
    expect(await scoreOf({ value })).toMatchObject([
      { value_num: number, value_str: text, target_type: "trace", target_id: "uuid-1" },
    ]);
  });

  test("a value of several, and what belongs to a score", async () => {
    const rows = await scoreOf({
      value: { tone: 3, facts: "C" },
      answer: "A",
      explanation: "why",
      metadata: { extra: [1] },
    });
    expect(rows.map(({ name, value_num, rationale }) => [name, value_num, rationale])).toEqual([
      ["s/tone", 3, "why"],
      ["s/facts", 1, "why"],
    ]);
    expect(JSON.parse(rows[0]!.metadata!)).toMatchObject({
      answer: "A",
      target: "answer",
      epoch: 1,
      sample_id: "s-1",
      extra: [1],
    });
    expect(rows[0]!.score_id).not.toBe(rows[1]!.score_id);
  });

  test("a model's score is a judge's, an edited one is a person's", async () => {
    expect(await scoreOf({ value: "C" }, "model_graded_qa")).toMatchObject([
      { source: "judge", rater: "model_graded_qa" },
    ]);
    expect(await scoreOf({ value: "C", metadata: { grading: [] } })).toMatchObject([{ source: "judge" }]);
    const history = [{ value: "I" }, { value: "C", provenance: { author: "rater-1", timestamp: at(9) } }];
    expect(await scoreOf({ value: "C", history })).toMatchObject([
      { source: "human", rater: "rater-1", time_ns: ns(9) },
    ]);
  });

  test("intermediate scores belong to their span, the old single score to its sample", async () => {
    const { scores } = await importSample({
      score: { value: "C" },
      events: [
        { event: "span_begin", id: "a", type: "scorer", name: "check", timestamp: at(1) },
        { event: "score", span_id: "a", score: { value: 0.3 }, intermediate: true, timestamp: at(2) },
        { event: "score", span_id: "a", score: { value: "C" }, timestamp: at(3) },
      ],
    });
    expect(
      scores.map(({ target_type, target_id, name, value_num, time_ns }) => [
        target_type,
        target_id,
        name,
        value_num,
        time_ns,
      ]),
    ).toEqual([
      ["span", "a", "check", 0.3, ns(2)],
      ["trace", "uuid-1", "score", 1, ns(3)],
    ]);
  });

  test("scores of all epochs together are those of the data set's sample", async () => {
    const reductions = [{ scorer: "match", reducer: "mean", samples: [{ value: 0.5, sample_id: 7 }, "no"] }];
    const imported = await importWith(inspect, JSON.stringify({ eval: evaluation, samples: [], reductions }));
    expect(imported.scores).toMatchObject([
      { target_type: "sample", target_id: "7", name: "match/mean", value_num: 0.5, rater: "match" },
    ]);
    expect([imported.records, lost(imported)]).toEqual([2, 1]);
  });
});

test("hostile samples are lost or read, never thrown for", async () => {
  const samples = [
    1,
    null,
    [],
    { epoch: 1 },
    JSON.parse(
      '{"id":1,"__proto__":{"x":1},"events":[{"event":"model","__proto__":1,"input":7,"output":"x"},5,null],"scores":[1],"attachments":[]}',
    ),
    {
      id: 2,
      events: { event: "model" },
      scores: { a: null, b: { value: { __proto__: 1 } } },
      model_usage: 3,
      output: [1],
    },
    {
      id: 3,
      events: [
        { event: "span_begin", id: 7, parent_id: {}, timestamp: {} },
        { event: "span_end", id: [] },
      ],
      messages: 1,
    },
    {
      id: 4,
      events: [{ event: "tool", events: [{ event: "tool", events: "x" }], error: 1, failed: true, timestamp: "never" }],
    },
  ];
  const imported = await importWith(inspect, JSON.stringify({ eval: evaluation, samples }));
  expect(imported.records).toBe(imported.spans.length + lost(imported));
  expect([lost(imported), new Set(imported.spans.map(({ trace_id }) => trace_id)).size]).toEqual([4, 4]);
});
