import { describe, expect, test } from "vitest";
import { importers } from "../../src/importers/index.ts";
import { mlflow } from "../../src/importers/mlflow.ts";
import { namesIn } from "../../src/importers/names.ts";
import { makeSample, sampleBytes } from "../../src/importers/sample.ts";
import { corpus, emptyImport, type Imported, inputOf, lost, sinkInto } from "../support/importing.ts";
import { useParquet as givesParquet } from "../support/parquet.ts";

givesParquet();
const signal = new AbortController().signal;

type Content = Uint8Array | string;

async function inputFor(content: Content, chunk = 65_536) {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const input = inputOf(bytes, chunk, signal);
  const names = await namesIn(bytes, input.file);
  return { ...input, sample: makeSample(bytes.subarray(0, sampleBytes), bytes.length <= sampleBytes, null, names) };
}

async function imported(content: Content, chunk?: number): Promise<Imported & { reason: string | null }> {
  const input = await inputFor(content, chunk);
  const rows = emptyImport();
  await mlflow.read(input, sinkInto(rows));
  return { ...rows, reason: mlflow.detect(input.sample) };
}

const otel = "0000a68a45347c8636c2a21872b1bfc8";
const mlflowId = `tr-${otel}`;
const [rootId, childId] = ["d974fc858cf3b73a", "4539c22ac764ff1b"];
const base64 = (hex: string) => Buffer.from(hex, "hex").toString("base64");

/** JSON with nanoseconds written as integers with all their digits, as Python writes them. */
const json = (value: unknown, indent?: number) => JSON.stringify(value, null, indent).replace(/"ns:(\d+)"/g, "$1");
const lines = (...rows: readonly unknown[]) => rows.map((row) => json(row)).join("\n");

const rootAttributes = {
  "mlflow.traceRequestId": `"${mlflowId}"`,
  "mlflow.spanType": '"AGENT"',
  "mlflow.spanFunctionName": '"predict"',
  "mlflow.spanInputs": '{"question": "why?"}',
  "mlflow.spanOutputs": '"because"',
};
const childAttributes = {
  "mlflow.traceRequestId": `"${mlflowId}"`,
  "mlflow.spanType": '"CHAT_MODEL"',
  "mlflow.spanInputs": '{"messages": [{"role": "user", "content": "why?"}]}',
  "mlflow.spanOutputs": "null",
  "mlflow.llm.model": '"model-a"',
  "mlflow.llm.provider": '"openai"',
  "mlflow.chat.tokenUsage":
    '{"input_tokens": 120, "output_tokens": 30, "total_tokens": 150, "cache_read_input_tokens": 100}',
  "mlflow.llm.cost": '{"input_cost": 0.01, "output_cost": 0.0025, "total_cost": 0.0125}',
  temperature: "0.5",
};
const exception = { "exception.message": "no answer", "exception.type": "TimeoutError" };

const v4 = [
  {
    trace_id: mlflowId,
    span_id: rootId,
    parent_span_id: null,
    name: "predict",
    start_time_unix_nano: "ns:1764694340818061307",
    end_time_unix_nano: "ns:1764694345916778373",
    events: [],
    status: { code: "OK", message: "" },
    attributes: rootAttributes,
    span_version: 4,
    otel_trace_id: otel,
  },
  {
    trace_id: mlflowId,
    span_id: childId,
    parent_span_id: rootId,
    name: "chat",
    start_time_unix_nano: "ns:1764694341000000001",
    end_time_unix_nano: "ns:1764694342000000002",
    events: [{ name: "exception", time_unix_nano: "ns:1764694342000000001", attributes: exception }],
    status: { code: "ERROR", message: "" },
    attributes: childAttributes,
    span_version: 4,
    otel_trace_id: otel,
  },
] as const;

const v3 = v4.map(({ span_version, otel_trace_id, ...span }) => ({
  ...span,
  trace_id: base64(otel),
  span_id: base64(span.span_id),
  trace_state: "",
  parent_span_id: span.parent_span_id === null ? "" : base64(span.parent_span_id),
  status: { code: `STATUS_CODE_${span.status.code}`, message: "" },
}));

