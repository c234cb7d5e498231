import { decompressBody } from "./arrow-body.ts";
import { type ArrowMessage, batchRows, messageKind, readMetadata } from "./arrow-message.ts";
import { inPieces, type NormalSchema, normalBatch, normalSchema, noteZones } from "./arrow-normal.ts";
import { concat } from "./encoding.ts";
import type { Importer, Input, Sample, Sink } from "./importer.ts";

/** Arrow IPC files (Feather version 2) and streams, batch by batch: the columns keep their types. */
export const arrowIpc: Importer = {
  format: "table",
  title: "Table (Arrow)",
  detect: (sample) => {
    const kind = isFile(sample.head) ? "file" : isStream(sample) ? "stream" : null;
    return kind && `Arrow IPC ${kind}: ${kind === "file" ? "it begins with ARROW1" : "it begins with a schema"}`;
  },
  read: (input, sink) => new ArrowReader(input, sink).read(),
};

const fileMark = [65, 82, 82, 79, 87, 49, 0, 0];

function isFile(head: Uint8Array): boolean {
  return fileMark.every((byte, index) => head[index] === byte);
}

function isStream({ head }: Sample): boolean {
  if (head.length < 16 || head.subarray(0, 4).some((byte) => byte !== 0xff)) return false;
  const length = new DataView(head.buffer, head.byteOffset, 8).getUint32(4, true);
  try {
    return readMetadata(head.subarray(8, 8 + length)).kind === messageKind.schema;
  } catch {
    return false;
  }
}

class ArrowReader {
  readonly #input: Input;
  readonly #sink: Sink;
  readonly #bytes: ByteQueue;
  #schema: NormalSchema | null = null;
  /** The messages that define each dictionary so far. */
  readonly #dictionaries = new Map<number, ArrowMessage[]>();
  #batches = 0;

  constructor(input: Input, sink: Sink) {
    this.#input = input;
    this.#sink = sink;
    this.#bytes = new ByteQueue(input.bytes());
  }

  async read(): Promise<void> {
    if (isFile(this.#input.sample.head)) await this.#bytes.take(8);
    for (let message = await this.#next(); message; message = await this.#next()) {
      try {
        this.#take(message);
      } catch (error) {
        throw new Error(`Arrow: ${this.#place()} cannot be read: ${error instanceof Error ? error.message : error}`);
      }
      await this.#sink.drain();
    }
    if (this.#schema && this.#batches === 0) this.#sink.arrow(this.#input.tableName, normalBatch(this.#schema, []), 0);
  }

  #place(): string {
    return this.#schema ? `record batch ${this.#batches + 1}` : "the schema";
  }

  /** The next message, or null at the end mark, or where a file's footer begins. */
  async #next(): Promise<ArrowMessage | null> {
    const prefix = await this.#bytes.take(8);
    const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
    if (prefix.length < 8 || view.getUint32(0, true) !== 0xffffffff || view.getUint32(4, true) === 0) {
      if (prefix.length > 0 && prefix.length < 8) throw this.#cutOff();
      return null;
    }
    const metadata = await this.#whole(view.getUint32(4, true));
    return { metadata, body: await this.#whole(readMetadata(metadata).bodyLength) };
  }

  async #whole(length: number): Promise<Uint8Array> {
    const bytes = await this.#bytes.take(length);
    if (bytes.length < length) throw this.#cutOff();
    return bytes;
  }

  #cutOff(): Error {
    return new Error(`Arrow: the file ends inside ${this.#place()}`);
  }

  #take(message: ArrowMessage): void {
    const { kind, header } = readMetadata(message.metadata);
    if (kind === messageKind.schema) this.#begin(message);
    else if (kind === messageKind.dictionary && header) {
      const id = header.long(0);
      const before = header.byte(2) ? (this.#dictionaries.get(id) ?? []) : [];
      this.#dictionaries.set(id, [...before, decompressBody(message)]);
    } else if (kind === messageKind.batch) this.#give(decompressBody(message));
  }

  #begin(message: ArrowMessage): void {
    this.#schema = normalSchema(message);
    noteZones(this.#schema, this.#sink);
  }

  #give(batch: ArrowMessage): void {
    if (!this.#schema) throw new Error("there is no schema before it");
    const rows = batchRows(batch.metadata);
    const stream = normalBatch(this.#schema, [...[...this.#dictionaries.values()].flat(), batch]);
    this.#batches++;
    this.#sink.records(rows);
    for (const piece of inPieces(stream, rows)) this.#sink.arrow(this.#input.tableName, piece.stream, piece.rows);
  }
}

/** Hands out bytes in the lengths that are asked for; fewer at the end. */
class ByteQueue {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async take(length: number): Promise<Uint8Array> {
    const parts = [this.#rest];
    let size = this.#rest.length;
    while (size < length) {
      const next = await this.#chunks.next();
      if (next.done) break;
      parts.push(next.value);
      size += next.value.length;
    }
    const bytes = parts.length === 1 ? this.#rest : concat(parts);
    this.#rest = bytes.subarray(length);
    return bytes.subarray(0, length);
  }
}
