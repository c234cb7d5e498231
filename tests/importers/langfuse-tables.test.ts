import { describe, expect, test } from "vitest";
import { toObjects } from "../../src/engine/table-data.ts";
import type { SpanRow } from "../../src/traces/schema.ts";
import { testEngine } from "../support/engine.ts";
import { csvOf, importAny, parquetOf } from "../support/import-any.ts";
import { lost } from "../support/importing.ts";
import { useParquet as givesParquet } from "../support/parquet.ts";
import { storeOf } from "../support/spans.ts";

givesParquet();
const engine = testEngine();

const byId = (spans: readonly SpanRow[], id: string) => spans.find(({ span_id }) => span_id === id)!;

/** One observation in the UI's export of observations, as of 2026. */
const exported = {
  id: "obs-1",
  traceId: "trace_001",
  traceName: "chat-turn",
  type: "GENERATION",
  name: "answer",
  startTime: "2026-04-12T13:20:00.100Z",
  endTime: "2026-04-12T13:20:02.000Z",
  completionStartTime: null,
  environment: "production",
  userId: "user-7",
  sessionId: "session-9",
  level: "DEFAULT",
  statusMessage: null,
  promptName: "greeter",
  promptVersion: 7,
  providedModelName: "gpt-4o",
  modelParameters: { temperature: 0.5 },
  usageDetails: { input: 10, output: 4, total: 14 },
  costDetails: { total: 0.003 },
  totalCost: 0.003,
  input: [{ role: "user", content: 'She said "hi",\nthen left' }],
  output: "Hello",
  metadata: { tenant_id: "acme" },
  latencyMs: 1900,
  tags: ["a"],
  parentObservationId: "",
  "quality score": [0.5, 1],
  verdict: ["good"],
  unused: null,
  comments: [{ content: "see this", authorUserId: "rater-1" }],
};

/** A trace in the UI's export of traces. */
const exportedTrace = {
  id: "trace_001",
  timestamp: "2026-04-12T13:20:00.000Z",
  name: "chat-turn",
  userId: "user-7",
  sessionId: "session-9",
  release: null,
  version: null,
  environment: "production",
  tags: ["a", "b"],
  bookmarked: false,
  public: false,
  input: { question: "Hi" },
  output: "Hello",
  metadata: { flow: "short" },
  latency: 2.5,
  usage: { promptTokens: "10", completionTokens: "4", totalTokens: "14" },
  totalCost: "0.003",
  level: "ERROR",
  observationCount: 2,
  inputTokens: "10",
  outputTokens: "4",
  "quality score": [1],
};

const exportedScore = {
  id: "score-1",
  traceId: "trace_001",
  sessionId: null,
  datasetRunId: null,
  timestamp: "2026-04-12T13:21:00.000Z",
  source: "ANNOTATION",
  name: "quality",
  dataType: "CATEGORICAL",
  value: 0,
  stringValue: "good",
  comment: 'a "fine" one',
  metadata: { batch: 3 },
  observationId: "obs-1",
  traceName: "chat-turn",
  userId: "user-7",
  traceTags: ["a"],
  environment: "production",
  authorUserName: "rater-1",
};

const shapes = (rows: readonly Readonly<Record<string, unknown>>[]): readonly (readonly [string, string])[] => [
  ["JSON", JSON.stringify(rows)],
  ["pretty JSON", JSON.stringify(rows, null, 2)],
  ["JSON Lines", rows.map((row) => JSON.stringify(row)).join("\n")],
  ["CSV", csvOf(rows)],
];

