import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { decompress } from "fzstd";
import { describe, expect, test } from "vitest";
import { otlpJson } from "../../src/importers/otlp/otlp-json.ts";
import { otlpProtobuf } from "../../src/importers/otlp/otlp-protobuf.ts";
import type { SpanRow } from "../../src/traces/schema.ts";
import { corpus, importWith, lost, sampleOf } from "../support/importing.ts";

type Field = readonly [number, string | bigint | number | Uint8Array];

/** A message: text and bytes are length-delimited, bigints are fixed64, numbers are varints. */
function message(...fields: readonly Field[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const [field, value] of fields) {
    if (typeof value === "string") writer.tag(field, WireType.LengthDelimited).string(value);
    else if (typeof value === "bigint") writer.tag(field, WireType.Bit64).fixed64(value);
    else if (typeof value === "number") writer.tag(field, WireType.Varint).int64(value);
    else writer.tag(field, WireType.LengthDelimited).bytes(value);
  }
  return writer.finish();
}

function double(value: number): Uint8Array {
  return new BinaryWriter().tag(4, WireType.Bit64).double(value).finish();
}

const pair = (key: string, value: Uint8Array) => message([1, key], [2, value]);
const text = (value: string) => message([1, value]);
const traceId = Uint8Array.from({ length: 16 }, (_, at) => at + 1);
const spanId = Uint8Array.from({ length: 8 }, (_, at) => 0xf0 + at);
const start = 1776000000000000001n;

function span(name: string, ...more: readonly Field[]): Uint8Array {
  return message([1, traceId], [2, spanId], [5, name], [6, 3], [7, start], [8, start + 5n], ...more);
}

function request(...spans: readonly Uint8Array[]): Uint8Array {
  const resource = message([1, pair("service.name", text("agent"))]);
  const scope = message([1, "lib"], [2, "1.0"]);
  const scopeSpans = message([1, scope], ...spans.map((each): Field => [2, each]), [3, "https://schema"]);
  return message([1, message([1, resource], [2, scopeSpans])]);
}

