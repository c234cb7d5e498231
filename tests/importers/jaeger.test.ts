import { describe, expect, test } from "vitest";
import { jaeger } from "../../src/importers/jaeger.ts";
import { otlpJson } from "../../src/importers/otlp/otlp-json.ts";
import { corpus, importWith, lost, sampleOf } from "../support/importing.ts";

const traceID = "0af7651916cd43dd8448eb211c80319c";

function span(fields: object = {}): object {
  return {
    traceID,
    spanID: "b7ad6b7169203331",
    operationName: "step",
    references: [],
    startTime: 1776000000000001,
    duration: 1500,
    tags: [],
    logs: [],
    processID: "p1",
    warnings: null,
    ...fields,
  };
}

const processes = { p1: { serviceName: "agent", tags: [{ key: "host", type: "string", value: "h" }] } };

function answer(...spans: readonly object[]): string {
  return JSON.stringify({
    data: [{ traceID, spans, processes, warnings: null }],
    total: 0,
    limit: 0,
    offset: 0,
    errors: null,
  });
}

async function rowOf(fields: object) {
  const { spans } = await importWith(jaeger, answer(span(fields)));
  expect(spans.length).toBe(1);
  return spans[0]!;
}

describe("real files", () => {
  test("the same trace from OTLP and from Jaeger gives the same rows", async () => {
    const [fromOtlp, fromJaeger] = [
      await importWith(otlpJson, corpus("otlp-json/otlp2jaeger-in.json")),
      await importWith(jaeger, corpus("jaeger-json/otlp2jaeger-out.json")),
    ];
    expect(fromJaeger.spans.length).toBe(2);
    for (const [place, { source_row, attributes, ...row }] of fromJaeger.spans.entries()) {
      const { source_row: _, attributes: otlpAttributes, ...otlp } = fromOtlp.spans[place]!;
      expect(row).toEqual(otlp);
      expect(new Map([...otlpAttributes!, ["otel.library.name", "telemetrygen"]])).toEqual(attributes);
    }
  });

  test("a bare trace with GenAI tags", async () => {
    const bytes = corpus("jaeger-json/genaiTestTrace.json");
    expect(jaeger.detect(sampleOf(bytes))).toBe("the first object has traceID and spans");
    const { spans, issues, records } = await importWith(jaeger, bytes);
    expect([records, issues]).toEqual([57, []]);
    const count = (kind: string) => spans.filter((row) => row.kind === kind).length;
    expect([count("LLM"), count("TOOL"), count("AGENT"), count("RETRIEVER")]).toEqual([5, 7, 2, 3]);
    expect(spans.filter(({ parent_span_id }) => parent_span_id === null).length).toBe(1);
    expect(spans.find(({ name }) => name === "chat model-a")).toMatchObject({
      model: "model-a",
      provider: "example-ai",
      input_tokens: 1840n,
      output_tokens: 260n,
      cache_read_tokens: 920n,
      service: "coding-agent",
    });
    expect(spans.filter(({ status }) => status === "ERROR").map(({ service }) => service)).toEqual(["k8s-api"]);
  });

  test("an export of the UI, pretty-printed, in any chunks", async () => {
    const bytes = corpus("jaeger-json/packet-panic-get-inventory.json");
    expect(jaeger.detect(sampleOf(bytes))).not.toBeNull();
    expect(otlpJson.detect(sampleOf(bytes))).toBeNull();
    const imported = await importWith(jaeger, bytes);
    expect([imported.records, imported.issues]).toEqual([77, []]);
    expect(new Set(imported.spans.map(({ service }) => service))).toEqual(
      new Set(["packetpanic.supervisor", "packetpanic.detector"]),
    );
    expect(imported.spans.filter(({ status }) => status === "OK").length).toBe(24);
    expect(imported.spans.filter(({ events }) => events !== null).length).toBeGreaterThan(0);
    expect(await importWith(jaeger, bytes, { chunk: 777 })).toEqual({ ...imported, drains: expect.any(Number) });
  });
});

