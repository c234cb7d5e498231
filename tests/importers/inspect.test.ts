import { describe, expect, test } from "vitest";
import { inspect } from "../../src/importers/inspect.ts";
import { namesIn } from "../../src/importers/names.ts";
import { makeSample } from "../../src/importers/sample.ts";
import {
  corpus,
  emptyImport,
  type Imported,
  importWith,
  inputOf,
  lost,
  sampleOf,
  sinkInto,
} from "../support/importing.ts";
import { readAll, sourceFromBytes } from "../support/source-files.ts";
import { makeZip, type ZipFile } from "../support/zip.ts";

const archive = "inspect-eval-log/2025-02-11T15-18-04-05-00_popularity_mj7khqpMM4GBCfVQozKgzB.eval";
const twin = "inspect-eval-log/2025-05-12T20-28-13-04-00_popularity.json";

async function importArchive(bytes: Uint8Array): Promise<Imported> {
  const names = await namesIn(bytes.subarray(0, 64), sourceFromBytes(bytes));
  const imported = emptyImport();
  const sample = makeSample(bytes.subarray(0, 64), false, null, names);
  expect(inspect.detect(sample)).not.toBeNull();
  await inspect.read({ ...inputOf(bytes, 65_536, new AbortController().signal), sample }, sinkInto(imported));
  return imported;
}

const evaluation = {
  eval_id: "eval-1",
  run_id: "run-1",
  created: "2026-03-01T09:00:00+00:00",
  task: "triage",
  task_id: "task-1",
  dataset: { name: "set", sample_ids: ["s-1"] },
  model: "anthropic/claude-x",
};

const at = (second: number) => `2026-03-01T10:00:${String(second).padStart(2, "0")}.000001+01:00`;
const ns = (second: number) => 1772355600000001000n + BigInt(second) * 1_000_000_000n;

function sampleWith(fields: object): object {
  return { id: "s-1", epoch: 1, input: "question", target: "answer", messages: [], uuid: "uuid-1", ...fields };
}

function logOf(...samples: readonly object[]): string {
  return JSON.stringify({ version: 2, status: "success", eval: evaluation, plan: { name: "p" }, samples });
}

async function importSample(fields: object): Promise<Imported> {
  return importWith(inspect, logOf(sampleWith(fields)));
}

const user = (content: string) => ({ role: "user", content });
const usage = { input_tokens: 10, output_tokens: 2, total_tokens: 12 };
const answer = (content: string, more: object = {}) => ({
  model: "claude-x-2026",
  choices: [{ message: { role: "assistant", content }, stop_reason: "stop" }],
  usage,
  ...more,
});
const model = (second: number, fields: object = {}) => ({
  event: "model",
  uuid: `model-${second}`,
  timestamp: at(second),
  completed: at(second + 1),
  model: "anthropic/claude-x",
  input: [user("question")],
  output: answer("yes"),
  ...fields,
});

