import { describe, expect, test } from "vitest";
import { importers } from "../../src/importers/index.ts";
import { openAiEvals } from "../../src/importers/openai-evals/openai-evals.ts";
import { importWith, lost, sampleOf } from "../support/importing.ts";

const formatOf = (text: string) =>
  importers.find((one) => one.detect(sampleOf(new TextEncoder().encode(text))) !== null)?.format;
const lines = (...records: readonly unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join("");

const spec = { spec: { completion_fns: ["gpt-4"], eval_name: "arithmetic.dev.v0", run_id: "run-1", created_at: "x" } };
const event = (event_id: number, type: string, data: unknown, sample_id = "arithmetic.dev.0") => ({
  run_id: "run-1",
  event_id,
  sample_id,
  type,
  data,
  created_by: "",
  created_at: "2024-03-01 10:00:00.123456+00:00",
});
const log = lines(
  spec,
  event(0, "sampling", {
    prompt: [{ role: "user", content: "1+1" }],
    sampled: ["2"],
    usage: { prompt_tokens: 9, completion_tokens: 1 },
  }),
  event(1, "match", { correct: true, expected: "2", picked: "2" }),
  event(2, "metrics", { choice: "Yes", score: 0.5 }, "arithmetic.dev.1"),
  event(3, "raw_sample", { question: "1+1" }),
  event(4, "error", { type: "Timeout", message: "late" }),
  { final_report: { accuracy: 0.5, counts: { a: 1 } } },
);

describe("synthetic: logs of the evals framework", () => {
  test("are told from the spec or from an event, whole or cut", () => {
    expect(formatOf(log)).toBe("openai-evals");
    expect(formatOf(log.slice(0, log.length / 2))).toBe("openai-evals");
    expect(formatOf(log.slice(log.indexOf("\n") + 1))).toBe("openai-evals");
  });

  test("samplings and other events are spans, matches and metrics scores of the sample's trace", async () => {
    const imported = await importWith(openAiEvals, log);
    expect([imported.records, imported.spans.length, imported.scores.length, lost(imported)]).toEqual([8, 3, 5, 0]);
    expect(imported.spans[0]).toMatchObject({
      trace_id: "run-1/arithmetic.dev.0",
      span_id: "run-1/arithmetic.dev.0/0",
      kind: "LLM",
      model: "gpt-4",
      input: '[{"role":"user","content":"1+1"}]',
      output: "2",
      input_tokens: 9n,
      output_tokens: 1n,
      session_id: "run-1",
      start_ns: 1709287200123456000n,
    });
    expect(imported.spans[1]!.attributes!.get("question")).toBe("1+1");
    expect(imported.spans[2]).toMatchObject({ name: "error", status: "ERROR", status_message: "late" });
    expect(
      imported.scores.map(({ target_type, target_id, name, value_num, value_str, source }) => [
        target_type,
        target_id,
        name,
        value_num,
        value_str,
        source,
      ]),
    ).toEqual([
      ["trace", "run-1/arithmetic.dev.0", "match", 1, "true", "code"],
      ["trace", "run-1/arithmetic.dev.1", "choice", null, "Yes", "judge"],
      ["trace", "run-1/arithmetic.dev.1", "score", 0.5, null, "judge"],
      ["session", "run-1", "accuracy", 0.5, null, "code"],
      ["session", "run-1", "counts", null, '{"a":1}', "code"],
    ]);
    expect(JSON.parse(imported.scores[0]!.metadata!)).toEqual({
      sample_id: "arithmetic.dev.0",
      event_id: 1,
      eval_name: "arithmetic.dev.v0",
      model: "gpt-4",
      expected: "2",
      picked: "2",
    });
    expect(imported.issues.map(({ reason }) => reason)).toEqual([
      "runs of an eval: 1 (first: arithmetic.dev.v0 with gpt-4)",
    ]);
  });

  test("lines that are broken or no event are said, and the rest read", async () => {
    const imported = await importWith(
      openAiEvals,
      `${log}{"run_id": \n${lines({ a: 1 }, 7, event(9, "match", "odd"))}`,
    );
    expect(imported.records).toBe(imported.spans.length + imported.scores.length + lost(imported));
    expect([imported.scores.length, lost(imported)]).toEqual([6, 3]);
  });
});

describe("synthetic: output items of hosted evals", () => {
  const item = {
    object: "eval.run.output_item",
    id: "outputitem_1",
    created_at: 1743092076,
    run_id: "evalrun_1",
    eval_id: "eval_1",
    status: "pass",
    datasource_item_id: 5,
    datasource_item: { input: "x" },
    results: [
      { name: "check", type: "string_check", passed: true, score: 1 },
      { name: "grade", type: "score_model", passed: false, score: 0.25, sample: { model: "gpt-4o", output: [] } },
    ],
    sample: {
      input: [{ role: "user", content: "x" }],
      output: [{ role: "assistant", content: "y" }],
      model: "gpt-4o-mini",
      usage: { prompt_tokens: 3, completion_tokens: 2, cached_tokens: 1 },
    },
  };

  test.each([
    ["a page of the API", JSON.stringify({ object: "list", data: [item] })],
    ["JSON Lines", lines(item)],
  ])("%s: the sample is a span, each grader's result a score of it", async (_, text) => {
    expect(formatOf(text)).toBe("openai-evals");
    const imported = await importWith(openAiEvals, text);
    expect([imported.records, lost(imported)]).toEqual([1, 0]);
    expect(imported.spans).toMatchObject([
      {
        span_id: "outputitem_1",
        model: "gpt-4o-mini",
        input_tokens: 3n,
        output_tokens: 2n,
        start_ns: 1743092076000000000n,
      },
    ]);
    expect(
      imported.scores.map(({ name, value_num, value_str, source, rater }) => [
        name,
        value_num,
        value_str,
        source,
        rater,
      ]),
    ).toEqual([
      ["check", 1, "pass", "code", "string_check"],
      ["grade", 0.25, "fail", "judge", "gpt-4o"],
    ]);
  });
});
