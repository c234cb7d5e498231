import { type FileHandle, mkdir, open, readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileError, hasCode } from "./file-error.ts";

const appending = new Map<string, Promise<void>>();

/** Adds lines at the end of a file, one caller after another, and waits until they are on the disk. */
export function appendLines(path: string, lines: readonly string[]): Promise<void> {
  const full = resolve(path);
  const before = appending.get(full) ?? Promise.resolve();
  const mine = before.catch(() => undefined).then(() => append(full, lines));
  appending.set(full, mine);
  const forget = () => {
    if (appending.get(full) === mine) appending.delete(full);
  };
  mine.then(forget, forget);
  return mine;
}

async function append(path: string, lines: readonly string[]): Promise<void> {
  const broken = lines.find((line) => /[\n\r]/.test(line));
  if (broken !== undefined) throw new Error(`${path}: could not be written: a line holds a line break`);
  if (lines.length === 0) return;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, "a+");
    try {
      const start = (await endsTorn(file)) ? "\n" : "";
      await file.appendFile(`${start}${lines.join("\n")}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(error, path, "could not be written");
  }
}

/** Whether a crash left a line without its end. */
async function endsTorn(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== 0x0a;
}

/** The whole lines of a file: what stands behind the last line break was torn by a crash. Empty without a file. */
export async function readLines(path: string): Promise<readonly string[]> {
  await appending.get(resolve(path))?.catch(() => undefined);
  try {
    const text = await readFile(path, "utf8");
    return text.split("\n").slice(0, -1).filter(Boolean);
  } catch (error) {
    if (hasCode(error) && error.code === "ENOENT") return [];
    throw fileError(error, path, "could not be read");
  }
}
