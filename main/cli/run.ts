import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { cellKinds } from "../../src/cells/index.tsx";
import type { Host } from "../../src/host.ts";
import type { SourceFile } from "../../src/importers/importer.ts";
import { ipynbText } from "../../src/notebook/ipynb.ts";
import { type Lockfile, lockfilePath, parseLockfile, sourceChange } from "../../src/notebook/lockfile.ts";
import type { Cell, SourceEntry } from "../../src/notebook/notebook.ts";
import { takeOwnPrices } from "../../src/notebook/own-prices.ts";
import { plainMarkdown } from "../../src/notebook/plain-markdown.ts";
import type { CellFailure } from "../../src/notebook/runtime.ts";
import type { Session } from "../../src/notebook/session.ts";
import { type ReportContent, reportContent } from "../../src/report/content.ts";
import { exportedNotebook } from "../../src/report/exported.tsx";
import { reportScripts } from "../../src/report/moving-figures.ts";
import { drawReport } from "../../src/report/report.tsx";
import type { RunOutputs } from "./arguments.ts";
import { sourcesAt } from "./node-source.ts";
import { print, say, toJson } from "./output.ts";
import { cliHost, filesOf, MissingFile, withNotebook } from "./session.ts";

export interface RunOptions extends RunOutputs {
  /** The version of Casebook. */
  readonly app: string;
  /** The folder of the built page. */
  readonly page: string;
}

/** What happened to one cell. */
export interface CellOutcome {
  readonly name: string;
  readonly kind: string;
  readonly status: "done" | "failed";
  readonly summary: string;
  readonly result: unknown;
  readonly error: CellFailure | null;
}

/** Runs a notebook's cells in order. 1 when one of them failed. */
export async function runNotebook(path: string, options: RunOptions): Promise<number> {
  const host = cliHost();
  if (!(await host.stat(resolve(path)))) throw new MissingFile(`${path}: there is no such file`);
  const text = await host.readText(resolve(path));
  const files = filesOf(host, path);
  return withNotebook(
    options.page,
    async (session) => {
      await session.open(text);
      const { problems } = await readSources(host, session, path);
      for (const problem of problems) say(problem);
      await session.runAll();
      const outcomes = session.state.notebook.cells.map((cell) => outcome(session, cell));
      return finish(host, session, { path, problems, outcomes, ...options });
    },
    files,
  );
}

interface Finished extends RunOptions {
  readonly path: string;
  readonly problems: readonly string[];
  readonly outcomes: readonly CellOutcome[];
}

async function finish(host: Host, session: Session, run: Finished): Promise<number> {
  const { title } = session.state.notebook.frontMatter;
  const { problems, app } = run;
  const content = await reportContent(session, { app, problems, now: Date.now(), pathOf: ({ path }) => String(path) });
  const failures = await writeForms(host, content, run);
  const json = `${toJson({ notebook: run.path, title, problems, cells: run.outcomes })}\n`;
  await put(host, run.json, json);
  if (run.json === null && run.out === null && run.ipynb === null && run.markdown === null)
    for (const cell of run.outcomes) await print(`${outcomeLine(cell)}\n`);
  const all = [...run.outcomes.flatMap(failureLine), ...failures];
  for (const failure of all) say(failure);
  return all.length ? 1 : 0;
}

/** Writes what is asked for, in the forms that others read. Gives what could not be drawn, in words. */
async function writeForms(host: Host, content: ReportContent, run: RunOutputs): Promise<readonly string[]> {
  const scripts = run.moving ? await reportScripts(await readFile(plotlyFile(), "utf8")) : null;
  const report = run.out === null ? null : drawReport(content, cellKinds, scripts);
  await put(host, run.out, report?.html ?? "");
  if (run.ipynb !== null) await put(host, run.ipynb, ipynbText(exportedNotebook(content, cellKinds)));
  if (run.markdown !== null) await put(host, run.markdown, plainMarkdown(exportedNotebook(content, cellKinds)));
  return report?.failures ?? [];
}

function plotlyFile(): string {
  return createRequire(import.meta.url).resolve("plotly.js-dist-min/plotly.min.js");
}

async function put(host: Host, path: string | null, text: string): Promise<void> {
  if (path === "-") await print(text);
  else if (path !== null) await host.writeText(resolve(path), text);
}

export interface ReadSources {
  /** What is missing, changed or lost, in words. */
  readonly problems: readonly string[];
  /** Why a source that the notebook names could not be read, by its path there. */
  readonly missing: ReadonlyMap<string, string>;
}

/** Imports what the notebook names. */
export async function readSources(host: Host, session: Session, path: string): Promise<ReadSources> {
  const folder = dirname(resolve(path));
  const { frontMatter } = session.state.notebook;
  const problems = frontMatter.problem ? [frontMatter.problem] : [];
  const wrong = await takeOwnPrices(session, (prices) => host.readText(resolve(folder, prices)));
  if (wrong) problems.push(wrong);
  const entries = new Map<string, SourceEntry>();
  const files: SourceFile[] = [];
  const missing = new Map<string, string>();
  for (const entry of frontMatter.sources) {
    const found = await sourcesAt(host, resolve(folder, entry.path), entry.path).catch((error: Error) => error);
    if (found instanceof Error) problems.push(found.message);
    else if (!found) problems.push(`${entry.path}: the file is not there; the cells run without it`);
    else files.push(...found);
    if (!Array.isArray(found))
      missing.set(entry.path, found instanceof Error ? found.message : "the file is not there");
    if (Array.isArray(found)) for (const file of found) entries.set(file.path, entry);
  }
  for (const { path, counts } of await session.importFiles(files, entries))
    if (counts.lost) problems.push(`${path}: ${counts.lost} of ${counts.records} records could not be read`);
  problems.push(...Object.values(session.state.cohortProblems));
  return { problems: [...problems, ...changes(session, await readLockfile(host, path))], missing };
}

export async function readLockfile(host: Host, path: string): Promise<Lockfile | null> {
  return parseLockfile(await host.readText(lockfilePath(resolve(path))).catch(() => null));
}

function changes(session: Session, lock: Lockfile | null): readonly string[] {
  return session.state.sources.flatMap((source) => sourceChange(lock, String(source.path), source) ?? []);
}

function outcome(session: Session, cell: Cell): CellOutcome {
  const { status, failure, last, summary } = session.cell(cell.id);
  const done = status === "done";
  const error = failure ?? { message: `the cell did not run: ${status}`, line: null, column: null, key: null };
  return {
    name: cell.name,
    kind: cell.kind,
    status: done ? "done" : "failed",
    summary: done ? summary : "",
    result: done ? (last?.result ?? null) : null,
    error: done ? null : error,
  };
}

function outcomeLine({ name, kind, status, summary }: CellOutcome): string {
  return `${name || "(prose)"}\t${kind}\t${status}${summary ? `\t${summary}` : ""}`;
}

function failureLine({ name, kind, error }: CellOutcome): readonly string[] {
  if (!error) return [];
  const place = error.line === null ? (error.key ? ` (${error.key})` : "") : ` (line ${error.line}${column(error)})`;
  return [`cell ${name || kind} failed${place}: ${error.message}`];
}

function column({ column }: CellFailure): string {
  return column === null ? "" : `, column ${column}`;
}
