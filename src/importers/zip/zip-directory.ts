import type { SourceFile } from "../importer.ts";

/** What a ZIP archive says of one of its files. Plain data, so that a worker can be given it. */
export interface ZipEntry {
  /** With slashes between folders; a folder's own entry ends in one. */
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

/** What is read of an archive's file: its size and stretches of it. */
export type Stretches = Pick<SourceFile, "size" | "slice">;

const endMark = 0x06054b50;
const end64Mark = 0x06064b50;
const locator64Mark = 0x07064b50;
const centralMark = 0x02014b50;
const signatureMark = 0x05054b50;
export const localMark = 0x04034b50;
const endLength = 22;
const longestComment = 65_535;

/** Where the central directory stands. */
interface Directory {
  readonly offset: number;
  readonly length: number;
  /** What stands before the archive in its file (a program that unpacks it): added to every offset. */
  readonly before: number;
}

export interface ListedEntries {
  readonly entries: readonly ZipEntry[];
  /** False when the list breaks off. */
  readonly whole: boolean;
}

/** The entries that the central directory lists, in its order; null when the file does not end with a directory. */
export async function readDirectory(file: Stretches): Promise<ListedEntries | null> {
  const directory = await findDirectory(file);
  if (!directory) return null;
  const { offset, length, before } = directory;
  const bytes = view(await file.slice(offset, offset + length));
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + 46 <= bytes.byteLength && bytes.getUint32(at, true) === centralMark) {
    const end = at + 46 + bytes.getUint16(at + 28, true) + bytes.getUint16(at + 30, true);
    if (end > bytes.byteLength) break;
    const entry = entryAt(bytes, at + 8, at + 46, bytes.getUint32(at + 42, true));
    entries.push({ ...entry, offset: entry.offset + before });
    at = end + bytes.getUint16(at + 32, true);
  }
  const signed = at + 4 <= bytes.byteLength && bytes.getUint32(at, true) === signatureMark;
  return { entries, whole: signed || at === bytes.byteLength };
}

async function findDirectory(file: Stretches): Promise<Directory | null> {
  const start = Math.max(0, file.size - endLength - longestComment);
  const tail = view(await file.slice(start, file.size));
  for (let at = tail.byteLength - endLength; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) !== endMark) continue;
    if (at + endLength + tail.getUint16(at + 20, true) > tail.byteLength) continue;
    const directory = await directoryAt(file, tail, at, start + at);
    if (directory) return directory;
  }
  return null;
}

async function directoryAt(file: Stretches, tail: DataView, at: number, end: number): Promise<Directory | null> {
  const far = await directory64(file, end);
  const length = far?.length ?? tail.getUint32(at + 12, true);
  const stated = far?.offset ?? tail.getUint32(at + 16, true);
  const offset = (far?.end ?? end) - length;
  if (offset < 0 || stated > offset) return null;
  if (length === 0) return { offset, length, before: 0 };
  const mark = view(await file.slice(offset, offset + 4));
  if (mark.byteLength < 4 || mark.getUint32(0, true) !== centralMark) return null;
  return { offset, length, before: offset - stated };
}

/** What the larger end record says, which stands before the end record of an archive that outgrew that. */
async function directory64(
  file: Stretches,
  end: number,
): Promise<{ offset: number; length: number; end: number } | null> {
  if (end < 20) return null;
  const locator = view(await file.slice(end - 20, end));
  if (locator.getUint32(0, true) !== locator64Mark) return null;
  // Right before its locator, or where that says if something stands in between.
  for (const place of [end - 20 - 56, large(locator, 8)]) {
    if (place < 0 || place + 56 > file.size) continue;
    const record = view(await file.slice(place, place + 56));
    if (record.getUint32(0, true) === end64Mark)
      return { length: large(record, 40), offset: large(record, 48), end: place };
  }
  return null;
}

