import { describe, expect, test } from "vitest";
import { otelConsole } from "../../src/importers/otel-sdk/otel-console.ts";
import { corpus, importWith, lost, sampleOf } from "../support/importing.ts";

const traceId = "0x0af7651916cd43dd8448eb211c80319c";

/** A synthetic span as ReadableSpan.to_json of the Python SDK prints it. */
function printed(fields: object = {}, indent: number | undefined = 4): string {
  return JSON.stringify(
    {
      name: "chat gpt-4o",
      context: { trace_id: traceId, span_id: "0xb7ad6b7169203331", trace_state: "[]" },
      kind: "SpanKind.CLIENT",
      parent_id: "0x00f067aa0ba902b7",
      start_time: "2026-04-12T13:20:00.000001Z",
      end_time: "2026-04-12T13:20:01.500000Z",
      status: { status_code: "ERROR", description: "no answer" },
      attributes: { "gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 12, stop: ["a", "b"], n: 0.5 },
      events: [{ name: "retry", timestamp: "2026-04-12T13:20:01.000000Z", attributes: { attempt: 2 } }],
      links: [
        { context: { trace_id: traceId, span_id: "0x1111111111111111", trace_state: "[]" }, attributes: { why: "x" } },
      ],
      resource: { attributes: { "service.name": "agent" }, schema_url: "" },
      ...fields,
    },
    null,
    indent,
  );
}

const second = printed({ context: { trace_id: traceId, span_id: "0x2222222222222222", trace_state: "[]" } });

function detected(text: string): string | null {
  return otelConsole.detect(sampleOf(new TextEncoder().encode(text)));
}

async function rowOf(fields: object) {
  const { spans } = await importWith(otelConsole, printed(fields));
  expect(spans.length).toBe(1);
  return spans[0]!;
}

describe("what the Python SDK prints", () => {
  test("every part of a span has its place", async () => {
    expect(await rowOf({})).toMatchObject({
      trace_id: "0af7651916cd43dd8448eb211c80319c",
      span_id: "b7ad6b7169203331",
      parent_span_id: "00f067aa0ba902b7",
      name: "chat gpt-4o",
      kind: "LLM",
      start_ns: 1776000000000001000n,
      end_ns: 1776000001500000000n,
      status: "ERROR",
      status_message: "no answer",
      input_tokens: 12n,
      service: "agent",
      events: '[{"name":"retry","time_ns":"1776000001000000000","attributes":{"attempt":2}}]',
      links: '[{"trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"1111111111111111","attributes":{"why":"x"}}]',
      attributes: new Map([
        ["gen_ai.operation.name", "chat"],
        ["gen_ai.usage.input_tokens", "12"],
        ["stop", '["a","b"]'],
        ["n", "0.5"],
        ["span.kind", "client"],
        ["service.name", "agent"],
      ]),
    });
  });

  test("a resource in the old form, a span without an end or a parent, and a status unset", async () => {
    const resource = { "telemetry.sdk.language": "python", "service.name": "old" };
    const row = await rowOf({ resource, end_time: null, parent_id: null, status: { status_code: "UNSET" } });
    expect(row).toMatchObject({ service: "old", end_ns: null, parent_span_id: null, status: "UNSET" });
    expect(row.attributes!.get("telemetry.sdk.language")).toBe("python");
  });

  test.each([
    ["one after another", `${printed()}\n${second}\n`],
    ["without a line break between them", printed() + second],
    ["one to a line", `${printed({}, 0)}\n${JSON.stringify(JSON.parse(second))}\n`],
    ["in a list", `[${printed()},\n${second}]`],
    ["in a list indented", JSON.stringify([JSON.parse(printed()), JSON.parse(second)], null, 2)],
    ["in a field", JSON.stringify({ run: "r", spans: [JSON.parse(printed()), JSON.parse(second)] })],
    ["without indentation", `${JSON.stringify(JSON.parse(printed()), null, 0).replaceAll(",", ",\n")}\n${second}`],
  ])("spans %s", async (_, text) => {
    expect(detected(text)).toContain("context.trace_id");
    const imported = await importWith(otelConsole, text, { chunk: 100 });
    expect(imported.spans.map(({ span_id }) => span_id)).toEqual(["b7ad6b7169203331", "2222222222222222"]);
    expect([imported.records, lost(imported)]).toEqual([2, 0]);
  });

  const noise = [
    "2026-04-12 13:20:00 INFO starting",
    "[2026-04-12 13:20:00] WARNING slow",
    "{'question': 'what?'}",
    'INFO:     127.0.0.1 - "GET / HTTP/1.1" 200 OK',
  ];

  test("log messages between spans are counted once, cost no span and move no line", async () => {
    const text = `${noise[0]}\n${noise[1]}\n${printed()}\n${noise[2]}\r\n\n${second}\n${noise[3]}`;
    expect(detected(text)).toContain("context.trace_id");
    for (const chunk of [7, 100_000]) {
      const { spans, issues, records } = await importWith(otelConsole, text, { chunk });
      expect(spans.map(({ span_id, source_row }) => [span_id, source_row])).toEqual([
        ["b7ad6b7169203331", 3n],
        ["2222222222222222", BigInt(text.slice(0, text.lastIndexOf('\n{\n    "name"')).split("\n").length + 1)],
      ]);
      expect(records).toBe(2);
      expect(issues).toEqual([
        { line: 1, severity: "note", reason: `4 lines that are no JSON were left out (first: ${noise[0]})` },
      ]);
    }
  });

  test("a log message that begins a long line of JSON-like text is left out whole", async () => {
    const text = `${"x".repeat(100_000)}{"a":\n${printed()}`;
    const { spans, issues } = await importWith(otelConsole, text, { chunk: 1000 });
    expect([spans.length, issues.length, issues[0]!.line]).toEqual([1, 1, 1]);
  });

  test("a span that is cut off is lost alone", async () => {
    const text = `${printed().slice(0, 300)}\n${second}\n${printed()}`;
    const imported = await importWith(otelConsole, text);
    expect(imported.spans.map(({ span_id }) => span_id)).toEqual(["2222222222222222", "b7ad6b7169203331"]);
    expect([imported.records, lost(imported)]).toEqual([3, 1]);
  });

  test("objects that are no spans are lost with their line; metrics and logs are told, evaluations read", async () => {
    const log = {
      body: null,
      severity_number: 9,
      event_name: "gen_ai.evaluation.result",
      attributes: { "gen_ai.evaluation.name": "relevance", "gen_ai.evaluation.score.value": 0.8 },
      timestamp: "2026-04-12T13:20:02.000000Z",
      trace_id: traceId,
      span_id: "0xb7ad6b7169203331",
    };
    const others = [{ resource_metrics: [] }, { body: "hello", severity_number: 9 }, log, { hello: 1 }];
    const text = [printed({}, 0), ...others.map((other) => JSON.stringify(other))].join("\n");
    const imported = await importWith(otelConsole, text);
    expect(imported.scores).toMatchObject([{ name: "relevance", value_num: 0.8, target_id: "b7ad6b7169203331" }]);
    expect([imported.spans.length, imported.records, lost(imported)]).toEqual([1, 3, 1]);
    expect(imported.issues.map(({ line, severity }) => [line, severity])).toContainEqual([5, "record"]);
    expect(imported.issues.length).toBe(3);
  });
});

describe("spans that people's own exporters write", () => {
  const flat = {
    trace_id: "0af7651916cd43dd8448eb211c80319c",
    span_id: "b7ad6b7169203331",
    name: "step",
    start_time: "1776000000000000001",
    attributes: { a: 1 },
  };
  const one = async (fields: object, text = JSON.stringify({ ...flat, ...fields })) => {
    const { spans, issues } = await importWith(otelConsole, text);
    return { row: spans[0]!, issues };
  };

  test("a real file with ids and nanoseconds flat", async () => {
    const bytes = corpus("otel-custom-openinference-jsonl/URS-001_first-lines.jsonl");
    expect(otelConsole.detect(sampleOf(bytes))).toBe(
      "the first object has a trace id, a span id, a start and attributes, as an exporter of spans writes them",
    );
    const imported = await importWith(otelConsole, bytes);
    expect([imported.spans.length, imported.records, imported.issues]).toEqual([12, 12, []]);
    expect(imported.spans[0]).toMatchObject({
      trace_id: "2a7496dac7915b23d631a0a850454a65",
      span_id: "e67a3333d61a39f1",
      parent_span_id: "1cc49047a453a2f6",
      kind: "CHAIN",
      start_ns: 1755629895149559400n,
      end_ns: 1755629895350739200n,
      status: "OK",
    });
    const attributes = imported.spans[0]!.attributes!;
    expect(attributes.get("exporter")).toBe("LocalFileSpanExporter");
    expect(attributes.get("capture_time")).toBe("2025-08-19T19:58:15.350739");
    expect(imported.spans[0]!.output).toContain("Chromatography Data System");
  });

  test.each([
    [{ start_time: undefined, startTimeUnixNano: "1776000000000000001", endTimeUnixNano: "1776000000000000005" }, 5n],
    [{ start_time: undefined, start_time_unix_nano: "1776000000000000001", duration_ns: 9 }, 10n],
    [{ start_time: "2026-04-12T13:20:00.000000001Z", end_time: "2026-04-12T13:20:00.000000007Z" }, 7n],
    [{ start_time: undefined, startTime: "2026-04-12T13:20:00.000000001Z", durationMs: 1.5 }, 1_500_001n],
  ])("times as %j", async (fields, end) => {
    const { row } = await one(fields);
    expect([row.start_ns, row.end_ns]).toEqual([1776000000000000001n, 1776000000000000000n + end]);
  });

  test.each([
    [{ status: "StatusCode.ERROR" }, "ERROR", null],
    [{ status: { code: 2, message: "late" } }, "ERROR", "late"],
    [{ status_code: "OK" }, "OK", null],
    [{ status: "success" }, "OK", null],
    [{ status: "failed", status_message: "x" }, "ERROR", "x"],
  ])("the status %j", async (fields, status, status_message) => {
    expect((await one(fields)).row).toMatchObject({ status, status_message });
  });

  test("ids that Python wrote as integers are the hexadecimal ones, digit for digit", async () => {
    const text = `{"trace_id":115825058289444712299650141807529952578,"span_id":12072964954527026452,
      "parent_id":15531323892744358789,"name":"n","start_time":1776000000000000001,"attributes":{}}`;
    expect(detected(text)).not.toBeNull();
    expect((await one({}, text)).row).toMatchObject({
      trace_id: BigInt("115825058289444712299650141807529952578").toString(16).padStart(32, "0"),
      span_id: BigInt("12072964954527026452").toString(16).padStart(16, "0"),
      parent_span_id: BigInt("15531323892744358789").toString(16).padStart(16, "0"),
    });
  });

  test("ids of someone's own stay as they are, without a word", async () => {
    const ids = { trace_id: "trace_001", span_id: "6F9619FF-8B86-D011-B42D-00C04FC964FF", parent_span_id: "root-1" };
    const { row, issues } = await one({ ...ids, start_time: "2026-04-12T13:20:00Z" });
    expect(row).toMatchObject(ids);
    expect(issues).toEqual([]);
  });

  test("fields of its own fill columns where attributes do not, and stay in the attributes", async () => {
    const { row } = await one({
      span_kind: "LLM",
      model: "m-1",
      prompt_tokens: 7,
      input: { q: 1 },
      a: 2,
      service: "s",
    });
    expect(row).toMatchObject({ kind: "LLM", model: "m-1", input_tokens: 7n, input: '{"q":1}', service: "s" });
    expect(row.attributes!.get("a")).toBe("1");
    expect(row.attributes!.get("span.a")).toBe("2");
    expect(row.attributes!.get("prompt_tokens")).toBe("7");
  });

  test("attributes as pairs, the scope, and a trace id that stands around the spans", async () => {
    const scope = { name: "lib", version: "1.2", attributes: null };
    const { trace_id: _, ...rest } = flat;
    const span = { ...rest, attributes: [{ key: "k", value: { intValue: "5" } }], instrumentation_scope: scope };
    const text = JSON.stringify({ trace_id: flat.trace_id, spans: [{ ...span, trace_id: flat.trace_id }, span] });
    const { spans } = await importWith(otelConsole, text);
    expect(spans).toMatchObject([
      { trace_id: flat.trace_id, scope: "lib" },
      { trace_id: flat.trace_id, scope: "lib" },
    ]);
    expect(spans[0]!.attributes).toEqual(
      new Map([
        ["k", "5"],
        ["otel.scope.version", "1.2"],
      ]),
    );
  });
});

test.each([
  '{"traceId":"a","spanId":"b","startTime":[1,2],"name":"n","attributes":{}}',
  '{"context":{"trace_id":"a","span_id":"b"},"span_kind":"LLM","name":"n"}',
  '{"trace_id":"a","span_id":"b","name":"n","start_ns":1}',
  '[{"id":1},{"context":{"trace_id":"0x1","span_id":"0x2"}}]',
  "plain text\nwithout JSON",
])("%s is another format's", (text) => {
  expect(detected(text)).toBeNull();
});

test.each([
  "[".repeat(50_000),
  `{"context":{"trace_id":{"a":1},"span_id":[]},"name":{},"attributes":[[1]],"events":[null,1,{"name":[]}],"status":[]}`,
  `{"context":{"trace_id":"0x1","span_id":"0x2"},"__proto__":{"name":"x"},"attributes":{"__proto__":"y"}}`,
  `{"context":{"trace_id":"0x1","span_id":"0x2"},"start_time":{},"end_time":[1],"links":{},"resource":7,"parent":[]}`,
])("hostile input is accounted for", async (text) => {
  const imported = await importWith(otelConsole, text);
  expect(imported.records).toBe(imported.spans.length + lost(imported));
});