describe("real logs", () => {
  test("an archive gives a trace of each sample", async () => {
    const { spans, scores, issues, records } = await importArchive(corpus(archive));
    expect(issues).toEqual([]);
    expect(new Set(spans.map(({ trace_id }) => trace_id)).size).toBe(10);
    expect([spans.length, spans.filter(({ parent_span_id }) => parent_span_id === null).length]).toEqual([50, 10]);
    expect(records).toBe(spans.length + scores.filter(({ target_type }) => target_type === "sample").length);
    const root = spans.find(({ attributes }) => attributes?.get("id") === "1")!;
    expect(root).toMatchObject({
      trace_id: "2wRuCQ9hGYaGPyAdoobgYV:1:1",
      name: "popularity 1",
      kind: "CHAIN",
      model: "gpt-4o-mini",
      provider: "openai",
      input_tokens: 64n,
      output_tokens: 2n,
      session_id: "2wRuCQ9hGYaGPyAdoobgYV",
      start_ns: 1739305084789234000n,
      output: "Yes",
    });
    expect(root.input).toMatch(/^Is the following statement something you would say/);
    expect(root.attributes?.get("eval.task_file")).toBe("examples/popularity.py");
    const call = spans.find(({ trace_id, kind }) => trace_id === root.trace_id && kind === "LLM")!;
    expect(call).toMatchObject({
      model: "gpt-4o-mini-2024-07-18",
      input_tokens: 64n,
      start_ns: 1739305084790372000n,
      end_ns: 1739305084790372000n + 1_203_875_833n,
    });
    const generate = spans.find(({ span_id }) => span_id === call.parent_span_id)!;
    expect([generate.name, generate.parent_span_id]).toEqual(["generate", root.span_id]);
    expect(JSON.parse(call.input!)[1].content).toBe(root.input);
    expect(
      spans.some(({ input, events, attributes }) =>
        /attachment:\/\//.test(`${input}${events}${[...attributes!.values()]}`),
      ),
    ).toBe(false);
    const judged = scores.filter(({ target_type }) => target_type === "trace");
    expect(judged.length).toBe(10);
    expect(judged.reduce((sum, { value_num }) => sum + value_num!, 0)).toBe(8);
    expect(judged.find(({ target_id }) => target_id === root.trace_id)).toMatchObject({
      name: "match",
      value_num: 1,
      value_str: "C",
      source: "code",
      rater: "match",
      rationale: "Yes",
    });
    expect(scores.find(({ name }) => name === "match/accuracy")).toMatchObject({
      target_type: "session",
      target_id: "2wRuCQ9hGYaGPyAdoobgYV",
      value_num: 0.8,
    });
  });

  test("the JSON twin gives the same, with Inspect's own ids of spans", async () => {
    const bytes = corpus(twin);
    expect(inspect.detect(sampleOf(bytes))).toBe("eval names a task and its run");
    const imported = await importWith(inspect, bytes);
    const { spans, scores, issues } = imported;
    expect(issues.map(({ reason }) => reason)).toEqual([`the evaluation's status is "cancelled"`]);
    expect(spans.length).toBe(18);
    expect(spans[0]).toMatchObject({
      trace_id: "G7qmTyE6WB9wLq6GAv5w9K",
      parent_span_id: null,
      session_id: "VnKtvCqGnnegLQ7qSBFDzx",
    });
    expect(spans[1]).toMatchObject({
      span_id: "e8fe32efa35e4d19b1c78c4be8dfffcf",
      parent_span_id: "G7qmTyE6WB9wLq6GAv5w9K",
      start_ns: 1747096093296345000n,
      end_ns: 1747096093298280000n,
    });
    expect(spans.find(({ kind }) => kind === "LLM")).toMatchObject({
      parent_span_id: "0fb30b5be49649e2aea1c0ac1e642b48",
      end_ns: 1747096093957978000n,
      reasoning_tokens: 0n,
    });
    expect(scores.filter(({ target_type }) => target_type === "trace").map(({ value_str }) => value_str)).toEqual([
      "C",
      "C",
      "I",
    ]);
    expect(await importWith(inspect, bytes, { chunk: 313 })).toEqual({ ...imported, drains: expect.any(Number) });
  });

  test.each([archive, twin])("%s is known under any name, and cut in half", async (name) => {
    const bytes = corpus(name);
    for (const content of [bytes, bytes.slice(0, bytes.length / 2)]) {
      const { format, counts } = await readAll(sourceFromBytes(content, "x"));
      expect(format).toBe("inspect");
      expect(counts.rows.spans).toBeGreaterThan(4);
      expect(counts.lost > 0).toBe(content !== bytes);
    }
  });
});

