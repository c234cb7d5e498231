import { RecordBatchReader, RecordBatchStreamWriter } from "apache-arrow";
import type { ArrowBatch } from "./arrow-batch.ts";
import { plainBody } from "./arrow-body.ts";
import { type ArrowMessage, joinMessages, messageKind, readMetadata } from "./arrow-message.ts";
import { type BufferSlot, SchemaWalk } from "./arrow-types.ts";
import type { Sink } from "./importer.ts";

/** A schema's message as the engine can take it, and what must be done with the batches that follow it. */
export interface NormalSchema {
  readonly message: ArrowMessage;
  readonly slots: readonly BufferSlot[];
  /** Columns with a time zone other than UTC. The instants stay; they are given in UTC. */
  readonly zones: readonly { readonly column: string; readonly zone: string }[];
}

/**
 * Takes the time zones out of a schema, since the engine cannot compute with zoned times, and changes the types that
 * it cannot read: half floats, short and long decimals, intervals of months and of days.
 * Throws for types that nothing can be done about.
 */
export function normalSchema(message: ArrowMessage): NormalSchema {
  const metadata = new GrowingMetadata(message.metadata);
  const { kind, header } = readMetadata(metadata.bytes);
  if (kind !== messageKind.schema) throw new Error("Arrow: there is no schema at the beginning");
  const walk = new SchemaWalk((value) => metadata.append(value));
  for (const field of header.tables(1)) walk.field(field, field.text(0));
  return { message: { metadata: metadata.used, body: message.body }, slots: walk.slots, zones: walk.zones };
}

/** A flatbuffer with room for more tables behind it. Its places stay where they are. */
class GrowingMetadata {
  readonly bytes: Uint8Array;
  #length: number;

  constructor(metadata: Uint8Array) {
    this.#length = (metadata.length + 7) & ~7;
    // Every field takes more bytes than a table appended for it.
    this.bytes = new Uint8Array(this.#length * 2);
    this.bytes.set(metadata);
  }

  get used(): Uint8Array {
    return this.bytes.subarray(0, this.#length);
  }

  /** A table of one 16-bit number: its layout, and behind it the table. */
  append(value: number): number {
    const at = this.#length;
    const view = new DataView(this.bytes.buffer, at, 16);
    view.setUint16(0, 6, true);
    view.setUint16(2, 8, true);
    view.setUint16(4, 4, true);
    view.setInt32(8, 8, true);
    view.setInt16(12, value, true);
    this.#length += 16;
    return at + 8;
  }
}

/** Says which times lost their zone. */
export function noteZones({ zones }: NormalSchema, sink: Pick<Sink, "issue">): void {
  for (const { column, zone } of zones)
    sink.issue({
      line: null,
      reason: `column ${column}: times of the zone ${zone} are given in UTC`,
      severity: "note",
    });
}

/** A batch, with the dictionaries that it needs before it, as a complete IPC stream. */
export function normalBatch({ message, slots }: NormalSchema, rest: readonly ArrowMessage[]): Uint8Array {
  const bodies = rest.map((part) =>
    plainBody(part, readMetadata(part.metadata).kind === messageKind.batch ? slots : []),
  );
  return joinMessages([message, ...bodies]);
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
