import { useSyncExternalStore } from "react";
import { type FindQuery, type Found, findIn, type Match, replaceIn } from "../../src/notebook/find.ts";
import type { Notebook } from "../../src/notebook/notebook.ts";
import type { Highlight } from "../../src/widgets/editor-assist.ts";
import type { Workbench } from "../workbench.ts";
import { type CellViews, viewsOf } from "./cell-views.ts";

export interface FindState {
  readonly open: boolean;
  readonly replacing: boolean;
  readonly query: FindQuery;
  readonly replacement: string;
  /** Which match is the current one. */
  readonly at: number;
}

const closed: FindState = {
  open: false,
  replacing: false,
  query: { text: "", matchCase: false, wholeWord: false, regex: false },
  replacement: "",
  at: 0,
};

const nothing: Found = { matches: [], more: false, problem: null };
const unmarked: readonly Highlight[] = [];

/** Find and replace over the cells of a workbench's notebook. */
export class Finder {
  #state = closed;
  readonly #listeners = new Set<() => void>();
  readonly #views: CellViews;
  #known: { readonly notebook: Notebook; readonly query: FindQuery; readonly found: Found } | null = null;
  #marks: {
    readonly found: Found;
    readonly at: number;
    readonly byCell: ReadonlyMap<string, readonly Highlight[]>;
  } | null = null;
  /** Prose that was opened to show a match in it, and closes again when the search goes on. */
  #opened: string | null = null;

  constructor(readonly workbench: Workbench) {
    this.#views = viewsOf(workbench);
  }

  get state(): FindState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    const ended = this.workbench.session.subscribe(listener);
    return () => {
      this.#listeners.delete(listener);
      ended();
    };
  };

  set(change: Partial<FindState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  show(replacing: boolean, text: string): void {
    const { query } = this.#state;
    this.set({ open: true, replacing, ...(text ? { query: { ...query, text }, at: 0 } : {}) });
  }

  close(): void {
    this.#fold(null);
    this.set({ open: false });
  }

  found = (): Found => {
    const { open, query } = this.#state;
    const { notebook } = this.workbench.session.state;
    if (!open) return nothing;
    if (this.#known?.notebook !== notebook || this.#known.query !== query)
      this.#known = { notebook, query, found: findIn(notebook, query) };
    return this.#known.found;
  };

  current(): Match | null {
    const { matches } = this.found();
    return matches[Math.min(this.#state.at, matches.length - 1)] ?? null;
  }

  /** The matches of a cell, to be marked in its editor; the same list until something changes. */
  highlights(cellId: string): readonly Highlight[] {
    const found = this.found();
    const { at } = this.#state;
    if (!found.matches.length) return unmarked;
    if (this.#marks?.found !== found || this.#marks.at !== at)
      this.#marks = { found, at, byCell: byCell(found.matches, this.current()) };
    return this.#marks.byCell.get(cellId) ?? unmarked;
  }

  /** Goes to the next match or the previous one, around the ends. */
  step(by: number): void {
    const { length } = this.found().matches;
    if (!length) return;
    this.set({ at: (Math.min(this.#state.at, length - 1) + by + length) % length });
    this.reveal();
  }

  /** Shows the current match: opens its cell's source and scrolls there. */
  reveal(): void {
    const match = this.current();
    const cell = this.workbench.session.state.notebook.cells.find(({ id }) => id === match?.cellId);
    if (!cell) return;
    this.#fold(cell.id);
    if (cell.kind === "markdown" && !this.#views.of(cell).sourceOpen) this.#opened = cell.id;
    if (!this.#views.of(cell).sourceOpen) this.#views.set([cell], { sourceOpen: true });
    this.workbench.selectCell(cell.id);
    scrollToMark(cell.id, 60);
  }

  #fold(except: string | null): void {
    const cell = this.workbench.session.state.notebook.cells.find(({ id }) => id === this.#opened);
    if (!cell || cell.id === except) return;
    this.#opened = null;
    this.#views.set([cell], { sourceOpen: false });
  }

  async replaceOne(): Promise<void> {
    const match = this.current();
    if (!match) return;
    const { query, replacement } = this.#state;
    const length = () => this.#source(match.cellId).length;
    const before = length();
    await this.workbench.session.edit((notebook) => replaceIn(notebook, query, replacement, match));
    this.set({ at: this.#nextAfter(match, match.end + length() - before) });
    this.reveal();
  }

  /** The first match from a place on; what was put in before it may hold the text again, and is passed over. */
  #nextAfter({ cellId }: Match, place: number): number {
    const order = new Map(this.workbench.session.state.notebook.cells.map(({ id }, index) => [id, index]));
    const here = order.get(cellId) ?? 0;
    const isNext = (match: Match) =>
      match.cellId === cellId ? match.start >= place : (order.get(match.cellId) ?? 0) > here;
    return Math.max(0, this.found().matches.findIndex(isNext));
  }

  #source(id: string): string {
    return this.workbench.session.state.notebook.cells.find((cell) => cell.id === id)?.source ?? "";
  }

  /** Replaces every match as one step of undo, and says how many there were. */
  async replaceAll(): Promise<void> {
    const { matches, more } = this.found();
    const { query, replacement } = this.#state;
    const { notebook } = this.workbench.session.state;
    await this.workbench.session.edit((now) => replaceIn(now, query, replacement, null));
    const changed = notebook !== this.workbench.session.state.notebook;
    const count = `${matches.length.toLocaleString("en")}${more ? " or more" : ""}`;
    const text = changed ? `Replaced ${count}. Undo takes it back.` : "Nothing was replaced.";
    this.workbench.notify({ tone: "info", text });
  }
}

function byCell(matches: readonly Match[], current: Match | null): ReadonlyMap<string, readonly Highlight[]> {
  const map = new Map<string, Highlight[]>();
  for (const match of matches) {
    const marks = map.get(match.cellId) ?? [];
    marks.push({ start: match.start, end: match.end, current: match === current });
    map.set(match.cellId, marks);
  }
  return map;
}

/** An editor that was far away is made when it comes near, and marks what was found a moment later. */
function scrollToMark(cellId: string, tries: number): void {
  requestAnimationFrame(() => {
    const cell = document.getElementById(`cell-${cellId}`);
    const mark = cell?.querySelector(".code-found.is-current");
    if (mark) mark.scrollIntoView({ block: "center" });
    else if (tries === 60) cell?.scrollIntoView({ block: "nearest" });
    if (!mark && tries > 0) scrollToMark(cellId, tries - 1);
  });
}

const known = new WeakMap<Workbench, Finder>();

/** The one finder of a workbench. */
export function finderOf(workbench: Workbench): Finder {
  const finder = known.get(workbench) ?? new Finder(workbench);
  known.set(workbench, finder);
  return finder;
}

export function useHighlights(workbench: Workbench, cellId: string): readonly Highlight[] {
  const finder = finderOf(workbench);
  return useSyncExternalStore(finder.subscribe, () => finder.highlights(cellId));
}
