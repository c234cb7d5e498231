import type { Command } from "../../renderer/commands.ts";
import type { DialogRequest, Workbench, WorkbenchState } from "../../renderer/workbench.ts";
import type { Live } from "../../src/cells/cell-kind.tsx";
import type { Folder, PageHost, Recovery, Start } from "../../src/host.ts";
import type { Session } from "../../src/notebook/session.ts";
import { fakeLive } from "./live.ts";

const start: Start = { paths: [], folder: "/data", samples: "/samples", version: "0.0.0" };

const nowhere = () => Promise.reject(new Error("this workbench has no computer behind it"));

const host: PageHost = {
  kind: "web",
  dialogs: null,
  fileUrl: (path) => path,
  pathOf: () => null,
  onCommand: () => () => undefined,
  start: async () => start,
  stat: async () => null,
  list: nowhere,
  walk: nowhere,
  find: nowhere,
  readText: nowhere,
  writeText: nowhere,
  writeBytes: nowhere,
  recent: async () => [],
  remember: nowhere,
  resolve: async (folder, path) => (path.startsWith("/") ? path : `${folder}/${path}`),
  relative: async (_, path) => path,
  isTrusted: async () => true,
  trust: nowhere,
  recoveries: async () => [],
  keepRecovery: nowhere,
  dropRecovery: nowhere,
  readLines: async () => [],
  appendLines: async () => undefined,
  copyFile: nowhere,
  endpoints: async () => [],
  setEndpoint: async () => undefined,
  removeEndpoint: async () => undefined,
  endpointModels: async () => [],
  askModel: () => Promise.reject(new Error("there are no models here")),
  cancelAsk: async () => undefined,
  readResult: async () => null,
  keepResult: nowhere,
  keptImports: async () => null,
  trimKeptImports: async () => undefined,
  clearKeptImports: async () => 0,
};

/** A workbench over a real session that writes down what the window's parts ask of it. */
export class TestWorkbench implements Workbench {
  readonly host = host;
  readonly start = start;
  /** "save", "openSample warehouse": in the order in which they were asked for. */
  readonly asked: string[] = [];
  readonly folders = new Map<string, Folder>();
  commands: readonly Command[] = [];
  state: WorkbenchState = {
    path: null,
    view: "notebook",
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
  readonly #listeners = new Set<() => void>();

  constructor(readonly session: Session) {}

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(change: Partial<WorkbenchState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** Shows a dialog and gives what it was answered with. */
  ask<T>(dialog: (answer: (value: T) => void) => DialogRequest): Promise<T> {
    return new Promise((resolve) => {
      const answer = (value: T) => {
        this.set({ dialog: null });
        resolve(value);
      };
      this.set({ dialog: dialog(answer) });
    });
  }

  #ask(...words: readonly unknown[]): void {
    this.asked.push(words.filter((word) => word !== undefined).join(" "));
  }

  async newNotebook(): Promise<void> {
    this.#ask("newNotebook");
  }

  async openNotebook(path?: string): Promise<void> {
    this.#ask("openNotebook", path);
  }

  async openSample(name: string): Promise<void> {
    this.#ask("openSample", name);
  }

  async importPaths(paths?: readonly string[]): Promise<void> {
    this.#ask("importPaths", ...(paths ?? []));
  }

  async importDropped(): Promise<void> {
    this.#ask("importDropped");
  }

  async readAgain(): Promise<void> {
    this.#ask("readAgain");
  }

  async clearKeptImports(): Promise<void> {
    this.#ask("clearKeptImports");
  }

  async removeSource(sourceId: number): Promise<void> {
    this.#ask("removeSource", sourceId);
  }

  async mapSource(sourceId: number): Promise<void> {
    this.#ask("mapSource", sourceId);
  }

  async choosePrices(): Promise<void> {
    this.#ask("choosePrices");
  }

  async save(): Promise<boolean> {
    this.#ask("save");
    return true;
  }

  async saveAs(): Promise<boolean> {
    this.#ask("saveAs");
    return true;
  }

  async trust(): Promise<void> {
    this.#ask("trust");
  }

  async reload(): Promise<void> {
    this.#ask("reload");
  }

  async keepMine(): Promise<void> {
    this.#ask("keepMine");
  }

  async restore(recovery: Recovery): Promise<void> {
    this.#ask("restore", recovery.id);
  }

  async discard(recoveries: readonly Recovery[]): Promise<void> {
    for (const { id } of recoveries) this.#ask("discard", id);
  }

  readonly hasUnsavedWork = false;

  leave(): void {
    this.#ask("leave");
  }

  async runAll(): Promise<void> {
    this.#ask("runAll");
  }

  stop(): void {
    this.#ask("stop");
  }

  async queryTable(table: string): Promise<void> {
    this.#ask("queryTable", table);
  }

  async addCell(kind: string, source: string): Promise<string> {
    this.#ask("addCell", kind, source);
    return "added";
  }

  selectCell(id: string | null): void {
    this.set({ selectedCell: id });
  }

  revealCell(id: string): void {
    this.#ask("revealCell", id);
  }

  live(): Live {
    return fakeLive(this.session.engine);
  }

  showDetail(detail: WorkbenchState["detail"]): void {
    this.set({ detail });
  }

  setTheme(theme: WorkbenchState["theme"]): void {
    this.set({ theme });
  }

  notify(notice: WorkbenchState["notice"]): void {
    this.set({ notice });
  }

  async listFolder(path: string): Promise<Folder> {
    const folder = this.folders.get(path);
    if (!folder) throw new Error(`${path}: there is no such folder`);
    return folder;
  }
}
