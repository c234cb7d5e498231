import { mkdir, readdir, readFile, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeAtomically } from "./atomic.ts";

export const resultKey = z.string().regex(/^[a-z0-9-]{1,100}$/);
/** Base64 of at most 24 MB. */
export const resultBytes = z.string().max(32_000_000);

/** Results that took long, as base64 by the key that names all they depend on. Those used last stay, up to `most` bytes. */
export class ResultFolder {
  constructor(
    private readonly folder: string,
    private readonly most = 256_000_000,
  ) {}

  async read(key: string): Promise<string | null> {
    const file = this.#file(key);
    const found = await readFile(file, "utf8").catch(() => null);
    const now = new Date();
    if (found !== null) await utimes(file, now, now).catch(() => undefined);
    return found;
  }

  async write(key: string, bytes: string): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeAtomically(this.#file(key), bytes);
    await this.#clear();
  }

  async #clear(): Promise<void> {
    const names = (await readdir(this.folder)).filter((name) => name.endsWith(".b64"));
    const found = await Promise.all(names.map((name) => stat(join(this.folder, name)).catch(() => null)));
    const files = names
      .flatMap((name, at) => (found[at] ? [{ name, size: found[at].size, used: found[at].mtimeMs }] : []))
      .sort((a, b) => b.used - a.used);
    let size = 0;
    for (const file of files) {
      size += file.size;
      if (size > this.most) await rm(join(this.folder, file.name), { force: true });
    }
  }

  #file(key: string): string {
    return join(this.folder, `${key}.b64`);
  }
}
