import { access, constants, open, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Entry, Host } from "../../src/host.ts";
import type { SourceFile } from "../../src/importers/importer.ts";
import { fileError } from "../file-error.ts";

/** A file on the disk, under the name by which the user knows it. */
export function nodeSource(file: string, size: number, name: string): SourceFile {
  return {
    path: name,
    size,
    stream: () => inPieces(file),
    slice: (start, end) => readSlice(file, start, end),
  };
}

const pieceBytes = 2 ** 20;

/** All pieces in the same memory, because fresh memory costs more than reading. */
async function* inPieces(file: string): AsyncGenerator<Uint8Array, void, undefined> {
  const handle = await open(file, "r");
  try {
    const memory = new Uint8Array(pieceBytes);
    for (;;) {
      const { bytesRead } = await handle.read(memory, 0, pieceBytes, null);
      if (bytesRead === 0) return;
      yield memory.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function readSlice(file: string, start: number, end: number): Promise<Uint8Array> {
  const handle = await open(file, "r");
  try {
    const bytes = new Uint8Array(Math.max(0, end - start));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

/**
 * The files that a path means: itself, every file below when it is a folder, or what it matches as a pattern. Named as
 * the path was written. null when there is nothing at the path. @throws when it is there and cannot be read
 */
export async function sourcesAt(host: Host, full: string, written: string): Promise<readonly SourceFile[] | null> {
  const found = await host.find(full);
  if (!found) return null;
  if (found[0]?.path === full) return [await readable(found[0], written)];
  const isFolder = (await host.stat(full)) !== null;
  const named = (path: string) => (isFolder ? join(written, relative(full, path)) : relative(process.cwd(), path));
  return Promise.all(found.map((file) => readable(file, named(file.path))));
}

async function readable({ path, size }: Entry, written: string): Promise<SourceFile> {
  try {
    if (!(await stat(path)).isFile()) throw new Error("it is not a plain file");
    await access(path, constants.R_OK);
  } catch (error) {
    throw fileError(error, written, "could not be read");
  }
  return nodeSource(path, size, written);
}
