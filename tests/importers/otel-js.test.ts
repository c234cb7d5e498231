import { describe, expect, test } from "vitest";
import { otelJs } from "../../src/importers/otel-sdk/otel-js.ts";
import { corpus, importWith, lost, sampleOf } from "../support/importing.ts";

const traceId = "b3e700af9eab81e19f72f964d62a35af";
const real = corpus("otel-js-readablespan-json/vercel-ai-v6-all-spans.json");

/** A synthetic ReadableSpan of SDK 2. */
function span(fields: object = {}): object {
  return {
    name: "ai.toolCall",
    kind: 2,
    spanContext: { traceId, spanId: "39d6e9b3ddec9996", traceFlags: 1 },
    parentSpanContext: { traceId, spanId: "00000000000000aa", traceFlags: 1 },
    startTime: [1776000000, 1],
    endTime: [1776000001, 500000007],
    status: { code: 2, message: "no answer" },
    attributes: { "ai.operationId": "ai.toolCall", n: 3 },
    events: [{ name: "retry", time: [1776000000, 999999999], attributes: { attempt: 2 } }],
    links: [{ context: { traceId, spanId: "00000000000000bb" }, attributes: { why: "x" } }],
    resource: { attributes: { "service.name": "web" } },
    instrumentationScope: { name: "ai", version: "6.0" },
    ...fields,
  };
}

function detected(content: unknown): string | null {
  return otelJs.detect(sampleOf(new TextEncoder().encode(JSON.stringify(content))));
}

async function rowOf(fields: object) {
  const { spans } = await importWith(otelJs, JSON.stringify(span(fields)));
  expect(spans.length).toBe(1);
  return spans[0]!;
}

describe("a real file", () => {
  test("spans of Vercel's AI SDK", async () => {
    expect(otelJs.detect(sampleOf(real))).toBe("the first element has spanContext with a traceId");
    const imported = await importWith(otelJs, real);
    expect([imported.spans.length, imported.records, imported.issues]).toEqual([10, 10, []]);
    expect(imported.spans[0]).toMatchObject({
      trace_id: traceId,
      span_id: "39d6e9b3ddec9996",
      parent_span_id: null,
      name: "ai.generateText.doGenerate",
      kind: "LLM",
      start_ns: 1770131992242000000n,
      end_ns: 1770131994021415667n,
      status: "UNSET",
      model: "gpt-4o-mini-2024-07-18",
      provider: "openai",
      input_tokens: 14n,
      output_tokens: 20n,
      input: '[{"role":"user","content":[{"type":"text","text":"Write a haiku about programming."}]}]',
    });
    expect(imported.spans[0]!.attributes!.get("ai.telemetry.functionId")).toBe("test-generate-text");
  });

  test("cut in half it is still known, and gives the spans before the cut", async () => {
    const half = real.slice(0, real.length / 2);
    expect(otelJs.detect(sampleOf(half))).not.toBeNull();
    const imported = await importWith(otelJs, half);
    expect(imported.spans.length).toBeGreaterThan(3);
    expect([imported.records, lost(imported)]).toEqual([imported.spans.length + 1, 1]);
  });
});

test("every part of a span has its place", async () => {
  expect(await rowOf({})).toMatchObject({
    trace_id: traceId,
    span_id: "39d6e9b3ddec9996",
    parent_span_id: "00000000000000aa",
    kind: "TOOL",
    start_ns: 1776000000000000001n,
    end_ns: 1776000001500000007n,
    status: "ERROR",
    status_message: "no answer",
    service: "web",
    scope: "ai",
    events: '[{"name":"retry","time_ns":"1776000000999999999","attributes":{"attempt":2}}]',
    links: `[{"trace_id":"${traceId}","span_id":"00000000000000bb","attributes":{"why":"x"}}]`,
    attributes: new Map([
      ["ai.operationId", "ai.toolCall"],
      ["n", "3"],
      ["span.kind", "client"],
      ["service.name", "web"],
      ["otel.scope.version", "6.0"],
    ]),
  });
});

test.each([
  [0, "internal"],
  [1, "server"],
  [4, "consumer"],
])("the kind %i is %s", async (kind, side) => {
  expect((await rowOf({ kind })).attributes!.get("span.kind")).toBe(side);
});

