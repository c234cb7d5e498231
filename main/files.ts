import type { Dirent } from "node:fs";
import { mkdir, readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import picomatch from "picomatch";
import { z } from "zod";
import type { Entry, Folder, Host, ModelReply, ModelRequest, Recent, Start } from "../src/host.ts";
import { writeAtomically } from "./atomic.ts";
import { copyFile } from "./copy-file.ts";
import { EndpointList } from "./endpoints.ts";
import { fileError, hasCode } from "./file-error.ts";
import { Gate } from "./gate.ts";
import { ImportFolder, mostKept } from "./import-folder.ts";
import { appendLines, readLines } from "./lines.ts";
import { RecoveryFolder } from "./recoveries.ts";
import { ResultFolder } from "./result-folder.ts";
import { TrustList } from "./trusted.ts";
import type { Vault } from "./vault.ts";

export interface FilesOptions {
  readonly start: Start;
  /** Where recent and trusted notebooks are listed and unsaved ones kept; made when first needed. */
  readonly config: string;
  /** Where keys are kept; a file that only its owner can read, unless given. */
  readonly vault?: () => Vault | null;
}

/** The host, on Node's file system. Both transports carry this one object. */
export function createFiles({ start, config, vault }: FilesOptions): Host {
  const recent = new RecentList(join(config, "recent.json"));
  const trusted = new TrustList(join(config, "trusted.json"), start.samples);
  const recoveries = new RecoveryFolder(join(config, "recovery"));
  const endpoints = new EndpointList(config, vault);
  const gate = new Gate(endpoints);
  const results = new ResultFolder(join(config, "results"));
  const imports = new ImportFolder(join(config, "imports"), mostKept());
  return {
    start: async () => start,
    stat: entryAt,
    list,
    walk,
    find,
    readText,
    writeText: (path, text) => writeAtomically(resolve(path), text),
    recent: () => recent.existing(),
    remember: (notebook) => recent.add(notebook),
    resolve: async (folder, path) => resolve(folder, path),
    relative: async (folder, path) => forwardSlashes(relative(folder, path)),
    isTrusted: (path, text) => trusted.has(path, text),
    trust: (path, text) => trusted.add(path, text),
    recoveries: () => recoveries.all(),
    keepRecovery: (recovery) => recoveries.keep(recovery),
    dropRecovery: (id) => recoveries.drop(id),
    readLines: (path) => readLines(resolve(path)),
    appendLines,
    copyFile: (from, to) => copyFile(resolve(from), resolve(to)),
    endpoints: () => endpoints.all(),
    setEndpoint: (change) => endpoints.set(change),
    removeEndpoint: (name) => endpoints.remove(name),
    endpointModels: (name) => gate.models(name),
    askModel: (request, id) => askAndKeep(gate, request, id),
    cancelAsk: async (id) => gate.cancel(id),
    readResult: (key) => results.read(key),
    keepResult: (key, bytes) => results.write(key, bytes),
    keptImports: (key) => imports.place(key),
    trimKeptImports: () => imports.trim(),
    clearKeptImports: (key) => imports.clear(key),
  };
}

/** An answer is on the disk before anybody hears of it, so that a crash costs nothing twice. */
async function askAndKeep(gate: Gate, request: ModelRequest, id: string): Promise<ModelReply> {
  const reply = await gate.ask(request, id);
  if ("answer" in reply && request.keep) {
    const { path, key } = request.keep;
    await appendLines(path, [JSON.stringify({ key, at: new Date().toISOString(), answer: reply.answer })]);
  }
  return reply;
}

function forwardSlashes(path: string): string {
  return process.platform === "win32" ? path.replaceAll("\\", "/") : path;
}

async function entryAt(path: string): Promise<Entry | null> {
  const full = resolve(path);
  try {
    const found = await stat(full);
    return {
      path: full,
      name: basename(full),
      isFolder: found.isDirectory(),
      size: found.isDirectory() ? 0 : found.size,
      modified: found.mtimeMs,
    };
  } catch (error) {
    if (hasCode(error) && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
    throw fileError(error, full, "could not be looked at");
  }
}

async function list(folder: string): Promise<Folder> {
  const path = resolve(folder);
  const entries = await entriesOf(path);
  const parent = dirname(path);
  return { path, parent: parent === path ? null : parent, entries };
}

/** Plain files and folders, folders first. What is neither (sockets, pipes, links to nothing) is left out. */
async function entriesOf(folder: string): Promise<Entry[]> {
  const entries = (await readFolder(folder)).map((entry) => entryAt(join(folder, entry.name)).catch(() => null));
  const found = (await Promise.all(entries)).filter((entry) => entry !== null);
  return found.sort((a, b) => Number(b.isFolder) - Number(a.isFolder) || byName(a, b));
}

async function readFolder(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile() || entry.isDirectory() || entry.isSymbolicLink());
  } catch (error) {
    throw fileError(error, folder, "could not be read");
  }
}

