import { describe, expect, test } from "vitest";
import { tauBench } from "../../src/importers/trajectories/tau-bench.ts";
import { importWith, lost, sampleOf } from "../support/importing.ts";
import { readAll, sourceFromBytes } from "../support/source-files.ts";

const traj = [
  { role: "system", content: "policy" },
  { role: "user", content: "cancel my order" },
  {
    role: "assistant",
    content: null,
    tool_calls: [
      { id: "c1", type: "function", function: { name: "find_user", arguments: '{"zip":"1"}' } },
      { id: "c2", type: "function", function: { name: "find_order", arguments: "{}" } },
    ],
  },
  { role: "tool", tool_call_id: "c2", name: "find_order", content: "order" },
  { role: "tool", tool_call_id: "c1", name: "find_user", content: "user_1" },
  { role: "assistant", content: "done" },
  { role: "user", content: "###STOP###" },
];
const result = (fields: object = {}) => ({
  task_id: 3,
  reward: 1,
  info: { user_cost: 0.01, reward_info: { r_actions: 1 } },
  traj,
  trial: 0,
  ...fields,
});
const detect = (value: unknown) => tauBench.detect(sampleOf(new TextEncoder().encode(JSON.stringify(value))));

describe("results (synthetic, to the schema)", () => {
  test("a conversation gives a call for each answer and a span for each tool", async () => {
    expect(detect([result()])).toBe("the first object has task_id, reward and traj");
    const { spans, scores, issues } = await importWith(tauBench, JSON.stringify([result()], null, 2));
    expect(issues).toEqual([]);
    expect(spans.map(({ kind, name, output }) => [kind, name, output])).toEqual([
      ["LLM", "assistant", expect.stringContaining('"tool_calls"')],
      ["TOOL", "find_user", "user_1"],
      ["TOOL", "find_order", "order"],
      ["LLM", "assistant", '[{"role":"assistant","content":"done"}]'],
      ["AGENT", "task 3", "done"],
    ]);
    expect(JSON.parse(spans[0]!.input!).map(({ role }: { role: string }) => role)).toEqual(["system", "user"]);
    expect(spans[1]!.input).toBe('{"zip":"1"}');
    const root = spans[4]!;
    expect(root).toMatchObject({ parent_span_id: null, input: "cancel my order", cost_usd: null });
    expect(root.attributes?.get("synthetic_time")).toBe("true");
    expect(root.attributes?.get("trial")).toBe("0");
    expect(root.attributes?.get("messages_after")).toContain("###STOP###");
    expect(scores).toMatchObject([
      { target_type: "trace", target_id: root.trace_id, name: "reward", value_num: 1, source: "code" },
    ]);
    expect(JSON.parse(scores[0]!.metadata!)).toEqual({ reward_info: { r_actions: 1 } });
  });

  test("trials are traces of their own, and one that failed is an error", async () => {
    const failed = result({ trial: 1, reward: 0, traj: [], info: { error: "no more input" } });
    const { spans, scores } = await importWith(tauBench, JSON.stringify([result(), failed, result({ trial: 2 })]));
    const roots = spans.filter(({ kind }) => kind === "AGENT");
    expect(new Set(roots.map(({ trace_id }) => trace_id)).size).toBe(3);
    expect(roots[1]).toMatchObject({ status: "ERROR", status_message: "no more input" });
    expect(scores.map(({ value_num }) => value_num)).toEqual([1, 0, 1]);
  });

  test("are known under any name, on lines, and cut in half", async () => {
    const rows = Array.from({ length: 40 }, (_, trial) => result({ trial }));
    const list = JSON.stringify(rows, null, 1);
    for (const text of [list, rows.map((row) => JSON.stringify(row)).join("\n"), list.slice(0, list.length / 2)]) {
      const { format, counts } = await readAll(sourceFromBytes(text, "x"));
      expect(format).toBe("tau-bench");
      expect(counts.rows.spans! / counts.rows.scores!).toBe(5);
    }
  });
});

test("simulations of the successor have times, tokens and costs", async () => {
  const usage = { prompt_tokens: 9, completion_tokens: 2 };
  const simulation = {
    id: "sim-1",
    task_id: "7",
    trial: 0,
    start_time: "2026-03-01T09:00:00",
    end_time: "2026-03-01T09:01:00",
    termination_reason: "user_stop",
    agent_cost: 0.5,
    reward_info: { reward: 0.0, db_check: { db_match: false } },
    messages: [
      { role: "user", content: "hi", timestamp: "2026-03-01T09:00:01" },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "c", name: "look", arguments: { a: 1 } }],
        usage,
        cost: 0.1,
        timestamp: "2026-03-01T09:00:03",
      },
      { role: "tool", id: "c", content: "no such thing", error: true, timestamp: "2026-03-01T09:00:04" },
    ],
  };
  const info = { agent_info: { llm: "gpt-4.1" }, environment_info: { domain_name: "retail" } };
  const file = { timestamp: "2026-03-01", info, tasks: [], simulations: [simulation] };
  expect(detect(file)).not.toBeNull();
  const { spans, scores } = await importWith(tauBench, JSON.stringify(file));
  const ns = (second: number) => 1772355600000000000n + BigInt(second) * 1_000_000_000n;
  expect(
    spans.map(({ kind, start_ns, end_ns, cost_usd, status }) => [kind, start_ns, end_ns, cost_usd, status]),
  ).toEqual([
    ["LLM", ns(1), ns(3), 0.1, "UNSET"],
    ["TOOL", ns(3), ns(4), null, "ERROR"],
    ["AGENT", ns(0), ns(60), 0.5, "UNSET"],
  ]);
  expect(spans[0]).toMatchObject({ input_tokens: 9n, trace_id: "sim-1", model: "gpt-4.1" });
  expect(spans[2]?.attributes?.get("domain")).toBe("retail");
  expect(spans[1]).toMatchObject({ name: "look", input: '{"a":1}', output: "no such thing" });
  expect(scores).toMatchObject([{ target_id: "sim-1", value_num: 0 }]);
});

test("other files are not taken", () => {
  expect(detect([{ task_id: 1, reward: 1 }])).toBeNull();
  expect(detect([{ task_id: 1, messages: [] }])).toBeNull();
  expect(detect({ traj: [] })).toBeNull();
});

test("hostile results are lost or read, never thrown for", async () => {
  const rows = [
    result(),
    1,
    {},
    result({ traj: "x" }),
    result({ traj: [null, 3, { role: {} }, { role: "assistant", tool_calls: {} }], reward: {}, info: 7 }),
  ];
  const imported = await importWith(tauBench, JSON.stringify(rows));
  expect(imported.records).toBe(imported.spans.length + lost(imported));
  expect(lost(imported)).toBe(5);
});
