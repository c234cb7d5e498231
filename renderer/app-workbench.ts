import type { Detail, Live } from "../src/cells/cell-kind.tsx";
import type { PageHost, Recovery, Start } from "../src/host.ts";
import type { SourceFile } from "../src/importers/importer.ts";
import type { Session } from "../src/notebook/session.ts";
import type { ImportedSource } from "../src/notebook/sources.ts";
import { byteSize } from "../src/widgets/byte-size.ts";
import { makeCommands } from "./command-list.ts";
import type { Command } from "./commands.ts";
import { droppedFiles, folderOf, isNotebook, nameOf } from "./dropped-files.ts";
import { addFirstCells, importNotice } from "./imported.ts";
import { liveOf } from "./live.ts";
import { scrollToStart } from "./notebook/scroll-to.ts";
import { NotebookFile } from "./notebook-file.ts";
import { commandsOf } from "./shell/shell-commands.ts";
import { sourceFile } from "./source-files.ts";
import {
  type MappedSources,
  type MappingAnswer,
  type MappingQuestion,
  mappable,
  mappableNotice,
  mapSource,
} from "./source-mapping.ts";
import { forgetSource, nameOwnPrices } from "./stored-notebook.ts";
import { timed } from "./timed.ts";
import type { DialogRequest, Notice, Workbench, WorkbenchState } from "./workbench.ts";
import { Works } from "./works.ts";

