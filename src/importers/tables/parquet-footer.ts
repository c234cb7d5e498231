import { concat } from "../encoding.ts";
import type { SourceFile } from "../importer.ts";
import {
  readLong,
  readStruct,
  readStructs,
  readText,
  type ThriftField,
  thriftType,
  writeLong,
  writeStruct,
  writeStructs,
} from "./thrift.ts";

const mark = new TextEncoder().encode("PAR1");

export interface RowGroup {
  readonly rows: number;
  /** Where its pages stand in the file. */
  readonly start: number;
  readonly end: number;
  /** Its size when it is decoded. */
  readonly size: number;
  readonly fields: readonly ThriftField[];
}

export interface ParquetFooter {
  readonly fields: readonly ThriftField[];
  readonly groups: readonly RowGroup[];
}

/** What the end of a Parquet file says of its row groups. Throws where it is missing, damaged or encrypted. */
export async function readFooter(file: SourceFile): Promise<ParquetFooter> {
  const tail = await file.slice(Math.max(0, file.size - 8), file.size);
  if (file.size < 12) throw new Error("Parquet: the file is cut off");
  const ending = new TextDecoder("latin1").decode(tail.subarray(-4));
  if (ending === "PARE") throw new Error("Parquet: the file is encrypted");
  if (ending !== "PAR1") throw new Error("Parquet: the file is cut off: its footer is missing");
  const length = new DataView(tail.buffer, tail.byteOffset, 8).getUint32(0, true);
  if (length + 12 > file.size) throw new Error("Parquet: the footer is damaged");
  try {
    const fields = readStruct(await file.slice(file.size - 8 - length, file.size - 8));
    return { fields, groups: readStructs(fieldValue(fields, 4)).map(readGroup) };
  } catch (error) {
    throw new Error(`Parquet: the footer cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** The names of the columns; of nested ones, of the outermost. */
export function columnNames({ fields }: ParquetFooter): readonly string[] {
  const elements = readStructs(fieldValue(fields, 2)).map((element) => {
    const parts = readStruct(element);
    return { name: readText(fieldValue(parts, 4)), children: longOf(parts, 5) };
  });
  const names: string[] = [];
  for (let at = 1; at < elements.length; at = endOfElement(elements, at)) names.push(elements[at]?.name ?? "");
  return names;
}

/** Elements stand before those inside them. */
function endOfElement(elements: readonly { readonly children: number }[], start: number): number {
  let at = start;
  for (let left = 1; left > 0 && at < elements.length; left--) left += elements[at++]?.children ?? 0;
  return at;
}

/** What the writer has put down beside the data, by key. */
export function keyValueMetadata({ fields }: ParquetFooter): ReadonlyMap<string, string> {
  const found = fields.find(({ id }) => id === 5);
  const pairs = found ? readStructs(found.value).map(readStruct) : [];
  return new Map(
    pairs.map((pair) => {
      const value = pair.find(({ id }) => id === 2);
      return [readText(fieldValue(pair, 1)), value ? readText(value.value) : ""];
    }),
  );
}

export function fieldValue(fields: readonly ThriftField[], id: number): Uint8Array {
  const found = fields.find((field) => field.id === id);
  if (!found) throw new Error(`field ${id} is missing`);
  return found.value;
}

export function longOf(fields: readonly ThriftField[], id: number): number {
  const found = fields.find((field) => field.id === id);
  return found ? readLong(found.value) : 0;
}

function readGroup(bytes: Uint8Array): RowGroup {
  const fields = readStruct(bytes);
  const chunks = readStructs(fieldValue(fields, 1)).map((chunk) => readStruct(fieldValue(readStruct(chunk), 3)));
  const places = chunks.map((chunk) => {
    const pages = [longOf(chunk, 9), longOf(chunk, 11)].filter((place) => place > 0);
    const start = Math.min(...pages);
    return { start, end: start + longOf(chunk, 7) };
  });
  const start = Math.min(...places.map((place) => place.start));
  const end = Math.max(...places.map((place) => place.end));
  if (!(start >= 4 && end >= start)) throw new Error("a row group without pages");
  return { rows: longOf(fields, 3), size: longOf(fields, 2), start, end, fields };
}

/**
 * A Parquet file of its own that holds one row group, or none: its pages move to the front and the footer follows.
 * So a large file is read in the memory of one row group.
 */
export async function singleGroup(
  file: SourceFile,
  { fields }: ParquetFooter,
  group: RowGroup | null,
): Promise<Uint8Array> {
  const pages = group ? await file.slice(group.start, group.end) : new Uint8Array(0);
  const groups = group ? [moved(group, group.start - mark.length)] : [];
  const footer = writeStruct(
    replaced(fields, [
      [3, writeLong(group?.rows ?? 0)],
      [4, writeStructs(groups)],
    ]),
  );
  const length = new Uint8Array(new Uint32Array([footer.length]).buffer);
  return concat([mark, pages, footer, length, mark]);
}

function replaced(fields: readonly ThriftField[], changes: readonly (readonly [number, Uint8Array])[]): ThriftField[] {
  const values = new Map(changes);
  return fields.map((field) => ({ ...field, value: values.get(field.id) ?? field.value }));
}

/** A row group's description with all of its places moved down. Its page indexes are left behind. */
function moved(group: RowGroup, by: number): Uint8Array {
  const chunks = readStructs(fieldValue(group.fields, 1)).map((bytes) => {
    const chunk = readStruct(bytes).filter(({ id }) => id < 4 || id > 7);
    const pages = readStruct(fieldValue(chunk, 3)).filter(({ id }) => id !== 14 && id !== 15);
    return writeStruct(replaced(shifted(chunk, [2], by), [[3, writeStruct(shifted(pages, [9, 10, 11], by))]]));
  });
  const kept = group.fields.filter(({ id }) => id !== 5);
  return writeStruct(replaced(kept, [[1, writeStructs(chunks)]]));
}

function shifted(fields: readonly ThriftField[], ids: readonly number[], by: number): ThriftField[] {
  return fields.map((field) => {
    const place = field.type === thriftType.i64 && ids.includes(field.id) ? readLong(field.value) : 0;
    return place > 0 ? { ...field, value: writeLong(place - by) } : field;
  });
}