describe("shapes", () => {
  const trace = { traceID, spans: [span(), span({ spanID: "2" })], processes };

  test.each([
    ["an answer of the API", answer(span(), span({ spanID: "2" }))],
    ["processes before the spans", JSON.stringify({ data: [{ traceID, processes, spans: trace.spans }] }, null, 2)],
    ["one trace", JSON.stringify(trace)],
    ["one pretty-printed trace", JSON.stringify(trace, null, 2)],
    ["a list of traces", JSON.stringify([trace])],
    [
      "traces on lines",
      `${JSON.stringify({ ...trace, spans: [trace.spans[0]] })}\n${JSON.stringify({ ...trace, spans: [trace.spans[1]] })}\n`,
    ],
    [
      "spans on lines, each with its process",
      trace.spans.map((each) => JSON.stringify({ ...each, process: processes.p1 })).join("\n"),
    ],
  ])("%s", async (_, text) => {
    expect(jaeger.detect(sampleOf(new TextEncoder().encode(text)))).not.toBeNull();
    const { spans, issues } = await importWith(jaeger, text);
    expect(issues).toEqual([]);
    expect(spans.map(({ span_id, service, attributes }) => [span_id, service, attributes?.get("host")])).toEqual([
      ["b7ad6b7169203331", "agent", "h"],
      ["0000000000000002", "agent", "h"],
    ]);
  });

  test("an answer without traces is one too", async () => {
    const text = '{"data":[],"total":0,"limit":0,"offset":0,"errors":null}';
    expect(jaeger.detect(sampleOf(new TextEncoder().encode(text)))).not.toBeNull();
    const imported = await importWith(jaeger, text);
    expect([imported.records, imported.issues]).toEqual([0, []]);
  });

  test("more spans than may wait for their processes are read in a second pass", async () => {
    const count = 12_000;
    const spans = Array.from({ length: count }, (_, at) => span({ spanID: at.toString(16).padStart(16, "a") }));
    const text = JSON.stringify({ data: [{ traceID, spans, processes }] }, null, 1);
    const imported = await importWith(jaeger, text);
    expect([imported.records, imported.issues]).toEqual([count, []]);
    expect(imported.spans.every(({ service }) => service === "agent")).toBe(true);
    expect(imported.unmapped.get("host")).toBe(count);
    const stopped = AbortSignal.abort(new Error("stopped"));
    await expect(importWith(jaeger, text, { signal: stopped })).rejects.toThrow("stopped");
  });
});

