/** One trace of MLflow in every form that there is of it, made after its source. */

export const otel = "0000a68a45347c8636c2a21872b1bfc8";
export const mlflowId = `tr-${otel}`;
export const [rootId, childId] = ["d974fc858cf3b73a", "4539c22ac764ff1b"];
export const base64 = (hex: string) => Buffer.from(hex, "hex").toString("base64");

/** JSON with nanoseconds written as integers with all their digits, as Python writes them. */
export const json = (value: unknown, indent?: number) =>
  JSON.stringify(value, null, indent).replace(/"ns:(\d+)"/g, "$1");
export const lines = (...rows: readonly unknown[]) => rows.map((row) => json(row)).join("\n");

export const rootAttributes = {
  "mlflow.traceRequestId": `"${mlflowId}"`,
  "mlflow.spanType": '"AGENT"',
  "mlflow.spanFunctionName": '"predict"',
  "mlflow.spanInputs": '{"question": "why?"}',
  "mlflow.spanOutputs": '"because"',
};
export const childAttributes = {
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
export const exception = { "exception.message": "no answer", "exception.type": "TimeoutError" };

export const v4 = [
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

export const v3 = v4.map(({ span_version, otel_trace_id, ...span }) => ({
  ...span,
  trace_id: base64(otel),
  span_id: base64(span.span_id),
  trace_state: "",
  parent_span_id: span.parent_span_id === null ? "" : base64(span.parent_span_id),
  status: { code: `STATUS_CODE_${span.status.code}`, message: "" },
}));

export const v2 = v4.map((span) => ({
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

export const proto = v3.map((span) => ({
  ...span,
  attributes: Object.entries(span.attributes).map(([key, value]) => ({ key, value: { string_value: value } })),
  start_time_unix_nano: span.start_time_unix_nano.slice(3),
  end_time_unix_nano: span.end_time_unix_nano.slice(3),
}));

export const judged = {
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

export const info = {
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
export const infoV2 = {
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

export const spanRows = [
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

export const scoreRows = [
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

export const cell = (value: unknown) =>
  value === undefined ? "" : `"${(typeof value === "string" ? value : json(value)).replaceAll('"', '""')}"`;
export const csv = (row: object) => `${Object.keys(row).join(",")}\n${Object.values(row).map(cell).join(",")}\n`;

/** A list or an object as Python prints it. */
export function python(value: unknown): string {
  if (value === null) return "None";
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (typeof value === "object")
    return `{${Object.entries(value as object)
      .map(([key, inner]) => `${python(key)}: ${python(inner)}`)
      .join(", ")}}`;
  if (typeof value !== "string") return value === true ? "True" : String(value);
  return value.startsWith("ns:") ? value.slice(3) : `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

export const row = {
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

export const traces: readonly (readonly [string, string])[] = [
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
