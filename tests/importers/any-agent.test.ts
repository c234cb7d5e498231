import { describe, expect, test } from "vitest";
import { anyAgent } from "../../src/importers/otel-sdk/any-agent.ts";
import { corpus, importWith, lost, sampleOf } from "../support/importing.ts";

const real = corpus("any-agent-trace/OPENAI_trace.json");
const trace = "100927429609276267646756448943279827607";

function span(id: string, parent: string | null, fields = ""): string {
  const state = '"is_remote":false,"trace_flags":{"value":0},"trace_state":{"entries":{}}';
  return `{"name":"step","kind":"internal","parent":{"trace_id":${parent && trace},"span_id":${parent},${state}},
    "start_time":1758026593210770001,"end_time":1758026593449611001,"status":{"status_code":"error","description":"x"},
    "context":{"trace_id":${trace},"span_id":${id},${state}},"attributes":{"gen_ai.operation.name":"call_llm"},
    "links":[],"events":[{"name":"e","timestamp":1758026593210770002,"attributes":{}}],"resource":{"attributes":{}}${fields}}`;
}

function detected(text: string): string | null {
  return anyAgent.detect(sampleOf(new TextEncoder().encode(text)));
}

const hex = (id: string) => BigInt(id).toString(16);

describe("a real file", () => {
  test("ids keep all of their digits, and the agent's answer is its root's output", async () => {
    expect(anyAgent.detect(sampleOf(real))).toBe("the first object has spans whose ids are integers");
    const { spans, records, issues } = await importWith(anyAgent, real);
    expect([spans.length, records, issues]).toEqual([6, 6, []]);
    expect(spans[0]).toMatchObject({
      trace_id: hex(trace),
      span_id: hex("9295669169508793927"),
      parent_span_id: hex("12324293800750531911"),
      kind: "LLM",
      start_ns: 1758026593210770000n,
      end_ns: 1758026593449611000n,
      status: "OK",
      model: "mistral/mistral-small-latest",
      input_tokens: 269n,
      output_tokens: 16n,
      cost_source: "reported",
      service: "unknown_service",
    });
    expect(spans[0]!.cost_usd).toBeCloseTo(0.0000269 + 0.0000048, 12);
    expect(spans[0]!.input).toContain("Find what year it is");
    expect(spans[1]).toMatchObject({ kind: "TOOL", input: '{"timezone": "America/New_York"}' });
    const root = spans.at(-1)!;
    expect(root).toMatchObject({ span_id: hex("12324293800750531911"), parent_span_id: null, kind: "AGENT" });
    expect(root.output).toContain('{"steps":[{"number":1,');
    expect(root.attributes!.get("final_output")).toBe(root.output);
    expect(new Set(spans.map(({ trace_id, span_id }) => `${trace_id}/${span_id}`)).size).toBe(6);
  });

  test("cut in half it is still known, and gives the spans before the cut", async () => {
    const half = real.slice(0, real.length / 2);
    expect(anyAgent.detect(sampleOf(half))).not.toBeNull();
    const imported = await importWith(anyAgent, half);
    expect([imported.spans.length, imported.records, lost(imported)]).toEqual([2, 3, 1]);
  });
});

test.each([
  ["before the spans", `{"final_output":"42","spans":[${span("17000000000000000001", null)}]}`],
  ["behind them", `{"spans":[${span("17000000000000000001", null)}],"final_output":"42"}`],
  ["in a list of traces", `[{"spans":[${span("17000000000000000001", null)}],"final_output":"42"}]`],
  [
    "one trace to a line",
    `{"spans":[${span("17000000000000000001", null).replaceAll("\n", "")}],"final_output":"42"}\n`,
  ],
])("the final answer %s", async (_, text) => {
  expect(detected(text)).not.toBeNull();
  const { spans, issues } = await importWith(anyAgent, text);
  expect(spans).toMatchObject([{ output: "42", status: "ERROR", status_message: "x", parent_span_id: null }]);
  expect(spans[0]!.events).toBe('[{"name":"e","time_ns":"1758026593210770002","attributes":{}}]');
  expect(issues).toEqual([]);
});

test("short ids, ids of sixteen digits and ids that differ in the last digit stay apart", async () => {
  const ids = ["7", "1234567890123456", "17000000000000000001", "17000000000000000002"];
  const text = `{"spans":[${ids.map((id) => span(id, "1234567890123456")).join(",")}],"final_output":null}`;
  const { spans, issues } = await importWith(anyAgent, text);
  expect(spans.map(({ span_id }) => span_id)).toEqual(ids.map((id) => hex(id).padStart(16, "0")));
  expect(spans[0]!.parent_span_id).toBe(hex("1234567890123456").padStart(16, "0"));
  expect(issues).toEqual([]);
});

test("ids that are hexadecimal already stay", async () => {
  const text = `{"spans":[${span('"b7ad6b7169203331"', null).replaceAll(trace, '"0af7651916cd43dd8448eb211c80319c"')}],"final_output":"x"}`;
  expect(detected(text)).toBe("the first object has spans and final_output");
  const { spans } = await importWith(anyAgent, text);
  expect(spans).toMatchObject([{ trace_id: "0af7651916cd43dd8448eb211c80319c", span_id: "b7ad6b7169203331" }]);
});

test("the answer of a trace with thousands of spans finds its root", async () => {
  const many = Array.from({ length: 6000 }, (_, at) => span(`1700000000000000${1000 + at}`, at === 0 ? null : "17"));
  const { spans, records } = await importWith(anyAgent, `{"spans":[${many.join(",")}],"final_output":"end"}`);
  expect([spans.length, records]).toEqual([6000, 6000]);
  expect(spans.filter(({ output }) => output === "end").length).toBe(1);
});

test("fields around the spans and what is no span are told", async () => {
  const imported = await importWith(
    anyAgent,
    `{"spans":[${span("17", null)},{"name":"x"},5],"cost":1,"final_output":1}`,
  );
  expect([imported.spans.length, imported.records, lost(imported)]).toEqual([1, 3, 2]);
  expect(imported.issues.map(({ reason }) => reason)).toContain(
    "fields around the spans that no span has: 1 (first: cost)",
  );
});

test.each(['{"spans":[{"span_id":"a"}]}', '{"spans":1,"final_output":2}', '{"final_output":2}'])(
  "%s is another format's",
  (text) => expect(detected(text)).toBeNull(),
);
