import { type Data, type RecordBatch, Type } from "apache-arrow";
import type { Input, Sink } from "../importer.ts";
import { arrowIpc } from "../tables/arrow-ipc.ts";
import { arrowBatches } from "../tables/arrow-rows.ts";
import { valueReader } from "../tables/arrow-values.ts";
import { parquet } from "../tables/parquet.ts";
import { RecordReader } from "./embedding-record.ts";
import { EmbeddingWriter } from "./embedding-rows.ts";
import { readVector } from "./vector-text.ts";

/** Reads Parquet and Arrow with columns of vectors, whose numbers never become values one by one. */
export async function readVectorColumns(input: Input, sink: Sink, names: readonly string[]): Promise<void> {
  const reader = new BatchReader(sink, names);
  const batches = arrowBatches(sink, (batch, seen) => reader.take(batch, seen));
  await (input.sample.head[0] === 0x50 ? parquet : arrowIpc).read(input, batches);
  reader.writer.finish();
}

type VectorAt = (index: number) => Float32Array | string;

interface Column {
  readonly name: string;
  readonly isNull: (index: number) => boolean;
  readonly vector: VectorAt | null;
  readonly value: (index: number) => unknown;
}

class BatchReader {
  readonly writer: EmbeddingWriter;
  readonly #record: RecordReader;
  readonly #vectors: ReadonlySet<string>;

  constructor(sink: Sink, names: readonly string[]) {
    this.writer = new EmbeddingWriter(sink);
    this.#record = new RecordReader(this.writer, () => false);
    this.#vectors = new Set(names);
  }

  take(batch: RecordBatch, seen: number): void {
    const columns = batch.schema.fields.flatMap(({ name }, at) => {
      const data = batch.data.children[at];
      return data ? [this.#column(name, data)] : [];
    });
    for (let index = 0; index < batch.numRows; index++) this.#row(columns, index, seen + index + 1);
  }

  #row(columns: readonly Column[], index: number, line: number): void {
    const place = { line };
    this.writer.begin();
    for (const { name, isNull, vector, value } of columns) {
      if (isNull(index)) continue;
      if (vector) this.writer.vector(name, vector(index));
      else this.#record.field(name, value(index), place);
    }
    this.writer.end(place);
  }

  #column(name: string, data: Data): Column {
    const value = valueReader(data);
    const vector = this.#vectors.has(name)
      ? (this.#typed(data) ?? ((index: number) => readVector(value(index))))
      : null;
    return { name, value, vector, isNull: data.nullCount > 0 ? (index) => !data.getValid(index) : () => false };
  }

  /** Reads lists of numbers out of the array that holds all of them. */
  #typed(data: Data): VectorAt | null {
    const [items] = data.children;
    const { values } = items ?? {};
    if (!items || !isNumbers(values)) return null;
    const bounds = boundsOf(data);
    if (!bounds) return null;
    if (values instanceof Float64Array)
      this.writer.notes.add("columns of 64-bit floats, which are kept as 32-bit floats", { line: null, offset: 0 });
    return (index) => {
      const [start, end] = bounds(index);
      if (items.nullCount > 0) {
        for (let at = start; at < end; at++)
          if (!items.getValid(at)) return `number ${at - start + 1} of ${end - start} is NULL`;
      }
      return values instanceof Float32Array ? values.subarray(start, end) : singles(values, start, end);
    };
  }
}

type Numbers =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

function isNumbers(values: unknown): values is Numbers {
  return ArrayBuffer.isView(values) && !(values instanceof DataView);
}

function singles(values: Exclude<Numbers, Float32Array>, start: number, end: number): Float32Array {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array)
    return Float32Array.from({ length: end - start }, (_, at) => Number(values[start + at]));
  return new Float32Array(values.subarray(start, end));
}

function boundsOf({ type, valueOffsets, offset }: Data): ((index: number) => readonly [number, number]) | null {
  if (type.typeId === Type.List) return (index) => [Number(valueOffsets[index]), Number(valueOffsets[index + 1])];
  if (type.typeId !== Type.FixedSizeList) return null;
  const { listSize } = type as unknown as { listSize: number };
  return (index) => [(index + offset) * listSize, (index + offset + 1) * listSize];
}