describe("the UI's export", () => {
  test.each(shapes([exported, { ...exported, id: "obs-2", parentObservationId: "obs-1", verdict: null }]))(
    "observations as %s",
    async (_, text) => {
      const imported = await importAny(text, 100);
      expect([imported.format, imported.records, imported.issues]).toEqual(["langfuse", 2, []]);
      expect(byId(imported.spans, "obs-2").parent_span_id).toBe("obs-1");
      const row = byId(imported.spans, "obs-1");
      expect(row).toMatchObject({
        trace_id: "trace_001",
        parent_span_id: null,
        kind: "LLM",
        model: "gpt-4o",
        start_ns: 1776000000100000000n,
        end_ns: 1776000002000000000n,
        input_tokens: 10n,
        cost_usd: 0.003,
        user_id: "user-7",
        session_id: "session-9",
        tenant: "acme",
        input: JSON.stringify(exported.input),
        output: "Hello",
      });
      expect(row.attributes!.get("comments")).toContain("see this");
      expect(row.attributes!.get("tags")).toBe('["a"]');
      expect(row.attributes!.has("verdict") || row.attributes!.has("unused")).toBe(false);
      const ofFirst = imported.scores.filter(({ target_id }) => target_id === "obs-1");
      expect(ofFirst.map((score) => [score.target_type, score.name, score.value_num, score.value_str])).toEqual([
        ["span", "quality score", 0.5, null],
        ["span", "quality score", 1, null],
        ["span", "verdict", null, "good"],
      ]);
      expect(new Set(imported.scores.map(({ score_id }) => score_id)).size).toBe(5);
    },
  );

  test.each(shapes([exportedTrace]))("traces as %s", async (_, text) => {
    const imported = await importAny(text);
    expect([imported.format, imported.records, imported.issues]).toEqual(["langfuse", 1, []]);
    expect(imported.spans).toMatchObject([
      {
        trace_id: "trace_001",
        span_id: "t-trace_001",
        parent_span_id: null,
        kind: "CHAIN",
        status: "ERROR",
        start_ns: 1776000000000000000n,
        end_ns: 1776000002500000000n,
        user_id: "user-7",
        session_id: "session-9",
        input: '{"question":"Hi"}',
        output: "Hello",
        input_tokens: 10n,
        output_tokens: 4n,
        cost_usd: 0.003,
      },
    ]);
    expect(imported.spans[0]!.attributes!.get("metadata.flow")).toBe("short");
    expect(imported.scores).toMatchObject([
      { target_type: "trace", target_id: "trace_001", name: "quality score", value_num: 1, source: "unknown" },
    ]);
  });

  test.each(shapes([exportedScore]))("scores as %s", async (_, text) => {
    const imported = await importAny(text);
    expect([imported.format, imported.records, imported.issues]).toEqual(["langfuse", 1, []]);
    expect(imported.scores).toMatchObject([
      {
        score_id: "score-1",
        target_type: "span",
        target_id: "obs-1",
        name: "quality",
        value_num: null,
        value_str: "good",
        source: "human",
        rater: "rater-1",
        rationale: 'a "fine" one',
        time_ns: 1776000060000000000n,
        is_ground_truth: null,
      },
    ]);
    expect(JSON.parse(imported.scores[0]!.metadata!)).toMatchObject({ batch: 3, dataType: "CATEGORICAL" });
  });
});

/** An observation in the blob storage export. */
const stored = {
  id: "obs-1",
  trace_id: "trace_001",
  project_id: "p",
  environment: "production",
  type: "GENERATION",
  parent_observation_id: null,
  start_time: "2026-04-12 13:20:00.123456",
  end_time: "2026-04-12 13:20:02.000000",
  name: "answer",
  metadata: { attributes: '{"http.status":"200"}', tenant_id: "acme" },
  level: "ERROR",
  status_message: "no answer",
  input: '[{"role":"user","content":"Hi"}]',
  output: "Hello",
  provided_model_name: "gpt-4o",
  model_parameters: '{"temperature":0.5}',
  usage_details: { input: 10, output: 4, total: 14 },
  cost_details: { total: 0.003 },
  total_cost: 0.003,
  prompt_name: "greeter",
  prompt_version: 7,
  latency: 1.877,
  tags: ["a"],
  user_id: "user-7",
  session_id: "session-9",
  tool_call_names: ["search"],
};

const storedScore = {
  id: "score-1",
  timestamp: "2026-04-12 13:21:00.000000",
  project_id: "p",
  environment: "production",
  trace_id: "trace_001",
  observation_id: "obs-1",
  session_id: null,
  dataset_run_id: null,
  name: "quality",
  value: 0.8,
  source: "EVAL",
  comment: "fine",
  data_type: "NUMERIC",
  string_value: null,
};

const storedTrace = {
  id: "trace_001",
  timestamp: "2026-04-12 13:20:00.000000",
  name: "chat-turn",
  environment: "production",
  project_id: "p",
  metadata: {},
  user_id: "user-7",
  session_id: "session-9",
  release: null,
  version: null,
  public: false,
  bookmarked: false,
  tags: ["a"],
  input: '{"question":"Hi"}',
  output: "Hello",
};

const storedSpan = {
  trace_id: "trace_001",
  span_id: "obs-1",
  parent_span_id: null,
  kind: "LLM",
  model: "gpt-4o",
  status: "ERROR",
  status_message: "no answer",
  start_ns: 1776000000123456000n,
  end_ns: 1776000002000000000n,
  input_tokens: 10n,
  output_tokens: 4n,
  cost_usd: 0.003,
  cost_source: "reported",
  tenant: "acme",
  user_id: "user-7",
  session_id: "session-9",
};

