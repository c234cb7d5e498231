import { useSyncExternalStore } from "react";
import { type Check, checkText, type Verification, verify } from "../src/notebook/verify.ts";
import { folderOf } from "./dropped-files.ts";
import { readLock, recordedRun } from "./stored-notebook.ts";
import type { Workbench } from "./workbench.ts";

const quietMs = 400;

/** How the notebook's results stand to those that were locked when it was saved: worked out whenever a run has ended. */
export class VerifyState {
  readonly #workbench: Workbench;
  readonly #listeners = new Set<() => void>();
  #checks: ReadonlyMap<string, Check> = new Map();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #seen = "";
  #turn: Promise<Verification | null> = Promise.resolve(null);

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    workbench.session.subscribe(() => this.#watch());
    this.#watch();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The check of a cell; null where nothing is locked of the notebook, or the cell has no result. */
  check(cellId: string): Check | null {
    return this.#checks.get(cellId) ?? null;
  }

  /** Compares what stands now. null when there is no lockfile that knows results. */
  compare(): Promise<Verification | null> {
    this.#turn = this.#turn.catch(() => null).then(() => this.#compare());
    return this.#turn;
  }

  /** A run is over when nothing has changed for a moment. */
  #watch(): void {
    const { ran, changed, notebook } = this.#workbench.session.state;
    const seen = `${ran} ${changed} ${notebook.cells.length}`;
    if (seen === this.#seen) return;
    this.#seen = seen;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#isBusy()) return;
      void this.compare().catch(() => this.#take(new Map()));
    }, quietMs);
  }

  #isBusy(): boolean {
    const { session } = this.#workbench;
    const states = session.state.notebook.cells.map(({ id }) => session.cell(id).status);
    return session.state.importing !== null || states.some((status) => status === "running" || status === "queued");
  }

  async #compare(): Promise<Verification | null> {
    const { session, host, state } = this.#workbench;
    const lock = state.path === null || session.state.held ? null : await readLock(host, state.path);
    if (!lock?.cells || state.path === null) {
      this.#take(new Map());
      return null;
    }
    const now = await recordedRun(host, session, folderOf(state.path));
    const missing = new Map<string, string>();
    for (const { path } of session.state.notebook.frontMatter.sources)
      if (!(await host.stat(await host.resolve(folderOf(state.path), path)).catch(() => null)))
        missing.set(path, "the file is not there");
    const found = verify(lock, now, missing);
    const named = new Map(found.cells.map((check) => [check.name, check]));
    const run = now.cells.filter(({ digest }) => digest !== null);
    this.#take(new Map(run.flatMap(({ id, cell }) => entry(id, named.get(cell)))));
    return found;
  }

  #take(checks: ReadonlyMap<string, Check>): void {
    if (checks.size === 0 && this.#checks.size === 0) return;
    this.#checks = checks;
    for (const listener of this.#listeners) listener();
  }
}

function entry(id: string, check: Check | undefined): readonly (readonly [string, Check])[] {
  return check ? [[id, check]] : [];
}

const states = new WeakMap<Workbench, VerifyState>();

/** The one such state of a workbench. */
export function verifyOf(workbench: Workbench): VerifyState {
  const known = states.get(workbench);
  if (known) return known;
  const state = new VerifyState(workbench);
  states.set(workbench, state);
  return state;
}

export function useCheck(workbench: Workbench, cellId: string): Check | null {
  const state = verifyOf(workbench);
  return useSyncExternalStore(state.subscribe, () => state.check(cellId));
}

/** Runs everything again and says in the notice how it stands to the lockfile. */
export async function verifyNotebook(workbench: Workbench): Promise<void> {
  if (workbench.session.state.held) {
    workbench.notify({ tone: "info", text: "This notebook is not trusted yet: it is verified after Trust and run." });
    return;
  }
  await workbench.runAll();
  const found = await verifyOf(workbench).compare();
  workbench.notify(found ? noticeOf(found) : { tone: "info", text: nothingLocked });
}

const nothingLocked =
  "Nothing to verify against: the notebook has no lockfile yet. Save it once; from then on, its results are known.";

function noticeOf({ same, sources, cells }: Verification): { readonly tone: "info" | "error"; readonly text: string } {
  const all = [...sources, ...cells];
  if (same)
    return {
      tone: "info",
      text: `Verified: ${counts(sources.length, cells.length)} are the same as when the notebook was saved.`,
    };
  const other = all.filter(({ verdict }) => verdict !== "same");
  const lines = other.map((check) => `${check.name}: ${checkText(check)}`);
  return {
    tone: "error",
    text: [`${other.length} of ${counts(sources.length, cells.length)} are not the same:`, ...lines].join("\n"),
  };
}

function counts(sources: number, cells: number): string {
  const part = (n: number, noun: string) => `${n} ${noun}${n === 1 ? "" : "s"}`;
  return `${part(sources, "source")} and ${part(cells, "cell")}`;
}
