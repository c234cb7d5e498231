import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Importer } from "../../src/importers/importer.ts";
import { jaeger } from "../../src/importers/jaeger.ts";
import { isObject, type JsonObject, jsonText, parseJson } from "../../src/importers/json/json.ts";
import { otlpJson } from "../../src/importers/otlp/otlp-json.ts";
import { OtlpLinesText } from "../../src/importers/otlp/otlp-lines-text.ts";
import { spanKinds } from "../../src/traces/kind.ts";
import type { DocumentRow, SpanRow } from "../../src/traces/schema.ts";
import { corpus, type Imported, importWith } from "../support/importing.ts";
import { seededRandom } from "../support/random.ts";

function exported(spans: readonly SpanRow[], documents: readonly DocumentRow[] = []): string {
  const lines = new OtlpLinesText();
  for (const span of spans) {
    const own = documents.filter(({ trace_id, span_id }) => trace_id === span.trace_id && span_id === span.span_id);
    lines.add(span, own);
  }
  return lines.take();
}

/** A row as it is compared: the line in the file is another one, and the order of attributes counts. */
function comparable({ source_row, attributes, ...columns }: SpanRow): object {
  return { ...columns, attributes: [...(attributes ?? [])] };
}

async function again(spans: readonly SpanRow[], documents: readonly DocumentRow[] = []): Promise<Imported> {
  return importWith(otlpJson, exported(spans, documents));
}

const bare: SpanRow = {
  trace_id: "0af7651916cd43dd8448eb211c80319c",
  span_id: "b7ad6b7169203331",
  parent_span_id: null,
  name: "step",
  kind: "UNKNOWN",
  start_ns: 1_776_000_000_000_000_001n,
  end_ns: 1_776_000_001_500_000_002n,
  status: "UNSET",
  status_message: null,
  model: null,
  provider: null,
  input_tokens: null,
  output_tokens: null,
  cache_read_tokens: null,
  cache_write_tokens: null,
  reasoning_tokens: null,
  cost_usd: null,
  cost_source: null,
  tenant: null,
  user_id: null,
  session_id: null,
  prompt_version: null,
  input: null,
  output: null,
  service: null,
  scope: null,
  attributes: new Map(),
  events: null,
  links: null,
  source_row: 1n,
};

const full: SpanRow = {
  ...bare,
  trace_id: "550e8400-e29b-41d4-a716-446655440000",
  span_id: "step/1",
  parent_span_id: "ABCDEF",
  kind: "RETRIEVER",
  status: "ERROR",
  status_message: null,
  model: "gpt-4o",
  provider: "OpenAI",
  input_tokens: 12n,
  output_tokens: 9_007_199_254_740_993n,
  cache_read_tokens: 3n,
  cache_write_tokens: 4n,
  reasoning_tokens: 5n,
  cost_usd: 1e-7,
  cost_source: "reported",
  tenant: "harbor",
  user_id: "u",
  session_id: "s",
  input: '"quoted"',
  output: "",
  service: "agent",
  scope: "lib",
  attributes: new Map([
    ["metadata", '{"a":1}'],
    ["span.kind", "client"],
    ["late", "x"],
  ]),
  events:
    '[{"name":"exception","time_ns":"1776000000000000009","attributes":{"exception.message":"boom","n":1.5,"big":"12345678901234567","deep":{"a":[1,null,true,{"b":""}]}}},{"name":"e","time_ns":null,"attributes":{}}]',
  links: '[{"trace_id":"t-1","span_id":"s-1","trace_state":"a=b","attributes":{"k":[]}}]',
};

const spansOf = (text: string): JsonObject[] =>
  text
    .trim()
    .split("\n")
    .flatMap((line) => parse(line).resourceSpans as JsonObject[])
    .flatMap(({ scopeSpans }) => scopeSpans as JsonObject[])
    .flatMap(({ spans }) => spans as JsonObject[]);

function parse(text: string): JsonObject {
  const value = parseJson(text);
  if (!isObject(value)) throw new Error("an object was expected");
  return value;
}

const keysOf = ({ attributes }: JsonObject) => (attributes as { key: string }[]).map(({ key }) => key);

