import { describe, expect, test } from "vitest";
import { inspect } from "../../src/importers/inspect/inspect.ts";
import { corpus, importWith, lost, sampleOf } from "../support/importing.ts";
import { at, evaluation, importInspectArchive, logOf, model, ns, sampleWith, user } from "../support/inspect.ts";
import { readAll, sourceFromBytes } from "../support/source-files.ts";
import { makeZip, type ZipFile } from "../support/zip.ts";

const archive = "inspect-eval-log/2025-02-11T15-18-04-05-00_popularity_mj7khqpMM4GBCfVQozKgzB.eval";
const twin = "inspect-eval-log/2025-05-12T20-28-13-04-00_popularity.json";

describe("real logs", () => {
  test("an archive gives a trace of each sample", async () => {
    const { spans, scores, issues, records } = await importInspectArchive(corpus(archive));
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
    const { spans, issues } = await importInspectArchive(
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
    const { spans, scores, issues } = await importInspectArchive(makeZip(files));
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
    const imported = await importInspectArchive(makeZip(files));
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
    const { spans, issues } = await importInspectArchive(makeZip(files));
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
    const { scores, issues } = await importInspectArchive(makeZip(files));
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
