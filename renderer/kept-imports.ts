import type { PageHost } from "../src/host.ts";
import type { SourceFile } from "../src/importers/importer.ts";
import { keepImports } from "../src/notebook/kept-imports.ts";
import type { Session } from "../src/notebook/session.ts";
import type { SourceEntries } from "../src/notebook/sources.ts";

/** What a notebook names, as it lies on the disk now. */
export interface FoundSources {
  readonly files: readonly SourceFile[];
  readonly entries: SourceEntries;
}

/** Fills the session's empty store by what was kept of these sources, if they are unchanged. False: import them. */
export async function restoreImports(host: PageHost, session: Session, found: FoundSources): Promise<boolean> {
  const key = session.engine.databases && (await keyOf(session, found));
  const place = key && (await host.keptImports(key));
  if (!place || place.readAt === null) return false;
  const { readAt, path } = place;
  const isSame = await session.restoreImports({
    readAt,
    paths: found.files.map((file) => file.path),
    open: (signal) => fileOf(host, path, signal),
    hash: (source, signal) => hashOf(host, source, signal),
  });
  // Whatever was wrong with it, it is not worth being tried again.
  if (!isSame) await host.clearKeptImports(key);
  return isSame;
}

/** Keeps what the session has imported, if these are its sources and nothing is kept of them yet. */
export async function keepFound(host: PageHost, session: Session, found: FoundSources): Promise<void> {
  const { databases } = session.engine;
  const key = databases && found.files.length ? await keyOf(session, found) : null;
  const place = key && (await host.keptImports(key));
  if (!databases || !place || place.readAt !== null) return;
  const paths = found.files.map(({ path }) => path);
  const { kept } = session.state;
  await keepImports(databases, paths, async (file) => {
    if (session.state.kept !== kept) throw new Error("imports: not kept: another notebook has been opened");
    await host.writeBytes(place.path, file);
  });
  await host.trimKeptImports();
}

/** Removes what is kept of these sources. */
export async function forgetKeptImports(host: PageHost, session: Session, found: FoundSources): Promise<void> {
  const key = await keyOf(session, found);
  if (key) await host.clearKeptImports(key);
}

/** Of the program's code that imports, by vite.config.ts; "" while it is not built. */
const importersHash: string = import.meta.env.CASEBOOK_IMPORTERS ?? "";

/** Names all that imported tables depend on, but for the content of files: that is told by their hashes. */
async function keyOf({ importedWith: prices }: Session, found: FoundSources): Promise<string | null> {
  if (!importersHash || !prices) return null;
  const { files, entries } = found;
  const sources = files.map(({ path, size }) => [path, size, entries.get(path)?.as, entries.get(path)?.map]);
  const text = JSON.stringify([importersHash, prices, sources]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function fileOf(host: PageHost, path: string, signal: AbortSignal): Promise<Blob> {
  return (await fetched(host.fileUrl(path), path, signal)).blob();
}

async function hashOf(host: PageHost, path: string, signal: AbortSignal): Promise<string> {
  return (await fetched(`${host.fileUrl(path)}&as=sha256`, path, signal)).text();
}

async function fetched(url: string, path: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${path}: could not be read: ${response.statusText}`);
  return response;
}
