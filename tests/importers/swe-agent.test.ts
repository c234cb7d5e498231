import { describe, expect, test } from "vitest";
import { sweAgent } from "../../src/importers/trajectories/swe-agent.ts";
import { corpus, importWith, lost, sampleOf } from "../support/importing.ts";
import { readAll, sourceFromBytes } from "../support/source-files.ts";

const file = "swe-agent-traj/pydicom__pydicom-1458.traj";
const detect = (value: unknown) => sweAgent.detect(sampleOf(new TextEncoder().encode(JSON.stringify(value))));

const step = (action: string, fields: object = {}) => ({
  action,
  observation: `saw ${action}`,
  response: `do ${action}`,
  thought: `think ${action}`,
  state: '{"open_file":"n/a"}',
  ...fields,
});
const run = (fields: object = {}) => ({
  environment: "env",
  trajectory: [step("ls -l\n"), step("submit", { execution_time: 2.5 })],
  history: [
    { role: "system", content: "rules", agent: "main" },
    { role: "user", content: "a demonstration", is_demo: true },
    { role: "user", content: "fix it" },
  ],
  info: {
    exit_status: "submitted",
    submission: "diff",
    model_stats: { instance_cost: 0.5, tokens_sent: 100, tokens_received: 7, api_calls: 2 },
  },
  ...fields,
});

