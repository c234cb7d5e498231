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
  return {
    ref,
    path: ref.path,
    size: blob.size,
    stream: () => inPieces(slice, blob.size, ref.path),
    slice,
  };
}

function urlFile(ref: FileRef, url: string, size: number): PageSourceFile {
  const slice = async (start: number, end: number) => {
    if (end <= start) return new Uint8Array();
    const response = await get(url, ref.path, { Range: `bytes=${start}-${end - 1}` });
    return new Uint8Array(await response.arrayBuffer());
  };
  return { ref, path: ref.path, size, stream: () => inPieces(slice, size, ref.path), slice };
}

const pieceBytes = 4 * 1024 * 1024;

/**
 * A file's bytes in pieces, each asked for while the one before it is read. The browser's own streams give a file in
 * thousands of small pieces, and what is done for each of them costs more than reading it.
 */
async function* inPieces(
  slice: PageSourceFile["slice"],
  size: number,
  path: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  let next = slice(0, Math.min(size, pieceBytes));
  for (let at = 0; at < size; at += pieceBytes) {
    const bytes = await next;
    const end = Math.min(size, at + pieceBytes);
    if (bytes.length < end - at) throw new Error(`${path}: could not be read: it has become shorter`);
    next = slice(end, Math.min(size, end + pieceBytes));
    // Seen when the piece is asked for, if it is.
    next.catch(() => undefined);
    yield bytes;
  }
}

async function get(url: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error((await response.text()) || `${path}: could not be read: ${response.statusText}`);
  return response;
}
