import { describe, expect, test } from "vitest";
import { otlpJson } from "../../src/importers/otlp/otlp-json.ts";
import { corpus, importWith, lost, sampleOf } from "../support/importing.ts";
import { aSpanId, aTraceId, otlpAttributes, otlpRequest, otlpSpan } from "../support/otlp.ts";

const lines = (...values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join("");

describe("shapes of the file", () => {
  const spans = [otlpSpan({ spanId: "0000000000000001" }), otlpSpan({ spanId: "0000000000000002" })];
  const request = otlpRequest(spans);
  const snake = JSON.parse(
    JSON.stringify(request).replace(/"([a-z]+[A-Z][A-Za-z]*)":/g, (_, key: string) => {
      return `"${key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}":`;
    }),
  );
  const old = JSON.parse(
    JSON.stringify(request)
      .replace("scopeSpans", "instrumentationLibrarySpans")
      .replace('"scope"', '"instrumentationLibrary"'),
  );
  const { resourceSpans } = request as { resourceSpans: [{ scopeSpans: [object] }] };

  test.each([
    ["one object", JSON.stringify(request)],
    ["one pretty-printed object", JSON.stringify(request, null, 2)],
    ["a list of requests", JSON.stringify([otlpRequest([spans[0]!]), otlpRequest([spans[1]!])])],
    ["a pretty-printed list", JSON.stringify([otlpRequest([spans[0]!]), otlpRequest([spans[1]!])], null, "\t")],
    ["lines", lines(otlpRequest([spans[0]!]), otlpRequest([spans[1]!]))],
    ["concatenated objects", JSON.stringify(otlpRequest([spans[0]!])) + JSON.stringify(otlpRequest([spans[1]!]))],
    [
      "concatenated pretty-printed objects",
      spans.map((span) => JSON.stringify(otlpRequest([span]), null, 4)).join("\n"),
    ],
    ["snake_case keys", JSON.stringify(snake)],
    ["pretty-printed snake_case keys", JSON.stringify(snake, null, 1)],
    ["instrumentation libraries", JSON.stringify(old)],
    ["Tempo's batches", JSON.stringify({ batches: resourceSpans })],
    ["Tempo's trace", JSON.stringify({ trace: { resourceSpans } })],
    ["a resource's spans on each line", lines(...resourceSpans)],
    [
      "a resource behind its spans",
      JSON.stringify(
        { resourceSpans: resourceSpans.map((r) => Object.fromEntries(Object.entries(r).reverse())) },
        null,
        2,
      ),
    ],
  ])("%s", async (_, text) => {
    expect(otlpJson.detect(sampleOf(new TextEncoder().encode(text)))).not.toBeNull();
    for (const chunk of [65_536, 100]) {
      const imported = await importWith(otlpJson, text, { chunk });
      expect(imported.issues).toEqual([]);
      expect(imported.records).toBe(2);
      expect(imported.spans.map(({ span_id, service, scope }) => [span_id, service, scope])).toEqual([
        ["0000000000000001", "agent", "lib"],
        ["0000000000000002", "agent", "lib"],
      ]);
    }
  });

  test.each([
    ["bare spans on lines", lines(...spans)],
    ["a list of bare spans", JSON.stringify(spans)],
    ["Phoenix's data", JSON.stringify({ data: spans, next_cursor: null })],
    ["a bare list of spans in an object", JSON.stringify({ spans }, null, 2)],
  ])("%s have neither service nor scope", async (_, text) => {
    expect(otlpJson.detect(sampleOf(new TextEncoder().encode(text)))).not.toBeNull();
    const imported = await importWith(otlpJson, text);
    expect(imported.spans.map(({ span_id, service, scope }) => [span_id, service, scope])).toEqual([
      ["0000000000000001", null, null],
      ["0000000000000002", null, null],
    ]);
  });

  test.each([
    ["MLflow's spans", '{"spans":[{"trace_id":"a","span_id":"b","start_time_unix_nano":1,"attributes":{"a":"b"}}]}'],
    ["Jaeger's answer", '{"data":[{"traceID":"a","spans":[]}]}'],
    ["a list of rows", '[{"a":1}]'],
    ["batches of something else", '{"batches":[{"id":1}]}'],
    ["text", "resourceSpans"],
  ])("%s are not OTLP", (_, text) => {
    expect(otlpJson.detect(sampleOf(new TextEncoder().encode(text)))).toBeNull();
  });
});

describe("real files", () => {
  test("upper-case ids become lower-case", async () => {
    const { spans, issues } = await importWith(otlpJson, corpus("otlp-json/otlp-proto-example-trace.json"));
    expect(issues).toEqual([]);
    expect(spans).toMatchObject([
      {
        trace_id: "5b8efff798038103d269b633813fc60c",
        span_id: "eee19b7ec3c1b174",
        parent_span_id: "eee19b7ec3c1b173",
        start_ns: 1544712660000000000n,
        end_ns: 1544712661000000000n,
        service: "my.service",
        scope: "my.library",
        source_row: 29n,
      },
    ]);
    expect([...spans[0]!.attributes!]).toEqual([
      ["my.span.attr", "some value"],
      ["span.kind", "server"],
      ["service.name", "my.service"],
      ["otel.scope.version", "1.0.0"],
      ["my.scope.attribute", "some scope attribute"],
    ]);
  });

  test("each span has the scope that it stands in, its events and its links", async () => {
    const { spans, unmapped } = await importWith(otlpJson, corpus("otlp-json/jaeger-otel_traces_01.json"));
    expect(spans.map(({ scope, attributes }) => [scope, attributes?.get("scope.attributes.2") ?? null])).toEqual([
      ["testing-library-2", "attribute-y"],
      ["testing-library-2", "attribute-y"],
      ["testing-library-3", null],
      ["testing-library-3", null],
    ]);
    expect(spans.map(({ status }) => status)).toEqual(["ERROR", "ERROR", "ERROR", "ERROR"]);
    expect(JSON.parse(spans[3]!.links!)).toEqual([
      {
        trace_id: "00000000000000010000000000000000",
        span_id: "0000000000000004",
        attributes: { "opentracing.ref_type": "follows_from" },
      },
      {
        trace_id: "00000000000000ff0000000000000000",
        span_id: "00000000000000ff",
        attributes: { "opentracing.ref_type": "child_of" },
      },
    ]);
    expect(unmapped.get("peer.service")).toBe(4);
    expect(unmapped.get("scope.attributes.2")).toBe(2);
  });

  test("a multi-agent run gives its kinds, models, tokens and sessions", async () => {
    const { spans, records, issues } = await importWith(otlpJson, corpus("otlp-derived/packet-panic-R1.otlp.jsonl"));
    expect([records, spans.length, issues]).toEqual([188, 188, []]);
    const kinds = new Map<string, number>();
    for (const { kind } of spans) kinds.set(kind!, (kinds.get(kind!) ?? 0) + 1);
    expect(Object.fromEntries(kinds)).toEqual({ UNKNOWN: 147, LLM: 6, AGENT: 5, CHAIN: 25, TOOL: 5 });
    const calls = spans.filter(({ kind }) => kind === "LLM");
    expect(new Set(calls.map(({ model }) => model))).toEqual(new Set(["anthropic/claude-opus-4-5-20251101"]));
    expect(
      calls.every(({ input, output, provider }) => input?.startsWith('[{"role"') && output && provider === "langchain"),
    ).toBe(true);
    expect(calls.map(({ input_tokens, output_tokens }) => [input_tokens, output_tokens])).toContainEqual([804n, 92n]);
    expect(spans.every(({ session_id }) => session_id?.startsWith("packetpanic."))).toBe(true);
    expect(new Set(spans.map(({ source_row }) => source_row))).toEqual(new Set([1n, 2n, 3n, 4n, 5n]));
    expect(spans.filter(({ model, kind }) => model !== null && kind !== "LLM")).toEqual([]);
  });
});

describe("other signals", () => {
  const evaluation = {
    eventName: "gen_ai.evaluation.result",
    timeUnixNano: "1776000000000000007",
    traceId: aTraceId.toUpperCase(),
    spanId: aSpanId,
    attributes: otlpAttributes({
      "gen_ai.evaluation.name": "faithfulness",
      "gen_ai.evaluation.score.value": 0.25,
      "gen_ai.evaluation.score.label": "poor",
      "gen_ai.evaluation.explanation": "cites nothing",
      "gen_ai.response.id": "r1",
    }),
  };
  const logs = (logRecords: readonly object[]) => ({
    resourceLogs: [{ resource: {}, scopeLogs: [{ scope: {}, logRecords }] }],
  });

  test("evaluation results among log records are scores of a judge", async () => {
    const { eventName, ...older } = evaluation;
    const named = { ...older, attributes: [...older.attributes, ...otlpAttributes({ "event.name": eventName })] };
    for (const record of [evaluation, named]) {
      const imported = await importWith(otlpJson, lines(otlpRequest([otlpSpan()]), logs([record])));
      expect([imported.records, imported.spans.length, imported.issues]).toEqual([2, 1, []]);
      expect(imported.scores).toMatchObject([
        {
          target_type: "span",
          target_id: aSpanId,
          name: "faithfulness",
          value_num: 0.25,
          value_str: "poor",
          source: "judge",
          rationale: "cites nothing",
          time_ns: 1776000000000000007n,
        },
      ]);
    }
  });

  test("a result without a span belongs to its trace, or to its answer", async () => {
    const { scores } = await importWith(
      otlpJson,
      lines(
        logs([
          { ...evaluation, spanId: "" },
          { ...evaluation, spanId: "", traceId: "" },
        ]),
      ),
    );
    expect(scores.map(({ target_type, target_id }) => [target_type, target_id])).toEqual([
      ["trace", aTraceId],
      ["sample", "r1"],
    ]);
    expect(new Set(scores.map(({ score_id }) => score_id)).size).toBe(2);
  });

  test("other log records and metrics are counted and said not to be read", async () => {
    const other = { eventName: "gen_ai.client.inference.operation.details", attributes: [] };
    const metrics = { resourceMetrics: [{ resource: {}, scopeMetrics: [] }] };
    const imported = await importWith(otlpJson, lines(logs([other, other]), metrics, otlpRequest([otlpSpan()])));
    expect(imported.issues).toEqual([
      { severity: "note", line: 1, reason: "log records that are no evaluation results, not read: 2" },
      { severity: "note", line: 2, reason: "resources with metrics, not read: 1" },
    ]);
    expect([imported.records, imported.spans.length]).toEqual([1, 1]);
  });
});

describe("damage", () => {
  const good = JSON.stringify(
    otlpRequest([otlpSpan({ name: "one" }), otlpSpan({ name: "two" }), otlpSpan({ name: "three" })]),
  );

  test("a line cut off gives the spans before the cut, and its neighbours are whole", async () => {
    const cut = good.slice(0, good.indexOf('"three"'));
    const imported = await importWith(otlpJson, `${good}\n${cut}\n${good}\n`);
    expect(imported.spans.map(({ name }) => name).join()).toBe("one,two,three,one,two,one,two,three");
    expect(imported.issues).toMatchObject([{ severity: "record", line: 2 }]);
    expect(imported.records).toBe(9);
  });

  test("what is no span is said", async () => {
    const imported = await importWith(
      otlpJson,
      lines({ resourceSpans: [{ scopeSpans: [{ spans: [17, {}, { foo: 1 }, otlpSpan()] }] }] }, { hello: 1 }, {}),
    );
    expect(imported.spans.length).toBe(1);
    expect(imported.issues.map(({ line, severity, reason }) => [line, severity, reason])).toEqual([
      [1, "record", "an object was expected here: 17"],
      [1, "record", "no spans of OTLP in an object with foo"],
      [2, "record", "no spans of OTLP in an object with hello"],
    ]);
    expect(imported.records).toBe(1 + lost(imported));
  });

  test("an empty span and an empty request lose nothing", async () => {
    const imported = await importWith(
      otlpJson,
      lines({}, { resourceSpans: [] }, { resourceSpans: [{ resource: {}, scopeSpans: [] }] }),
    );
    expect([imported.records, imported.issues]).toEqual([0, []]);
  });
});