describe("a real trajectory", () => {
  test("a call and a command for each step, cost and tokens for the run", async () => {
    const { spans, issues, records } = await importWith(sweAgent, corpus(file));
    expect(issues).toEqual([]);
    expect([records, spans.length]).toEqual([25, 25]);
    const root = spans.find(({ parent_span_id }) => parent_span_id === null)!;
    expect(root).toMatchObject({
      kind: "AGENT",
      input_tokens: 122612n,
      output_tokens: 1369n,
      cost_usd: 1.26719,
      cost_source: "reported",
      status: "UNSET",
      service: "swe-agent",
    });
    expect(root.input).toMatch(/^We're currently solving the following issue/);
    expect(root.output).toMatch(/^\ndiff --git/);
    expect(root.attributes?.get("environment")).toBe("swe_main");
    expect(root.attributes?.get("info.exit_status")).toBe("submitted");
    expect(JSON.parse(root.attributes!.get("info.model_stats")!).api_calls).toBe(12);
    const calls = spans.filter(({ kind }) => kind === "LLM");
    const tools = spans.filter(({ kind }) => kind === "TOOL");
    expect([calls.length, tools.length]).toEqual([12, 12]);
    expect(tools.map(({ name }) => name).slice(0, 3)).toEqual(["create", "edit", "python"]);
    expect(calls[0]!.input).toBe(root.input);
    expect(calls[1]!.input).toBe(tools[0]!.output);
    expect(tools[0]).toMatchObject({ input: "create reproduce_bug.py\n", parent_span_id: root.span_id });
    expect(tools.at(-1)!.output).toMatch(/^\ndiff --git/);
  });

  test("its times are made up, one after another, and say so", async () => {
    const { spans } = await importWith(sweAgent, corpus(file));
    expect(spans.every(({ attributes }) => attributes?.get("synthetic_time") === "true")).toBe(true);
    const steps = spans.filter(({ parent_span_id }) => parent_span_id !== null);
    for (const [at, { start_ns, end_ns }] of steps.entries()) {
      expect(end_ns! > start_ns!).toBe(true);
      if (at > 0) expect(start_ns).toBe(steps[at - 1]!.end_ns);
    }
    expect(spans.find(({ parent_span_id }) => parent_span_id === null)).toMatchObject({
      start_ns: steps[0]!.start_ns,
      end_ns: steps.at(-1)!.end_ns,
    });
  });

  test("is known under any name, and cut in half", async () => {
    const bytes = corpus(file);
    expect((await readAll(sourceFromBytes(bytes, "x"))).format).toBe("swe-agent");
    const half = await readAll(sourceFromBytes(bytes.slice(0, bytes.length / 2), "x"));
    expect(half.format).toBe("swe-agent");
    expect(half.counts.lost).toBe(1);
  });
});

describe("shapes", () => {
  test.each([
    ["a list", JSON.stringify([run(), run({ instance_id: "two" })])],
    ["lines", `${JSON.stringify(run())}\n${JSON.stringify(run({ instance_id: "two" }))}`],
  ])("runs as %s do not overlap", async (_, text) => {
    const { spans } = await importWith(sweAgent, text);
    const roots = spans.filter(({ kind }) => kind === "AGENT");
    expect(roots.length).toBe(2);
    expect(roots[1]!.start_ns! > roots[0]!.end_ns!).toBe(true);
    expect(roots[0]!.trace_id).not.toBe(roots[1]!.trace_id);
    expect(roots[1]!.name).toBe("two");
  });

  test("what a step holds beside its text, and how long its command ran", async () => {
    const { spans } = await importWith(
      sweAgent,
      JSON.stringify(
        run({
          trajectory: [
            step("x", { execution_time: 2.5, extra_info: { a: 1 }, query: [{ role: "user", content: "all" }] }),
          ],
        }),
      ),
    );
    const [call, tool] = spans;
    expect(call!.input).toBe('[{"role":"user","content":"all"}]');
    expect(call!.attributes?.get("extra_info")).toBe('{"a":1}');
    expect(call!.attributes?.get("thought")).toBe("think x");
    expect(tool!.attributes?.get("state")).toBe('{"open_file":"n/a"}');
    expect(tool!.end_ns! - tool!.start_ns!).toBe(2_500_000_000n);
  });

  test("the settings of a run name its model and its task, and a run that failed is an error", async () => {
    const replay_config = JSON.stringify({ agent: { model: { name: "gpt-x" } }, problem_statement: { id: "task-7" } });
    const info = { exit_status: "exit_cost", submission: null, model_stats: {} };
    const { spans } = await importWith(sweAgent, JSON.stringify(run({ replay_config, info })));
    expect(spans.at(-1)).toMatchObject({
      name: "task-7",
      model: "gpt-x",
      status: "ERROR",
      status_message: "exit_cost",
    });
    expect(spans[0]).toMatchObject({ kind: "LLM", model: "gpt-x" });
  });

  test("demonstrations and rules stay with the run", async () => {
    const { spans } = await importWith(sweAgent, JSON.stringify(run()));
    expect(spans.at(-1)!.attributes?.get("history")).toContain("a demonstration");
    expect(spans.at(-1)!.input).toBe("fix it");
  });

  test("each attempt of an agent that tries again", async () => {
    const text = JSON.stringify({
      attempts: [run(), run({ environment: "other" }), 7],
      environment: "all",
      replay_config: "{}",
    });
    expect(detect(JSON.parse(text))).toBe("attempts hold trajectories");
    const imported = await importWith(sweAgent, text);
    expect(imported.spans.filter(({ kind }) => kind === "AGENT").length).toBe(2);
    expect(imported.records).toBe(imported.spans.length + lost(imported));
  });

  test("an empty run", async () => {
    expect(detect(run({ trajectory: [] }))).not.toBeNull();
    const { spans } = await importWith(sweAgent, JSON.stringify(run({ trajectory: [] })));
    expect(spans.length).toBe(1);
  });
});

describe("mini-swe-agent", () => {
  const time = (second: number) => 1772355600.5 + second;
  const usage = { prompt_tokens: 50, completion_tokens: 5 };
  const mini = {
    info: {
      exit_status: "Submitted",
      submission: "patch",
      model_stats: { instance_cost: 0.25, api_calls: 2 },
      config: { model: { model_name: "claude-x" } },
      mini_version: "2.0.0",
    },
    messages: [
      { role: "system", content: "rules", extra: { timestamp: time(0) } },
      { role: "user", content: "fix it", extra: { timestamp: time(1) } },
      {
        role: "assistant",
        content: "look",
        tool_calls: [{ id: "c1", type: "function", function: { name: "bash", arguments: '{"command":"ls"}' } }],
        extra: { timestamp: time(3), cost: 0.1, response: { usage }, actions: [{ command: "ls", tool_call_id: "c1" }] },
      },
      { role: "tool", tool_call_id: "c1", content: "a.py", extra: { timestamp: time(4), returncode: 0 } },
      {
        role: "assistant",
        content: "done\n```bash\nsubmit it\n```",
        extra: { timestamp: time(6), cost: 0.15, response: { usage } },
      },
      { role: "exit", content: "patch", extra: { timestamp: time(7) } },
    ],
    trajectory_format: "mini-swe-agent-1.1",
    instance_id: "task-1",
  };

  test("calls and commands with their times, tokens and costs", async () => {
    expect(detect(mini)).toBe("trajectory_format is that of mini-swe-agent");
    const { spans, issues } = await importWith(sweAgent, JSON.stringify(mini));
    const ns = (second: number) => 1772355600500000000n + BigInt(second) * 1_000_000_000n;
    expect(issues).toEqual([]);
    expect(spans.map(({ kind, name, start_ns, end_ns, cost_usd }) => [kind, name, start_ns, end_ns, cost_usd])).toEqual(
      [
        ["LLM", "claude-x", ns(1), ns(3), 0.1],
        ["TOOL", "bash", ns(3), ns(4), null],
        ["LLM", "claude-x", ns(4), ns(6), 0.15],
        ["TOOL", "bash", ns(6), ns(7), null],
        ["AGENT", "task-1", ns(0), ns(7), 0.25],
      ],
    );
    expect(spans[0]).toMatchObject({ input_tokens: 50n, output_tokens: 5n });
    expect(spans[1]).toMatchObject({ input: '{"command":"ls"}', output: "a.py" });
    expect(spans[3]).toMatchObject({ input: "submit it", output: "patch" });
    expect(spans[4]!.attributes?.has("synthetic_time")).toBe(false);
    expect(spans[4]!.attributes?.get("messages_after")).toContain('"role":"exit"');
    expect(spans[4]!.output).toBe("patch");
  });

  test("early ones have no times", async () => {
    const messages = mini.messages.map(({ role, content }) => ({ role, content }));
    const { trajectory_format: _, ...early } = { ...mini, messages };
    expect(detect(early)).not.toBeNull();
    const { spans } = await importWith(sweAgent, JSON.stringify(early));
    expect(spans.every(({ attributes }) => attributes?.get("synthetic_time") === "true")).toBe(true);
  });
});

test("other files are not taken", () => {
  expect(detect({ trajectory: [{ x: 1 }], history: [] })).toBeNull();
  expect(detect({ messages: [], info: {} })).toBeNull();
  expect(detect({ schema_version: "ATIF-v1.4", steps: [] })).toBeNull();
  expect(detect([{ task_id: 1, traj: [], reward: 1 }])).toBeNull();
});

test("hostile runs are lost or read, never thrown for", async () => {
  const rows = [
    1,
    {},
    { trajectory: [{ action: {}, observation: 3, response: null }, null, "x"], history: 3, info: [] },
    { trajectory: [], history: [null, { role: "user" }], info: { model_stats: 3, exit_status: {} } },
    JSON.parse(
      '{"trajectory_format":"mini-swe-agent-1","messages":[null,{"role":"assistant","tool_calls":[1,{"function":7}],"__proto__":{"a":1}}],"info":3}',
    ),
  ];
  const imported = await importWith(sweAgent, JSON.stringify(rows));
  expect(imported.records).toBe(imported.spans.length + lost(imported));
  expect(lost(imported)).toBe(5);
});