describe("OTLP that is read again", () => {
  const files: readonly [importer: Importer, folder: string][] = [
    [otlpJson, "otlp-json"],
    [otlpJson, "otlp-derived"],
    [jaeger, "jaeger-json"],
  ];
  const named = files.flatMap(([importer, folder]) =>
    readdirSync(join(import.meta.dirname, "../corpus", folder))
      .filter((name) => /\.jsonl?$/.test(name))
      .map((name) => [`${folder}/${name}`, importer] as const),
  );

  it.each(named)("gives the rows of %s again", async (name, importer) => {
    const first = await importWith(importer, corpus(name));
    const second = await again(first.spans, first.documents);
    expect(second.spans.map(comparable)).toEqual(first.spans.map(comparable));
    expect(second.documents).toEqual(first.documents);
    expect(second.issues.filter(({ severity }) => severity === "record")).toEqual([]);
    expect(second.records).toBe(first.spans.length);
  });

  it("adds nothing to spans that came from OTLP", async () => {
    const first = await importWith(otlpJson, corpus("otlp-derived/packet-panic-R1.otlp.jsonl"));
    const spans = spansOf(exported(first.spans));
    expect(spans.filter((span) => keysOf(span).includes("casebook.restore"))).toEqual([]);
    expect(spans.flatMap(keysOf)).not.toContain("service.name");
    expect(spans.flatMap(keysOf)).not.toContain("span.kind");
  });

  it("gives a row again that OTLP has no words for", async () => {
    const second = await again([full]);
    expect(second.spans.map(comparable)).toEqual([comparable(full)]);
    expect(second.issues).toEqual([]);
    expect([...second.unmapped.keys()]).toEqual(["metadata", "late"]);
  });

  it("writes ids that every reader takes, the same for the same id", () => {
    const [parent, child] = spansOf(
      exported([
        { ...full, span_id: "call 1", parent_span_id: null },
        { ...full, span_id: "call 2", parent_span_id: "call 1" },
      ]),
    );
    expect(parent?.traceId).toBe("550e8400e29b41d4a716446655440000");
    expect(child?.traceId).toBe(parent?.traceId);
    expect(parent?.spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(child?.parentSpanId).toBe(parent?.spanId);
    expect(child?.spanId).not.toBe(parent?.spanId);
  });

  it("gives what only a column holds to other readers too, under the known names and with their types", () => {
    const [span = {}] = spansOf(exported([full]));
    const values = new Map(
      (span.attributes as { key: string; value: unknown }[]).map(({ key, value }) => [key, value]),
    );
    expect(Object.fromEntries(values)).toMatchObject({
      "openinference.span.kind": { stringValue: "RETRIEVER" },
      "gen_ai.request.model": { stringValue: "gpt-4o" },
      "gen_ai.usage.input_tokens": { intValue: "12" },
      "gen_ai.usage.cost": { doubleValue: 1e-7 },
      "tenant.id": { stringValue: "harbor" },
      "input.value": { stringValue: '"quoted"' },
    });
    expect(span).toMatchObject({ kind: 3, startTimeUnixNano: "1776000000000000001", status: { code: 2 } });
  });

  it("keeps a cost that was computed apart from one that was reported", async () => {
    const computed = { ...bare, cost_usd: 0.25, cost_source: "computed" };
    const text = exported([computed]);
    expect(text).not.toContain("gen_ai.usage.cost");
    expect((await importWith(otlpJson, text)).spans[0]).toMatchObject({ cost_usd: 0.25, cost_source: "computed" });
  });

  it("carries documents from formats that keep them elsewhere", async () => {
    const of = { trace_id: bare.trace_id, span_id: bare.span_id, score_kind: "retrieval", last_updated: null };
    const documents = [
      { ...of, rank: 1, doc_id: "a", score: 0.5, content: "text", metadata: '{"page":3}' },
      { ...of, rank: 2, doc_id: null, score: null, content: null, metadata: null },
    ];
    const second = await again([bare], documents);
    expect(second.spans.map(comparable)).toEqual([comparable(bare)]);
    expect(
      second.documents.map(({ rank, doc_id, score, content, metadata }) => [rank, doc_id, score, content, metadata]),
    ).toEqual([
      [1, "a", 0.5, "text", '{"page":3}'],
      [2, null, null, null, null],
    ]);
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))("gives random rows again (seed %i)", async (seed) => {
    const random = seededRandom(seed + 1);
    const rows = Array.from({ length: 60 }, () => randomRow(random));
    const second = await again(rows);
    expect(second.spans.map(comparable)).toEqual(rows.map(comparable));
    expect(second.issues.filter(({ severity }) => severity === "record")).toEqual([]);
  });

  it("ends lines so that no reader has to hold many", async () => {
    const rows = Array.from({ length: 50 }, (_, at) => ({ ...bare, span_id: `s${at}`, input: "x".repeat(20_000) }));
    const lines = exported(rows).trim().split("\n");
    expect(lines.length).toBeGreaterThan(2);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(300_000);
    expect((await again(rows)).spans.map(({ span_id }) => span_id)).toEqual(rows.map(({ span_id }) => span_id));
  });
});

describe("casebook.restore", () => {
  const carrying = (text: string) =>
    importWith(
      otlpJson,
      jsonText({
        spans: [
          {
            traceId: bare.trace_id,
            spanId: bare.span_id,
            name: "n",
            startTimeUnixNano: "1776000000000000001",
            attributes: [{ key: "casebook.restore", value: { stringValue: text } }],
          },
        ],
      }),
    );

  it.each([
    "{",
    "[]",
    '{"columns":[]}',
    '{"columns":{"nope":"1"}}',
    '{"columns":{"__proto__":"1"}}',
    '{"columns":{"source_row":"1"}}',
    '{"columns":{"attributes":null}}',
    '{"columns":{"input_tokens":"many"}}',
    '{"columns":{"input_tokens":"9999999999999999999"}}',
    '{"columns":{"cost_usd":""}}',
    '{"columns":{"kind":"<b>"}}',
    '{"columns":{"status":"FINE"}}',
    '{"columns":{"name":5}}',
    '{"drop":"name"}',
  ])("is kept as it is, with a note, when it makes no sense: %s", async (text) => {
    const { spans, issues } = await carrying(text);
    expect(spans[0]?.attributes?.get("casebook.restore")).toBe(text);
    expect(spans[0]).toMatchObject({ name: "n", kind: "UNKNOWN", status: "UNSET" });
    expect(issues.map(({ reason }) => reason).join()).toContain("casebook.restore");
  });

  it("sets columns and takes out what was added", async () => {
    const { spans, issues } = await carrying(
      '{"columns":{"name":"other","start_ns":null,"cost_usd":"NaN"},"drop":["a",1]}',
    );
    expect(spans[0]).toMatchObject({ name: "other", start_ns: null, cost_usd: Number.NaN });
    expect(spans[0]?.attributes?.size).toBe(0);
    expect(issues).toEqual([]);
  });
});

const words = [
  "",
  "a",
  '"a"',
  "5",
  "1e3",
  "true",
  "null",
  "NaN",
  '{"a":[1]}',
  "[]",
  "LLM",
  "AGENT",
  "unknown",
  "é\n\u0000\u2028",
  "__proto__",
];
const keys = [
  ...["openinference.span.kind", "gen_ai.operation.name", "gen_ai.request.model", "llm.model_name", "gen_ai.system"],
  ...[
    "gen_ai.usage.input_tokens",
    "llm.token_count.prompt",
    "gen_ai.usage.cost",
    "llm.cost.total",
    "tenant",
    "tenant.id",
  ],
  ...[
    "input.value",
    "gen_ai.input.messages",
    "llm.input_messages.0.message.role",
    "llm.input_messages.0.message.content",
  ],
  ...[
    "output.value",
    "session.id",
    "service.name",
    "service.version",
    "telemetry.sdk.name",
    "span.kind",
    "w3c.tracestate",
  ],
  ...["otel.scope.version", "otel.scope.name", "otel.dropped_events_count", "host.name", "x", "x.y", "__proto__", ""],
  ...["langfuse.observation.usage_details", "mlflow.spanType", "traceloop.association.properties.ls_model_name"],
];
const names = ["", "chat gpt", "plan.workflow", "x", "execute_tool y"];

/** A row of anything that a column can hold, whether or not an importer would put it there. */
function randomRow(random: () => number): SpanRow {
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const text = () => (random() < 0.5 ? null : one(words));
  const id = () =>
    one([
      "0af7651916cd43dd8448eb211c80319c",
      "b7ad6b7169203331",
      "",
      "0",
      "00",
      "ABC",
      "0xab",
      "a-b",
      "1234",
      "xlJZ4uTqN1k=",
      "550e8400-e29b-41d4-a716-446655440000",
    ]);
  const time = () => one([null, 0n, 1n, -5n, 5_000_000_000n, 1_776_000_000n, 1_776_000_000_000_000_001n, 2n ** 62n]);
  const count = () => (random() < 0.6 ? null : one([0n, 7n, 2n ** 60n, -3n]));
  const reported = random() < 0.5;
  const cost = random() < 0.5 ? null : one([0, 0.1, 1e-9, 12, 1e300, -1]);
  const event = () => ({
    name: one(names),
    time_ns: one([null, "1776000000000000001"]),
    attributes: { [one(keys)]: one(words), n: one([1, -0.5, 1e20, true, null, [1, "a"], { b: {} }]) },
  });
  const link = () => ({ trace_id: id(), span_id: id(), attributes: { k: one(words) } });
  const entries = Array.from(
    { length: Math.floor(random() * 8) },
    () => [one(keys), one([...words, "internal", "3", "0.25"])] as const,
  );
  return {
    ...bare,
    ...{
      trace_id: id(),
      span_id: id(),
      parent_span_id: one([null, id()]),
      name: one([null, ...names]),
      kind: one(spanKinds),
    },
    ...{ start_ns: time(), end_ns: time(), status: one(["UNSET", "OK", "ERROR"]), status_message: text() },
    ...{
      model: text(),
      provider: text(),
      tenant: text(),
      user_id: text(),
      session_id: text(),
      input: text(),
      output: text(),
    },
    ...{ service: text(), scope: text(), input_tokens: count(), output_tokens: count(), cache_read_tokens: count() },
    ...{
      cache_write_tokens: count(),
      reasoning_tokens: count(),
      cost_usd: cost,
      cost_source: cost === null ? null : reported ? "reported" : "computed",
    },
    attributes: new Map(entries),
    events: random() < 0.5 ? null : jsonText([event(), event()]),
    links: random() < 0.5 ? null : jsonText([link()]),
  };
}
