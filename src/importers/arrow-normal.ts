import {
  Data,
  DataType,
  Field,
  FixedSizeList,
  Float32,
  List,
  Map_,
  makeData,
  RecordBatch,
  RecordBatchReader,
  RecordBatchStreamWriter,
  Schema,
  Struct,
} from "apache-arrow";
import type { ArrowBatch } from "./arrow-batch.ts";
import { type ArrowMessage, type FlatTable, joinMessages, messageKind, readMetadata } from "./arrow-message.ts";
import type { Sink } from "./importer.ts";
import { TextColumn } from "./text-columns.ts";

const floatingPoint = 3;
const timestamp = 10;
const interval = 11;

/** A schema's message as the engine can take it, and what must still be done with the batches that follow. */
export interface NormalSchema {
  readonly message: ArrowMessage;
  /** Columns with a time zone other than UTC. The instants stay; they are given in UTC. */
  readonly zones: readonly { readonly column: string; readonly zone: string }[];
  /** True when some column's values have to be rewritten. */
  readonly rewrite: boolean;
  readonly columns: number;
}

/** Takes the time zones out of a schema: without its ICU extension the engine cannot compute with zoned times. */
export function normalSchema(message: ArrowMessage): NormalSchema {
  const metadata = message.metadata.slice();
  const { kind, header } = readMetadata(metadata);
  if (kind !== messageKind.schema || !header) throw new Error("Arrow: there is no schema at the beginning");
  const zones: { column: string; zone: string }[] = [];
  let rewrite = false;
  const visit = (field: FlatTable, column: string, depth: number) => {
    const type = field.table(3);
    if (type && field.byte(2) === timestamp) takeZone(type, column, zones);
    if (type && needsRewriting(field.byte(2), type)) rewrite = true;
    if (depth < 64) for (const child of field.tables(5)) visit(child, column, depth + 1);
  };
  const fields = header.tables(1);
  for (const field of fields) visit(field, field.text(0), 0);
  return { message: { metadata, body: message.body }, zones, rewrite, columns: fields.length };
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

function takeZone(type: FlatTable, column: string, zones: { column: string; zone: string }[]): void {
  const zone = type.text(1);
  if (!zone) return;
  if (!/^(UTC|Etc\/UTC|GMT|Z|[+-]00:?00)$/i.test(zone)) zones.push({ column, zone });
  // An empty name means no zone. The length stands before the text.
  type.view.setUint32(type.vector(1).start - 4, 0, true);
}

// The engine has no half floats and takes intervals of days and of months for milliseconds.
function needsRewriting(kind: number, type: FlatTable): boolean {
  const unit = type.byte(0);
  return (kind === floatingPoint && unit === 0) || (kind === interval && unit < 2);
}

/** One batch with its schema and dictionaries as a complete IPC stream. */
export function normalBatch({ message, rewrite }: NormalSchema, rest: readonly ArrowMessage[]): Uint8Array {
  const stream = joinMessages([message, ...rest]);
  return rewrite ? rewriteStream(stream) : stream;
}

const largestBatch = 64 * 1024 * 1024;

/** A stream of one batch as several of them where it is so large that it would strain the engine's memory. */
export function inPieces(stream: Uint8Array, rows: number): ArrowBatch[] {
  const count = Math.ceil(stream.length / (largestBatch / 4));
  if (stream.length <= largestBatch || rows < 2) return [{ stream, rows }];
  const [batch] = [...RecordBatchReader.from(stream)];
  if (!batch) return [{ stream, rows }];
  const step = Math.ceil(rows / count);
  return Array.from({ length: Math.ceil(rows / step) }, (_, index) => {
    const piece = batch.slice(index * step, Math.min(rows, (index + 1) * step));
    return { stream: RecordBatchStreamWriter.writeAll([piece]).toUint8Array(true).slice(), rows: piece.numRows };
  });
}

function rewriteStream(stream: Uint8Array): Uint8Array {
  const batches = [...RecordBatchReader.from(stream)].map(rewriteBatch);
  return RecordBatchStreamWriter.writeAll(batches).toUint8Array(true).slice();
}

function rewriteBatch(batch: RecordBatch): RecordBatch {
  const children = batch.data.children.map(rewriteData);
  const fields = batch.schema.fields.map((field, index) => retyped(field, children[index] as Data));
  const data = makeData({ type: new Struct(fields), length: batch.numRows, nullCount: 0, children });
  return new RecordBatch(new Schema(fields), data);
}

function retyped(field: Field, data: Data): Field {
  return new Field(field.name, data.type, field.nullable);
}

function rewriteData(data: Data): Data {
  if (DataType.isFloat(data.type) && data.type.precision === 0) return singleFloats(data);
  if (DataType.isInterval(data.type)) return intervalTexts(data);
  const children = data.children.map(rewriteData);
  const fields = (data.type.children ?? []).map((field: Field, index: number) =>
    retyped(field, children[index] as Data),
  );
  const type = withChildren(data.type, fields);
  if (type === data.type) return data;
  const { offset, length, nullCount, valueOffsets, nullBitmap } = data;
  return new Data(type, offset, length, nullCount, [valueOffsets, undefined, nullBitmap], children);
}

function withChildren(type: DataType, fields: Field[]): DataType {
  const [first] = fields;
  if (!first) return type;
  if (DataType.isList(type)) return new List(first);
  if (DataType.isFixedSizeList(type)) return new FixedSizeList(type.listSize, first);
  if (DataType.isStruct(type)) return new Struct(fields);
  return DataType.isMap(type) ? new Map_(first as ConstructorParameters<typeof Map_>[0], type.keysSorted) : type;
}

function singleFloats({ values, offset, length, nullCount, nullBitmap }: Data): Data {
  const singles = Float32Array.from(values as Uint16Array, singleFromHalf);
  return new Data(new Float32(), offset, length, nullCount, [undefined, singles, nullBitmap]);
}

function singleFromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent ? sign * 2 ** (exponent - 25) * (1024 + fraction) : sign * 2 ** -24 * fraction;
}

/** As text that the engine casts to an interval: "14 months", "3 days 1500 milliseconds". */
function intervalTexts(data: Data): Data {
  const texts = new TextColumn();
  const values = data.values as Int32Array;
  const perMonth = (data.type as { unit?: number }).unit === 0;
  for (let row = 0; row < data.length; row++) {
    const text = perMonth ? `${values[row]} months` : `${values[row * 2]} days ${values[row * 2 + 1]} milliseconds`;
    texts.append(data.getValid(row) ? text : null);
  }
  return texts.finish();
}