function framed(...messages: readonly Uint8Array[]): Uint8Array {
  return joined(messages.flatMap((each) => [new Uint8Array(new Uint32Array([each.length]).buffer).reverse(), each]));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

describe("real files", () => {
  const files = [
    ["otlp.jsonl", otlpJson],
    ["otlp.pb", otlpProtobuf],
    ["fileexporter-proto.bin", otlpProtobuf],
    ["legacy-zstd-json.bin", otlpJson],
    ["native.otlp.jsonl.zst", otlpJson],
  ] as const;

  const comparable = ({ source_row, attributes, ...row }: SpanRow) => ({ ...row, attributes: [...attributes!].sort() });
  const byId = (rows: readonly SpanRow[]) => rows.map(comparable).sort((a, b) => (a.span_id! < b.span_id! ? -1 : 1));

  test("the same run in five framings gives the same 188 spans, attribute for attribute", async () => {
    const runs = [];
    for (const [name, importer] of files) {
      const stored = corpus(`otlp-derived/packet-panic-R1.${name}`);
      const content = name.endsWith(".zst") ? decompress(stored) : stored;
      const sample = sampleOf(content);
      expect([otlpJson, otlpProtobuf].filter(({ detect }) => detect(sample) !== null)).toEqual([importer]);
      for (const chunk of [1 << 20, 1000]) {
        const imported = await importWith(importer, content, { chunk });
        expect([imported.records, imported.spans.length, imported.issues]).toEqual([188, 188, []]);
        runs.push(imported);
      }
    }
    const [first] = runs;
    expect(new Set(first!.spans.map(({ span_id }) => span_id)).size).toBe(188);
    for (const run of runs) {
      expect(byId(run.spans)).toEqual(byId(first!.spans));
      expect([...run.unmapped].sort()).toEqual([...first!.unmapped].sort());
    }
  });
});

describe("values", () => {
  test("every field and every kind of attribute", async () => {
    const values = message([1, text("a")], [1, message([3, 2 ** 40])]);
    const attributes: readonly Field[] = [
      ["text", text("<b>é</b>")],
      ["yes", message([2, 1])],
      ["small", message([3, -5])],
      ["large", new BinaryWriter().tag(3, WireType.Varint).int64("9223372036854775807").finish()],
      ["least", new BinaryWriter().tag(3, WireType.Varint).int64("-9223372036854775808").finish()],
      ["double", double(0.1)],
      ["nan", double(Number.NaN)],
      ["list", message([5, values])],
      ["object", message([6, message([1, pair("k", message([5, new Uint8Array()]))])])],
      ["bytes", message([7, new Uint8Array([0, 1, 2, 255])])],
      ["null", new Uint8Array()],
      ["openinference.span.kind", text("LLM")],
    ].map(([key, value]): Field => [9, pair(key as string, value as Uint8Array)]);
    const event = message([1, start + 1n], [2, "exception"], [3, pair("exception.message", text("no answer"))]);
    const link = message([1, traceId], [2, spanId], [4, pair("why", text("batch"))]);
    const more: readonly Field[] = [
      [3, "a=b"],
      [4, spanId],
      ...attributes,
      [10, 2],
      [11, event],
      [13, link],
      [15, message([3, 2])],
      [99, "later"],
    ];
    const { spans, issues } = await importWith(otlpProtobuf, request(span("step", ...more)));
    expect(issues).toEqual([]);
    expect(spans).toMatchObject([
      {
        trace_id: "0102030405060708090a0b0c0d0e0f10",
        span_id: "f0f1f2f3f4f5f6f7",
        parent_span_id: "f0f1f2f3f4f5f6f7",
        name: "step",
        kind: "LLM",
        start_ns: start,
        end_ns: start + 5n,
        status: "ERROR",
        status_message: "no answer",
        service: "agent",
        scope: "lib",
        source_row: 1n,
        events: `[{"name":"exception","time_ns":"${start + 1n}","attributes":{"exception.message":"no answer"}}]`,
        links:
          '[{"trace_id":"0102030405060708090a0b0c0d0e0f10","span_id":"f0f1f2f3f4f5f6f7","attributes":{"why":"batch"}}]',
      },
    ]);
    expect(Object.fromEntries(spans[0]!.attributes!)).toEqual({
      text: "<b>é</b>",
      yes: "true",
      small: "-5",
      large: "9223372036854775807",
      least: "-9223372036854775808",
      double: "0.1",
      nan: "NaN",
      list: '["a",1099511627776]',
      object: '{"k":[]}',
      bytes: "AAEC/w==",
      null: "null",
      "openinference.span.kind": "LLM",
      "span.kind": "client",
      "w3c.tracestate": "a=b",
      "otel.dropped_attributes_count": "2",
      "service.name": "agent",
      "otel.scope.version": "1.0",
    });
  });

  test("evaluation results among log records are scores, others are noted", async () => {
    const result = message(
      [1, start],
      [6, pair("gen_ai.evaluation.name", text("tone"))],
      [6, pair("gen_ai.evaluation.score.value", double(0.5))],
      [9, traceId],
      [10, spanId],
      [12, "gen_ai.evaluation.result"],
    );
    const imported = await importWith(otlpProtobuf, request(result, message([11, start], [3, "INFO"])));
    expect(imported.scores).toMatchObject([
      {
        target_type: "span",
        target_id: "f0f1f2f3f4f5f6f7",
        name: "tone",
        value_num: 0.5,
        source: "judge",
        time_ns: start,
      },
    ]);
    expect([imported.records, imported.spans]).toEqual([1, []]);
    expect(imported.issues).toMatchObject([{ severity: "note", reason: expect.stringContaining("log records") }]);
  });

  test("times in another unit are converted, and said", async () => {
    const { spans, issues } = await importWith(
      otlpProtobuf,
      request(message([1, traceId], [2, spanId], [5, "x"], [7, 1776000000000n], [8, 1776000001000n])),
    );
    expect(spans).toMatchObject([{ start_ns: 1776000000000000000n, end_ns: 1776000001000000000n }]);
    expect(issues).toMatchObject([
      { severity: "note", reason: "times in ms where ns belong, converted: 2 (first: 1776000000000)" },
    ]);
  });

  test("a scope that comes behind its spans is said", async () => {
    const late = message([1, message([2, message([2, span("early")], [1, message([1, "late"])])])]);
    const { spans, issues } = await importWith(otlpProtobuf, late);
    expect(spans).toMatchObject([{ name: "early", scope: null }]);
    expect(issues).toMatchObject([
      { severity: "note", reason: "resources and scopes that came too late for spans of theirs: 1" },
    ]);
  });
});

describe("detection", () => {
  test("a request, framed or not, is known by its bytes", () => {
    const one = request(span("a"));
    expect(otlpProtobuf.detect(sampleOf(one))).toContain("one protobuf message");
    expect(otlpProtobuf.detect(sampleOf(framed(one, one)))).toContain("length before it");
  });

  test.each([
    ["nothing", new Uint8Array()],
    ["blank lines", new TextEncoder().encode("\n\n\n\n\n\n\n\n\n\n\n\n\n")],
    ["text after a blank line", new TextEncoder().encode('\n{\n\n  "a": 1}\n'.repeat(20))],
    ["zeros", new Uint8Array(100)],
    ["a PNG", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])],
    ["one byte", new Uint8Array([10])],
  ])("%s is none", (_, bytes) => {
    expect(otlpProtobuf.detect(sampleOf(bytes))).toBeNull();
  });
});

