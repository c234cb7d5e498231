import { randomBytes } from "node:crypto";
import { access, chmod, constants, type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileError, hasCode } from "./file-error.ts";

export type Content = string | Uint8Array | AsyncIterable<Uint8Array>;

const writing = new Map<string, Promise<void>>();

/**
 * Replaces a file in one step: the content goes to a new file in the same folder, to the disk, and then takes the
 * old one's name. Keeps the old one's mode, writes through symbolic links, and does writes to one path in order.
 */
export function writeAtomically(path: string, content: Content, newMode = 0o666): Promise<void> {
  const before = writing.get(path) ?? Promise.resolve();
  const mine = before
    .catch(() => undefined)
    .then(() => replace(path, content, newMode))
    .catch((error) => {
      throw fileError(error, path, "could not be written");
    });
  writing.set(path, mine);
  const forget = () => {
    if (writing.get(path) === mine) writing.delete(path);
  };
  mine.then(forget, forget);
  return mine;
}

async function replace(path: string, content: Content, newMode: number): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const mode = await writableMode(target);
  const temporary = join(dirname(target), `.${basename(target).slice(0, 200)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    const file = await open(temporary, "wx", mode ?? newMode);
    try {
      await fill(file, content);
      await file.sync();
    } finally {
      await file.close();
    }
    if (mode !== null) await chmod(temporary, mode);
    await renameOver(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(target));
}

/** The mode of the file to be replaced, or null when there is none. A rename would pass over its write protection. */
async function writableMode(target: string): Promise<number | null> {
  const found = await stat(target).catch((error) => {
    if (hasCode(error) && error.code === "ENOENT") return null;
    throw error;
  });
  if (!found) return null;
  if (!found.isFile()) throw new Error(found.isDirectory() ? "it is a folder" : "it is not a plain file");
  await access(target, constants.W_OK);
  return found.mode & 0o7777;
}

async function fill(file: FileHandle, content: Content): Promise<void> {
  if (typeof content === "string" || content instanceof Uint8Array) return file.writeFile(content);
  for await (const chunk of content) {
    let written = 0;
    while (written < chunk.byteLength) written += (await file.write(chunk, written)).bytesWritten;
  }
}

// On Windows a virus scanner or an indexer may hold the old file for a moment.
async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(from, to);
    } catch (error) {
      const busy = hasCode(error) && ["EPERM", "EACCES", "EBUSY"].includes(error.code);
      if (process.platform !== "win32" || !busy || attempt === 8) throw error;
      await pause(attempt * 25);
    }
  }
}

/** Makes the rename itself last through a power cut, where the platform can open folders. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => null);
  if (!handle) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}
