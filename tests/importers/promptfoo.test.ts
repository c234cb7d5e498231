import { describe, expect, test } from "vitest";
import { importers } from "../../src/importers/index.ts";
import { promptfoo } from "../../src/importers/promptfoo/promptfoo.ts";
import { corpus, type Imported, importWith, lost, sampleOf } from "../support/importing.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const file = (name: string) => corpus(`promptfoo-results/${name}`);
const formatOf = (bytes: Uint8Array) => importers.find((one) => one.detect(sampleOf(bytes)) !== null)?.format;
const shown = ({ scores }: Imported) =>
  scores.map(({ name, value_num, value_str, source, rater }) => [name, value_num, value_str, source, rater]);

const component = (type: string, fields: object = {}, assertion: object = {}) => ({
  pass: true,
  score: 1,
  reason: `because of ${type}`,
  assertion: { type, ...assertion },
  ...fields,
});

function result(fields: object = {}): object {
  return {
    id: "r-1",
    promptIdx: 0,
    testIdx: 3,
    promptId: "p",
    provider: { id: "openai:chat:gpt-4o-mini", label: "" },
    prompt: { raw: "Say hi", label: "greeting" },
    vars: { name: "x" },
    response: {
      output: "hi",
      cached: false,
      tokenUsage: { total: 7, prompt: 5, completion: 2, completionDetails: { reasoning: 1 } },
    },
    latencyMs: 1500,
    cost: 0.25,
    success: true,
    score: 1,
    namedScores: {},
    gradingResult: { pass: true, score: 1, reason: "fine", componentResults: [] },
    ...fields,
  };
}

const summary = (...results: readonly object[]) => ({
  evalId: "eval-1",
  results: { version: 3, timestamp: "2026-04-01T10:00:00.000Z", prompts: [], results, stats: {} },
  config: {},
});

async function one(fields: object): Promise<Imported> {
  return importWith(promptfoo, JSON.stringify(summary(result(fields))));
}

describe("real files", () => {
  test.each(["output.json", "output.jsonl", "output.csv", "output.yaml"])(
    "%s is told from its content, also when cut in half",
    (name) => {
      const bytes = file(name);
      expect(formatOf(bytes)).toBe("promptfoo");
      expect(formatOf(bytes.slice(0, bytes.length / 2))).toBe("promptfoo");
    },
  );

  test("each result is a call of a model, one after the other from the evaluation's time on", async () => {
    const imported = await importWith(promptfoo, file("output.json"));
    expect([imported.records, imported.spans.length, imported.scores.length, lost(imported)]).toEqual([4, 4, 10, 0]);
    expect(imported.spans[0]).toMatchObject({
      trace_id: "911ba80d-06e0-49fb-bb85-56fbb01c6e1c",
      span_id: "911ba80d-06e0-49fb-bb85-56fbb01c6e1c",
      name: "[echo-a] support-v1",
      kind: "LLM",
      status: "OK",
      start_ns: 1795424206322000000n,
      end_ns: 1795424206327000000n,
      model: "echo",
      session_id: "eval-y7l-2026-11-23T08:56:46",
      tenant: "acme",
      input: "You are a support agent. Answer: What is the refund policy?",
      output: "You are a support agent. Answer: What is the refund policy?",
      cost_usd: 0,
      cost_source: "reported",
    });
    expect(imported.spans[1]!.start_ns).toBe(imported.spans[0]!.end_ns);
    expect(imported.spans[0]!.attributes!.get("synthetic_time")).toBe("true");
    expect(imported.spans[0]!.attributes!.get("vars")).toBe('{"question":"What is the refund policy?"}');
    expect(shown(imported).slice(0, 3)).toEqual([
      ["mentions_refund", 1, "pass", "code", "contains"],
      ["brevity", 1, "pass", "code", "javascript"],
      ["overall", 1, "pass", "code", null],
    ]);
    expect(imported.scores[6]).toMatchObject({
      target_type: "span",
      target_id: "c7b63bfa-3e1e-4254-8409-81d6bad78c17",
      name: "equals",
      value_num: 0,
      value_str: "fail",
    });
  });

  test("JSON Lines and YAML give the same scores, ids and all, as JSON", async () => {
    const { scores } = await importWith(promptfoo, file("output.json"));
    for (const name of ["output.jsonl", "output.yaml"]) {
      const other = await importWith(promptfoo, file(name));
      expect([other.records, other.spans.length, lost(other)]).toEqual([4, 4, 0]);
      expect(other.scores).toEqual(scores);
    }
  });

  test("the CSV's columns of one name belong to the prompt that they follow", async () => {
    const imported = await importWith(promptfoo, file("output.csv"), { chunk: 7 });
    expect([imported.records, imported.spans.length, lost(imported)]).toEqual([4, 4, 0]);
    expect(imported.spans.map(({ name, status }) => [name, status])).toEqual([
      ["[echo-a] support-v1", "OK"],
      ["[echo-a] support-v2", "OK"],
      ["[echo-a] support-v1", "OK"],
      ["[echo-a] support-v2", "OK"],
    ]);
    expect(imported.spans[1]!.output).toBe("System: be brief.\nUser: What is the refund policy?");
    expect(imported.spans[0]!.attributes!.get("vars")).toBe('{"question":"What is the refund policy?"}');
    expect(shown(imported).filter(([name]) => name === "overall")).toEqual([
      ["overall", 1, "pass", "code", null],
      ["overall", 1, "pass", "code", null],
      ["overall", 0, "fail", "code", null],
      ["overall", 0, "fail", "code", null],
    ]);
    expect(shown(imported)[0]).toEqual(["mentions_refund", 1, null, "code", null]);
  });

  test("a YAML that is cut off gives the results before the cut, and says that it is cut", async () => {
    const bytes = file("output.yaml");
    const imported = await importWith(promptfoo, bytes.slice(0, bytes.indexOf(0x0a, 9000) - 5));
    expect(imported.spans.length).toBeGreaterThan(1);
    expect(imported.records).toBe(imported.spans.length + lost(imported));
  });
});