/** Both kinds of header hold the same fields in the same order; `at` is where the flags stand. */
function entryAt(bytes: DataView, at: number, nameAt: number, offset: number): ZipEntry {
  const flags = bytes.getUint16(at, true);
  const nameLength = bytes.getUint16(at + 20, true);
  const extraAt = nameAt + nameLength;
  const [compressed, size] = [bytes.getUint32(at + 12, true), bytes.getUint32(at + 16, true)];
  const sizes = largeSizes(bytes, extraAt, bytes.getUint16(at + 22, true), [size, compressed, offset]);
  return {
    name: nameText(new Uint8Array(bytes.buffer, bytes.byteOffset + nameAt, nameLength)),
    method: bytes.getUint16(at + 2, true),
    encrypted: (flags & 1) !== 0,
    crc: bytes.getUint32(at + 8, true),
    size: sizes[0] ?? 0,
    compressedSize: sizes[1] ?? 0,
    offset: sizes[2] ?? 0,
  };
}

/** Sizes that do not fit into 32 bits stand in an extra field, those that do not and no others. */
function largeSizes(bytes: DataView, at: number, length: number, sizes: readonly number[]): readonly number[] {
  for (let field = at; field + 4 <= at + length; ) {
    const end = field + 4 + bytes.getUint16(field + 2, true);
    if (end > at + length) break;
    if (bytes.getUint16(field, true) === 1) {
      let place = field + 4;
      return sizes.map((size) => {
        if (size !== 0xffffffff || place + 8 > end) return size;
        place += 8;
        return large(bytes, place - 8);
      });
    }
    field = end;
  }
  return sizes;
}

/**
 * The entries of an archive whose end is missing, by the headers before each; those whose data is cut off, too.
 */
export async function recoverEntries(file: Stretches): Promise<readonly ZipEntry[]> {
  const entries: ZipEntry[] = [];
  for (let offset = 0; offset + 30 <= file.size; ) {
    const local = await localHeader(file, offset);
    if (!local) break;
    const { entry, dataAt, sizesFollow } = local;
    const whole = sizesFollow
      ? await followingSizes(file, entry, dataAt)
      : { entry, end: dataAt + entry.compressedSize };
    if (!whole) break;
    entries.push(whole.entry);
    offset = whole.end;
  }
  return entries;
}

export interface LocalHeader {
  readonly entry: ZipEntry;
  readonly dataAt: number;
  /** Its sizes were not known when it was written, and stand behind the data. */
  readonly sizesFollow: boolean;
}

async function localHeader(file: Stretches, offset: number): Promise<LocalHeader | null> {
  const bytes = view(await file.slice(offset, Math.min(file.size, offset + 4096)));
  if (bytes.byteLength < 30 || bytes.getUint32(0, true) !== localMark) return null;
  const length = 30 + bytes.getUint16(26, true) + bytes.getUint16(28, true);
  if (length > bytes.byteLength) return null;
  const entry = { ...entryAt(bytes, 6, 30, 0), offset };
  const sizesFollow = (bytes.getUint16(6, true) & 8) !== 0 && entry.compressedSize === 0;
  return { entry, dataAt: offset + length, sizesFollow };
}

/** Looks for the record behind the data that tells the sizes. It is one when the size is that of what it stands behind. */
async function followingSizes(
  file: Stretches,
  entry: ZipEntry,
  dataAt: number,
): Promise<{ entry: ZipEntry; end: number } | null> {
  const step = 1_048_576;
  for (let start = dataAt; start < file.size; start += step) {
    const bytes = view(await file.slice(start, Math.min(file.size, start + step + 24)));
    for (let at = 0; at < step && at + 16 <= bytes.byteLength; at += 1) {
      if (bytes.getUint8(at) !== 0x50 || bytes.getUint32(at, true) !== 0x08074b50) continue;
      const length = start + at - dataAt;
      const crc = bytes.getUint32(at + 4, true);
      const whole = { ...entry, crc, compressedSize: length };
      if (at + 24 <= bytes.byteLength && large(bytes, at + 8) === length)
        return { entry: { ...whole, size: large(bytes, at + 16) }, end: start + at + 24 };
      if (bytes.getUint32(at + 8, true) === length)
        return { entry: { ...whole, size: bytes.getUint32(at + 12, true) }, end: start + at + 16 };
    }
  }
  return null;
}

/** A number of 64 bits; what is beyond a double's whole numbers is beyond any file, too. */
function large(bytes: DataView, at: number): number {
  return Number(bytes.getBigUint64(at, true));
}

function nameText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replaceAll("\\", "/");
  } catch {
    return new TextDecoder("latin1").decode(bytes).replaceAll("\\", "/");
  }
}

export function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
