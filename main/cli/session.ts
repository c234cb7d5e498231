import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { cellKinds, cellKindsWith } from "../../src/cells/index.tsx";
import type { Host } from "../../src/host.ts";
import type { ReadSource, SourceFile } from "../../src/importers/importer.ts";
import { readSource } from "../../src/importers/read.ts";
import { setParquetWasm } from "../../src/importers/tables/parquet-wasm.ts";
import { type NotebookFiles, notebookFiles } from "../../src/notebook/notebook-files.ts";
import type { AnyCellLogic } from "../../src/notebook/runtime.ts";
import { Session } from "../../src/notebook/session.ts";
import { openEngine } from "../engine.ts";
import { createFiles } from "../files.ts";
import { configFolder } from "../places.ts";
import { BrowserSandbox } from "./browser-sandbox.ts";
import { sourcesAt } from "./node-source.ts";

/** An empty notebook over an engine of its own, closed when the work is done. */
export async function withSession<T>(
  kinds: readonly AnyCellLogic[],
  work: (session: Session) => Promise<T>,
  files?: NotebookFiles,
): Promise<T> {
  setParquetWasm(() => readFile(createRequire(import.meta.url).resolve("parquet-wasm/esm/parquet_wasm_bg.wasm")));
  const engine = await openEngine();
  try {
    return await work(await Session.create(engine, kinds, readHashed, { files }));
  } finally {
    await engine.close();
  }
}

/**
 * The same for a whole notebook: with every kind of cell, scripts in the browser that CASEBOOK_CHROMIUM names.
 * @param page the folder of the built page, which holds the scripts' sandbox
 */
export async function withNotebook<T>(
  page: string,
  work: (session: Session) => Promise<T>,
  files: NotebookFiles,
): Promise<T> {
  const binary = process.env.CASEBOOK_CHROMIUM;
  if (!binary) return withSession(cellKinds, work, files);
  const sandbox = new BrowserSandbox(binary, page);
  try {
    return await withSession(cellKindsWith(sandbox), work, files);
  } finally {
    await sandbox.close();
  }
}

/** Node's own SHA-256 is several times as fast as the importers'. */
const readHashed: ReadSource = (file, options) =>
  readSource(file, {
    ...options,
    sha256: () => {
      const hash = createHash("sha256");
      return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("hex") };
    },
  });

export function cliHost(): Host {
  const folder = process.cwd();
  return createFiles({ start: { paths: [], folder, samples: "", version: "" }, config: configFolder() });
}

/** The files around the notebook at a path. */
export function filesOf(host: Host, path: string): NotebookFiles {
  return notebookFiles(host, () => resolve(path));
}

/** A path on the command line with nothing there: nothing is imported then. */
export class MissingFile extends Error {
  override readonly name = "MissingFile";
}

/** The files that the arguments mean. @throws MissingFile */
export async function namedSources(host: Host, paths: readonly string[]): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = [];
  for (const path of paths) {
    const found = await sourcesAt(host, resolve(path), path);
    if (!found) throw new MissingFile(`${path}: there is no such file or folder`);
    files.push(...found);
  }
  return files;
}