describe("damage", () => {
  const names = async (bytes: Uint8Array) => {
    const imported = await importWith(otlpProtobuf, bytes, { chunk: 64 });
    expect(imported.records).toBe(imported.spans.length + lost(imported));
    return { names: imported.spans.map(({ name }) => name).join(), issues: imported.issues };
  };
  const all = ["one", "two", "three"].map((name) => span(name));

  /** The place of a span's name in the bytes. */
  function placeOf(bytes: Uint8Array, name: string): number {
    const found = Buffer.from(bytes).indexOf(name);
    if (found < 0) throw new Error(`not there: ${name}`);
    return found;
  }

  test("a span with broken bytes costs itself alone, with its offset", async () => {
    const bytes = request(...all);
    bytes[placeOf(bytes, "two") - 1] = 0x7f;
    expect(await names(bytes)).toEqual({
      names: "one,three",
      issues: [
        {
          line: null,
          offset: placeOf(bytes, "two") - 30,
          severity: "record",
          reason: "protobuf: a field that is longer than its message",
        },
      ],
    });
  });

  test("after a wrong length it goes on at the next span", async () => {
    const bytes = request(...all);
    bytes[placeOf(bytes, "two") - 31] = 0x03;
    const found = await names(bytes);
    expect(found.names).toContain("one");
    expect(found.names).toContain("three");
    expect(found.issues.length).toBeGreaterThan(0);
  });

  test("a request cut off gives the spans before the cut", async () => {
    const bytes = request(...all);
    const found = await names(bytes.slice(0, placeOf(bytes, "three")));
    expect(found.names).toBe("one,two");
    expect(found.issues).toMatchObject([
      { severity: "record", reason: expect.stringMatching(/^the data ends \d+ bytes before/) },
    ]);
  });

  test("rubbish between framed messages costs no message", async () => {
    const one = framed(request(...all));
    const found = await names(joined([one, new Uint8Array([0, 0, 0, 0, 7, 7, 7]), one]));
    expect(found.names).toBe("one,two,three,one,two,three");
    expect(found.issues).toMatchObject([{ offset: one.length, reason: "7 bytes where no message was found" }]);
  });

  test("a framed message cut off is said", async () => {
    const one = framed(request(...all));
    const found = await names(joined([one, one.slice(0, -9)]));
    expect(found.names).toBe("one,two,three");
    expect(found.issues).toMatchObject([
      { offset: one.length, reason: "the file ends 9 bytes before the message does" },
    ]);
  });

  test("a zstd frame that cannot be decompressed costs itself alone", async () => {
    const bytes = corpus("otlp-derived/packet-panic-R1.legacy-zstd-json.bin");
    bytes.fill(0xff, 2000, 2100);
    const imported = await importWith(otlpJson, bytes);
    expect(imported.spans.length).toBeGreaterThan(100);
    expect(imported.issues).toMatchObject([{ severity: "record", offset: 0, reason: expect.stringContaining("zstd") }]);
  });

  test("attributes nested without end cost their span", async () => {
    let deep = text("x");
    for (let level = 0; level < 1000; level += 1) deep = message([5, message([1, deep])]);
    const found = await names(request(span("deep", [9, pair("a", deep)]), span("flat")));
    expect(found.names).toBe("flat");
    expect(found.issues).toMatchObject([{ reason: "attribute: nested too deeply: more than 200 levels" }]);
  });
});
