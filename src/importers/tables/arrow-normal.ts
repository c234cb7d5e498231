import { RecordBatchReader, RecordBatchStreamWriter } from "apache-arrow";
import type { Sink } from "../importer.ts";
import type { ArrowBatch } from "./arrow-batch.ts";
import type { ArrowMessage, FlatTable } from "./arrow-message.ts";
import { type ArrowColumn, readColumn, type Zone } from "./arrow-types.ts";
import { schemaMessage } from "./arrow-write.ts";

/** A schema as the engine can take it. */
export interface NormalSchema {
  readonly message: ArrowMessage;
  readonly columns: readonly ArrowColumn[];
}

/**
 * Reads a schema, changing what the engine cannot read: time zones (the instants stay, and are given in UTC, which is
 * said), half floats, short and long decimals, intervals of months and of days.
 * Throws for types that nothing can be done about.
 */
export function normalSchema(schema: FlatTable, sink: Pick<Sink, "issue"> | null): NormalSchema {
  if (schema.short(0, 0) !== 0) throw new Error("Arrow: big-endian numbers cannot be read");
  const zones: Zone[] = [];
  const columns = schema.tables(1).map((field) => readColumn(field, zones));
  if (columns.length === 0) throw new Error("Arrow: the schema has no columns");
  for (const { column, zone } of zones)
    sink?.issue({
      line: null,
      reason: `column ${column}: times of the zone ${zone} are given in UTC`,
      severity: "note",
    });
  return { message: schemaMessage(columns), columns };
}

const largestBatch = 64 * 1024 * 1024;

/** A stream of one batch as several of them where it is so large that it would strain the engine's memory. */
export function inPieces(stream: Uint8Array, rows: number): ArrowBatch[] {
  if (stream.length <= largestBatch || rows < 2) return [{ stream, rows }];
  const batch = readBatch(stream);
  if (!batch) return [{ stream, rows }];
  const step = Math.ceil((rows * largestBatch) / 4 / stream.length);
  return Array.from({ length: Math.ceil(rows / step) }, (_, index) => {
    const piece = batch.slice(index * step, Math.min(rows, (index + 1) * step));
    return { stream: RecordBatchStreamWriter.writeAll([piece]).toUint8Array(true).slice(), rows: piece.numRows };
  });
}

/** Null for types that the library does not know: such a batch stays in one piece. */
function readBatch(stream: Uint8Array) {
  try {
    return [...RecordBatchReader.from(stream)][0] ?? null;
  } catch {
    return null;
  }
}
