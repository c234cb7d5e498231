import { resolve } from "node:path";
import { lockfilePath } from "../../src/notebook/lockfile.ts";
import { lockfileText, recordRun } from "../../src/notebook/recording.ts";
import { type Check, checkText, type Verification, verify } from "../../src/notebook/verify.ts";
import { print, say, toJson } from "./output.ts";
import { readLockfile, readSources } from "./run.ts";
import { cliHost, filesOf, MissingFile, withNotebook } from "./session.ts";

export interface VerifyOptions {
  readonly notebook: string;
  readonly json: boolean;
  /** Writes the lockfile instead of comparing with it. */
  readonly update: boolean;
  /** The version of Casebook. */
  readonly app: string;
  /** The folder of the built page. */
  readonly page: string;
}

/** Runs a notebook again and compares with its lockfile. 0 when everything is the same. */
export async function runVerify({ notebook, json, update, app, page }: VerifyOptions): Promise<number> {
  const host = cliHost();
  if (!(await host.stat(resolve(notebook)))) throw new MissingFile(`${notebook}: there is no such file`);
  const lock = await readLockfile(host, notebook);
  const place = lockfilePath(notebook);
  if (!update && !lock?.cells) throw new Error(`${place}: ${lock ? olderLock : noLock}`);
  const text = await host.readText(resolve(notebook));
  const files = filesOf(host, notebook);
  return withNotebook(
    page,
    async (session) => {
      await session.open(text);
      const { missing } = await readSources(host, session, notebook);
      await session.runAll();
      const now = await recordRun(session, { app, pathOf: ({ path }) => String(path) });
      if (!update && lock) return tell(verify(lock, now, missing), notebook, json);
      for (const [path, problem] of missing) say(`${path}: ${problem}`);
      const prices = now.prices?.problem ?? null;
      if (prices !== null) say(`${now.prices?.path}: ${prices}`);
      await host.writeText(resolve(place), lockfileText(now, null));
      const failed = now.cells.filter(({ problem }) => problem !== null);
      for (const { cell, problem } of failed) say(`cell ${cell} has no result to lock: ${problem}`);
      return failed.length || missing.size || prices !== null ? 1 : 0;
    },
    files,
  );
}

const remedy = "save the notebook in Casebook, or write one with verify --update";
const noLock = `there is no lockfile to compare with; ${remedy}`;
const olderLock = `this lockfile knows no results; ${remedy}`;

async function tell(verification: Verification, notebook: string, json: boolean): Promise<number> {
  const { sources, cells, same } = verification;
  const line = (what: string) => (check: Check) => `${what}\t${check.name}\t${checkText(check)}\n`;
  const lines = [...sources.map(line("source")), ...cells.map(line("cell"))];
  await print(json ? `${toJson({ notebook, ...verification })}\n` : lines.join(""));
  return same ? 0 : 1;
}
