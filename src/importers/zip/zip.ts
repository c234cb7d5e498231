import { decompress } from "../decompress.ts";
import { crc32 } from "./crc32.ts";
import {
  type ListedEntries,
  localMark,
  readDirectory,
  recoverEntries,
  type Stretches,
  view,
  type ZipEntry,
} from "./zip-directory.ts";

export { isZip } from "./archived-file.ts";
export type { Stretches, ZipEntry } from "./zip-directory.ts";

export interface ZipArchive {
  /** In the order of the archive's directory, folders too. */
  readonly entries: readonly ZipEntry[];
  /** What is wrong with the archive as a whole, in words: its end is missing, so that files may be missing too. */
  readonly damage: string | null;
  /** The entry of this name, the last one written if there are several. */
  find(name: string): ZipEntry | null;
  /** The content of an entry. Throws a `ZipError`, after giving what could be read. */
  read(entry: ZipEntry): AsyncIterable<Uint8Array>;
}

/** A ZIP archive or an entry that cannot be read, or not to its end: the bytes are at fault, not the device. */
export class ZipError extends Error {
  override readonly name = "ZipError";
}

/** Reads what an archive holds, and nothing of its content. Throws a `ZipError`. */
export async function openZip(file: Stretches): Promise<ZipArchive> {
  const listed = await readDirectory(file);
  const entries = listed?.entries ?? (await recoverEntries(file));
  if (!listed && entries.length === 0) throw new ZipError("the ZIP archive is damaged: it has no directory");
  const stored = entries.reduce((sum, { compressedSize }) => sum + compressedSize, 0);
  if (listed && stored > file.size) throw new ZipError("the ZIP archive is damaged: its entries overlap");
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  return {
    entries,
    damage: damageOf(listed),
    find: (name) => byName.get(name) ?? null,
    read: (entry) => readEntry(file, entry),
  };
}

function damageOf(listed: ListedEntries | null): string | null {
  if (!listed) return "the ZIP archive is cut off: its directory is missing, and perhaps some of its files";
  return listed.whole
    ? null
    : `the ZIP archive is damaged: its directory breaks off after ${listed.entries.length} files`;
}

/**
 * The content of one entry of the archive in `file`, of which at most `stretch` bytes are read at once. Throws a
 * `ZipError`, after giving what could be read.
 */
export async function* readEntry(
  file: Stretches,
  entry: ZipEntry,
  stretch = 1_048_576,
): AsyncGenerator<Uint8Array, undefined> {
  let problem: string | null = null;
  let size = 0;
  let crc = 0;
  const onDamage = (reason: string) => {
    problem = reason;
  };
  for await (const chunk of unpacked(file, entry, stretch, onDamage)) {
    const known = chunk.subarray(0, entry.size - size);
    size += chunk.length;
    crc = crc32(known, crc);
    if (known.length > 0) yield known;
    if (size > entry.size) throw failure(entry, `it unpacks to more than the ${entry.size} bytes that it should hold`);
  }
  if (problem !== null) throw failure(entry, problem);
  if (size < entry.size) throw failure(entry, `it ends after ${size} of its ${entry.size} bytes`);
  if (crc !== entry.crc) throw failure(entry, "its checksum does not fit what was read");
}

function unpacked(
  file: Stretches,
  entry: ZipEntry,
  stretch: number,
  onDamage: (reason: string) => void,
): AsyncIterable<Uint8Array> {
  if (entry.encrypted) throw failure(entry, "it is encrypted; decrypt the archive and import the result");
  const stored = storedBytes(file, entry, stretch);
  if (entry.method === 0) return stored;
  const packing = entry.method === 8 ? "deflate" : entry.method === 93 ? "zstd" : null;
  if (!packing) throw failure(entry, `its method of compression is not known here: ${methodName(entry.method)}`);
  return decompress(stored, packing, ({ reason }) => onDamage(reason));
}

/** The bytes of an entry as they are stored; the first stretch comes with the header before it. */
async function* storedBytes(file: Stretches, entry: ZipEntry, stretch: number): AsyncGenerator<Uint8Array> {
  const { offset, compressedSize } = entry;
  const guess = 30 + entry.name.length + 256 + Math.min(compressedSize, stretch);
  const first = await file.slice(offset, Math.min(file.size, offset + guess));
  const header = view(first);
  if (first.length < 30 || header.getUint32(0, true) !== localMark)
    throw failure(entry, "it is not where the directory says");
  const start = 30 + header.getUint16(26, true) + header.getUint16(28, true);
  const end = offset + start + compressedSize;
  if (first.length > start) yield first.subarray(start, start + compressedSize);
  for (let at = offset + Math.max(start, first.length); at < end; ) {
    const bytes = await file.slice(at, Math.min(at + stretch, end, file.size));
    if (bytes.length === 0) return;
    yield bytes;
    at += bytes.length;
  }
}

function failure({ name }: ZipEntry, problem: string): ZipError {
  return new ZipError(`${name}: ${problem}`);
}

const methodNames: Readonly<Record<number, string>> = {
  1: "Shrink",
  6: "Implode",
  9: "Deflate64",
  12: "bzip2",
  14: "LZMA",
  95: "xz",
  98: "PPMd",
};

function methodName(method: number): string {
  return Object.hasOwn(methodNames, method) ? `${methodNames[method]} (${method})` : String(method);
}
