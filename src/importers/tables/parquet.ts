import type { ReaderOptions, RecordBatch, Table } from "parquet-wasm/esm";
import { wholeContent } from "../encoding.ts";
import type { Importer, Input, Sink, SourceFile } from "../importer.ts";
import { plainBatch } from "./arrow-body.ts";
import {
  type ArrowMessage,
  batchRows,
  joinMessages,
  messageKind,
  readMetadata,
  splitMessages,
} from "./arrow-message.ts";
import { type NormalSchema, normalSchema } from "./arrow-normal.ts";
import type { ArrowColumn } from "./arrow-types.ts";
import { type ParquetFooter, type RowGroup, readFooter, singleGroup } from "./parquet-footer.ts";
import { loadParquet } from "./parquet-wasm.ts";

/** Parquet, row group by row group: the columns keep their types. */
export const parquet: Importer = {
  format: "table",
  title: "Table (Parquet)",
  detect: ({ head }) => (isParquet(head) ? "Parquet: it begins with PAR1" : null),
  read: async (input, sink) => {
    const file = input.file ?? (await inMemory(input));
    await new ParquetReader(file, await readFooter(file), input.tableName, sink).read();
  },
};

function isParquet(head: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(head.subarray(0, 4)) === "PAR1";
}

/** A compressed file cannot be jumped about in, as this format needs. */
async function inMemory(input: Input): Promise<SourceFile> {
  const bytes = await wholeContent(input.bytes());
  const stream = async function* () {
    yield bytes;
  };
  return { path: input.path, size: bytes.length, stream, slice: async (start, end) => bytes.slice(start, end) };
}

const batchBytes = 8 * 1024 * 1024;
/** A larger row group is decoded in several goes, each of about that size. */
const decodedBytes = 512 * 1024 * 1024;

class ParquetReader {
  readonly #file: SourceFile;
  readonly #footer: ParquetFooter;
  readonly #table: string;
  readonly #sink: Sink;
  #schema: NormalSchema | null = null;

  constructor(file: SourceFile, footer: ParquetFooter, table: string, sink: Sink) {
    this.#file = file;
    this.#footer = footer;
    this.#table = table;
    this.#sink = sink;
  }

  async read(): Promise<void> {
    await loadParquet();
    for (const [index, group] of this.#footer.groups.entries()) {
      this.#sink.records(group.rows);
      await this.#group(index, group);
    }
    if (this.#schema) return;
    const empty = await this.#decode(await singleGroup(this.#file, this.#footer, null), {});
    this.#give(empty.intoIPCStream());
  }

  /** What of a row group cannot be decoded is lost, and the next one is read all the same. */
  async #group(index: number, group: RowGroup): Promise<void> {
    const bytes = await singleGroup(this.#file, this.#footer, group);
    const perByte = group.rows / Math.max(1, group.size);
    const batchSize = Math.min(20_000, Math.max(256, Math.floor(perByte * batchBytes)));
    const limit = Math.max(batchSize, Math.ceil(perByte * decodedBytes));
    for (let offset = 0; offset < group.rows; offset += limit) {
      const rows = Math.min(limit, group.rows - offset);
      const options = rows === group.rows ? { batchSize } : { batchSize, limit, offset };
      const given = await this.#rows(bytes, options);
      if (given.reason || given.rows < rows) this.#lose(rows - given.rows, index, given.reason);
    }
  }

  async #rows(bytes: Uint8Array, options: ReaderOptions): Promise<{ rows: number; reason: string }> {
    let rows = 0;
    let batches: RecordBatch[];
    try {
      batches = (await this.#decode(bytes, options)).recordBatches();
    } catch (error) {
      return { rows, reason: error instanceof Error ? error.message : String(error) };
    }
    for (const batch of batches) {
      rows += this.#give(batch.intoIPCStream());
      await this.#sink.drain();
    }
    return { rows, reason: "" };
  }

  async #decode(bytes: Uint8Array, options: ReaderOptions): Promise<Table> {
    return (await loadParquet()).readParquet(bytes, options);
  }

  #lose(records: number, index: number, problem: string): void {
    const { groups } = this.#footer;
    const why = problem.replace(/^(Parquet (argument )?error: |External: )+/, "") || "there are fewer than announced";
    const reason = `Parquet: ${records} rows of row group ${index + 1} of ${groups.length} cannot be read: ${why}`;
    this.#sink.issue({ line: null, reason, severity: "record", records });
  }

  /** Gives one decoded batch and tells its rows. */
  #give(stream: Uint8Array): number {
    const [first, ...rest] = splitMessages(stream);
    if (!first) throw new Error("Parquet: a batch without a schema");
    const schema = normalSchema(readMetadata(first.metadata).header, this.#schema ? null : this.#sink);
    this.#schema = schema;
    const rows = rest.reduce((sum, { metadata }) => sum + batchRows(metadata), 0);
    const plain = rest.map((message) => plainBatch(message, columnsOf(message, schema.columns)).message);
    this.#sink.arrow(this.#table, joinMessages([schema.message, ...plain]), rows);
    return rows;
  }
}

/** The columns whose values a message brings: those of the table, or a dictionary's. */
function columnsOf({ metadata }: ArrowMessage, columns: readonly ArrowColumn[]): readonly ArrowColumn[] {
  return readMetadata(metadata).kind === messageKind.batch ? columns : [];
}