const names = new Intl.Collator("en", { numeric: true });

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return names.compare(a.name, b.name) || (a.name < b.name ? -1 : 1);
}

async function walk(folder: string): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  await walkInto(resolve(folder), found, new Set());
  return found;
}

async function walkInto(folder: string, found: Entry[], seen: Set<string>): Promise<void> {
  // A link to a folder can lead back up; each real folder is walked once.
  const real = await realpath(folder).catch(() => folder);
  if (seen.has(real)) return;
  seen.add(real);
  const entries = (await readFolder(folder)).filter((entry) => !entry.name.startsWith(".")).sort(byName);
  for (const { name } of entries) {
    const entry = await entryAt(join(folder, name));
    if (entry?.isFolder) await walkInto(entry.path, found, seen);
    else if (entry) found.push(entry);
  }
}

/** A file or a folder of that name goes before a pattern. */
async function find(path: string): Promise<readonly Entry[] | null> {
  const full = resolve(path);
  const entry = await entryAt(full);
  if (entry) return entry.isFolder ? walk(full) : [entry];
  const pattern = forwardSlashes(full);
  const { base, isGlob } = picomatch.scan(pattern);
  if (!isGlob || (await entryAt(base))?.isFolder !== true) return null;
  const matches = picomatch(pattern, { nocase: process.platform === "win32" });
  const found = (await walk(base)).filter((file) => matches(forwardSlashes(file.path)));
  return found.length ? found : null;
}

async function readText(path: string): Promise<string> {
  try {
    return decode(await readFile(path));
  } catch (error) {
    throw fileError(error, path, "could not be read");
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("it is not UTF-8 text");
  }
}

const recentList = z.array(z.object({ path: z.string(), title: z.string() }));
const recentLimit = 20;

/** The notebooks opened last, newest first, in a small file. A damaged file counts as an empty list. */
class RecentList {
  #changing: Promise<void> = Promise.resolve();

  constructor(private readonly file: string) {}

  async existing(): Promise<readonly Recent[]> {
    await this.#changing;
    const all = await this.#read();
    const there = await Promise.all(all.map(({ path }) => entryAt(path).catch(() => null)));
    return all.filter((_, index) => there[index] && !there[index].isFolder);
  }

  add({ path, title }: Recent): Promise<void> {
    const done = this.#changing.then(async () => {
      const full = resolve(path);
      const others = (await this.#read()).filter((other) => other.path !== full);
      await mkdir(dirname(this.file), { recursive: true });
      const kept = [{ path: full, title }, ...others].slice(0, recentLimit);
      await writeAtomically(this.file, `${JSON.stringify(kept, null, 2)}\n`);
    });
    this.#changing = done.catch(() => undefined);
    return done;
  }

  async #read(): Promise<readonly Recent[]> {
    try {
      return recentList.parse(JSON.parse(await readFile(this.file, "utf8")));
    } catch {
      return [];
    }
  }
}
