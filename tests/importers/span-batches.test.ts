import { describe, expect, test } from "vitest";
import { SpanBatches } from "../../src/importers/span-batches.ts";
import type { ArrowBatch } from "../../src/importers/tables/arrow-batch.ts";
import { createStore } from "../../src/notebook/store.ts";
import { addedColumns } from "../../src/notebook/store-tables.ts";
import type { SpanRow } from "../../src/traces/schema.ts";
import { testEngine } from "../support/engine.ts";
import { seededRandom } from "../support/random.ts";

const engine = testEngine();

const empty = Object.fromEntries(
  ["parent_span_id", "status_message", "model", "provider", "input_tokens", "output_tokens"].map((key) => [key, null]),
);

function span(index: number, attributes: Map<string, string> | null): SpanRow {
  const row = {
    trace_id: "t",
    span_id: String(index),
    name: "step",
    start_ns: BigInt(index),
    source_row: BigInt(index),
  };
  return { ...empty, ...row, attributes } as unknown as SpanRow;
}

/** Attributes as exporters write them: a few sets of keys for nearly all spans, and some that are odd. */
function attributesOf(index: number, random: () => number): Map<string, string> | null {
  const value = () => (random() < 0.1 ? "" : `wert ü ${index}`);
  const keys = [
    ["gen_ai.request.model", "user.id", "input.value"],
    ["tool.name", "user.id"],
    ["user.id", "tool.name"],
    ["Key", "key"],
    [`only.${index}`],
    [],
  ][Math.floor(random() * 6)];
  return keys ? new Map(keys.map((key) => [key, value()])) : null;
}

function collected(rows: readonly SpanRow[]): ArrowBatch[] {
  const given: ArrowBatch[] = [];
  const batches = new SpanBatches((batch) => given.push(batch), addedColumns(1).spans);
  for (const row of rows) batches.append(row);
  batches.flushAll();
  expect(batches.rows).toBe(0);
  return given;
}

describe("spans with the same attributes", () => {
  test("are stored as they came, whichever batch they went into", async () => {
    const random = seededRandom(7);
    const rows = Array.from({ length: 8_000 }, (_, index) => span(index, attributesOf(index, random)));
    const db = await engine();
    await createStore(db);
    const batches = collected(rows);
    for (const { stream } of batches) await db.insert({ schema: "store", name: "spans" }, stream);
    const stored = await db.query(
      `SELECT span_id, source_id, map_keys(attributes) AS keys, map_values(attributes) AS texts,
        attributes['user.id'] AS user FROM store.spans ORDER BY source_row`,
    );
    expect(stored.numRows).toBe(rows.length);
    for (const [index, row] of stored.toArray().entries()) {
      const { attributes } = rows[index] as SpanRow;
      expect(row.span_id).toBe(String(index));
      expect(row.source_id).toBe(1);
      expect([...row.keys]).toEqual([...(attributes?.keys() ?? [])]);
      expect([...row.texts]).toEqual([...(attributes?.values() ?? [])]);
      expect(row.user).toBe(attributes?.get("user.id") ?? null);
    }
    // The mixed ones, and the three sets of keys that are common and fit into a struct.
    expect(batches.length).toBe(4);
  });

  test("a batch is given when it is large, however few spans that are", () => {
    const rows = Array.from({ length: 40 }, (_, index) => span(index, new Map([["text", "x".repeat(1_000_000)]])));
    const given = collected(rows);
    expect(given.length).toBeGreaterThan(3);
    expect(Math.max(...given.map(({ stream }) => stream.length))).toBeLessThan(20_000_000);
    expect(given.reduce((sum, { rows }) => sum + rows, 0)).toBe(40);
  });

  test("attributes that are all different take no memory without end", () => {
    const rows = Array.from({ length: 30_000 }, (_, index) => span(index, new Map([[`key.${index}`, "x"]])));
    expect(collected(rows).length).toBe(2);
  });
});