const v2 = v4.map((span) => ({
  name: span.name,
  context: { span_id: `0x${span.span_id}`, trace_id: `0x${otel}` },
  parent_id: span.parent_span_id === null ? null : `0x${span.parent_span_id}`,
  start_time: span.start_time_unix_nano,
  end_time: span.end_time_unix_nano,
  status_code: span.status.code,
  status_message: "",
  attributes: span.attributes,
  events: span.events.map(({ time_unix_nano, ...event }) => ({ ...event, timestamp: time_unix_nano })),
}));

const proto = v3.map((span) => ({
  ...span,
  attributes: Object.entries(span.attributes).map(([key, value]) => ({ key, value: { string_value: value } })),
  start_time_unix_nano: span.start_time_unix_nano.slice(3),
  end_time_unix_nano: span.end_time_unix_nano.slice(3),
}));

const judged = {
  assessment_id: "a-1",
  assessment_name: "correct",
  trace_id: mlflowId,
  source: { source_type: "LLM_JUDGE", source_id: "judge-1" },
  create_time: "2025-12-02T16:52:30.500Z",
  last_update_time: "2025-12-02T16:52:31Z",
  feedback: { value: true },
  rationale: "It says why.",
  metadata: { "mlflow.assessment.judgeCost": "0.002" },
};

const info = {
  trace_id: mlflowId,
  client_request_id: "client-1",
  trace_location: { type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: "7" } },
  request_time: "2025-12-02T16:52:20.818Z",
  state: "OK",
  request_preview: "why?",
  response_preview: "because",
  execution_duration_ms: 5098,
  trace_metadata: {
    "mlflow.trace.user": "user-1",
    "mlflow.trace.session": "session-1",
    "mlflow.trace.tokenUsage": '{"input_tokens": 120, "output_tokens": 30, "total_tokens": 150}',
    "mlflow.sourceRun": "run-1",
  },
  tags: { "mlflow.traceName": "predict", "mlflow.user": "developer", tenant: "acme" },
  assessments: [judged],
};
const infoV2 = {
  request_id: "1e036cc3a7f946ec995f7763b8dde51c",
  experiment_id: "7",
  timestamp_ms: 1764694340818,
  execution_time_ms: 5098,
  status: "OK",
  request_metadata: {
    "mlflow.traceInputs": "why…",
    "mlflow.trace.user": "user-1",
    "mlflow.trace.session": "session-1",
  },
  tags: { "mlflow.traceName": "predict", tenant: "acme" },
};

const spanRows = [
  {
    trace_id: otel,
    span_id: rootId,
    parent_span_id: null,
    name: "predict",
    kind: "AGENT",
    start_ns: 1764694340818061307n,
    end_ns: 1764694345916778373n,
    status: "OK",
    status_message: null,
    input: '{"question": "why?"}',
    output: "because",
  },
  {
    trace_id: otel,
    span_id: childId,
    parent_span_id: rootId,
    name: "chat",
    kind: "LLM",
    start_ns: 1764694341000000001n,
    end_ns: 1764694342000000002n,
    status: "ERROR",
    status_message: "no answer",
    model: "model-a",
    provider: "openai",
    input_tokens: 120n,
    output_tokens: 30n,
    cache_read_tokens: 100n,
    cost_usd: 0.0125,
    cost_source: "reported",
    output: null,
  },
];

const scoreRows = [
  {
    score_id: "a-1",
    target_type: "trace",
    target_id: otel,
    name: "correct",
    value_num: 1,
    value_str: "true",
    source: "judge",
    rater: "judge-1",
    rationale: "It says why.",
    time_ns: 1764694350500000000n,
    is_ground_truth: null,
  },
];

const cell = (value: unknown) =>
  value === undefined ? "" : `"${(typeof value === "string" ? value : json(value)).replaceAll('"', '""')}"`;
const csv = (row: object) => `${Object.keys(row).join(",")}\n${Object.values(row).map(cell).join(",")}\n`;