test.each([
  ["SDK 1", { parentSpanContext: undefined, parentSpanId: "00000000000000aa" }],
  ["private names", { spanContext: undefined, _spanContext: { traceId, spanId: "39d6e9b3ddec9996" }, _ended: true }],
  ["an instrumentation library", { instrumentationScope: undefined, instrumentationLibrary: { name: "ai" } }],
  [
    "private attributes of the resource",
    { resource: { _attributes: { "service.name": "web" }, _asyncAttributes: {} } },
  ],
  ["pairs of attributes on the resource", { resource: { _rawAttributes: [["service.name", "web"]] } }],
  ["a duration in place of the end", { endTime: undefined, duration: [1, 500000006] }],
  ["a private duration", { endTime: undefined, _duration: [1, 500000006] }],
  ["fractions of nanoseconds", { startTime: [1776000000, 1.2] }],
])("%s", async (_, fields) => {
  expect(detected([span(fields)])).not.toBeNull();
  const row = await rowOf(fields);
  expect(row).toMatchObject({
    span_id: "39d6e9b3ddec9996",
    parent_span_id: "00000000000000aa",
    end_ns: 1776000001500000007n,
    service: "web",
    scope: "ai",
  });
  expect([...row.attributes!.keys()].filter((key) => key.startsWith("_"))).toEqual([]);
});

test("what the console exporter puts together, as JSON", async () => {
  const info = {
    resource: { attributes: { "service.name": "web" } },
    instrumentationScope: { name: "ai", version: "6.0", schemaUrl: undefined },
    traceId,
    parentSpanContext: { traceId, spanId: "00000000000000aa" },
    traceState: undefined,
    name: "step",
    id: "39d6e9b3ddec9996",
    kind: 0,
    timestamp: 1776000000000001,
    duration: 1500000.5,
    attributes: {},
    status: { code: 0 },
    events: [],
    links: [],
  };
  expect(detected(info)).toBe(
    "the first object has traceId, id, timestamp and a resource, as JavaScript's console exporter prints",
  );
  for (const fields of [info, { ...info, parentSpanContext: undefined, parentId: "00000000000000aa" }]) {
    const { spans, issues } = await importWith(otelJs, `${JSON.stringify(fields)}\n`);
    expect(issues).toEqual([]);
    expect(spans).toMatchObject([
      {
        span_id: "39d6e9b3ddec9996",
        parent_span_id: "00000000000000aa",
        start_ns: 1776000000000001000n,
        end_ns: 1776000001500001500n,
      },
    ]);
    expect(spans[0]!.attributes!.has("timestamp")).toBe(false);
  }
});

test.each([
  ["one to a line", `${JSON.stringify(span())}\n${JSON.stringify(span())}\n`],
  ["in a field", JSON.stringify({ run: 1, spans: [span(), span()] }, null, 2)],
  ["one after another", JSON.stringify(span(), null, 2).repeat(2)],
])("spans %s", async (_, text) => {
  expect(otelJs.detect(sampleOf(new TextEncoder().encode(text)))).not.toBeNull();
  const imported = await importWith(otelJs, text, { chunk: 99 });
  expect([imported.spans.length, imported.records, lost(imported)]).toEqual([2, 2, 0]);
});

test("spans that share a trace and stand flat with pairs of times are known too", async () => {
  const flat = { traceId, spanId: "39d6e9b3ddec9996", name: "n", startTime: [1776000000, 1], endTime: [1776000000, 2] };
  expect(detected([flat])).toBe("the first element has a start of seconds and nanoseconds");
  const { spans } = await importWith(otelJs, JSON.stringify([flat]));
  expect(spans).toMatchObject([{ start_ns: 1776000000000000001n, end_ns: 1776000000000000002n }]);
});

test.each([
  [
    {
      traceId: "8ce82b2e9ed820ba",
      id: "c8a2bcb3011b9fcd",
      kind: "CLIENT",
      timestamp: 1543334727215550,
      duration: 3816,
    },
  ],
  [{ id: "o", traceId: "t", type: "SPAN", startTime: "2026-04-12T13:20:00Z" }],
  [{ traceId, spanId: "a", startTimeUnixNano: "1", name: "n" }],
])("%j is another format's", (value) => {
  expect(detected([value])).toBeNull();
});

test("what is no span is lost with its line", async () => {
  const imported = await importWith(otelJs, JSON.stringify([span(), { hello: 1 }, 5, span()], null, 1));
  expect([imported.spans.length, imported.records, lost(imported)]).toEqual([2, 4, 2]);
});

test.each([
  { startTime: [1e300, 5], endTime: ["a", {}], status: 7, kind: {} },
  { startTime: [], events: { a: 1 }, links: [[]], resource: [["a"]] },
  { attributes: [[["deep"]]], instrumentationScope: 9, parentSpanContext: "x" },
])("hostile fields %j are accounted for", async (fields) => {
  const imported = await importWith(otelJs, JSON.stringify(span(fields)));
  expect(imported.records).toBe(imported.spans.length + lost(imported));
  expect(imported.spans.length).toBe(1);
});
