import { describe, expect, test } from "vitest";
import { otlpJson } from "../../src/importers/otlp/otlp-json.ts";
import { type Imported, importWith } from "../support/importing.ts";
import { aSpanId, aTraceId, otlpAttributes, otlpRequest, otlpSpan, type SpanOptions } from "../support/otlp.ts";

const lines = (...values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join("");

async function importSpan(options: SpanOptions, resource?: Parameters<typeof otlpRequest>[1]): Promise<Imported> {
  return importWith(otlpJson, lines(otlpRequest([otlpSpan(options)], resource)));
}

async function rowOf(options: SpanOptions, resource?: Parameters<typeof otlpRequest>[1]) {
  const { spans } = await importSpan(options, resource);
  expect(spans.length).toBe(1);
  return spans[0]!;
}

function reasons({ issues }: Imported): string[] {
  return issues.map(({ reason }) => reason);
}

describe("ids", () => {
  test("base64 ids, as protobuf's own JSON writes them", async () => {
    const row = await rowOf({
      traceId: "CvdlGRbNQ92ESOshHIAxnA==",
      spanId: "t61rcWkgMzE=",
      parentSpanId: "t61rcWkgMzE=",
    });
    expect([row.trace_id, row.span_id, row.parent_span_id]).toEqual([aTraceId, aSpanId, aSpanId]);
  });

  test.each([[""], ["0000000000000000"], [undefined], [null]])("the parent %j is none", async (parentSpanId) => {
    expect((await rowOf({ parentSpanId })).parent_span_id).toBeNull();
  });

  test("placeholders of zeros are replaced by ids of their own, the same each time", async () => {
    const zero = { traceId: "0".repeat(32), spanId: "0".repeat(16) };
    const text = lines(otlpRequest([otlpSpan(zero), otlpSpan(zero), otlpSpan({ ...zero, name: "other" })]));
    const imported = await importWith(otlpJson, text);
    const ids = imported.spans.flatMap(({ trace_id, span_id }) => [trace_id, span_id]);
    expect(new Set(ids).size).toBe(6);
    expect(ids.every((id) => /^[0-9a-f]{16}([0-9a-f]{16})?$/.test(id!))).toBe(true);
    expect(reasons(imported)).toEqual([
      "spans without a trace id, given one made from their content: 3 (first: step)",
      "spans without a span id, given one made from their content: 3 (first: step)",
    ]);
    expect((await importWith(otlpJson, text)).spans).toEqual(imported.spans);
  });

  test("ids of the wrong length are kept, with a note", async () => {
    const imported = await importSpan({ traceId: "abc123", spanId: "span-1" });
    expect(imported.spans).toMatchObject([{ trace_id: "abc123", span_id: "span-1" }]);
    expect(imported.issues).toMatchObject([
      { severity: "note", line: 1, reason: "trace ids that are not 32 hexadecimal digits, kept: 1 (first: abc123)" },
      { severity: "note", line: 1, reason: "span ids that are not 16 hexadecimal digits, kept: 1 (first: span-1)" },
    ]);
  });
});

describe("times", () => {
  test("every nanosecond is kept, as text or number", async () => {
    const text = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${aTraceId}","spanId":"${aSpanId}",
      "startTimeUnixNano":1764694340818061307,"endTimeUnixNano":"1764694340818061309"}]}]}]}`;
    for (const form of [text, text.replace("\n", "")]) {
      const { spans } = await importWith(otlpJson, form);
      expect(spans).toMatchObject([{ start_ns: 1764694340818061307n, end_ns: 1764694340818061309n }]);
    }
  });

  test.each([
    ["s", "1776000000", "1776000002"],
    ["ms", "1776000000000", "1776000002000"],
    ["µs", "1776000000000000", "1776000002000000"],
  ])("times in %s are converted, and said so once", async (unit, startTimeUnixNano, endTimeUnixNano) => {
    const span = otlpSpan({ startTimeUnixNano, endTimeUnixNano });
    const imported = await importWith(otlpJson, lines(otlpRequest([span, span]), otlpRequest([span])));
    for (const { start_ns, end_ns } of imported.spans) {
      expect([start_ns, end_ns]).toEqual([1776000000000000000n, 1776000002000000000n]);
    }
    expect(imported.issues).toEqual([
      {
        severity: "note",
        line: 1,
        reason: `times in ${unit} where ns belong, converted: 6 (first: ${startTimeUnixNano})`,
      },
    ]);
  });

  test.each([undefined, "0", 0, ""])("the end %j is none", async (endTimeUnixNano) => {
    const imported = await importSpan({ endTimeUnixNano });
    expect(imported.spans[0]!.end_ns).toBeNull();
    expect(imported.issues).toEqual([]);
  });

  test("an end before the start is kept, with a note", async () => {
    const imported = await importSpan({ endTimeUnixNano: "1775999999000000000" });
    expect(imported.spans).toMatchObject([{ start_ns: 1776000000000000001n, end_ns: 1775999999000000000n }]);
    expect(reasons(imported)).toEqual(["spans that end before they start: 1 (first: step)"]);
  });

  test("times that are none are null, with a note", async () => {
    const imported = await importSpan({ startTimeUnixNano: "yesterday", endTimeUnixNano: "18446744073709551615" });
    expect(imported.spans).toMatchObject([{ start_ns: null, end_ns: null }]);
    expect(reasons(imported)).toEqual([
      "times that cannot be read: 2 (first: yesterday)",
      "spans without a start: 1 (first: step)",
    ]);
  });
});

describe("statuses", () => {
  test.each([
    [{}, "UNSET", null],
    [undefined, "UNSET", null],
    [{ code: 1 }, "OK", null],
    [{ code: 2, message: "timed out" }, "ERROR", "timed out"],
    [{ code: "STATUS_CODE_ERROR" }, "ERROR", null],
    [{ code: "2" }, "ERROR", null],
    [{ code: "STATUS_CODE_OK", message: "fine" }, "OK", "fine"],
    [{ code: 7 }, "UNSET", null],
  ])("the status %j", async (status, code, message) => {
    const row = await rowOf({ status });
    expect([row.status, row.status_message]).toEqual([code, message]);
  });

  test("an error without a message takes the first exception's", async () => {
    const exception = (message: string) => ({
      name: "exception",
      timeUnixNano: "1776000000000000005",
      attributes: otlpAttributes({ "exception.type": "Timeout", "exception.message": message }),
    });
    const events = [{ name: "retry" }, exception("no answer"), exception("again none")];
    expect(await rowOf({ status: { code: 2 }, events })).toMatchObject({ status_message: "no answer" });
    expect(await rowOf({ status: { code: 2 }, events: [exception("")] })).toMatchObject({ status_message: "Timeout" });
    expect(await rowOf({ status: {}, events })).toMatchObject({ status_message: null });
  });
});

describe("attributes", () => {
  test("every kind of value becomes text that loses nothing", async () => {
    const attributes = [
      ["text", { stringValue: "<script>alert(1)</script>" }],
      ["empty", { stringValue: "" }],
      ["yes", { boolValue: true }],
      ["integer", { intValue: "9223372036854775807" }],
      ["number", { intValue: 804 }],
      ["negative", { intValue: "-5" }],
      ["double", { doubleValue: 0.1 }],
      ["not a number", { doubleValue: "NaN" }],
      ["infinite", { doubleValue: "-Infinity" }],
      ["bytes", { bytesValue: "AAEC/w==" }],
      [
        "list",
        {
          arrayValue: {
            values: [{ stringValue: "a" }, { intValue: "1764694340818061307" }, {}, { doubleValue: "NaN" }],
          },
        },
      ],
      ["empty list", { arrayValue: {} }],
      [
        "object",
        { kvlistValue: { values: [{ key: "a", value: { arrayValue: { values: [{ boolValue: false }] } } }] } },
      ],
      ["null", {}],
      ["absent", undefined],
      ["snake", { string_value: "case" }],
    ].map(([key, value]) => ({ key, value }));
    const imported = await importWith(otlpJson, lines(otlpRequest([{ ...otlpSpan(), attributes }], {})));
    expect(Object.fromEntries(imported.spans[0]!.attributes!)).toEqual({
      text: "<script>alert(1)</script>",
      empty: "",
      yes: "true",
      integer: "9223372036854775807",
      number: "804",
      negative: "-5",
      double: "0.1",
      "not a number": "NaN",
      infinite: "-Infinity",
      bytes: "AAEC/w==",
      list: '["a","1764694340818061307",null,"NaN"]',
      "empty list": "[]",
      object: '{"a":[false]}',
      null: "null",
      absent: "null",
      snake: "case",
      "span.kind": "internal",
    });
    expect(imported.unmapped.get("text")).toBe(1);
    expect(imported.unmapped.has("span.kind")).toBe(false);
  });

  test("a resource's attribute gives way to the span's own", async () => {
    const row = await rowOf({ attributes: { region: "span" } }, { "service.name": "s", region: "resource", zone: "z" });
    expect([...row.attributes!]).toEqual([
      ["region", "span"],
      ["span.kind", "internal"],
      ["service.name", "s"],
      ["zone", "z"],
    ]);
  });

  test("attributes without a column are counted once for each span that carries them", async () => {
    const spans = [otlpSpan({ attributes: { a: 1, "session.id": "s" } }), otlpSpan({ attributes: { a: 2, b: 3 } })];
    const { unmapped } = await importWith(
      otlpJson,
      lines(otlpRequest(spans, { "service.name": "s", host: "h" }), otlpRequest(spans)),
    );
    expect(Object.fromEntries(unmapped)).toEqual({ a: 4, b: 2, host: 2 });
  });

  test("the side of a call, the trace state and counts of what was dropped stay with the span", async () => {
    const row = await rowOf({
      kind: "SPAN_KIND_CLIENT",
      traceState: "a=b",
      droppedAttributesCount: 2,
      droppedEventsCount: "3",
      droppedLinksCount: 0,
    });
    expect([...row.attributes!].filter(([key]) => key !== "service.name")).toEqual([
      ["span.kind", "client"],
      ["w3c.tracestate", "a=b"],
      ["otel.dropped_attributes_count", "2"],
      ["otel.dropped_events_count", "3"],
    ]);
  });

  test("an attribute nested without end costs its span, and no other", async () => {
    const deep = `${'{"arrayValue":{"values":['.repeat(5000)}{}${"]}}".repeat(5000)}`;
    const text = JSON.stringify(otlpRequest([otlpSpan({ attributes: { deep: "HERE" } }), otlpSpan()]));
    const imported = await importWith(otlpJson, text.replace('{"stringValue":"HERE"}', deep));
    expect(imported.spans.length).toBe(1);
    expect(reasons(imported)).toEqual(["attribute: nested too deeply: more than 200 levels"]);
    expect(imported.records).toBe(2);
  });
});
