import type { FlatTable } from "./arrow-message.ts";
import { child, type FlatField, scalar } from "./flat-writer.ts";

/** Arrow's numbers for its types. */
export const arrowTypes = {
  null: 1,
  int: 2,
  float: 3,
  binary: 4,
  text: 5,
  boolean: 6,
  decimal: 7,
  date: 8,
  time: 9,
  timestamp: 10,
  interval: 11,
  list: 12,
  struct: 13,
  union: 14,
  fixedBinary: 15,
  fixedList: 16,
  map: 17,
  duration: 18,
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

/** A column, or one level of a nested one, as the engine will read it. */
export interface ArrowColumn {
  readonly name: string;
  readonly nullable: boolean;
  readonly kind: number;
  /** What its type says beside its kind: widths, units, precision. */
  readonly details: readonly FlatField[];
  /** Names of types that are not Arrow's own, such as UUID. */
  readonly extension: readonly (readonly [string, string])[];
  /** Bytes of a value of fixed width, items of a fixed list, 1 for a dense union. */
  readonly width: number;
  /** The dictionary that its values are numbers of. */
  readonly dictionary: { readonly id: number; readonly width: number; readonly signed: boolean } | null;
  /** How many buffers it has, those that the batch announces for views aside. */
  readonly buffers: number;
  /** What to do with the values, which stand in the last buffer. */
  readonly convert: ConvertBuffer | null;
  readonly children: readonly ArrowColumn[];
}

/** What becomes of a type that the engine, or what reads rows, cannot take as it is. */
interface Retyping {
  readonly kind?: number;
  readonly convert: ConvertBuffer;
  readonly width: number;
  readonly details: readonly FlatField[];
}

export interface Zone {
  readonly column: string;
  readonly zone: string;
}

/** Reads a schema's field; a time zone in it is added to `zones`. Throws for types that nothing can be done about. */
export function readColumn(field: FlatTable, zones: Zone[], top = field.text(0), depth = 0): ArrowColumn {
  const kind = field.byte(2);
  const type = field.table(3);
  if (depth > 64 || !type) throw new Error("Arrow: damaged schema");
  if (kind < arrowTypes.null || kind > arrowTypes.largeListView)
    throw new Error(`Arrow: column ${top}: a type that nothing is known of: number ${kind}`);
  if (kind === arrowTypes.runEnds) throw new Error(`Arrow: column ${top}: run-end encoding cannot be read`);
  if (kind === arrowTypes.timestamp && isFarZone(type.text(1))) zones.push({ column: top, zone: type.text(1) });
  const retyping = retypingOf(kind, type, top);
  const width = retyping?.width ?? widthOf(kind, type);
  const encoding = field.table(4);
  return {
    name: engineName(field.text(0)),
    nullable: field.byte(1) !== 0,
    kind: retyping?.kind ?? kind,
    details: retyping?.details ?? detailsOf(kind, type),
    extension: extensionOf(field),
    width,
    dictionary: encoding && dictionaryOf(encoding),
    buffers: buffersOf(kind, width),
    convert: retyping?.convert ?? null,
    children: field.tables(5).map((child) => readColumn(child, zones, top, depth + 1)),
  };
}

// The engine ends a name at a NUL.
function engineName(name: string): string {
  return name.replaceAll("\0", "_");
}

function isFarZone(zone: string): boolean {
  return zone !== "" && !/^(UTC|Etc\/UTC|GMT|Z|[+-]00:?00)$/i.test(zone);
}

function extensionOf(field: FlatTable): [string, string][] {
  const pairs = field.tables(6).map((pair): [string, string] => [pair.text(0), pair.text(1)]);
  return pairs.filter(([key]) => key.startsWith("ARROW:extension:"));
}

/** What stands in a type's table, without the zone of a timestamp: the engine cannot compute with zoned times. */
function detailsOf(kind: number, type: FlatTable): FlatField[] {
  switch (kind) {
    case arrowTypes.int:
      return [scalar(0, 4, type.int(0, 0)), scalar(1, 1, type.byte(1))];
    case arrowTypes.float:
    case arrowTypes.timestamp:
    case arrowTypes.interval:
      return [scalar(0, 2, type.short(0, 0))];
    case arrowTypes.date:
    case arrowTypes.duration:
      return [scalar(0, 2, type.short(0, 1))];
    case arrowTypes.decimal:
      return [scalar(0, 4, type.int(0, 0)), scalar(1, 4, type.int(1, 0)), scalar(2, 4, type.int(2, 128))];
    case arrowTypes.time:
      return [scalar(0, 2, type.short(0, 1)), scalar(1, 4, type.int(1, 32))];
    case arrowTypes.fixedBinary:
    case arrowTypes.fixedList:
      return [scalar(0, 4, type.int(0, 0))];
    case arrowTypes.map:
      return [scalar(0, 1, type.byte(0))];
    case arrowTypes.union:
      return [scalar(0, 2, type.short(0, 0)), child(1, (writer) => writer.numbers(4, type.ints(1)))];
    default:
      return [];
  }
}

function dictionaryOf(encoding: FlatTable): ArrowColumn["dictionary"] {
  const index = encoding.table(1);
  const width = index ? index.int(0, 32) / 8 : 4;
  return { id: encoding.long(0), width, signed: index ? index.byte(1) !== 0 : true };
}

function widthOf(kind: number, type: FlatTable): number {
  switch (kind) {
    case arrowTypes.int:
      return type.int(0, 0) / 8;
    case arrowTypes.float:
      return 2 << type.short(0, 0);
    case arrowTypes.decimal:
      return type.int(2, 128) / 8;
    case arrowTypes.date:
      return type.short(0, 1) === 0 ? 4 : 8;
    case arrowTypes.time:
      return type.int(1, 32) / 8;
    case arrowTypes.interval:
      return [4, 8, 16][type.short(0, 0)] ?? 16;
    case arrowTypes.timestamp:
    case arrowTypes.duration:
      return 8;
    case arrowTypes.fixedBinary:
    case arrowTypes.fixedList:
      return type.int(0, 0);
    case arrowTypes.union:
      return type.short(0, 0);
    default:
      return 0;
  }
}

function buffersOf(kind: number, width: number): number {
  switch (kind) {
    case arrowTypes.null:
      return 0;
    case arrowTypes.struct:
    case arrowTypes.fixedList:
      return 1;
    case arrowTypes.union:
      return 1 + width;
    case arrowTypes.binary:
    case arrowTypes.text:
    case arrowTypes.largeBinary:
    case arrowTypes.largeText:
    case arrowTypes.listView:
    case arrowTypes.largeListView:
      return 3;
    default:
      return 2;
  }
}

export function isView({ kind, dictionary }: ArrowColumn): boolean {
  return !dictionary && (kind === arrowTypes.binaryView || kind === arrowTypes.textView);
}

function retypingOf(kind: number, type: FlatTable, column: string): Retyping | null {
  const unit = type.short(0, 0);
  if (kind === arrowTypes.float && unit === 0)
    return { convert: singlesFromHalves, width: 4, details: [scalar(0, 2, 1)] };
  if (kind === arrowTypes.interval && unit < 2)
    return { convert: unit === 0 ? fromMonths : fromDays, width: 16, details: [scalar(0, 2, 2)] };
  // No batch holds 2^31 items: offsets of half the size do.
  if (kind === arrowTypes.largeList)
    return { kind: arrowTypes.list, convert: (bytes) => resizedIntegers(bytes, 8, 4), width: 0, details: [] };
  return kind === arrowTypes.decimal ? decimalOf(type, column) : null;
}

/** The engine knows decimals of 128 bits only. */
function decimalOf(type: FlatTable, column: string): Retyping | null {
  const bits = type.int(2, 128);
  const [precision, scale] = [type.int(0, 0), type.int(1, 0)];
  if (bits === 128) return null;
  if (precision > 38) throw new Error(`Arrow: column ${column}: decimals of more than 38 digits cannot be read`);
  const details = [scalar(0, 4, precision), scalar(1, 4, scale), scalar(2, 4, 128)];
  return { convert: (bytes) => resizedIntegers(bytes, bits / 8, 16), width: 16, details };
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
