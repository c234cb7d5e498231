import { createHash } from "node:crypto";
import { mkdir, readFile, realpath } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";
import { z } from "zod";
import { writeAtomically } from "./atomic.ts";

const list = z.array(z.object({ path: z.string(), sha256: z.string() }));
const most = 1000;

/**
 * The notebooks that may run here: those below the shipped samples, and those that were trusted, each by its place and
 * the hash of its text. A text that somebody else has changed, and a copy elsewhere, are not trusted again. A damaged
 * list counts as an empty one.
 */
export class TrustList {
  #changing: Promise<void> = Promise.resolve();

  constructor(
    private readonly file: string,
    private readonly samples: string,
  ) {}

  async has(path: string, text: string): Promise<boolean> {
    const full = await realPath(path);
    if (this.samples && full.startsWith((await realPath(this.samples)) + sep)) return true;
    await this.#changing;
    const sha256 = hashOf(text);
    return (await this.#read()).some((known) => known.path === full && known.sha256 === sha256);
  }

  add(path: string, text: string): Promise<void> {
    const done = this.#changing.then(async () => {
      const full = await realPath(path);
      const others = (await this.#read()).filter((known) => known.path !== full);
      await mkdir(dirname(this.file), { recursive: true });
      const kept = [{ path: full, sha256: hashOf(text) }, ...others].slice(0, most);
      await writeAtomically(this.file, `${JSON.stringify(kept, null, 1)}\n`);
    });
    this.#changing = done.catch(() => undefined);
    return done;
  }

  async #read(): Promise<z.infer<typeof list>> {
    try {
      return list.parse(JSON.parse(await readFile(this.file, "utf8")));
    } catch {
      return [];
    }
  }
}

/** Past links: what is reached by another name is the same place, and a link out of the samples leads elsewhere. */
function realPath(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
