import type { SourceFile } from "../importer.ts";
import { importers } from "../index.ts";
import { namesIn } from "../names.ts";
import { makeSample } from "../sample.ts";
import { type ArchivedFile, isArchived, isZip } from "./archived-file.ts";
import { EntryWindow } from "./entry-window.ts";
import { openZip, readEntry, type ZipEntry } from "./zip.ts";
import { knownArchive } from "./zip-kinds.ts";

export function archivedFile(archive: SourceFile, entry: ZipEntry): ArchivedFile {
  return {
    archive,
    entry,
    path: `${archive.path}/${entry.name}`,
    size: entry.size,
    stream: () => readEntry(archive, entry),
    slice: (start, end) => EntryWindow.of(archive, entry).slice(start, Math.min(end, entry.size)),
  };
}

/**
 * The files inside a ZIP archive, and those inside archives in it; null when the file is no archive, is one of a format
 * of its own, or holds nothing to import. One that is damaged stands behind what was found in it.
 */
export async function expandArchive(file: SourceFile): Promise<readonly SourceFile[] | null> {
  const inside = await filesInside(file, await file.slice(0, headBytes).catch(() => nothing));
  if (!inside) return null;
  const files: SourceFile[] = [];
  for (const each of inside) {
    const nested = isArchived(each) ? await filesInside(each, await firstBytes(each)) : null;
    files.push(...(nested ?? [each]));
  }
  return files;
}

const headBytes = 64;
const nothing = new Uint8Array();

async function filesInside(file: SourceFile, head: Uint8Array): Promise<readonly SourceFile[] | null> {
  if (!isZip(head)) return null;
  // Whoever reads the file says what is wrong with it.
  const archive = await openZip(file).catch(() => null);
  if (!archive || (await isFormat(head, file))) return null;
  const files = archive.entries.filter(isWanted).map((entry) => archivedFile(file, entry));
  if (files.length === 0) return null;
  return archive.damage === null ? files : [...files, file];
}

async function isFormat(head: Uint8Array, file: SourceFile): Promise<boolean> {
  const sample = makeSample(head, false, null, await namesIn(head, file));
  return knownArchive(sample.entries ?? []) !== null || importers.some((importer) => importer.detect(sample) !== null);
}

/** No folder, and nothing that a system puts beside the files of a person. */
function isWanted({ name }: ZipEntry): boolean {
  return !name.endsWith("/") && name.split("/").every((part) => !part.startsWith(".") && part !== "__MACOSX");
}

async function firstBytes({ archive, entry }: ArchivedFile): Promise<Uint8Array> {
  try {
    for await (const chunk of readEntry(archive, entry, headBytes)) return chunk.subarray(0, headBytes);
  } catch {
    // Whoever reads the file says what is wrong with it.
  }
  return nothing;
}
