import type { FileState, PageHost, Recovery } from "../src/host.ts";
import { parseNotebook } from "../src/notebook/markdown.ts";

/** A notebook about to be opened. */
export interface Opening {
  /** null for one that was never saved. */
  readonly path: string | null;
  readonly text: string;
  /** What its file holds. */
  readonly saved: string;
  /** It is shown unrun until the person trusts it. */
  readonly held: boolean;
  /** Names of files that were dropped, and whose bytes are gone. */
  readonly dropped: readonly string[];
  /** The file as it was, where that is known from before. */
  readonly base: FileState | null;
}

export async function storedOpening(host: PageHost, path: string): Promise<Opening> {
  const text = await host.readText(path);
  const held = asksForTrust(text) && !(await host.isTrusted(path, text));
  return { path, text, saved: text, held, dropped: [], base: null };
}

/** An unsaved notebook goes on as it was: what ran may run again, and its file counts as changed if it has been. */
export async function recoveredOpening(host: PageHost, recovery: Recovery): Promise<Opening> {
  const { path, text, trusted, dropped, base } = recovery;
  const saved = path === null ? "" : await host.readText(path).catch(() => "");
  return { path, text, saved, held: !trusted && asksForTrust(text), dropped, base };
}

/** Prose alone reads nothing and runs nothing. */
function asksForTrust(text: string): boolean {
  const { cells, frontMatter } = parseNotebook(text);
  const { sources, prices } = frontMatter;
  return sources.length > 0 || prices !== null || cells.some(({ kind }) => kind !== "markdown");
}