describe("spans", () => {
  test("times are microseconds, to the nanosecond", async () => {
    expect(await rowOf({})).toMatchObject({ start_ns: 1776000000000001000n, end_ns: 1776000000001501000n });
    expect(await rowOf({ duration: undefined })).toMatchObject({ end_ns: null });
    expect(await rowOf({ startTime: 5, duration: 2 })).toMatchObject({ start_ns: 5000n, end_ns: 7000n });
  });

  test("times in another unit are converted with their durations, and said", async () => {
    const { spans, issues } = await importWith(jaeger, answer(span({ startTime: 1776000000000, duration: 250 })));
    expect(spans).toMatchObject([{ start_ns: 1776000000000000000n, end_ns: 1776000000250000000n }]);
    expect(issues).toMatchObject([
      { severity: "note", reason: "times in ms where µs belong, converted: 1 (first: 1776000000000)" },
    ]);
  });

  test("a child's reference gives the parent, others are links", async () => {
    const reference = (refType: string, spanID: string, trace = traceID) => ({ refType, traceID: trace, spanID });
    const row = await rowOf({
      references: [reference("FOLLOWS_FROM", "1"), reference("CHILD_OF", "2"), reference("CHILD_OF", "3", "ff")],
    });
    expect(row.parent_span_id).toBe("0000000000000002");
    expect(JSON.parse(row.links!)).toEqual([
      { trace_id: traceID, span_id: "0000000000000001", attributes: { "opentracing.ref_type": "follows_from" } },
      {
        trace_id: "ff".padStart(32, "0"),
        span_id: "0000000000000003",
        attributes: { "opentracing.ref_type": "child_of" },
      },
    ]);
    expect(await rowOf({ references: [reference("FOLLOWS_FROM", "1")] })).toMatchObject({
      parent_span_id: "0000000000000001",
    });
    expect(await rowOf({ parentSpanID: "4" })).toMatchObject({ parent_span_id: "0000000000000004" });
    expect(await rowOf({ references: [reference("CHILD_OF", "5", "ff")] })).toMatchObject({ parent_span_id: null });
  });

  test("ids with their leading zeros cut off are the ids they were", async () => {
    const { spans } = await importWith(jaeger, answer(span({ traceID: "abc", spanID: "DEF" })));
    expect(spans).toMatchObject([{ trace_id: "abc".padStart(32, "0"), span_id: "def".padStart(16, "0") }]);
  });

  test("typed tags become text that loses nothing", async () => {
    const tags = [
      { key: "s", type: "string", value: "x" },
      { key: "b", type: "bool", value: true },
      { key: "i", type: "int64", value: 1 },
      { key: "f", type: "float64", value: 0.5 },
      { key: "bin", type: "binary", value: "AAE=" },
      { key: "list", type: "string", value: '["a"]' },
    ];
    const text = answer(span({ tags })).replace('"value":1}', '"value":9223372036854775807}');
    const { spans } = await importWith(jaeger, text);
    expect([...spans[0]!.attributes!]).toEqual([
      ["s", "x"],
      ["b", "true"],
      ["i", "9223372036854775807"],
      ["f", "0.5"],
      ["bin", "AAE="],
      ["list", '["a"]'],
      ["service.name", "agent"],
      ["host", "h"],
    ]);
  });

  test.each([
    [
      [
        { key: "otel.status_code", value: "ERROR" },
        { key: "otel.status_description", value: "late" },
      ],
      "ERROR",
      "late",
    ],
    [[{ key: "otel.status_code", value: "OK" }], "OK", null],
    [[{ key: "error", type: "bool", value: true }], "ERROR", null],
    [[{ key: "error", value: "true" }], "ERROR", null],
    [[{ key: "error", value: false }], "UNSET", null],
    [[], "UNSET", null],
  ])("the tags %j", async (tags, status, message) => {
    expect(await rowOf({ tags })).toMatchObject({ status, status_message: message });
  });

  test("logs become events, with the field event as their name", async () => {
    const fields = [
      { key: "event", type: "string", value: "exception" },
      { key: "exception.message", type: "string", value: "no answer" },
    ];
    const row = await rowOf({
      logs: [
        { timestamp: 1776000000000002, fields },
        { timestamp: 1776000000000003, fields: [{ key: "x", value: 1 }] },
      ],
      tags: [{ key: "error", value: true }],
    });
    expect(JSON.parse(row.events!)).toEqual([
      { name: "exception", time_ns: "1776000000000002000", attributes: { "exception.message": "no answer" } },
      { name: "", time_ns: "1776000000000003000", attributes: { x: 1 } },
    ]);
    expect(row.status_message).toBe("no answer");
  });

  test("a process that is not there is said, and Jaeger's warnings are kept", async () => {
    const { spans, issues } = await importWith(
      jaeger,
      answer(span({ processID: "constructor", warnings: ["clock skew"] })),
    );
    expect(spans).toMatchObject([{ service: null }]);
    expect(spans[0]!.attributes!.get("jaeger.warnings")).toBe('["clock skew"]');
    expect(issues).toMatchObject([
      { severity: "note", reason: "spans whose process is not in the file: 1 (first: constructor)" },
    ]);
  });

  test("what is no span is said, and the rest read", async () => {
    const imported = await importWith(jaeger, answer(span(), { hello: 1 }, span({ spanID: "2" })));
    expect([imported.spans.length, lost(imported), imported.records]).toEqual([2, 1, 3]);
    expect(imported.issues).toMatchObject([{ line: 1, reason: "no span of Jaeger: it has no traceID and spanID" }]);
  });

  test("a file cut off gives the spans before the cut, which then lack their process", async () => {
    const whole = JSON.stringify({ data: [{ traceID, spans: [span(), span({ spanID: "2" })], processes }] }, null, 2);
    const imported = await importWith(jaeger, whole.slice(0, whole.indexOf('"spanID": "2"')));
    expect(imported.spans).toMatchObject([{ span_id: "b7ad6b7169203331", service: null }]);
    expect(imported.issues.map(({ severity }) => severity).sort()).toEqual(["note", "record"]);
    expect(imported.records).toBe(2);
  });
});
