import type { SourceFile } from "../importer.ts";
import { isZip } from "./archived-file.ts";

/** The files, with those inside it in the place of each ZIP archive that is no format of its own. */
export async function expandArchives(files: readonly SourceFile[]): Promise<readonly SourceFile[]> {
  const expanded = await Promise.all(files.map(async (file) => (await inside(file)) ?? [file]));
  return expanded.flat();
}

async function inside(file: SourceFile): Promise<readonly SourceFile[] | null> {
  // Whoever reads the file says what is wrong with it.
  const head = await file.slice(0, 4).catch(() => new Uint8Array());
  // Archives are rare, and what reads them is large.
  return isZip(head) ? (await import("./archive.ts")).expandArchive(file) : null;
}
