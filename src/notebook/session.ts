import type { Engine } from "../engine/engine.ts";
import { toObjects } from "../engine/table-data.ts";
import type { ReadSource, SourceFile } from "../importers/importer.ts";
import type { OwnPrice } from "../traces/prices.ts";
import type { Surroundings } from "./cell-context.ts";
import { coalesced } from "./coalesced.ts";
import { type Cohorts, onlyWindows } from "./cohorts.ts";
import {
  deleteCell,
  emptyNotebook,
  freeCellName,
  insertCell,
  makeCell,
  moveCell,
  renameCell,
  setFrontMatter,
  setSource,
} from "./edit.ts";
import type { FrontMatterChange } from "./front-matter.ts";
import { Imports } from "./imports.ts";
import type { KeptFile } from "./kept-imports.ts";
import { parseNotebook, serializeNotebook } from "./markdown.ts";
import type { Notebook, SourceEntry } from "./notebook.ts";
import { type AnyCellLogic, type CellState, Runtime } from "./runtime.ts";
import { emptyState, type SessionState } from "./session-state.ts";
import type { ImportedSource, SourceEntries } from "./sources.ts";
import { createStore, setCohorts } from "./store.ts";
import { cohortViews } from "./store-views.ts";
import { listTables } from "./tables.ts";

export interface OpenOptions {
  /** What the notebook's file holds, where that is another text: the notebook counts as changed. */
  readonly saved?: string;
  /** Opens it to be read only: see `release`. */
  readonly held?: boolean;
}

/** An open notebook: its text, its data and its cells' results, with undo. What a window and a headless run share. */
export class Session {
  readonly runtime: Runtime;
  readonly #listeners = new Set<() => void>();
  #state: SessionState;
  #saved: Notebook;
  #past: Notebook[] = [];
  #future: Notebook[] = [];
  readonly #imports: Imports;
  /** Ends when nothing is left of the notebook before: whatever reads tables waits for it. */
  #opened: Promise<void> = Promise.resolve();
  /** The gesture that the last edit was part of; null when it was an edit of its own. */
  #gesture: string | null = null;

