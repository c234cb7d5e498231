import type { PageHost } from "../src/host.ts";
import { type Lockfile, lockfilePath, parseLockfile, sourceChange } from "../src/notebook/lockfile.ts";
import type { Notebook, SourceEntry } from "../src/notebook/notebook.ts";
import { takeOwnPrices } from "../src/notebook/own-prices.ts";
import { lockfileText, type Recording, recordRun } from "../src/notebook/recording.ts";
import type { Session } from "../src/notebook/session.ts";
import type { SourceInfo } from "../src/notebook/session-state.ts";
import { takeCompanions } from "./companions.ts";
import { folderOf, liesIn, nameOf } from "./dropped-files.ts";
import { type FoundSources, forgetKeptImports, keepFound, restoreImports } from "./kept-imports.ts";
import { type PageSourceFile, sourceFile } from "./source-files.ts";

/**
 * Reads the sources of the notebook that was just opened again from where they lie, or takes what was kept of them.
 * Returns what is odd, in words: a source that is missing, or that has changed since the notebook was saved.
 */
export async function readStoredSources(
  host: PageHost,
  session: Session,
  path: string,
  { anew = false } = {},
): Promise<readonly string[]> {
  const folder = folderOf(path);
  const { frontMatter } = session.state.notebook;
  const problems = frontMatter.problem ? [frontMatter.problem] : [];
  const wrong = await takeOwnPrices(session, async (prices) => host.readText(await host.resolve(folder, prices)));
  if (wrong) problems.push(wrong);
  const { missing, ...found } = await findSources(host, session, folder);
  problems.push(...missing.map((name) => `${name}: the file is not there; its cells run without it`));
  if (anew) await forgetKeptImports(host, session, found);
  if (anew || !(await restoreImports(host, session, found))) await session.importFiles(found.files, found.entries);
  const lock = await readLock(host, path);
  for (const info of session.state.sources) {
    const change = sourceChange(lock, await host.relative(folder, String(info.path)), info);
    if (change) problems.push(change);
  }
  return problems;
}

/** Keeps what was imported of a stored notebook's sources, so that opening it again need not read them. */
export async function keepStoredSources(host: PageHost, session: Session, path: string): Promise<void> {
  await keepFound(host, session, await findSources(host, session, folderOf(path)));
}

/** The files that the notebook names, and the names behind which there are none. */
async function findSources(
  host: PageHost,
  session: Session,
  folder: string,
): Promise<FoundSources & { readonly missing: readonly string[] }> {
  const files: PageSourceFile[] = [];
  const entries = new Map<string, SourceEntry>();
  const missing: string[] = [];
  for (const entry of session.state.notebook.frontMatter.sources) {
    const found = await filesOf(host, folder, entry.path);
    if (!found.length) missing.push(entry.path);
    for (const file of found) entries.set(file.path, entry);
    files.push(...found);
  }
  return { files, entries, missing };
}

/** Computes costs by the prices in a file from now on. Gives what is wrong with them, in words. */
export async function nameOwnPrices(
  host: PageHost,
  session: Session,
  notebook: string | null,
  file: string,
): Promise<string | null> {
  // Where this is stopped, the notebook is as it was.
  await session.copyKept();
  await session.setPricesPath(notebook === null ? file : await host.relative(folderOf(notebook), file));
  return takeOwnPrices(session, () => host.readText(file));
}

async function filesOf(host: PageHost, folder: string, path: string): Promise<readonly PageSourceFile[]> {
  const full = await host.resolve(folder, path);
  return ((await host.find(full)) ?? []).map(({ path, size }) =>
    sourceFile({ type: "url", path, url: host.fileUrl(path), size }),
  );
}

/** Takes a source out of the notebook. An archive or a folder stays on its list while another source lies in it. */
export async function forgetSource(
  host: PageHost,
  session: Session,
  id: number,
  { from, dropped }: Pick<StoreOptions, "from" | "dropped">,
): Promise<void> {
  const removed = String(session.state.sources.find(({ source_id }) => source_id === id)?.path);
  await session.removeSource(id);
  const { sources, notebook } = session.state;
  const kept: SourceEntry[] = [];
  for (const entry of notebook.frontMatter.sources) {
    const { path } = entry;
    const place = from === null || dropped.has(path) ? path : await host.resolve(folderOf(from), path);
    if (!liesIn(removed, place) || sources.some((source) => liesIn(String(source.path), place))) kept.push(entry);
  }
  await session.setSources(kept);
}

