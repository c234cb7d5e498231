import type { PageHost } from "../src/host.ts";
import { type PageSourceFile, sourceFile } from "./source-files.ts";

/** The files of a drop, folders walked. Where the platform tells a file's path, the file is read by it. */
export async function droppedFiles(transfer: DataTransfer, host: PageHost): Promise<readonly PageSourceFile[]> {
  // Both must be taken before the first await: the transfer is emptied when the event is over.
  const dropped = Array.from(transfer.items, (item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const files: PageSourceFile[] = [];
  for (const { entry, file } of dropped) {
    if (entry) await walk(entry, host, files);
    else if (file) files.push(pageFile(file, file.name, host));
  }
  return files;
}

async function walk(entry: FileSystemEntry, host: PageHost, files: PageSourceFile[]): Promise<void> {
  if (entry.name.startsWith(".")) return;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    files.push(pageFile(file, entry.fullPath.replace(/^\//, ""), host));
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return;
    for (const child of some.sort((a, b) => a.name.localeCompare(b.name))) await walk(child, host, files);
  }
}

function pageFile(file: File, name: string, host: PageHost): PageSourceFile {
  const path = host.pathOf(file);
  if (path) return sourceFile({ type: "url", path, url: host.fileUrl(path), size: file.size });
  return sourceFile({ type: "blob", path: name, blob: file });
}

export function isNotebook(path: string): boolean {
  return /\.casebook\.md$/i.test(path);
}

/** True for the place itself, and for what is in it when it is a folder or an archive. */
export function liesIn(path: string, place: string): boolean {
  return path === place || (path.startsWith(place) && /[\\/]/.test(path.charAt(place.length)));
}

export function nameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) || path;
}

export function folderOf(path: string): string {
  const folder = path.slice(0, path.length - nameOf(path).length).replace(/[\\/]$/, "");
  return folder || "/";
}
