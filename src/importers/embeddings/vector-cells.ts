import type { Input, Sample, Sink } from "../importer.ts";
import type { JsonObject } from "../json/json.ts";
import { readRows } from "../rows.ts";
import { sniffDialect } from "../tables/csv-dialect.ts";
import { CsvScanner } from "../tables/csv-scanner.ts";
import { RecordReader } from "./embedding-record.ts";
import { EmbeddingWriter } from "./embedding-rows.ts";
import { vectorFields } from "./vector-fields.ts";

const looked = 20;

/** The columns of a delimited text that hold vectors as text, by the first records. */
export function vectorCells(sample: Sample): readonly string[] {
  return vectorFields(firstRecords(sample));
}

function firstRecords({ text, whole, columns }: Sample): readonly JsonObject[] {
  const dialect = sniffDialect(text ?? "", whole);
  if (!dialect || !columns) return [];
  const scanner = new CsvScanner(dialect);
  const decoder = new TextDecoder();
  const records: JsonObject[] = [];
  scanner.push(new TextEncoder().encode(text ?? ""));
  if (whole) scanner.end();
  for (let header = dialect.namesDelimiter ? 2 : 1; scanner.next() && records.length < looked; header--) {
    if (header > 0) continue;
    const { bytes, starts, ends, cells } = scanner;
    const cell = (at: number) => (at < cells ? decoder.decode(bytes.subarray(starts[at], ends[at])) : null);
    records.push(Object.fromEntries(columns.map((name, at) => [name, cell(at)])));
  }
  return records;
}

/** Reads delimited text with vectors in columns of these names. */
export async function readVectorCells(input: Input, sink: Sink, names: readonly string[]): Promise<void> {
  const writer = new EmbeddingWriter(sink);
  const vectors = new Set(names);
  const record = new RecordReader(writer, (key) => vectors.has(key));
  await readRows(input, sink, (row, place) => record.take(row, place));
  writer.finish();
}