/** The window's doings: what the commands, the menu, dropped files and the command line come down to. */
export class AppWorkbench implements Workbench {
  readonly commands: readonly Command[];
  readonly #listeners = new Set<() => void>();
  /** Dropped files whose place on disk is unknown, until a save copies them. */
  readonly #dropped = new Map<string, Blob>();
  readonly #lives = new Map<string, Live>();
  readonly #works = new Works((working) => this.#set({ working }));
  #turn: Promise<void> = Promise.resolve();
  #state: WorkbenchState = {
    path: null,
    view: "welcome",
    theme: "system",
    detail: null,
    notice: null,
    dialog: null,
    imported: [],
    recent: [],
    selectedCell: null,
    working: 0,
    recoveries: [],
    disk: "same",
  };
  readonly #file: NotebookFile;

  constructor(
    readonly session: Session,
    readonly host: PageHost,
    readonly start: Start,
  ) {
    if (start.paths.some(isNotebook)) this.#state = { ...this.#state, view: "notebook" };
    this.commands = makeCommands(this);
    this.#file = new NotebookFile({
      ...{ session, host, start, dropped: this.#dropped, state: () => this.#state },
      set: (change) => this.#set(change),
      notify: (notice) => this.notify(notice),
      guard: (action) => this.#guard(action),
      inTurn: (action) => this.#inTurn(action),
      confirm: (...question) => this.#confirm(...question),
      chooseNotebook: async () => (await this.#chooseFiles("Open notebook", false, false))[0] ?? null,
      choosePath: (name) => this.#choosePath("Save notebook", name),
    });
    host.onCommand((id, paths) => this.#command(id, paths));
  }

  get state(): WorkbenchState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #set(change: Partial<WorkbenchState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  #command(id: string, paths: readonly string[] = []): void {
    if (id === "open-paths") void this.importPaths(paths);
    else
      void commandsOf(this)
        .find((command) => command.id === id)
        ?.run();
  }

  /** What the program was started with: a notebook is opened, everything else imported. */
  async begin(): Promise<void> {
    const { notebook } = this.session.state;
    this.#set({ recent: await this.host.recent() });
    void this.#guard(() => this.#file.begin());
    if (this.start.paths.length) await this.importPaths(this.start.paths);
    if (this.session.state.notebook === notebook) this.#set({ view: "welcome" });
  }

  // ---- notebooks

  newNotebook(): Promise<void> {
    return this.#file.create();
  }

  openNotebook(path?: string): Promise<void> {
    return this.#file.open(path);
  }

  async openSample(name: string): Promise<void> {
    await this.openNotebook(await this.host.resolve(this.start.samples, name));
  }

  save(): Promise<boolean> {
    return this.#file.save();
  }

  saveAs(): Promise<boolean> {
    return this.#file.saveAs();
  }

  trust(): Promise<void> {
    return this.#file.trust();
  }

  reload(): Promise<void> {
    return this.#file.reload();
  }

  keepMine(): Promise<void> {
    return this.#file.keepMine();
  }

  restore(recovery: Recovery): Promise<void> {
    return this.#file.restore(recovery);
  }

  discard(recoveries: readonly Recovery[]): Promise<void> {
    return this.#file.discard(recoveries);
  }

  get hasUnsavedWork(): boolean {
    return this.#file.hasUnsavedWork;
  }

  leave(): void {
    this.#file.leave();
  }

  // ---- data

  async importPaths(paths?: readonly string[]): Promise<void> {
    await this.#guard(async () => {
      const chosen = paths ?? (await this.#chooseFiles("Import files", true, true));
      const files: SourceFile[] = [];
      for (const path of chosen) {
        const found = await this.host.find(path);
        if (!found) throw new Error(`${path}: there is no such file`);
        if (found[0]?.path === path && isNotebook(path)) return this.openNotebook(path);
        for (const { path: file, size } of found)
          files.push(sourceFile({ type: "url", path: file, url: this.host.fileUrl(file), size }));
      }
      await this.#import(files);
    });
  }

  async importDropped(transfer: DataTransfer): Promise<void> {
    await this.#guard(async () => {
      const dropped = await droppedFiles(transfer, this.host);
      const notebook = dropped.find(({ ref }) => ref.type === "url" && isNotebook(ref.path));
      if (notebook) return this.openNotebook(notebook.path);
      if (dropped.some(({ path }) => isNotebook(path)))
        throw new Error("a dropped notebook has no path here, so its sources cannot be found: use Open notebook");
      for (const { ref } of dropped) if (ref.type === "blob") this.#dropped.set(ref.path, ref.blob);
      await this.#import(dropped);
    });
  }

  #import(files: readonly SourceFile[]): Promise<void> {
    return files.length ? this.#inTurn(() => this.#importNow(files)) : Promise.resolve();
  }

  async #importNow(files: readonly SourceFile[]): Promise<void> {
    if (this.#state.view === "welcome") await this.newNotebook();
    const first = this.session.state.sources.length === 0 && this.session.state.notebook.cells.length === 0;
    const imported = await timed("import", () => this.session.importFiles(files));
    this.#set({ imported });
    await this.#writeSources(imported);
    if (first) await timed("run", () => this.#firstCells());
    this.notify(importNotice(imported));
    await this.#offerMapping(imported);
  }

  /** One unknown table alone is asked about at once; of several it is only said that they can be mapped. */
  async #offerMapping(imported: readonly ImportedSource[]): Promise<void> {
    const found = await mappable(this.#mapped(), imported);
    if (found[0] && imported.length === 1) void this.mapSource(found[0].sourceId);
    else if (found.length && !this.#state.notice) this.notify(mappableNotice(found, (id) => this.mapSource(id)));
  }

  #mapped(): MappedSources {
    const { host, session } = this;
    return { host, session, path: this.#state.path, dropped: this.#dropped };
  }

  mapSource(sourceId: number): Promise<void> {
    const ask = (question: MappingQuestion) =>
      this.#ask<MappingAnswer>((answer) => ({ type: "map", ...question, answer }));
    return this.#guard(() => mapSource(this.#mapped(), sourceId, ask));
  }

  async #writeSources(imported: readonly ImportedSource[]): Promise<void> {
    const known = this.session.state.notebook.frontMatter.sources;
    const named = new Set(imported.filter(({ sameAs }) => sameAs === null).map(({ from }) => from));
    const added = [...named].map((path) => ({ path, as: null }));
    const { path } = this.#state;
    for (const entry of added)
      if (path && !this.#dropped.has(entry.path)) entry.path = await this.host.relative(folderOf(path), entry.path);
    await this.session.setSources([...known, ...added.filter((entry) => !known.some((k) => k.path === entry.path))]);
  }

  async #firstCells(): Promise<void> {
    await addFirstCells(this.session);
    this.#file.markMade();
    await this.session.runAll();
  }

  async removeSource(sourceId: number): Promise<void> {
    const source = this.session.state.sources.find((other) => other.source_id === sourceId);
    const text = `Takes ${nameOf(String(source?.path ?? ""))} and its rows out of this notebook. The file stays.`;
    if (!(await this.#confirm("Remove source?", text, "Remove"))) return;
    await forgetSource(this.host, this.session, sourceId, { from: this.#state.path, dropped: this.#dropped });
  }

  readAgain(): Promise<void> {
    return this.#file.readAgain();
  }

  clearKeptImports(): Promise<void> {
    return this.#guard(async () => {
      const freed = await this.host.clearKeptImports(null);
      this.notify({ tone: "info", text: freed ? `Freed ${byteSize(freed)}.` : "No imports were kept." });
    });
  }

  choosePrices(): Promise<void> {
    return this.#guard(async () => {
      const [chosen] = await this.#chooseFiles("Prices of models, a YAML file", false, false);
      const problem = chosen ? await nameOwnPrices(this.host, this.session, this.#state.path, chosen) : null;
      if (problem) this.notify({ tone: "error", text: problem });
    });
  }

  // ---- cells

  async runAll(): Promise<void> {
    await this.session.runAll();
  }

  stop(): void {
    this.session.stop();
    this.session.stopImport();
    this.#works.stop();
  }

  work(action: () => Promise<void>, stop: () => void): Promise<void> {
    return this.#works.run(action, stop);
  }

  async queryTable(table: string): Promise<void> {
    const name = /^[a-z_][a-z0-9_]*$/.test(table) ? table : `"${table.replaceAll('"', '""')}"`;
    const id = await this.addCell("sql", `select *\nfrom ${name}\nlimit 100`);
    this.revealCell(id);
  }

  async addCell(kind: string, source: string, afterId?: string | null, run = true): Promise<string> {
    if (this.#state.view === "welcome") this.#set({ view: "notebook" });
    const after =
      afterId === undefined
        ? (this.#state.selectedCell ?? this.session.state.notebook.cells.at(-1)?.id ?? null)
        : afterId;
    const id = await this.session.addCell(after, kind, source);
    this.selectCell(id);
    if (run) void this.session.run([id]);
    return id;
  }

  /** Shows a trace below a cell, in the waterfall that an earlier row opened there if there is one. */
  async openTrace(belowId: string, traceId: string, spanId?: string): Promise<void> {
    const source = `trace: ${JSON.stringify(traceId)}${spanId ? `\nspan: ${JSON.stringify(spanId)}` : ""}`;
    const { cells } = this.session.state.notebook;
    const next = cells[cells.findIndex((cell) => cell.id === belowId) + 1];
    const reuse = next?.kind === "waterfall" && /^trace:/.test(next.source) ? next : null;
    const from = document.activeElement;
    const id = reuse?.id ?? (await this.session.addCell(belowId, "waterfall", source));
    if (reuse) await this.session.setSource(id, source);
    await timed("open trace", () => this.session.run([id]));
    // Whoever has gone elsewhere in the meantime stays there.
    if (document.activeElement === from || document.activeElement === document.body) this.revealCell(id);
  }

  /** What the view of a cell can do. The same object for the same cell, so that views need not draw again. */
  live(id: string): Live {
    const known = this.#lives.get(id);
    if (known) return known;
    const live = liveOf(this, id);
    this.#lives.set(id, live);
    return live;
  }

  selectCell(id: string | null): void {
    if (id !== this.#state.selectedCell) this.#set({ selectedCell: id });
  }

  revealCell(id: string): void {
    this.selectCell(id);
    requestAnimationFrame(() => {
      const cell = document.getElementById(`cell-${id}`);
      if (cell) scrollToStart(cell);
      cell?.focus({ preventScroll: true });
    });
  }

  // ---- the window

  showDetail(detail: Detail | null): void {
    this.#set({ detail });
  }

  setTheme(theme: WorkbenchState["theme"]): void {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    this.#set({ theme });
  }

  notify(notice: Notice | null): void {
    this.#set({ notice });
  }

  listFolder(path: string): ReturnType<PageHost["list"]> {
    return this.host.list(path);
  }

  /** What fills the tables goes one after another: a drop during an import waits for its end. */
  #inTurn(action: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(() => this.#guard(action));
    return this.#turn;
  }

  /** Runs something a person asked for; what goes wrong is said where it is read. */
  async #guard(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.notify({ tone: text === "import stopped" ? "info" : "error", text });
    }
  }

  async #chooseFiles(title: string, folders: boolean, multiple: boolean): Promise<readonly string[]> {
    if (this.host.dialogs) return this.host.dialogs.open({ title, folders, multiple });
    return this.#ask<readonly string[]>((answer) => ({
      type: "open",
      title,
      folders,
      multiple,
      folder: this.#folder(),
      answer,
    }));
  }

  async #choosePath(title: string, name: string): Promise<string | null> {
    if (this.host.dialogs) return this.host.dialogs.save({ title, name });
    return this.#ask<string | null>((answer) => ({ type: "save", title, name, folder: this.#folder(), answer }));
  }

  #confirm(title: string, text: string, confirm: string): Promise<boolean> {
    return this.#ask<boolean>((answer) => ({ type: "confirm", title, text, confirm, answer }));
  }

  #folder(): string {
    return this.#state.path ? folderOf(this.#state.path) : this.start.folder;
  }

  #ask<T>(dialog: (answer: (value: T) => void) => DialogRequest): Promise<T> {
    return new Promise((resolve) => {
      const answer = (value: T) => {
        this.#set({ dialog: null });
        resolve(value);
      };
      this.#set({ dialog: dialog(answer) });
    });
  }
}
