import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Copied } from "../src/host.ts";
import { writeAtomically } from "./atomic.ts";
import { fileError, hasCode } from "./file-error.ts";

/** Copies a file to where there is none; one that is there stays as it is. */
export async function copyFile(from: string, to: string): Promise<Copied> {
  const content = await bytesOf(from);
  if (!content) return "missing";
  const there = await bytesOf(to);
  if (there) return content.equals(there) ? "same" : "different";
  await mkdir(dirname(to), { recursive: true });
  await writeAtomically(to, content);
  return "copied";
}

async function bytesOf(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (hasCode(error) && error.code === "ENOENT") return null;
    throw fileError(error, path, "could not be read");
  }
}