describe("synthetic: the schema", () => {
  test("provider, tokens, cost and how long the call took", async () => {
    const { spans } = await one({});
    expect(spans).toMatchObject([
      {
        model: "gpt-4o-mini",
        provider: "openai",
        input_tokens: 5n,
        output_tokens: 2n,
        reasoning_tokens: 1n,
        cost_usd: 0.25,
        name: "[openai:chat:gpt-4o-mini] greeting",
      },
    ]);
    expect(spans[0]!.end_ns! - spans[0]!.start_ns!).toBe(1_500_000_000n);
  });

  test.each([
    [{ id: "anthropic:messages:claude-sonnet-4" }, "anthropic", "claude-sonnet-4"],
    [{ id: "ollama:chat:llama3.3:8b" }, "ollama", "llama3.3:8b"],
    [{ id: "vertex:gemini-2.5-pro" }, "vertex", "gemini-2.5-pro"],
    [{ id: "file://provider.py" }, null, "file://provider.py"],
    ["openai:gpt-4o", "openai", "gpt-4o"],
  ])("the provider %j", async (provider, name, model) => {
    expect((await one({ provider })).spans).toMatchObject([{ provider: name, model }]);
  });

  test("who decided an assertion: a model, a person or code", async () => {
    const componentResults = [
      component("llm-rubric", {}, { provider: "openai:gpt-4o" }),
      component("not-g-eval", { pass: false, score: 0.2 }),
      component("context-recall", {}, { metric: "recall" }),
      component("human"),
      component("is-json"),
    ];
    const imported = await one({
      gradingResult: { pass: true, score: 1, reason: "r", comment: "good", componentResults },
    });
    expect(shown(imported)).toEqual([
      ["llm-rubric", 1, "pass", "judge", "openai:gpt-4o"],
      ["not-g-eval", 0.2, "fail", "judge", "not-g-eval"],
      ["recall", 1, "pass", "judge", "context-recall"],
      ["human", 1, "pass", "human", null],
      ["is-json", 1, "pass", "code", "is-json"],
      ["comment", null, "good", "human", null],
      ["overall", 1, "pass", "human", null],
    ]);
    expect(imported.scores[0]!.rationale).toBe("because of llm-rubric");
    expect(imported.scores.every(({ target_id }) => target_id === "r-1")).toBe(true);
  });

  test("assertions in a set, and named scores that no assertion stands for", async () => {
    const inner = component("contains", {}, { metric: "inner" });
    const imported = await one({
      namedScores: { inner: 1, derived: 0.5 },
      gradingResult: {
        pass: true,
        score: 1,
        componentResults: [component("assert-set", { componentResults: [inner] })],
      },
    });
    expect(imported.scores.map(({ name, value_num }) => [name, value_num])).toEqual([
      ["assert-set", 1],
      ["inner", 1],
      ["derived", 0.5],
      ["overall", 1],
    ]);
  });

  test.each([
    [{ failureReason: 2, error: "API error: 500", gradingResult: null, success: false }, "ERROR", "API error: 500"],
    [{ failureReason: 1, error: "Expected x", success: false }, "OK", null],
    [{ error: "timeout", gradingResult: null, success: false }, "ERROR", "timeout"],
  ])("a failed call is an error, a failed assertion is none: %j", async (fields, status, status_message) => {
    expect((await one(fields)).spans).toMatchObject([{ status, status_message }]);
  });

  test("a timestamp behind the results still gives them their time", async () => {
    const text = JSON.stringify({
      evalId: "e",
      results: { version: 3, results: [result()], timestamp: "2026-04-01T10:00:00Z" },
    });
    const { spans } = await importWith(promptfoo, text);
    expect(spans[0]!.start_ns).toBe(1775037600000000000n);
  });

  test("version 2 keeps its results beside a table, which is not read twice", async () => {
    const output = { pass: true, score: 1, text: "hi", prompt: "Say hi", latencyMs: 5, cost: 0, namedScores: {} };
    const row = { outputs: [{ ...output }, { ...output, pass: false, score: 0 }], vars: ["x"], test: {} };
    const table = { head: { prompts: [{ raw: "a" }, { raw: "b" }], vars: ["name"] }, body: [row] };
    const both = { results: { version: 2, timestamp: "2024-05-01T00:00:00Z", results: [result()], table, stats: {} } };
    expect(formatOf(encode(JSON.stringify(both)))).toBe("promptfoo");
    expect((await importWith(promptfoo, JSON.stringify(both))).spans.length).toBe(1);
    expect(formatOf(encode(JSON.stringify(table)))).toBe("promptfoo");
    const alone = await importWith(promptfoo, JSON.stringify(table));
    expect(alone.spans.map(({ input, output: text }) => [input, text])).toEqual([
      ["Say hi", "hi"],
      ["Say hi", "hi"],
    ]);
    expect(alone.spans[0]!.attributes!.get("vars")).toBe('{"name":"x"}');
    expect(new Set(alone.spans.map(({ span_id }) => span_id)).size).toBe(2);
  });

  test("the older CSV marks the outputs themselves", async () => {
    const text = 'name,[openai:gpt-4o] Say hi,[echo] Say hi\nx,[PASS] hi,"[FAIL] no\nline"\n';
    expect(formatOf(encode(text))).toBe("promptfoo");
    const imported = await importWith(promptfoo, text);
    expect(imported.spans.map(({ output, model }) => [output, model])).toEqual([
      ["hi", "gpt-4o"],
      ["no\nline", "echo"],
    ]);
    expect(shown(imported).map(([, , label]) => label)).toEqual(["pass", "fail"]);
  });

  test("what is no result is said, and hostile values cost no more than their record", async () => {
    const bad = [
      1,
      null,
      result({ vars: JSON.parse('{"__proto__":{"a":1}}'), provider: 7, response: [], gradingResult: "x" }),
    ];
    const imported = await importWith(promptfoo, JSON.stringify(summary(result(), ...(bad as object[]))));
    expect([imported.records, imported.spans.length, lost(imported)]).toEqual([4, 2, 2]);
  });
});
