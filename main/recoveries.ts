import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Recovery } from "../src/host.ts";
import { writeAtomically } from "./atomic.ts";
import { fileError } from "./file-error.ts";

export const recoveryId = z.string().regex(/^[a-z0-9-]{1,64}$/);

export const recovery = z.object({
  id: recoveryId,
  path: z.string().max(32_768).nullable(),
  title: z.string().max(1000),
  text: z.string(),
  trusted: z.boolean(),
  dropped: z.array(z.string()),
  base: z.object({ size: z.number(), modified: z.number() }).nullable(),
  time: z.number(),
}) satisfies z.ZodType<Recovery>;

const stored = recovery.extend({ owner: z.number() });

/**
 * Unsaved notebooks, one file each, written in one step. A file says which process wrote it: what another running one
 * keeps is still open there, so it is not given.
 */
export class RecoveryFolder {
  constructor(private readonly folder: string) {}

  async all(): Promise<readonly Recovery[]> {
    const names = await readdir(this.folder).catch(() => []);
    const found = await Promise.all(names.filter((name) => name.endsWith(".json")).map((name) => this.#read(name)));
    return found.filter((each) => each !== null).sort((a, b) => b.time - a.time);
  }

  async keep(kept: Recovery): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeAtomically(this.#file(kept.id), JSON.stringify({ ...kept, owner: process.pid }));
  }

  async drop(id: string): Promise<void> {
    const file = this.#file(id);
    await rm(file, { force: true }).catch((error) => {
      throw fileError(error, file, "could not be removed");
    });
  }

  #file(id: string): string {
    return join(this.folder, `${id}.json`);
  }

  async #read(name: string): Promise<Recovery | null> {
    try {
      const { owner, ...kept } = stored.parse(JSON.parse(await readFile(join(this.folder, name), "utf8")));
      return owner !== process.pid && isRunning(owner) ? null : kept;
    } catch {
      return null;
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