describe("the blob storage export", () => {
  test.each(shapes([stored]))("observations as %s", async (_, text) => {
    const imported = await importAny(text);
    expect([imported.format, imported.records, imported.issues, imported.scores]).toEqual(["langfuse", 1, [], []]);
    expect(imported.spans).toMatchObject([storedSpan]);
    const attributes = imported.spans[0]!.attributes!;
    expect([attributes.get("prompt_name"), attributes.get("http.status")]).toEqual(["greeter", "200"]);
    expect(attributes.get("tool_call_names")).toBe('["search"]');
  });

  test("observations as synthetic Parquet, with maps and times", async () => {
    const rows = await importAny(
      await parquetOf(`SELECT 'obs-1' AS id, 'trace_001' AS trace_id, 'GENERATION' AS type,
        NULL::VARCHAR AS parent_observation_id, TIMESTAMP '2026-04-12 13:20:00.123456' AS start_time,
        TIMESTAMP '2026-04-12 13:20:02' AS end_time, 'answer' AS name, MAP {'tenant_id': 'acme'} AS metadata,
        'ERROR' AS level, 'no answer' AS status_message, 'gpt-4o' AS provided_model_name,
        MAP {'input': 10::UBIGINT, 'output': 4::UBIGINT} AS usage_details,
        MAP {'total': 0.003::DECIMAL(18, 12)} AS cost_details, 0.003::DECIMAL(18, 12) AS total_cost,
        ['a', 'b'] AS tags, 'user-7' AS user_id, 'session-9' AS session_id`),
    );
    expect([rows.format, rows.records, rows.issues]).toEqual(["langfuse", 1, []]);
    expect(rows.spans).toMatchObject([storedSpan]);
    expect(rows.spans[0]!.attributes!.get("tags")).toBe('["a","b"]');
  });

  test.each(shapes([storedScore]))("scores as %s", async (_, text) => {
    const imported = await importAny(text);
    expect([imported.format, imported.records, imported.issues]).toEqual(["langfuse", 1, []]);
    expect(imported.scores).toMatchObject([
      { score_id: "score-1", target_type: "span", target_id: "obs-1", value_num: 0.8, source: "judge", rater: null },
    ]);
    expect(imported.scores[0]!.time_ns).toBe(1776000060000000000n);
  });

  test("scores as synthetic Parquet", async () => {
    const { format, scores } = await importAny(
      await parquetOf(`SELECT 'score-1' AS id, TIMESTAMP '2026-04-12 13:21:00' AS timestamp, 'trace_001' AS trace_id,
        NULL::VARCHAR AS observation_id, 'quality' AS name, 0.8::DOUBLE AS value, 'API' AS source,
        'NUMERIC' AS data_type, NULL::VARCHAR AS string_value`),
    );
    expect(format).toBe("langfuse");
    expect(scores).toMatchObject([{ target_type: "trace", value_num: 0.8, time_ns: 1776000060000000000n }]);
  });

  test.each(shapes([storedTrace]))("traces as %s", async (_, text) => {
    const imported = await importAny(text);
    expect([imported.format, imported.records, imported.issues, imported.scores]).toEqual(["langfuse", 1, [], []]);
    expect(imported.spans).toMatchObject([
      { span_id: "t-trace_001", trace_id: "trace_001", end_ns: null, user_id: "user-7", output: "Hello" },
    ]);
  });

  test("a boundary row counts once, and a trace's own row takes no tokens from its calls", async () => {
    const root = { ...stored, id: "root", type: "SPAN", usage_details: {}, cost_details: {}, total_cost: null };
    const first = await importAny(JSON.stringify([root, { ...stored, parent_observation_id: "root" }]));
    const second = await importAny(csvOf([{ ...stored, parent_observation_id: "root" }]));
    const traces = await importAny(JSON.stringify([{ ...exportedTrace, "quality score": null }]));
    const spans = [first, second, traces].flatMap(({ spans }, at) =>
      spans.map((row) => ({ ...row, attributes: {}, source_id: at + 1 })),
    );
    await storeOf(await engine(), spans);
    const rows = await (await engine()).query(
      "SELECT root_name, spans::INTEGER AS n, input_tokens::INTEGER AS i, output_tokens::INTEGER AS o, cost_usd FROM traces",
    );
    expect(toObjects(rows)).toEqual([{ root_name: "chat-turn", n: 3, i: 10, o: 4, cost_usd: 0.003 }]);
  });

  test("a row that two files share gives rows that are alike, whatever the files are", async () => {
    const [first, second] = [await importAny(JSON.stringify([stored])), await importAny(csvOf([stored]))];
    const identity = ({ trace_id, span_id }: SpanRow) => [trace_id, span_id];
    expect(first.spans.map(identity)).toEqual(second.spans.map(identity));
    const scores = [await importAny(JSON.stringify([storedScore])), await importAny(csvOf([storedScore]))];
    const [one, other] = scores.map((imported) => ({ ...imported.scores[0], metadata: null }));
    expect(one).toEqual(other);
  });
});

describe("damage", () => {
  test("a broken line is lost with its line, and the others are read", async () => {
    const line = JSON.stringify(stored);
    const imported = await importAny([line, line.slice(0, 90), line.replace("obs-1", "obs-2")].join("\n"));
    expect([imported.spans.length, lost(imported), imported.records]).toEqual([2, 1, 3]);
    expect(imported.issues).toMatchObject([{ line: 2 }]);
  });

  test("rows of another sort among the rows are lost, with the reason", async () => {
    const imported = await importAny(`${JSON.stringify(stored)}\n{"hello":1}\n[1]\n`);
    expect([imported.spans.length, lost(imported), imported.records]).toEqual([1, 2, 3]);
    expect(imported.issues[0]).toMatchObject({ line: 2, reason: "no observation, trace or score of Langfuse" });
  });
});
