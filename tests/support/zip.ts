import { deflateRawSync } from "node:zlib";
import { concat } from "../../src/importers/encoding.ts";
import { crc32 } from "../../src/importers/zip/crc32.ts";
import { storedZstd } from "./frames.ts";

export interface ZipFile {
  readonly name: string;
  readonly content: Uint8Array | string;
  readonly method?: 0 | 8 | 93 | number;
  /** The bytes as stored, where they are not to be made from the content. */
  readonly stored?: Uint8Array;
  readonly flags?: number;
  /** What the headers say, where it is not to be true. */
  readonly stated?: { readonly size?: number; readonly crc?: number };
}

export interface ZipOptions {
  readonly comment?: string;
  /** Sizes and offsets in their 64-bit fields. */
  readonly zip64?: boolean;
  /** Sizes behind the data, as writers do that cannot go back. */
  readonly sizesFollow?: boolean;
  /** Bytes before the archive. */
  readonly before?: Uint8Array;
}

/** A ZIP archive of files, for what no library would write. */
export function makeZip(files: readonly ZipFile[], options: ZipOptions = {}): Uint8Array {
  const { comment = "", before = new Uint8Array() } = options;
  const local: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let offset = 0;
  for (const file of files) {
    const parts = entryParts(file, options, offset);
    local.push(...parts.local);
    central.push(parts.central);
    offset += parts.local.reduce((sum, { length }) => sum + length, 0);
  }
  const directory = concat(central);
  return concat([before, ...local, directory, endRecords(files.length, directory.length, offset, comment, options)]);
}

function entryParts(file: ZipFile, { zip64 = false, sizesFollow = false }: ZipOptions, offset: number) {
  const content = bytesOf(file.content);
  const { method = 8, flags = 0, stated = {} } = file;
  const data = file.stored ?? (method === 8 ? deflateRawSync(content) : method === 93 ? storedZstd(content) : content);
  const name = bytesOf(file.name);
  const [crc, size] = [stated.crc ?? crc32(content), stated.size ?? content.length];
  const fields = (known: boolean) => [
    ...u16(flags | (sizesFollow ? 8 : 0), method, 0, 0),
    ...u32(known ? crc : 0, zip64 ? 0xffffffff : known ? data.length : 0, zip64 ? 0xffffffff : known ? size : 0),
  ];
  const extra = zip64 ? [...u16(1, 16), ...u64(size, data.length)] : [];
  const centralExtra = zip64 ? [...u16(1, 24), ...u64(size, data.length, offset)] : [];
  const head = [...u32(0x04034b50), ...u16(45), ...fields(!sizesFollow), ...u16(name.length, extra.length)];
  const follow = sizesFollow ? u32(0x08074b50, crc, data.length, size) : [];
  return {
    local: [Uint8Array.from(head), name, Uint8Array.from(extra), data, Uint8Array.from(follow)],
    central: concat([
      Uint8Array.from([
        ...u32(0x02014b50),
        ...u16(45, 45),
        ...fields(true),
        ...u16(name.length, centralExtra.length, 0, 0, 0),
        ...u32(0, zip64 ? 0xffffffff : offset),
      ]),
      name,
      Uint8Array.from(centralExtra),
    ]),
  };
}

function endRecords(count: number, length: number, offset: number, comment: string, { zip64 }: ZipOptions): Uint8Array {
  const far = zip64
    ? [
        ...[...u32(0x06064b50), ...u64(44), ...u16(45, 45), ...u32(0, 0), ...u64(count, count, length, offset)],
        ...[...u32(0x07064b50, 0), ...u64(offset + length), ...u32(1)],
      ]
    : [];
  const sizes = zip64 ? u32(0xffffffff, 0xffffffff) : u32(length, offset);
  const text = bytesOf(comment);
  return Uint8Array.from([
    ...far,
    ...[...u32(0x06054b50), ...u16(0, 0, count, count), ...sizes, ...u16(text.length), ...text],
  ]);
}

function bytesOf(content: Uint8Array | string): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

const u16 = (...values: readonly number[]) => values.flatMap((value) => [value & 255, (value >>> 8) & 255]);
const u32 = (...values: readonly number[]) => values.flatMap((value) => u16(value & 65_535, value >>> 16));
const u64 = (...values: readonly number[]) => values.flatMap((value) => u32(value >>> 0, Math.floor(value / 2 ** 32)));
