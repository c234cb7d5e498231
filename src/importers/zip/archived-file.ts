import type { SourceFile } from "../importer.ts";
import type { ZipEntry } from "./zip-directory.ts";

/** A file inside a ZIP archive, read through it. Its path goes on behind the archive's. */
export interface ArchivedFile extends SourceFile {
  readonly archive: SourceFile;
  readonly entry: ZipEntry;
}

export function isArchived(file: SourceFile): file is ArchivedFile {
  return "archive" in file && "entry" in file;
}

/** The file on the disk that holds this one: itself, unless it is in an archive. */
export function outermost(file: SourceFile): SourceFile {
  return isArchived(file) ? outermost(file.archive) : file;
}

/** True for what begins like a ZIP archive, an empty one too. */
export function isZip(head: Uint8Array): boolean {
  if (head[0] !== 0x50 || head[1] !== 0x4b) return false;
  return (head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6);
}
