import { mkdir, readdir, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { KeptPlace } from "../src/host.ts";

const defaultMost = 5_000_000_000;
const ending = ".duckdb";

/** How many bytes of imports are kept: CASEBOOK_CACHE_GB, or 5 GB. 0 keeps none. */
export function mostKept(env: Readonly<Record<string, string | undefined>> = process.env): number {
  const said = env.CASEBOOK_CACHE_GB?.trim();
  const gigabytes = Number(said);
  return said && gigabytes >= 0 ? gigabytes * 1e9 : defaultMost;
}

/**
 * Imported tables in files, by the key that names all they depend on. The page reads and writes the files itself. Those
 * used last stay, up to `most` bytes. The time of a file's last change is when its sources were read; that of its last
 * use is set by hand, because file systems keep it as they like.
 */
export class ImportFolder {
  constructor(
    private readonly folder: string,
    private readonly most: number,
  ) {}

  async place(key: string): Promise<KeptPlace | null> {
    if (this.most === 0) return null;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, `${key}${ending}`);
    const found = await stat(path).catch(() => null);
    if (found) await utimes(path, new Date(), found.mtime).catch(() => undefined);
    return { path, readAt: found?.mtimeMs ?? null };
  }

  /** Removes what was used longest ago until the limit is kept. */
  async trim(): Promise<void> {
    const files = (await this.#files()).sort((a, b) => b.used - a.used);
    let size = 0;
    for (const file of files) {
      size += file.size;
      if (size > this.most) await rm(file.path, { force: true });
    }
  }

  /** Removes one entry, or all for null. Gives the bytes that it freed. */
  async clear(key: string | null): Promise<number> {
    let freed = 0;
    for (const { name, path, size } of await this.#files()) {
      if (key !== null && name !== `${key}${ending}`) continue;
      await rm(path, { force: true });
      freed += size;
    }
    return freed;
  }

  async #files() {
    const names = await readdir(this.folder).catch(() => []);
    const found = names.map(async (name) => {
      const path = join(this.folder, name);
      const facts = await stat(path).catch(() => null);
      return facts?.isFile() ? [{ name, path, size: facts.size, used: facts.atimeMs }] : [];
    });
    return (await Promise.all(found)).flat();
  }
}
