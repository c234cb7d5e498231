import { concat } from "../encoding.ts";
import type { Importer, Input, Sample, Sink, SourceFile } from "../importer.ts";
import { plainBatch } from "./arrow-body.ts";
import { checkBatch } from "./arrow-check.ts";
import { type ArrowFooter, readBlock, readFooter } from "./arrow-file.ts";
import { type ArrowMessage, joinMessages, messageKind, readMetadata } from "./arrow-message.ts";
import { inPieces, type NormalSchema, normalSchema } from "./arrow-normal.ts";
import type { ArrowColumn } from "./arrow-types.ts";

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
  #schema: NormalSchema | null = null;
  readonly #dictionaries = new Dictionaries();
  #batches = 0;

  constructor(input: Input, sink: Sink) {
    this.#input = input;
    this.#sink = sink;
  }

  async read(): Promise<void> {
    const { file, sample } = this.#input;
    const footer = file && isFile(sample.head) ? await readFooter(file) : null;
    if (file && footer) await this.#readFile(file, footer);
    else await this.#readStream(isFile(sample.head) ? fileMark.length : 0);
    if (!this.#schema) throw new Error("Arrow: there is no schema");
    if (this.#batches === 0) this.#sink.arrow(this.#input.tableName, joinMessages([this.#schema.message]), 0);
  }

  /** By the footer, which knows where every batch stands: one that is damaged hides no other. */
  async #readFile(file: SourceFile, footer: ArrowFooter): Promise<void> {
    this.#schema = normalSchema(footer.schema, this.#sink);
    for (const block of footer.dictionaries) this.#take(await readBlock(file, block));
    for (const block of footer.batches) {
      try {
        this.#take(await readBlock(file, block));
      } catch (error) {
        this.#input.signal.throwIfAborted();
        this.#lose(error);
      }
      await this.#sink.drain();
    }
  }

  #lose(error: unknown): void {
    const reason = `Arrow: record batch ${++this.#batches} cannot be read: ${error instanceof Error ? error.message : error}`;
    this.#sink.records(1);
    this.#sink.issue({ line: null, reason, severity: "record" });
  }

  /** Message by message, as a stream comes and a file whose footer is missing. */
  async #readStream(skipped: number): Promise<void> {
    const bytes = new ByteQueue(this.#input.bytes());
    await bytes.take(skipped);
    for (let message = await this.#next(bytes); message; message = await this.#next(bytes)) {
      try {
        this.#take(message);
      } catch (error) {
        throw new Error(`Arrow: ${this.#place()} cannot be read: ${error instanceof Error ? error.message : error}`);
      }
      await this.#sink.drain();
    }
  }

  #place(): string {
    return this.#schema ? `record batch ${this.#batches + 1}` : "the schema";
  }

  /** The next message, or null at the end mark, or where a file's footer begins. */
  async #next(bytes: ByteQueue): Promise<ArrowMessage | null> {
    const prefix = await bytes.take(8);
    if (prefix.length === 0) return null;
    if (prefix.length < 8) throw this.#cutOff();
    const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
    const length = view.getUint32(4, true);
    if (view.getUint32(0, true) !== 0xffffffff || length === 0) return null;
    const metadata = await this.#whole(bytes, length);
    return { metadata, body: await this.#whole(bytes, readMetadata(metadata).bodyLength) };
  }

  async #whole(bytes: ByteQueue, length: number): Promise<Uint8Array> {
    const taken = await bytes.take(length);
    if (taken.length < length) throw this.#cutOff();
    return taken;
  }

  #cutOff(): Error {
    return new Error(`Arrow: the file ends inside ${this.#place()}`);
  }

  #take(message: ArrowMessage): void {
    const { kind, header } = readMetadata(message.metadata);
    if (kind === messageKind.schema) this.#schema = normalSchema(header, this.#sink);
    if (!this.#schema) throw new Error("there is no schema before it");
    if (kind === messageKind.dictionary) this.#dictionaries.take(message, this.#schema.columns);
    else if (kind === messageKind.batch) this.#give(message, this.#schema);
  }

  #give(message: ArrowMessage, schema: NormalSchema): void {
    const batch = plainBatch(message, schema.columns);
    checkBatch(batch, schema.columns, this.#dictionaries.sizes);
    const { rows } = batch.layout;
    const stream = joinMessages([schema.message, ...this.#dictionaries.messages, batch.message]);
    this.#batches++;
    this.#sink.records(rows);
    for (const piece of inPieces(stream, rows)) this.#sink.arrow(this.#input.tableName, piece.stream, piece.rows);
  }
}

/** The dictionaries as they are at one point of a stream. */
class Dictionaries {
  readonly sizes = new Map<number, number>();
  readonly #messages = new Map<number, ArrowMessage[]>();

  get messages(): ArrowMessage[] {
    return [...this.#messages.values()].flat();
  }

  /** Takes a dictionary, which replaces the one with its number or adds to it. */
  take(message: ArrowMessage, columns: readonly ArrowColumn[]): void {
    const { header } = readMetadata(message.metadata);
    const id = header.long(0);
    const values = dictionaryValues(columns, id);
    if (!values) throw new Error(`there is no column for dictionary ${id}`);
    const batch = plainBatch(message, [values]);
    checkBatch(batch, [values], this.sizes);
    const adds = header.byte(2) !== 0;
    this.#messages.set(id, [...(adds ? (this.#messages.get(id) ?? []) : []), batch.message]);
    this.sizes.set(id, (adds ? (this.sizes.get(id) ?? 0) : 0) + batch.layout.rows);
  }
}

/** The column of a dictionary's values. */
function dictionaryValues(columns: readonly ArrowColumn[], id: number): ArrowColumn | null {
  for (const column of columns) {
    if (column.dictionary?.id === id) return { ...column, dictionary: null };
    const inside = dictionaryValues(column.children, id);
    if (inside) return inside;
  }
  return null;
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
      parts.push(next.value.slice());
      size += next.value.length;
    }
    const bytes = parts.length === 1 ? this.#rest : concat(parts);
    this.#rest = bytes.subarray(length);
    return bytes.subarray(0, length);
  }
}