  /** An empty notebook over an empty store that nothing else uses. */
  constructor(
    readonly engine: Engine,
    kinds: readonly AnyCellLogic[],
    readonly read: ReadSource,
    around?: Surroundings,
  ) {
    this.#imports = new Imports(engine, read, (importing) => this.#set({ importing }), around?.compute);
    this.runtime = new Runtime(engine, kinds, () => this.#set({ ran: this.#state.ran + 1 }), around);
    this.#saved = emptyNotebook("Untitled");
    this.#state = emptyState(this.#saved);
  }

  /** So too, over an engine without a store. */
  static async create(
    engine: Engine,
    kinds: readonly AnyCellLogic[],
    read: ReadSource,
    around?: Surroundings,
  ): Promise<Session> {
    await createStore(engine);
    const session = new Session(engine, kinds, read, around);
    await session.#refreshTables();
    return session;
  }

  get state(): SessionState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  cell(id: string): CellState {
    return this.runtime.state(id);
  }

  // ---- the notebook's text

  /**
   * Starts over with a notebook's text, which is there at once, and no data, which takes the engine. Nothing runs yet:
   * see `importFiles` and `runAll`.
   */
  async open(text: string, { saved = text, held = false }: OpenOptions = {}): Promise<void> {
    const notebook = parseNotebook(text);
    const stored = saved === text ? notebook : parseNotebook(saved);
    this.runtime.stop();
    this.runtime.hold(held);
    this.#saved = stored;
    this.#past = [];
    this.#future = [];
    this.#gesture = null;
    this.#set({ ...emptyState(notebook), ran: this.#state.ran });
    void this.runtime.setCells([]);
    const taken = this.#take(notebook, held);
    // One after the other, where another is opened before this one is done.
    const emptied = this.#opened.then(async () => {
      await taken;
      await this.#empty(notebook);
      await this.#imports.price([], true);
    });
    this.#opened = emptied.catch(() => undefined);
    await emptied;
    await this.#refreshTables();
  }

  /** Takes all data out, the tables of cells too; the text stays. */
  async forgetData(): Promise<void> {
    this.runtime.stop();
    await this.#empty(this.#state.notebook);
    await this.#refreshTables();
  }

  async #empty({ frontMatter }: Notebook): Promise<void> {
    await this.#imports.clear(frontMatter.cohorts);
    this.#set({ cohortProblems: {}, sources: [], kept: new Map() });
  }

  text(): string {
    return serializeNotebook(this.#state.notebook);
  }

  /** Call after a notebook's text was written: the one here counts as changed where it is another by now. */
  markSaved(notebook = this.#state.notebook): void {
    this.#saved = notebook;
    this.#set({ changed: this.#state.notebook !== notebook });
  }

  /** Says that the file holds another text than the notebook's: it counts as changed from here. */
  markChanged(saved: string): void {
    this.#saved = parseNotebook(saved);
    this.#set({ changed: true });
  }

  /** Lets a notebook that was opened held be read and run. */
  release(): void {
    this.runtime.hold(false);
    this.#set({ held: false });
  }

  async #show(notebook: Notebook): Promise<void> {
    const { cohorts } = notebook.frontMatter;
    const cohortsChanged = JSON.stringify(cohorts) !== JSON.stringify(this.#state.notebook.frontMatter.cohorts);
    const names = new Set(notebook.cells.map(({ name }) => name));
    const dropsTable = this.#state.notebook.cells.some(({ name }) => name && !names.has(name));
    const cells = this.#take(notebook);
    if (cohortsChanged) await this.#applyCohorts();
    await cells;
    if (cohortsChanged) await this.runtime.invalidate(new Set(cohortViews));
    if (dropsTable) await this.#refreshTables();
  }

  #take(notebook: Notebook, held = this.#state.held): Promise<void> {
    this.#set({
      notebook,
      held,
      changed: notebook !== this.#saved,
      canUndo: this.#past.length > 0,
      canRedo: this.#future.length > 0,
    });
    return this.runtime.setCells(notebook.cells);
  }

  // ---- editing

  /** Edits that follow each other with the same gesture, a slider being dragged, are one step of undo. */
  async edit(change: (notebook: Notebook) => Notebook, gesture: string | null = null): Promise<void> {
    const { notebook } = this.#state;
    const next = change(notebook);
    if (next === notebook) return;
    const goesOn = gesture !== null && gesture === this.#gesture;
    this.#gesture = gesture;
    if (!goesOn) this.#past = [...this.#past.slice(-199), notebook];
    this.#future = [];
    await this.#show(next);
  }

  async undo(): Promise<void> {
    const previous = this.#past.pop();
    if (!previous) return;
    this.#gesture = null;
    this.#future.push(this.#state.notebook);
    await this.#show(previous);
  }

  async redo(): Promise<void> {
    const next = this.#future.pop();
    if (!next) return;
    this.#past.push(this.#state.notebook);
    await this.#show(next);
  }

  /** Adds a cell behind another (or first, for null) and returns its id. */
  async addCell(afterId: string | null, kind: string, source: string, baseName?: string): Promise<string> {
    const prose = kind === "markdown";
    const name = prose ? "" : freeCellName(this.#state.notebook, baseName ?? kind.replaceAll("-", "_"));
    const cell = makeCell(kind, name, source);
    await this.edit((notebook) => insertCell(notebook, afterId, cell));
    return cell.id;
  }

  setSource(id: string, source: string, gesture?: string): Promise<void> {
    return this.edit((notebook) => setSource(notebook, id, source), gesture === undefined ? null : `${id} ${gesture}`);
  }

  rename(id: string, name: string): Promise<void> {
    return this.edit((notebook) => renameCell(notebook, id, name));
  }

  move(id: string, by: number): Promise<void> {
    return this.edit((notebook) => moveCell(notebook, id, by));
  }

  remove(id: string): Promise<void> {
    return this.edit((notebook) => deleteCell(notebook, id));
  }

  setTitle(title: string): Promise<void> {
    return this.edit((notebook) => setFrontMatter(notebook, { title }));
  }

  setCohorts(cohorts: Cohorts): Promise<void> {
    return this.edit((notebook) => setFrontMatter(notebook, { cohorts }));
  }

  /** Writes the list of sources, which follows the data. */
  setSources(sources: readonly SourceEntry[]): Promise<void> {
    return this.#setFollowing({ sources });
  }

  /** Names the file with the user's own prices, as seen from the notebook. */
  setPricesPath(prices: string | null): Promise<void> {
    return this.#setFollowing({ prices });
  }

  /** What follows the data is no edit, so undo does not touch it. */
  async #setFollowing(values: FrontMatterChange): Promise<void> {
    const change = (notebook: Notebook) => setFrontMatter(notebook, values);
    this.#past = this.#past.map(change);
    this.#future = this.#future.map(change);
    await this.#show(change(this.#state.notebook));
  }

  // ---- data

  /** Reads files into the tables, those in archives too, and re-runs the cells that read them. Rejects when stopped. */
  async importFiles(files: readonly SourceFile[], entries?: SourceEntries): Promise<readonly ImportedSource[]> {
    await this.#opened;
    if (this.#state.held) throw new Error("this notebook is not trusted yet: its data is read after Trust and run");
    try {
      return await this.#imports.add(files, entries);
    } finally {
      await this.#dataChanged();
    }
  }

  /**
   * Shows kept tables in place of an empty store's. Where they fail or are of other sources, it stays empty: the answer
   * is false. Rejects when stopped, and leaves it empty too.
   */
  async restoreImports(kept: KeptFile): Promise<boolean> {
    if (this.#state.held) return false;
    let isShown = false;
    try {
      isShown = await this.#imports.restore(kept);
    } finally {
      if (!isShown) await this.#empty(this.#state.notebook);
    }
    if (!isShown) return false;
    await this.#refreshTables();
    this.#set({ kept: new Map(this.#state.sources.map(({ source_id }) => [Number(source_id), kept.readAt])) });
    await this.#runAnew();
    return true;
  }

  /** Copies kept tables in, if they are still read where they lie: what changes them would do it. Rejects when stopped. */
  async copyKept(): Promise<void> {
    await this.#imports.copyKept();
  }

  /** The prices that the imported tables follow; null once they are not what importing all sources anew would give. */
  get importedWith(): readonly OwnPrice[] | null {
    return this.#imports.importedWith;
  }

  stopImport(): void {
    this.#imports.stop();
  }

  async removeSource(sourceId: number): Promise<void> {
    await this.#imports.remove(sourceId);
    await this.#dataChanged();
  }

  /** Computes all costs anew by prices that go before those of the app: see `parseOwnPrices`. */
  async setPrices(prices: readonly OwnPrice[], sha256: string): Promise<void> {
    const isEmpty = this.#state.sources.length === 0;
    await this.#imports.price(prices, isEmpty);
    this.#set({ prices: { sha256, problem: null } });
    if (!isEmpty) await this.#dataChanged();
  }

  /** Says why the prices that the notebook names are not used: those before them stay. */
  refusePrices(problem: string): void {
    this.#set({ prices: { sha256: null, problem } });
  }

  /** Says that a source's file lies elsewhere now. */
  async relocateSource(sourceId: number, path: string): Promise<void> {
    await this.#imports.relocate(sourceId, path);
    await this.#refreshTables();
  }

  /** Rules that are more than windows run SQL of the notebook's, so a held notebook's are not looked at. */
  readonly #applyCohorts = coalesced(async () => {
    await this.#opened;
    const find = !this.#state.held && this.#state.sources.length > 0;
    this.#set({ cohortProblems: await setCohorts(this.engine, this.#state.notebook.frontMatter.cohorts, { find }) });
  });

  async #dataChanged(): Promise<void> {
    await this.#refreshTables();
    await this.#runAnew();
  }

  async #runAnew(): Promise<void> {
    if (!onlyWindows(this.#state.notebook.frontMatter.cohorts)) await this.#applyCohorts();
    if (await this.runtime.invalidate(null)) await this.#refreshTables();
  }

  readonly #refreshTables = coalesced(async () => {
    for (;;) {
      const opened = this.#opened;
      await opened;
      try {
        const sources = toObjects(await this.engine.query("SELECT * FROM sources ORDER BY source_id"));
        return this.#set({ sources, tables: await listTables(this.engine) });
      } catch (error) {
        // With another notebook the tables are made anew, and may not be there yet.
        if (this.#opened === opened) throw error;
      }
    }
  });

  // ---- running

  async run(ids: readonly string[]): Promise<void> {
    await this.#opened;
    await this.runtime.run(ids);
    // A cell without a name leaves no table.
    if (this.#state.notebook.cells.some(({ id, name }) => name && ids.includes(id))) await this.#refreshTables();
  }

  async runAll(): Promise<void> {
    await this.#opened;
    await this.runtime.runAll();
    await this.#refreshTables();
  }

  /** Brings a cell and every cell above it up to date. */
  async runTo(id: string): Promise<void> {
    await this.#opened;
    await this.runtime.runTo(id);
    await this.#refreshTables();
  }

  /** Runs a cell and every cell below it. */
  async runFrom(id: string): Promise<void> {
    await this.#opened;
    await this.runtime.runFrom(id);
    await this.#refreshTables();
  }

  stop(): void {
    this.runtime.stop();
  }

  #set(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