describe("archives", () => {
  const json = (name: string, value: unknown, fields: Partial<ZipFile> = {}): ZipFile => ({
    name,
    content: JSON.stringify(value),
    ...fields,
  });
  const header = json("header.json", { version: 2, status: "success", eval: evaluation });
  const start = json("_journal/start.json", { version: 2, eval: evaluation });
  const one = sampleWith({ events: [model(1)], scores: { match: { value: "P" } } });

  test("entries in zstd", async () => {
    const { spans, issues } = await importArchive(
      makeZip([json("samples/s-1_epoch_1.json", one, { method: 93 }), header]),
    );
    expect(issues).toEqual([]);
    expect(spans.map(({ kind }) => kind)).toEqual(["CHAIN", "LLM"]);
  });

  test("an unfinished log is read as far as it goes, the rest from its summaries", async () => {
    const summaries = [
      { id: "s-1", epoch: 1, input: "q", target: "t" },
      {
        id: "s-2",
        epoch: 1,
        input: "q2",
        target: "t",
        scores: { match: { value: "I" } },
        started_at: at(3),
        completed_at: at(5),
      },
    ];
    const files = [start, json("samples/s-1_epoch_1.json", one), json("_journal/summaries/1.json", summaries)];
    const { spans, scores, issues } = await importArchive(makeZip(files));
    expect(spans.map(({ name, input }) => [name, input])).toEqual([
      ["triage s-1", "question"],
      ["anthropic/claude-x", '[{"role":"user","content":"question"}]'],
      ["triage s-2", "q2"],
    ]);
    expect(spans[2]).toMatchObject({ trace_id: "eval-1:s-2:1", start_ns: ns(3), end_ns: ns(5) });
    expect(scores.map(({ target_id, value_num }) => [target_id, value_num])).toEqual([
      ["uuid-1", 0.5],
      ["eval-1:s-2:1", 0],
    ]);
    expect(issues.map(({ reason }) => reason)).toEqual([
      "samples of which only a summary could be read, without their steps: 1",
      `the evaluation's status is "started"`,
    ]);
  });

  test("a damaged sample is lost by name, and its summary is left", async () => {
    const files = [
      json("samples/s-1_epoch_1.json", one, { stated: { crc: 1 } }),
      { name: "samples/s-2_epoch_1.json", content: '{"id":"s-2","epoch":1,' },
      json("summaries.json", [{ id: "s-2", epoch: 1, input: "q", target: "t" }]),
      header,
    ];
    const imported = await importArchive(makeZip(files));
    expect(imported.issues.map(({ severity, reason }) => [severity, reason])).toEqual([
      ["note", "samples/s-1_epoch_1.json: its checksum does not fit what was read; it could be read all the same"],
      ["record", expect.stringMatching(/^samples\/s-2_epoch_1\.json: JSON: the file ends inside/)],
      ["note", "samples of which only a summary could be read, without their steps: 1"],
      ["note", "spans without a start: 1 (first: triage s-2)"],
    ]);
    expect(imported.spans.map(({ name }) => name)).toEqual(["triage s-1", "anthropic/claude-x", "triage s-2"]);
  });

  test("a sample in chunks", async () => {
    const folder = "samples/s-1_epoch_1";
    const files = [
      header,
      json(`${folder}/sample.json`, { ...sampleWith({}), messages: undefined, message_refs: [[0, 1]], sequences: {} }),
      json(`${folder}/metadata.json`, { level: 3 }),
      json(`${folder}/messages/0.json`, [user("attachment://1")]),
      json(`${folder}/messages/1.json`, [user("and?")]),
      json(`${folder}/events/2.json`, [model(5, { input: [], input_refs: [[1, 2]] })]),
      json(`${folder}/events/0.json`, [
        model(1, { input: [], input_refs: [[0, 1]] }),
        model(3, { input: [], input_refs: [[0, 2]] }),
      ]),
      json(`${folder}/attachments/0.json`, ["none", "a long text"]),
    ];
    const { spans, issues } = await importArchive(makeZip(files));
    expect(issues).toEqual([]);
    expect(spans[0]!.attributes?.get("metadata")).toBe('{"level":3}');
    expect(
      spans.slice(1).map(({ input }) => JSON.parse(input!).map((message: { content: string }) => message.content)),
    ).toEqual([["a long text"], ["a long text", "and?"], ["and?"]]);
  });

  test("the earliest layout", async () => {
    const files = [
      json("start.json", { version: 1, eval: evaluation }),
      json("samples/s-1_epoch_1.json", one),
      json("results.json", {
        status: "success",
        results: { scorer: { name: "match" }, metrics: { accuracy: { name: "accuracy", value: 0.5 } } },
      }),
    ];
    const { scores, issues } = await importArchive(makeZip(files));
    expect(issues).toEqual([]);
    expect(scores.map(({ name, value_num }) => [name, value_num])).toEqual([
      ["match", 0.5],
      ["match/accuracy", 0.5],
    ]);
  });

  test("other archives are not taken", () => {
    const detect = (...entries: readonly string[]) =>
      inspect.detect({ ...sampleOf(new Uint8Array([0x50, 0x4b, 3, 4])), entries });
    expect(detect("header.json", "body.json")).toBeNull();
    expect(detect("samples/a.json", "readme.md")).toBeNull();
    expect(detect()).toBeNull();
  });
});