export interface StoreOptions {
  /** Where the notebook was until now; null when it is new. */
  readonly from: string | null;
  readonly to: string;
  /** The bytes of dropped files, by the name under which they were imported: nobody knows where they lie. */
  readonly dropped: ReadonlyMap<string, Blob>;
  readonly mayCopy: (names: readonly string[], folder: string) => Promise<boolean>;
}

/** A notebook as it was when it was written, and the text that was. */
export interface Stored {
  readonly notebook: Notebook;
  readonly text: string;
  /** What of the files beside it did not come along to its new place, in words. */
  readonly problems: readonly string[];
}

/**
 * Writes the notebook and, beside it, its lockfile. Sources get paths relative to the notebook. Dropped files are
 * copied beside it, so that it can be opened again; if the person declines, only their names are written. A notebook
 * that is held has read nothing, so its lockfile stays.
 */
export async function storeNotebook(host: PageHost, session: Session, options: StoreOptions): Promise<Stored> {
  const { from, to } = options;
  const folder = folderOf(to);
  await keepDropped(host, session, options);
  const entries = await Promise.all(
    session.state.notebook.frontMatter.sources.map(async (entry) => {
      if (options.dropped.has(entry.path)) return entry;
      const full = await host.resolve(folderOf(from ?? to), entry.path);
      return { ...entry, path: await host.relative(folder, full) };
    }),
  );
  if (JSON.stringify(entries) !== JSON.stringify(session.state.notebook.frontMatter.sources))
    await session.setSources(entries);
  const { prices } = session.state.notebook.frontMatter;
  if (prices !== null && from !== to)
    await session.setPricesPath(await host.relative(folder, await host.resolve(folderOf(from ?? to), prices)));
  // What is edited from here on is not in the file.
  const { notebook, held } = session.state;
  const text = session.text();
  await host.writeText(to, text);
  const problems = from !== null && from !== to ? await takeCompanions(host, session, from, to) : [];
  if (!held) {
    const previous = await readLock(host, from ?? to);
    await host.writeText(lockfilePath(to), lockfileText(await recordedRun(host, session, folder), previous));
  }
  return { notebook, text, problems };
}

async function keepDropped(host: PageHost, session: Session, options: StoreOptions): Promise<void> {
  const { to, dropped, mayCopy } = options;
  const { sources } = session.state;
  const names = [...dropped.keys()].filter((name) => sources.some(({ path }) => liesIn(String(path), name)));
  if (!names.length) return;
  const target = `${nameOf(to).replace(/(\.casebook)?\.md$/i, "")}-files`;
  if (!(await mayCopy(names.map(nameOf), target))) return;
  for (const name of names) {
    const path = await host.resolve(folderOf(to), `${target}/${name}`);
    await host.writeBytes(path, dropped.get(name) as Blob);
    for (const source of sources.filter((each) => liesIn(String(each.path), name)))
      await session.relocateSource(Number(source.source_id), path + String(source.path).slice(name.length));
    const entries = session.state.notebook.frontMatter.sources;
    await session.setSources(entries.map((entry) => (entry.path === name ? { ...entry, path } : entry)));
  }
}

/** What was locked of the notebook at a path; null when nothing was. */
export async function readLock(host: PageHost, path: string): Promise<Lockfile | null> {
  return parseLockfile(await host.readText(lockfilePath(path)).catch(() => null));
}

/** The notebook's run as it stands, with its sources as a notebook in the folder writes them. */
export async function recordedRun(
  host: PageHost,
  session: Session,
  folder: string,
  signal?: AbortSignal,
): Promise<Recording> {
  const written = new Map<string, string>();
  for (const { path } of session.state.sources)
    written.set(String(path), await host.relative(folder, String(path)).catch(() => String(path)));
  const { version } = await host.start();
  const pathOf = ({ path }: SourceInfo) => written.get(String(path)) ?? String(path);
  return recordRun(session, { app: version, pathOf, signal });
}
