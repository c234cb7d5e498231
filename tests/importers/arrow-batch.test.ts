import { tableFromIPC } from "apache-arrow";
import { expect, test } from "vitest";
import { CanonicalBatch, SpanBatch } from "../../src/importers/tables/arrow-batch.ts";
import { columnBuilder } from "../../src/importers/tables/arrow-columns.ts";
import { TextColumn } from "../../src/importers/tables/text-columns.ts";
import { canonicalTables, type DocumentRow, type EmbeddingRow, type SpanRow } from "../../src/traces/schema.ts";
import { testEngine } from "../support/engine.ts";

const engine = testEngine();

const emptySpan = Object.fromEntries(Object.keys(canonicalTables.spans).map((name) => [name, null])) as SpanRow;

/** A span whose every column holds something that no other column does. */
const fullSpan: SpanRow = {
  trace_id: "t",
  span_id: "s",
  parent_span_id: "p",
  name: "näme ✓ 🙂",
  kind: "LLM",
  start_ns: 1764694340818061307n,
  end_ns: -1n,
  status: "OK",
  status_message: "message",
  model: "m",
  provider: "pr",
  input_tokens: 1n,
  output_tokens: 2n,
  cache_read_tokens: 3n,
  cache_write_tokens: 4n,
  reasoning_tokens: 2n ** 63n - 1n,
  cost_usd: 0.25,
  cost_source: "reported",
  tenant: "te",
  user_id: "u",
  session_id: "se",
  prompt_version: null,
  input: "a\0b",
  output: "",
  service: "sv",
  scope: "sc",
  attributes: new Map([
    ["a", "1"],
    ["ключ", "значение"],
  ]),
  events: "[]",
  links: '["x"]',
  source_row: 7n,
};

test("a span keeps the value of every column, in the order of the schema", () => {
  const batch = new SpanBatch();
  batch.append(emptySpan);
  batch.append(fullSpan);
  const { stream, rows } = batch.finish();
  const table = tableFromIPC(stream);
  expect(rows).toBe(2);
  expect(table.schema.fields.map((field) => field.name)).toEqual(Object.keys(canonicalTables.spans));
  const row = table.get(1)?.toJSON() ?? {};
  for (const [name, value] of Object.entries(fullSpan))
    expect(name === "attributes" ? new Map(row[name]) : row[name], name).toEqual(value);
  for (const value of Object.values(table.get(0)?.toJSON() ?? {})) expect(value).toBeNull();
});

test("the named columns of a span are all columns of the schema", () => {
  const direct = new SpanBatch();
  const general = new CanonicalBatch("spans");
  for (const row of [fullSpan, emptySpan]) {
    direct.append(row);
    general.append(row);
  }
  expect(direct.finish().stream).toEqual(general.finish().stream);
});

test("a batch is empty after it was taken, and takes rows again", () => {
  const batch = new CanonicalBatch("documents");
  const row: DocumentRow = {
    span_id: "a",
    trace_id: "b",
    rank: 3,
    doc_id: null,
    score: 0.5,
    score_kind: null,
    content: "text",
    last_updated: null,
    metadata: null,
  };
  for (let round = 0; round < 3; round++) {
    for (let count = 0; count <= round; count++) batch.append({ ...row, rank: count });
    const table = tableFromIPC(batch.finish().stream);
    expect(Array.from(table.getChild("rank") ?? [])).toEqual(Array.from({ length: round + 1 }, (_, index) => index));
    expect(batch.rows).toBe(0);
  }
});

test("every canonical table arrives in the database with the types of the schema", async () => {
  const database = await engine();
  const embedding: EmbeddingRow = {
    id: "e",
    vector: new Float32Array([0.5, -1, 3]),
    time_ns: 5n,
    window: null,
    label: null,
    text: null,
    model: null,
    attributes: new Map([["k", "v"]]),
  };
  const batches = { spans: new SpanBatch(), embeddings: new CanonicalBatch("embeddings") };
  batches.spans.append(fullSpan);
  batches.spans.append(emptySpan);
  batches.embeddings.append(embedding);
  for (const [table, batch] of Object.entries(batches)) {
    await database.insert({ name: `ab_${table}` }, batch.finish().stream, { create: true });
    const described = (await database.query(`DESCRIBE ab_${table}`)).toArray();
    const types = Object.fromEntries(described.map((row) => [row.column_name, row.column_type]));
    expect(types).toEqual(canonicalTables[table as "spans" | "embeddings"]);
  }
  const found = await database.query(`SELECT attributes['ключ'] AS value, start_ns::VARCHAR AS start, length(input) AS n
    FROM ab_spans WHERE span_id = 's'`);
  expect(found.get(0)?.toJSON()).toEqual({ value: "значение", start: "1764694340818061307", n: 3n });
  const vector = await database.query("SELECT vector[3] AS third, attributes['k'] AS k FROM ab_embeddings");
  expect(vector.get(0)?.toJSON()).toEqual({ third: 3, k: "v" });
});

test("text of any script keeps its values apart, however many are encoded at once", () => {
  const column = new TextColumn();
  const pieces = ["", "a", "é", "漢字", "🙂", "\ud83d", "\ude42", "x".repeat(3000), "line\nbreak", "\0"];
  const texts = Array.from({ length: 5000 }, (_, index) => pieces[(index * index) % pieces.length] as string);
  for (const text of texts) column.append(text);
  const { values, valueOffsets } = column.finish();
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const found = texts.map((_, index) => decoder.decode(values.subarray(valueOffsets[index], valueOffsets[index + 1])));
  expect(found).toEqual(texts.map((text) => decoder.decode(new TextEncoder().encode(text))));
});

test("a value of another type than its column's becomes NULL", () => {
  const values: Record<string, unknown> = {
    VARCHAR: 1,
    BIGINT: "1",
    INTEGER: 1.5,
    DOUBLE: "x",
    BOOLEAN: "true",
    DATE: 2 ** 40,
  };
  for (const [type, value] of Object.entries(values)) {
    const builder = columnBuilder(type as "VARCHAR");
    builder.append(value);
    expect(builder.finish().nullCount, type).toBe(1);
  }
});

test("a whole number beyond 32 bits is written exactly, also when it is negative", () => {
  const builder = columnBuilder("BIGINT");
  const numbers = [0, -1, 1, 2 ** 31, -(2 ** 31), 2 ** 53, -(2 ** 53), 2 ** 32, -(2 ** 32) - 1];
  for (const number of numbers) builder.append(number);
  expect(Array.from(builder.finish().values)).toEqual(numbers.map(BigInt));
});

test("columns that the store adds stand behind a batch's own, in every batch", async () => {
  const added = [
    { name: "source_id", type: "INTEGER", value: 7 },
    { name: "self_ns", type: "BIGINT", value: null },
    { name: "counts_usage", type: "BOOLEAN", value: null },
  ] as const;
  const batch = new SpanBatch(added);
  for (const rows of [2, 1]) {
    for (let row = 0; row < rows; row++) batch.append(fullSpan);
    const table = tableFromIPC(batch.finish().stream);
    expect(table.schema.fields.slice(-3).map(({ name, type }) => `${name} ${type}`)).toEqual([
      "source_id Int32",
      "self_ns Int64",
      "counts_usage Bool",
    ]);
    expect(table.toArray().map((row) => [row.source_row, row.source_id, row.self_ns, row.counts_usage])).toEqual(
      Array.from({ length: rows }, () => [7n, 7, null, null]),
    );
  }
});