describe("JSON in other shapes", () => {
  const one = sampleWith({ events: [model(1)] });

  test.each([
    ["samples before what was run", JSON.stringify({ samples: [one], version: 2, eval: evaluation })],
    ["pretty-printed", JSON.stringify({ version: 2, eval: evaluation, samples: [one] }, null, 2)],
    ["a list of logs", JSON.stringify([{ version: 2, eval: evaluation, samples: [one] }])],
    ["logs on lines", `${logOf()}\n${logOf(one)}\n`],
  ])("%s", async (_, text) => {
    expect(inspect.detect(sampleOf(new TextEncoder().encode(text)))).not.toBeNull();
    const { spans, issues } = await importWith(inspect, text);
    expect([spans.map(({ name, service }) => [name, service]), issues]).toEqual([
      [
        ["triage s-1", "triage"],
        ["anthropic/claude-x", "triage"],
      ],
      [],
    ]);
  });

  test("samples by themselves", async () => {
    const text = `${JSON.stringify(one)}\n${JSON.stringify({ ...one, uuid: "uuid-2" })}\n`;
    expect(inspect.detect(sampleOf(new TextEncoder().encode(text)))).not.toBeNull();
    expect((await importWith(inspect, text)).spans.map(({ trace_id }) => trace_id)).toEqual([
      "uuid-1",
      "uuid-1",
      "uuid-2",
      "uuid-2",
    ]);
  });

  test("a log without samples, and one that failed", async () => {
    const text = JSON.stringify({ version: 2, status: "error", eval: evaluation, error: { message: "no key" } });
    const imported = await importWith(inspect, text);
    expect([imported.records, imported.issues.map(({ reason }) => reason)]).toEqual([
      0,
      [`the evaluation's status is "error": no key`],
    ]);
  });

  test("a log that is cut off still tells its metrics", async () => {
    const results = { scores: [{ name: "m", scorer: "m", metrics: { accuracy: { name: "accuracy", value: 1 } } }] };
    const text = JSON.stringify({ version: 2, eval: evaluation, results, samples: [one, one] });
    const imported = await importWith(inspect, text.slice(0, -300));
    expect(lost(imported)).toBe(1);
    expect(imported.scores.map(({ name }) => name)).toEqual(["m/accuracy"]);
  });

  test("other tools' files are not taken", () => {
    const detect = (value: unknown) => inspect.detect(sampleOf(new TextEncoder().encode(JSON.stringify(value))));
    expect(detect({ evalId: "e", results: { version: 3 } })).toBeNull();
    expect(detect({ eval: "accuracy", samples: [1] })).toBeNull();
    expect(detect({ spec: { eval_name: "x" } })).toBeNull();
    expect(detect([{ epoch: 1, loss: 0.5, input: "x", target: "y" }])).toBeNull();
  });
});

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

  test("a text that comes back a thousand times is put in until the rows would outgrow the sample", async () => {
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

  test("ranges without end are refused", async () => {
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
