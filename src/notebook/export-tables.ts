import type { RecordBatch } from "apache-arrow";
import { csvLine } from "../engine/csv.ts";
import type { Engine, QueryOptions } from "../engine/engine.ts";
import { canonicalTables } from "../traces/schema.ts";

/** The columns of the views that leave, in their order: the canonical ones and what is computed from them. */
export const exportedColumns = {
  spans: [
    ...Object.keys(canonicalTables.spans),
    ...["start_time", "end_time", "duration_ms", "self_ms", "source_file", "cohort"],
  ],
  scores: [...Object.keys(canonicalTables.scores), "time"],
} as const satisfies Record<string, readonly string[]>;

export type ExportedTable = keyof typeof exportedColumns;

/** As CSV with a header; a map is a JSON object. */
export async function* exportTableCsv(
  engine: Engine,
  table: ExportedTable,
  condition: string,
  options: QueryOptions,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(csvLine(exportedColumns[table]));
  for await (const batch of engine.stream(textsSql(table, condition), options)) yield encoder.encode(csvLines(batch));
}

/** Everything as text, but for the map. */
function textsSql(table: ExportedTable, condition: string): string {
  const list = exportedColumns[table].map((name) => (name === "attributes" ? name : `${name}::VARCHAR AS ${name}`));
  return `SELECT ${list.join(", ")} FROM (SELECT * FROM ${table} WHERE ${condition})`;
}

function csvLines(batch: RecordBatch): string {
  const readers = batch.schema.fields.map(({ name }, index) => {
    const column = batch.getChildAt(index);
    return (row: number): string | null => {
      const value: unknown = column?.get(row) ?? null;
      return name === "attributes" && value !== null ? mapText(value as Iterable<[string, string]>) : textOf(value);
    };
  });
  let text = "";
  for (let row = 0; row < batch.numRows; row++) text += csvLine(readers.map((read) => read(row)));
  return text;
}

function textOf(value: unknown): string | null {
  return value === null ? null : String(value);
}

function mapText(entries: Iterable<readonly [string, string]>): string {
  return `{${Array.from(entries, ([key, text]) => `${JSON.stringify(key)}:${JSON.stringify(text)}`).join(",")}}`;
}

/** A score to a line. Integers beyond 2^53 are text, and `metadata` is the object that it holds as text. */
export async function* exportScoreLines(
  engine: Engine,
  condition: string,
  options: QueryOptions,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const list = exportedColumns.scores.map((name) => (name === "time" ? "time::VARCHAR AS time" : name));
  const sql = `SELECT ${list.join(", ")} FROM (SELECT * FROM scores WHERE ${condition})`;
  for await (const batch of engine.stream(sql, options)) {
    const lines = Array.from(
      batch,
      (row) => `{${exportedColumns.scores.map((name) => scorePair(name, row[name])).join(",")}}\n`,
    );
    yield encoder.encode(lines.join(""));
  }
}

function scorePair(name: string, value: unknown): string {
  if (typeof value === "bigint") return `"${name}":"${value}"`;
  if (name === "metadata" && typeof value === "string" && isJson(value)) return `"${name}":${onOneLine(value)}`;
  return `"${name}":${JSON.stringify(value ?? null)}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** In valid JSON a line break stands between values only. */
function onOneLine(json: string): string {
  return json.replace(/[\r\n]+/g, " ");
}