/** A list or an object as Python prints it. */
function python(value: unknown): string {
  if (value === null) return "None";
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (typeof value === "object")
    return `{${Object.entries(value as object)
      .map(([key, inner]) => `${python(key)}: ${python(inner)}`)
      .join(", ")}}`;
  if (typeof value !== "string") return value === true ? "True" : String(value);
  return value.startsWith("ns:") ? value.slice(3) : `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

const row = {
  trace_id: mlflowId,
  trace: json({ info, data: { spans: v4 } }),
  client_request_id: "client-1",
  state: "OK",
  request_time: 1764694340818,
  execution_duration: 5098,
  request: { question: "why?" },
  response: "because",
  trace_metadata: info.trace_metadata,
  tags: info.tags,
  spans: v4,
  assessments: [judged],
};

const traces: readonly (readonly [string, string])[] = [
  ["a trace of version 3 with spans of version 4", json({ info, data: { spans: v4 } })],
  ["pretty-printed", json({ info, data: { spans: v4 } }, 2)],
  ["with its data before its info", json({ data: { spans: v4 }, info }, 2)],
  ["with spans of version 3", json({ info, data: { spans: v3 } })],
  ["traces on lines", lines({ info, data: { spans: v4 } })],
  ["a list of traces", json([{ info, data: { spans: v4 } }], 2)],
  ["an answer of the API", json({ trace: { trace_info: info, spans: proto } }, 1)],
  ["an answer with many traces", json({ traces: [{ trace_info: info, spans: proto }], next_page_token: "" })],
  ["the answer of a served model", json({ choices: [], databricks_output: { trace: { info, data: { spans: v4 } } } })],
  ["such an answer, pretty-printed", json({ databricks_output: { trace: { info, data: { spans: v3 } } } }, 2)],
  ["a frame as JSON Lines", lines(row)],
  ["a frame as a list over many lines", json([row], 2)],
  ["a frame without its traces", lines({ ...row, trace: undefined })],
  ["a frame without its traces over many lines", json([{ ...row, trace: undefined }], 2)],
  ["a frame as CSV", csv({ ...row, state: "TraceState.OK" })],
  [
    "a frame as CSV with Python's lists",
    csv({
      ...row,
      trace: undefined,
      spans: python(v4),
      assessments: python([judged]),
      tags: python(row.tags),
      trace_metadata: python(row.trace_metadata),
    }),
  ],
  [
    "a table of served answers",
    lines({
      databricks_request_id: "r-1",
      request: "{}",
      response: json({ databricks_output: { trace: { info, data: { spans: v4 } } } }),
      status_code: 200,
    }),
  ],
  [
    "such a table as CSV",
    csv({
      databricks_request_id: "r-1",
      request: "{}",
      response: json({ databricks_output: { trace: { info, data: { spans: v4 } } } }),
      status_code: 200,
    }),
  ],
];

describe("traces", () => {
  test.each(traces)("%s", async (_, text) => {
    for (const chunk of [64, 65_536]) {
      const { spans, scores, issues, records, reason } = await imported(text, chunk);
      expect(reason).not.toBeNull();
      expect([records, issues]).toEqual([2, []]);
      expect(spans).toMatchObject(
        spanRows.map((span) => ({ ...span, user_id: "user-1", session_id: "session-1", tenant: "acme" })),
      );
      expect(scores).toMatchObject(scoreRows);
      expect(JSON.parse(scores[0]!.metadata!)).toEqual({
        last_update_time: judged.last_update_time,
        ...judged.metadata,
      });
      for (const { attributes } of spans) expect(attributes!.get("mlflow.traceRequestId")).toBe(mlflowId);
    }
  });

  test.each(traces)("%s: nothing else takes it first, nor its first half", async (_, text) => {
    const bytes = new TextEncoder().encode(text);
    const { sample } = await inputFor(bytes.slice(0, bytes.length / 2));
    for (const each of [(await inputFor(bytes)).sample, sample]) {
      expect(importers.find((importer) => importer.detect(each) !== null)?.format).toBe("mlflow");
    }
  });

  test.each([
    [
      "info and data",
      json({ info: infoV2, data: { spans: v2, request: '{"question": "why?"}', response: '"because"' } }),
    ],
    ["info and data over many lines", json({ info: infoV2, data: { spans: v2, request: "x", response: "y" } }, 2)],
    ["a frame", lines({ ...infoV2, experiment_id: undefined, request: {}, response: "b", spans: v2 })],
    [
      "a frame as CSV",
      csv({
        request_id: infoV2.request_id,
        trace: "Trace(request_id=1e03)",
        timestamp_ms: 1,
        status: "TraceStatus.OK",
        request: "",
        request_metadata: python(infoV2.request_metadata),
        spans: python(v2),
        tags: python(infoV2.tags),
      }),
    ],
  ])("of version 2: %s", async (_, text) => {
    const { spans, issues, records, reason } = await imported(text);
    expect(reason).not.toBeNull();
    expect([records, issues]).toEqual([2, []]);
    expect(spans).toMatchObject(
      spanRows.map((span) => ({ ...span, user_id: "user-1", session_id: "session-1", tenant: "acme" })),
    );
  });

  test.each([
    ["4", json({ spans: v4 })],
    ["3", json({ spans: v3 }, 2)],
    ["2, with request and response", json({ spans: v2, request: '{"question": "why?"}', response: '"because"' })],
    ["4, one span to a line", lines(...v4)],
  ])("an artifact with spans of version %s", async (_, text) => {
    const { spans, issues, records, reason } = await imported(text);
    expect(reason).not.toBeNull();
    expect([records, issues]).toEqual([2, []]);
    expect(spans).toMatchObject(spanRows);
  });

  test.each(["frame.jsonl", "frame.csv", "frame.parquet", "frame-without-traces.csv", "frame-without-traces.parquet"])(
    "a synthetic frame as pandas writes it: %s",
    async (file) => {
      const { spans, documents, scores, issues, records, reason } = await imported(corpus(`mlflow-synthetic/${file}`));
      expect(reason).not.toBeNull();
      expect([records, issues]).toEqual([3, []]);
      const first = "1".padStart(32, "0");
      expect(spans).toMatchObject([
        {
          trace_id: first,
          span_id: "a".padStart(16, "0"),
          kind: "AGENT",
          output: "ten",
          start_ns: 1776000000123456799n,
        },
        { trace_id: first, parent_span_id: "a".padStart(16, "0"), kind: "RETRIEVER", session_id: "session-1" },
        { kind: "LLM", model: "model-a", input_tokens: 12n, status: "ERROR", status_message: "it's late" },
      ]);
      expect(JSON.parse(spans[0]!.input!)).toEqual({ q: 'what\'s "it"?' });
      expect(JSON.parse(spans[2]!.events!)).toEqual([
        {
          name: "exception",
          time_ns: "1776000000123457289",
          attributes: { "exception.type": "TimeoutError", "exception.message": "it's late" },
        },
      ]);
      expect(spans[0]!.attributes!.has("mlflow.llm.model")).toBe(false);
      expect(documents).toMatchObject([{ doc_id: "limits.md", content: 'It\'s "ten".', rank: 1 }]);
      expect(scores).toMatchObject([
        { name: "good", target_id: first, value_num: 1, source: "human", rationale: 'it\'s "fine"' },
        { name: "good", target_id: "2".padStart(32, "0") },
      ]);
    },
  );

  test("every attribute loses one layer of JSON, and what is told of the trace stands on its root", async () => {
    const { spans } = await imported(json({ info, data: { spans: v4 } }));
    const [root, child] = spans.map(({ attributes }) => Object.fromEntries(attributes!));
    expect(child).toMatchObject({
      temperature: "0.5",
      "mlflow.spanType": "CHAT_MODEL",
      "mlflow.spanOutputs": "null",
      "mlflow.llm.cost": childAttributes["mlflow.llm.cost"],
      "mlflow.sourceRun": "run-1",
      "mlflow.experimentId": "7",
      "mlflow.user": "developer",
    });
    expect(child!["mlflow.trace.request_preview"]).toBeUndefined();
    expect(root).toMatchObject({
      "mlflow.trace.request_preview": "why?",
      "mlflow.trace.client_request_id": "client-1",
    });
    expect(root).toMatchObject({ span_version: "4", "mlflow.trace.state": "OK" });
  });

  test("what was asked and answered comes from the trace where its root does not say", async () => {
    const bare = { ...v4[0], attributes: { "mlflow.traceRequestId": `"${mlflowId}"` } };
    const { spans } = await imported(json({ info, data: { spans: [bare] } }));
    expect(spans).toMatchObject([{ input: "why?", output: "because" }]);
  });

  test("columns that people add to a frame stay on the root", async () => {
    const { spans } = await imported(lines({ ...row, "safety/value": "yes" }));
    expect(spans.map(({ attributes }) => attributes!.get("safety/value"))).toEqual(["yes", undefined]);
  });

  test("a name in Unity Catalog has the id at its end", async () => {
    const { spans, scores } = await imported(
      json({
        info: { ...info, trace_id: `trace:/catalog.schema/${otel}` },
        data: { spans: [{ ...v4[0], otel_trace_id: undefined, trace_id: `trace:/catalog.schema/${otel}` }] },
      }),
    );
    expect(spans[0]!.trace_id).toBe(otel);
    expect(scores[0]!.target_id).toBe(otel);
  });

  test("more spans than may wait for what is told behind them are read in a second pass", async () => {
    const count = 6000;
    const many = Array.from({ length: count }, (_, at) => ({
      ...v4[1],
      span_id: (at + 1).toString(16).padStart(16, "0"),
    }));
    const { spans, scores, issues, records } = await imported(json({ data: { spans: many }, info }, 1));
    expect([records, issues.filter(({ severity }) => severity === "record")]).toEqual([count, []]);
    expect(spans.every(({ user_id }) => user_id === "user-1")).toBe(true);
    expect(scores.length).toBe(1);
  });

  test("a line too long to be held is read span by span", async () => {
    const long = {
      ...v4[1],
      attributes: { ...childAttributes, "mlflow.spanOutputs": JSON.stringify("x".repeat(1_000_000)) },
    };
    const many = Array.from({ length: 10 }, (_, at) => ({ ...long, span_id: (at + 1).toString(16).padStart(16, "0") }));
    const { spans, scores, records } = await imported(
      lines({ info, data: { spans: many } }, { info, data: { spans: v4 } }),
    );
    expect([records, spans.length, scores.length]).toEqual([12, 12, 2]);
    expect(spans.every(({ session_id }) => session_id === "session-1")).toBe(true);
  });

  test("documents that a retriever found", async () => {
    const pages = [
      { page_content: "ten", metadata: { doc_uri: "limits.md", last_updated: "2026-01-05" }, id: "d1" },
      { page_content: "nine", metadata: { doc_uri: "old.md" } },
    ];
    const attributes = { "mlflow.spanType": '"RETRIEVER"', "mlflow.spanOutputs": JSON.stringify(pages) };
    const { documents } = await imported(json({ spans: [{ ...v4[0], attributes }] }));
    expect(documents).toMatchObject([
      { span_id: rootId, trace_id: otel, rank: 1, doc_id: "d1", content: "ten", last_updated: "2026-01-05" },
      { rank: 2, doc_id: "old.md", content: "nine" },
    ]);
  });
});

describe("traces without their spans", () => {
  const note = "traces without their spans, given one span each: 1";
  const row = {
    trace_id: otel,
    name: "predict",
    start_ns: 1764694340818000000n,
    end_ns: 1764694345916000000n,
    status: "OK",
  };

  test.each([
    [
      "an answer of the API",
      json({ traces: [{ ...info, execution_duration_ms: undefined, execution_duration: "5.098s" }] }),
    ],
    ["info with no spans", json({ info, data: { spans: [] } })],
    ["info with no spans, over many lines", json({ info, data: { spans: [] } }, 2)],
    ["info alone", json({ info }, 2)],
  ])("%s", async (_, text) => {
    const { spans, scores, issues, records, reason } = await imported(text);
    expect(reason).not.toBeNull();
    expect(records).toBe(1);
    expect(issues.map(({ reason }) => reason.slice(0, note.length))).toEqual([note]);
    expect(spans).toMatchObject([{ ...row, input: "why?", output: "because", input_tokens: 120n, user_id: "user-1" }]);
    expect(scores).toMatchObject(scoreRows);
  });

  test("keys and values of version 2's API", async () => {
    const pairs = (object: object) => Object.entries(object).map(([key, value]) => ({ key, value }));
    const { spans } = await imported(
      json({ traces: [{ ...infoV2, request_metadata: pairs(infoV2.request_metadata), tags: pairs(infoV2.tags) }] }),
    );
    expect(spans).toMatchObject([{ ...row, trace_id: infoV2.request_id, input: "why…", tenant: "acme" }]);
  });

  test("requests to a served model that leaves no trace", async () => {
    const { spans, issues } = await imported(
      csv({
        databricks_request_id: "6f4e7a66-1111-4222-8333-444455556666",
        timestamp_ms: 1764694340818,
        status_code: 500,
        execution_time_ms: 250,
        request: '{"q": 1}',
        response: '{"error": "x"}',
      }),
    );
    expect(spans).toMatchObject([
      {
        trace_id: "6f4e7a66-1111-4222-8333-444455556666",
        start_ns: 1764694340818000000n,
        end_ns: 1764694341068000000n,
        status: "ERROR",
        input: '{"q": 1}',
        output: '{"error": "x"}',
      },
    ]);
    expect(issues.length).toBe(1);
  });
});

describe("assessments", () => {
  const score = async (fields: object) => {
    const { scores, issues } = await imported(
      json({ info: { ...info, assessments: [{ ...judged, feedback: undefined, ...fields }] }, data: { spans: v4 } }),
    );
    return { ...scores[0], issues };
  };

  test.each([
    [{ feedback: { value: 4 } }, 4, null, null],
    [{ feedback: { value: "4.5" } }, 4.5, null, null],
    [{ feedback: { value: false } }, 0, "false", null],
    [{ feedback: { value: "partly" } }, null, "partly", null],
    [{ feedback: { value: { a: 1 } } }, null, '{"a":1}', null],
    [{ expectation: { value: "because" } }, null, "because", true],
    [
      { expectation: { serialized_value: { serialization_format: "JSON_FORMAT", value: '["a", 1]' } } },
      null,
      '["a",1]',
      true,
    ],
    [{ feedback: { error: { error_code: "RATE_LIMIT", error_message: "late" } } }, null, null, null],
    [{ issue: { issue_name: "too long" } }, null, "too long", null],
  ])("%j", async (fields, number, string, truth) => {
    expect(await score(fields)).toMatchObject({
      value_num: number,
      value_str: string,
      is_ground_truth: truth,
      issues: [],
    });
  });

  test("a judge's failure is told in the metadata", async () => {
    const { metadata } = await score({ feedback: { error: { error_code: "RATE_LIMIT" } } });
    expect(JSON.parse(metadata!).error).toEqual({ error_code: "RATE_LIMIT" });
  });

  test.each([
    ["HUMAN", "human"],
    ["LLM_JUDGE", "judge"],
    ["AI_JUDGE", "judge"],
    ["CODE", "code"],
    ["SOURCE_TYPE_UNSPECIFIED", "unknown"],
  ])("%s is %s", async (type, source) => {
    const feedback = { value: 1 };
    expect(await score({ feedback, source: { source_type: type, source_id: "rater-1" } })).toMatchObject({
      source,
      rater: "rater-1",
    });
  });

  test("one of a span judges the span", async () => {
    expect(await score({ feedback: { value: 1 }, span_id: childId })).toMatchObject({
      target_type: "span",
      target_id: childId,
    });
  });

  test("the older form", async () => {
    const old = {
      name: "old",
      assessment_name: undefined,
      create_time: undefined,
      create_time_ms: 1764694350500,
      last_update_time: undefined,
      expectation: null,
      feedback: { value: 2 },
    };
    expect(await score(old)).toMatchObject({
      name: "old",
      value_num: 2,
      time_ns: 1764694350500000000n,
      is_ground_truth: null,
    });
  });

  test("what was overridden is left out and counted, what has no value is said", async () => {
    const assessments = [
      { ...judged, valid: false },
      { ...judged, valid: true },
      { ...judged, feedback: null },
    ];
    const { scores, issues } = await imported(json({ info: { ...info, assessments }, data: { spans: v4 } }));
    expect(scores.length).toBe(1);
    expect(issues.map(({ reason, severity }) => [reason, severity])).toEqual([
      ["assessments that were overridden by later ones, left out: 1", "note"],
      ["assessments without a name or a value: 1", "note"],
    ]);
  });

  test("those of version 2 judge the trace that its spans are in", async () => {
    const { scores } = await imported(
      json({ info: { ...infoV2, assessments: [{ ...judged, trace_id: infoV2.request_id }] }, data: { spans: v2 } }),
    );
    expect(scores[0]!.target_id).toBe(otel);
  });

  test("a file of assessments alone", async () => {
    const { scores, records, reason } = await imported(
      lines(judged, { ...judged, assessment_id: "a-2", span_id: childId }),
    );
    expect(reason).toBe("the first object is an assessment of MLflow");
    expect([records, scores.map(({ target_id }) => target_id)]).toEqual([2, [otel, childId]]);
  });

  test("traces that judges left are left out and counted", async () => {
    const judge = { ...info, tags: { ...info.tags, "mlflow.trace.sourceScorer": "correct" } };
    for (const indent of [undefined, 2]) {
      const text = json(
        [
          { info: judge, data: { spans: v4 } },
          { info, data: { spans: v4 } },
        ],
        indent,
      );
      const { spans, scores, records, issues } = await imported(text);
      expect([spans.length, scores.length, records]).toEqual([2, 1, 2]);
      expect(issues).toMatchObject([
        { severity: "note", reason: "traces that judges left while they judged, left out: 1 (first: correct)" },
      ]);
    }
  });
});

describe("hostile input", () => {
  test("what is no trace is lost with its line, and the rest read", async () => {
    const text = `${lines({ info, data: { spans: v4 } }, { hello: 1 })}\n7\n{"info":\n${lines({ info: 5, data: { spans: [3, v4[0]] } })}`;
    const result = await imported(text);
    expect([result.spans.length, lost(result), result.records]).toEqual([3, 4, 7]);
  });

  test("wrong types everywhere do no harm", async () => {
    const odd = {
      ...v4[0],
      attributes: [1, null],
      events: { a: 1 },
      status: 3,
      name: {},
      start_time_unix_nano: [],
      links: "x",
    };
    const result = await imported(
      json({
        info: { ...info, tags: [1], trace_metadata: 7, assessments: [4, { source: [] }] },
        data: { spans: [odd] },
      }),
    );
    expect([result.spans.length, lost(result), result.records]).toEqual([1, 0, 1]);
  });

  test("keys of prototypes and deep nesting do no harm", async () => {
    const deep = `${'{"trace":'.repeat(50_000)}1${"}".repeat(50_000)}`;
    const text = `{"info":{"trace_id":"${mlflowId}","trace_metadata":{"__proto__":{"x":1}},"state":"OK","tags":{}},"data":{"spans":[]}}\n${deep}\n${"[".repeat(9000)}${"]".repeat(9000)}\n`;
    const result = await imported(text);
    expect([result.spans.length, lost(result), result.records]).toEqual([1, 2, 3]);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test("a file cut off gives the spans and the assessments before the cut", async () => {
    const text = json({ info, data: { spans: v4 } }, 2);
    const result = await imported(text.slice(0, text.indexOf(childId)));
    expect([result.spans.length, lost(result), result.records, result.scores.length]).toEqual([1, 1, 2, 1]);
  });

  test.each([
    "jaeger-json/genaiTestTrace.json",
    "any-agent-trace/OPENAI_trace.json",
    "otlp-json/otlp2jaeger-in.json",
    "otel-js-readablespan-json/vercel-ai-v6-all-spans.json",
    "cost-csv/openrouter_activity_2025-08-21.csv",
    "phoenix-synthetic/rest.json",
    "phoenix-synthetic/spans.csv",
    "arrow-files/every.parquet",
  ])("%s is none of MLflow", async (file) => {
    expect(mlflow.detect((await inputFor(corpus(file))).sample)).toBeNull();
  });
});
