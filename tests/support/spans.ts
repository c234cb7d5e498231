import type { Engine } from "../../src/engine/engine.ts";
import { identifier, literal } from "../../src/engine/sql.ts";
import { derive } from "../../src/notebook/derive.ts";
import { createStore } from "../../src/notebook/store.ts";
import type { SpanRow } from "../../src/traces/schema.ts";

export type SomeSpan = Partial<Omit<SpanRow, "attributes">> & {
  attributes?: Record<string, string>;
  source_id?: number;
};

/** A store that holds the given spans as an import leaves them: their attributes listed, everything derived. */
export async function storeOf(engine: Engine, spans: readonly SomeSpan[]): Promise<void> {
  await createStore(engine);
  for (const table of ["spans", "import_attributes"]) await engine.query(`DELETE FROM store.${table}`);
  for (let start = 0; start < spans.length; start += 200) await insert(engine, spans.slice(start, start + 200));
  await engine.query(`INSERT INTO store.import_attributes SELECT 1, key, count(*) FROM (
    SELECT unnest(map_keys(attributes)) AS key FROM store.spans) GROUP BY key`);
  await derive(engine);
}

async function insert(engine: Engine, spans: readonly SomeSpan[]): Promise<void> {
  const columns = [...new Set(spans.flatMap((span) => Object.keys(span)))];
  const rows = spans.map((span) => `(${columns.map((column) => value(span[column as keyof SomeSpan])).join(", ")})`);
  await engine.query(`INSERT INTO store.spans (${columns.map(identifier).join(", ")}) VALUES ${rows.join(", ")}`);
}

function value(cell: SomeSpan[keyof SomeSpan]): string {
  if (cell === undefined || cell === null) return "NULL";
  if (typeof cell !== "object") return literal(cell);
  const entries = Object.entries(cell).map(([key, text]) => `${literal(key)}: ${literal(text)}`);
  return `MAP {${entries.join(", ")}}::MAP(VARCHAR, VARCHAR)`;
}
