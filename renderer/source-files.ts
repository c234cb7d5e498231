import type { SourceFile } from "../src/importers/importer.ts";
import { isArchived } from "../src/importers/zip/archived-file.ts";
import type { ZipEntry } from "../src/importers/zip/zip.ts";

/** A file that can be handed to a worker: a dropped file, the address of a local one, or one in an archive. */
export type SourceRef = FileRef | ArchivedRef;

export type FileRef =
  | { readonly type: "blob"; readonly path: string; readonly blob: Blob }
  | { readonly type: "url"; readonly path: string; readonly url: string; readonly size: number };

export interface ArchivedRef {
  readonly type: "entry";
  readonly archive: SourceRef;
  readonly entry: ZipEntry;
}

/** A source file that still knows where its bytes come from, so that a worker can read it. */
export interface PageSourceFile extends SourceFile {
  readonly ref: FileRef;
}

/** How a worker finds a file of the page. */
export function refOf(file: SourceFile): SourceRef {
  if (!isArchived(file)) return (file as PageSourceFile).ref;
  return { type: "entry", archive: refOf(file.archive), entry: file.entry };
}

/** A file of the page; those in archives are made from it. */
export function sourceFile(ref: FileRef): PageSourceFile {
  return ref.type === "blob" ? blobFile(ref, ref.blob) : urlFile(ref, ref.url, ref.size);
}

function blobFile(ref: FileRef, blob: Blob): PageSourceFile {
  const slice = async (start: number, end: number) => new Uint8Array(await blob.slice(start, end).arrayBuffer());
  const open = async () => blob.stream();
  return { ref, path: ref.path, size: blob.size, stream: () => inPieces(open, blob.size, ref.path), slice };
}

function urlFile(ref: FileRef, url: string, size: number): PageSourceFile {
  const get = (start: number, end: number) => fetchPart(url, ref.path, start, end);
  const slice = async (start: number, end: number) => {
    const last = Math.min(end, size);
    return last <= start ? new Uint8Array() : new Uint8Array(await (await get(start, last)).arrayBuffer());
  };
  const open = async () => (await get(0, size)).body as ReadableStream<Uint8Array>;
  return { ref, path: ref.path, size, stream: () => inPieces(open, size, ref.path), slice };
}

async function fetchPart(url: string, path: string, start: number, end: number): Promise<Response> {
  const response = await fetch(url, { headers: { Range: `bytes=${start}-${end - 1}` } });
  if (!response.ok) throw new Error((await response.text()) || `${path}: could not be read: ${response.statusText}`);
  return response;
}

const pieceBytes = 1024 * 1024;

/**
 * A file's bytes, all pieces in the same memory. Fresh memory for each, as one request for each takes it several times
 * over, can cost more than reading what it holds.
 */
async function* inPieces(
  open: () => Promise<ReadableStream<Uint8Array>>,
  size: number,
  path: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (size === 0) return;
  const reader = readerOf(await open());
  try {
    for (let left = size; left > 0; ) {
      const piece = await reader.read().catch((error) => {
        throw new Error(`${path}: could not be read: ${error instanceof Error ? error.message : String(error)}`);
      });
      if (!piece?.length) throw new Error(`${path}: could not be read: it has become shorter`);
      left -= piece.length;
      yield piece;
    }
  } finally {
    // Of a stream that has failed it says the failure once more.
    await reader.cancel().catch(() => undefined);
  }
}

interface PieceReader {
  /** The next bytes, null at the end. */
  read(): Promise<Uint8Array | null>;
  cancel(): Promise<void>;
}

/** Not every browser reads into memory that it is lent. */
function readerOf(stream: ReadableStream<Uint8Array>): PieceReader {
  try {
    return intoOneMemory(stream.getReader({ mode: "byob" }));
  } catch {
    const reader = stream.getReader();
    return { read: async () => (await reader.read()).value ?? null, cancel: () => reader.cancel() };
  }
}

function intoOneMemory(reader: ReadableStreamBYOBReader): PieceReader {
  let memory = new ArrayBuffer(pieceBytes);
  const read = async () => {
    const { value } = await reader.read(new Uint8Array(memory), { min: pieceBytes });
    if (!value) return null;
    memory = value.buffer;
    return value;
  };
  return { read, cancel: () => reader.cancel() };
}
