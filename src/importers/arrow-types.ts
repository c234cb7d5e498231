import type { FlatTable } from "./arrow-message.ts";

/** Arrow's numbers for the types that matter here. */
const types = {
  null: 1,
  float: 3,
  binary: 4,
  text: 5,
  decimal: 7,
  timestamp: 10,
  interval: 11,
  list: 12,
  struct: 13,
  union: 14,
  fixedList: 16,
  map: 17,
  largeBinary: 19,
  largeText: 20,
  largeList: 21,
  runEnds: 22,
  binaryView: 23,
  textView: 24,
  listView: 25,
  largeListView: 26,
} as const;

/** Makes another buffer of values from one. */
export type ConvertBuffer = (bytes: Uint8Array) => Uint8Array;

/** The buffers of one column of a batch, or of one level of a nested column, in their order. */
export interface BufferSlot {
  readonly count: number;
  /** The batch says how many more buffers follow. */
  readonly variadic: boolean;
  /** What to do with the values, which stand in the last buffer. */
  readonly convert: ConvertBuffer | null;
}

/** What the engine cannot take as it is, and what becomes of it. */
interface Retyping {
  readonly convert: ConvertBuffer | null;
  /** Writes the new type into the schema. */
  readonly patch: (field: FlatTable, type: FlatTable, append: AppendTable) => void;
}

/** Puts a table with one number in its first field behind a flatbuffer and tells its place. */
export type AppendTable = (value: number) => number;

/** Walks the fields of a schema as the buffers of its batches are ordered, patching the types on the way. */
export class SchemaWalk {
  readonly slots: BufferSlot[] = [];
  readonly zones: { column: string; zone: string }[] = [];

  constructor(readonly append: AppendTable) {}

  field(field: FlatTable, column: string, depth = 0): void {
    const kind = field.byte(2);
    const type = field.table(3);
    if (depth > 64 || !type) throw new Error("Arrow: damaged schema");
    if (kind === types.runEnds) throw new Error(`Arrow: column ${column}: run-end encoding cannot be read`);
    if (kind === types.timestamp) this.#takeZone(type, column);
    const retyping = retypingOf(kind, type, column);
    retyping?.patch(field, type, this.append);
    if (field.table(4)) {
      this.slots.push({ count: 2, variadic: false, convert: null });
      return;
    }
    this.slots.push({ ...layout(kind, type), convert: retyping?.convert ?? null });
    for (const child of field.tables(5)) this.field(child, column, depth + 1);
  }

  #takeZone(type: FlatTable, column: string): void {
    const zone = type.text(1);
    if (!zone) return;
    if (!/^(UTC|Etc\/UTC|GMT|Z|[+-]00:?00)$/i.test(zone)) this.zones.push({ column, zone });
    // An empty name means no zone. The length stands before the text, and a zero has to stand after it.
    const { start, length } = type.vector(1);
    type.view.setUint32(start - 4, 0, true);
    for (let at = start; at < start + length; at++) type.view.setUint8(at, 0);
  }
}

function layout(kind: number, type: FlatTable): { count: number; variadic: boolean } {
  const counts: Readonly<Record<number, number>> = {
    [types.null]: 0,
    [types.binary]: 3,
    [types.text]: 3,
    [types.largeBinary]: 3,
    [types.largeText]: 3,
    [types.struct]: 1,
    [types.fixedList]: 1,
    [types.union]: type.short(0, 0) === 0 ? 1 : 2,
    [types.listView]: 3,
    [types.largeListView]: 3,
  };
  return { count: counts[kind] ?? 2, variadic: kind === types.binaryView || kind === types.textView };
}

function retypingOf(kind: number, type: FlatTable, column: string): Retyping | null {
  const unit = type.short(0, 0);
  if (kind === types.float && unit === 0) return { convert: singlesFromHalves, patch: replaceType(1) };
  if (kind === types.interval && unit === 0) return { convert: fromMonths, patch: replaceType(2) };
  if (kind === types.interval && unit === 1) return { convert: fromDays, patch: replaceType(2) };
  return kind === types.decimal ? decimalOf(type, column) : null;
}

/** Points a field to a new type table whose unit or precision is this. */
function replaceType(value: number): Retyping["patch"] {
  return (field, _, append) => {
    const place = field.place(3);
    field.view.setUint32(place, append(value) - place, true);
  };
}

/** The engine knows decimals of 128 bits only. */
function decimalOf(type: FlatTable, column: string): Retyping | null {
  const width = type.place(2) ? type.view.getInt32(type.place(2), true) : 128;
  const precision = type.place(0) ? type.view.getInt32(type.place(0), true) : 0;
  if (width === 128) return null;
  if (precision > 38) throw new Error(`Arrow: column ${column}: decimals of more than 38 digits cannot be read`);
  const patch: Retyping["patch"] = () => type.view.setInt32(type.place(2), 128, true);
  return { convert: (bytes) => resizedIntegers(bytes, width / 8, 16), patch };
}

/** Little-endian integers of another size, their sign extended. */
function resizedIntegers(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const count = Math.floor(bytes.length / from);
  const resized = new Uint8Array(count * to);
  for (let index = 0; index < count; index++) {
    const value = bytes.subarray(index * from, index * from + Math.min(from, to));
    resized.set(value, index * to);
    if ((value[value.length - 1] as number) & 128) resized.fill(255, index * to + value.length, (index + 1) * to);
  }
  return resized;
}

function singlesFromHalves(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const singles = Float32Array.from({ length: bytes.length >> 1 }, (_, index) =>
    singleFromHalf(view.getUint16(index * 2, true)),
  );
  return new Uint8Array(singles.buffer);
}

function singleFromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent ? sign * 2 ** (exponent - 25) * (1024 + fraction) : sign * 2 ** -24 * fraction;
}

// The engine takes months and days for milliseconds, but reads intervals of months, days and nanoseconds rightly.
function fromMonths(bytes: Uint8Array): Uint8Array {
  return intervals(bytes, 4, (from, at, to, place) => to.setInt32(place, from.getInt32(at, true), true));
}

function fromDays(bytes: Uint8Array): Uint8Array {
  return intervals(bytes, 8, (from, at, to, place) => {
    to.setInt32(place + 4, from.getInt32(at, true), true);
    to.setBigInt64(place + 8, BigInt(from.getInt32(at + 4, true)) * 1_000_000n, true);
  });
}

type Put = (from: DataView, at: number, to: DataView, place: number) => void;

function intervals(bytes: Uint8Array, size: number, put: Put): Uint8Array {
  const from = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.floor(bytes.length / size);
  const converted = new Uint8Array(count * 16);
  const to = new DataView(converted.buffer);
  for (let index = 0; index < count; index++) put(from, index * size, to, index * 16);
  return converted;
}
