import type { PageHost, Recovery, Start } from "../src/host.ts";
import { emptyNotebook } from "../src/notebook/edit.ts";
import { serializeNotebook } from "../src/notebook/markdown.ts";
import type { Notebook } from "../src/notebook/notebook.ts";
import type { Session } from "../src/notebook/session.ts";
import { DiskWatch } from "./disk-watch.ts";
import { withDrafts } from "./drafts.ts";
import { isNotebook, nameOf } from "./dropped-files.ts";
import { type Opening, recoveredOpening, storedOpening } from "./opening.ts";
import { leftBehind, RecoveryKeeper } from "./recovery.ts";
import { rested } from "./rested.ts";
import { notebookFileName } from "./save-file.ts";
import { handOver } from "./shell/keyboard.ts";
import { keepStoredSources, readStoredSources, storeNotebook } from "./stored-notebook.ts";
import { timed } from "./timed.ts";
import type { Notice, WorkbenchState } from "./workbench.ts";

/** What the notebook's file needs of the window. */
export interface FileDesk {
  readonly session: Session;
  readonly host: PageHost;
  readonly start: Start;
  /** Dropped files whose place on disk is unknown, until a save copies them. */
  readonly dropped: Map<string, Blob>;
  readonly state: () => WorkbenchState;
  readonly set: (change: Partial<WorkbenchState>) => void;
  readonly notify: (notice: Notice | null) => void;
  /** Runs what a person asked for; what goes wrong is said. */
  readonly guard: (action: () => Promise<void>) => Promise<void>;
  /** So too, after whatever else fills the tables. */
  readonly inTurn: (action: () => Promise<void>) => Promise<void>;
  readonly confirm: (title: string, text: string, confirm: string) => Promise<boolean>;
  readonly chooseNotebook: () => Promise<string | null>;
  readonly choosePath: (name: string) => Promise<string | null>;
}

const fresh = { view: "notebook", imported: [], detail: null, notice: null, selectedCell: null } as const;

/** Keeping imports takes the engine's time, so it waits until nobody has asked for anything for so long. */
const restMs = 5000;
// Answers under way go beside the notebook as it lay when they were asked for.
const stillJudging =
  "Save as: a judge is running, and its answers are kept beside the notebook where it lies now. Stop it or let it end, then save elsewhere.";

/** The notebook's file: opened, trusted, saved, watched, and kept against a crash. */
export class NotebookFile {
  readonly #desk: FileDesk;
  readonly #disk: DiskWatch;
  readonly #recovery: RecoveryKeeper;
  /** What the notebook was opened with. */
  #opening: Opening | null = null;
  /** How many notebooks have been asked for: only the last is read and run. */
  #asked = 0;
  /** The notebook as the first import made it: nothing in it is a person's. */
  #made: Notebook | null = null;
  /** The keeping of imports that waits or is under way. */
  #keeping: Promise<void> | null = null;

  constructor(desk: FileDesk) {
    this.#desk = desk;
    this.#disk = new DiskWatch(desk.host, (disk) => desk.set({ disk }));
    const keptWith = () => ({ path: desk.state().path, dropped: this.#droppedNames(), base: this.#disk.base });
    this.#recovery = new RecoveryKeeper(desk.session, desk.host, keptWith, (reason) =>
      desk.notify({ tone: "error", text: `Unsaved work cannot be kept against a crash: ${reason}` }),
    );
  }

  #droppedNames(): readonly string[] {
    const { sources } = this.#desk.session.state.notebook.frontMatter;
    const names = [...this.#desk.dropped.keys(), ...(this.#opening?.dropped ?? [])];
    return [...new Set(names)].filter((name) => sources.some(({ path }) => path === name));
  }

  /** Looks for what a crash left behind. */
  async begin(): Promise<void> {
    this.#desk.set({ recoveries: await leftBehind(this.#desk.host) });
  }

  async create(): Promise<void> {
    if (!(await this.#mayLeave())) return;
    this.#asked++;
    const emptied = this.#desk.session.open(serializeNotebook(emptyNotebook("Untitled")));
    this.#opening = null;
    this.#desk.set({ path: null, ...fresh });
    await Promise.all([emptied, this.#disk.follow(null, "")]);
  }

  async open(path?: string): Promise<void> {
    const chosen = path ?? (await this.#desk.chooseNotebook());
    if (!chosen || !(await this.#mayLeave())) return;
    await this.#open(() => storedOpening(this.#desk.host, chosen));
  }

  /** Opens an unsaved notebook that a crash left behind. */
  async restore(recovery: Recovery): Promise<void> {
    if (!(await this.#mayLeave())) return;
    await this.#open(
      () => recoveredOpening(this.#desk.host, recovery),
      async () => {
        // Kept under this window's name before it goes under the old one.
        await this.#recovery.keepNow();
        await this.#forget(recovery);
      },
    );
  }

  async discard(recoveries: readonly Recovery[]): Promise<void> {
    const [first, ...others] = recoveries;
    const what = others.length ? `${recoveries.length} notebooks` : `“${first?.title || "Untitled"}”`;
    const files = others.length ? "Their files, if they have some, stay" : "Its file, if it has one, stays";
    const text = `What was kept of ${what} is deleted. ${files} as before.`;
    if (await this.#desk.confirm("Discard unsaved work?", text, "Discard"))
      await this.#desk.guard(async () => {
        for (const recovery of recoveries) await this.#forget(recovery);
      });
  }

  async #forget({ id }: Recovery): Promise<void> {
    await this.#desk.host.dropRecovery(id);
    this.#desk.set({ recoveries: this.#desk.state().recoveries.filter((other) => other.id !== id) });
  }

  async #open(find: () => Promise<Opening>, opened: () => Promise<void> = async () => undefined): Promise<void> {
    const { session, dropped, set, inTurn } = this.#desk;
    const asked = ++this.#asked;
    // What is left is not waited for.
    session.stopImport();
    session.stop();
    await inTurn(async () => {
      const opening = await find();
      // The path goes with the text: a save in between must not put the old notebook into the new one's file.
      set({ path: null, ...fresh });
      dropped.clear();
      this.#opening = opening;
      // The text is there at once, so the file goes with it.
      const emptied = session.open(opening.text, opening);
      set({ path: opening.path });
      await Promise.all([emptied, this.#disk.follow(opening.path, opening.saved, opening.base)]);
      if (asked !== this.#asked) return;
      await opened();
      await this.#remember();
      if (!opening.held) await this.#readAndRun(opening);
    });
  }

  /** Reads all sources again, whatever was kept of them. */
  readAgain(): Promise<void> {
    const { session, inTurn, state } = this.#desk;
    return inTurn(async () => {
      if (session.state.held) return;
      if (this.#droppedNames().length)
        throw new Error("save the notebook first: dropped files are read again from there");
      await session.forgetData();
      await this.#readAndRun({ path: state().path, dropped: [] }, { anew: true });
    });
  }

  async #readAndRun({ path, dropped }: Pick<Opening, "path" | "dropped">, { anew = false } = {}): Promise<void> {
    const { session, host, start, notify } = this.#desk;
    const place = path ?? (await host.resolve(start.folder, "untitled.casebook.md"));
    const problems = [...(await timed("import", () => readStoredSources(host, session, place, { anew })))];
    if (dropped.length) problems.push(`Dropped files could not be restored; drop them again: ${dropped.join(", ")}`);
    if (problems.length) notify({ tone: "error", text: problems.join("\n") });
    await timed("run", () => session.runAll());
    this.#keepImports();
  }

  /** Once the engine has rested for a while; what cannot be kept is read again the next time. */
  #keepImports(): void {
    const { session, host, state } = this.#desk;
    this.#keeping ??= rested(session.engine.activity, restMs)
      .then(async () => {
        const { path } = state();
        if (path !== null && !session.state.held) await keepStoredSources(host, session, path);
      })
      .catch(() => undefined)
      .finally(() => {
        this.#keeping = null;
      });
  }

  /** Lets the notebook run, now and whenever it is opened here with the text that its file has. */
  trust(): Promise<void> {
    const { session, host, inTurn } = this.#desk;
    return inTurn(async () => {
      const opening = this.#opening;
      if (!opening || !session.state.held) return;
      if (opening.path !== null) await host.trust(opening.path, opening.saved);
      session.release();
      await this.#readAndRun(opening);
    });
  }

  async reload(): Promise<void> {
    const { path } = this.#desk.state();
    if (path === null) return;
    const question = `Your changes to ${nameOf(path)} are lost, and what the other program wrote is shown.`;
    if (this.hasUnsavedWork && !(await this.#desk.confirm("Reload and drop your changes?", question, "Reload"))) return;
    await this.#open(() => storedOpening(this.#desk.host, path));
  }

  /** Goes on with the notebook as it is here; the next save replaces what the other program wrote. */
  keepMine(): Promise<void> {
    return this.#desk.guard(async () => {
      this.#desk.session.markChanged((await this.#disk.accept()) ?? "");
    });
  }

  async save(): Promise<boolean> {
    handOver();
    const { path } = this.#desk.state();
    return path ? this.#saveTo(path) : this.saveAs();
  }

  async saveAs(): Promise<boolean> {
    const { state, session, choosePath, notify } = this.#desk;
    const { path: from, working } = state();
    if (from && working > 0) {
      notify({ tone: "error", text: stillJudging });
      return false;
    }
    const path = await choosePath(from ? nameOf(from) : notebookFileName(session.state.notebook.frontMatter.title));
    return path ? this.#saveTo(isNotebook(path) ? path : `${path}.casebook.md`) : false;
  }

  async #saveTo(path: string): Promise<boolean> {
    let saved = false;
    await this.#desk.guard(async () => {
      if (!(await this.#mayReplace(path))) return;
      const notebook = await this.#write(path);
      await this.#remember();
      // Not before everything that belongs to it is done: who leaves earlier is asked.
      if (this.#desk.state().path === path) this.#desk.session.markSaved(notebook);
      this.#keepImports();
      saved = true;
    });
    return saved;
  }

  async #write(to: string): Promise<Notebook> {
    const { session, host, dropped, set, confirm, notify, state } = this.#desk;
    const mayCopy = (names: readonly string[], folder: string) =>
      confirm(
        "Keep the dropped files with the notebook?",
        `Where ${names.join(", ")} lies on this computer is not known. Copied to ${folder}/ beside the notebook, the notebook opens with its data again.`,
        "Copy files",
      );
    const options = { from: state().path, to, dropped, mayCopy };
    const { notebook, text, problems } = await storeNotebook(host, session, options);
    if (problems.length) notify({ tone: "error", text: problems.join("\n") });
    dropped.clear();
    set({ path: to });
    if (this.#opening) this.#opening = { ...this.#opening, path: to, saved: text };
    await this.#disk.follow(to, text);
    // What is saved here is trusted here, but for what nobody has trusted yet.
    if (!session.state.held) await host.trust(to, text);
    return notebook;
  }

  async #mayReplace(path: string): Promise<boolean> {
    if (path !== this.#desk.state().path || (await this.#disk.look()) !== "changed") return true;
    const text = `Another program has changed ${nameOf(path)} since it was opened here. Saving replaces what it wrote.`;
    return this.#desk.confirm("Replace the changed file?", text, "Replace");
  }

  async #remember(): Promise<void> {
    const { session, host, state, set } = this.#desk;
    const { path } = state();
    if (!path) return;
    const title = session.state.notebook.frontMatter.title || nameOf(path);
    await host.remember({ path, title: title.slice(0, 1000) });
    set({ recent: await host.recent() });
  }

  /** Call when an import has put its first cells into an empty notebook. */
  markMade(): void {
    this.#made = this.#desk.session.state.notebook;
  }

  /** Whether leaving would lose something that a person has done. */
  get hasUnsavedWork(): boolean {
    const { changed, notebook } = this.#desk.session.state;
    if (notebook.cells.length === 0 && this.#desk.state().path === null) return false;
    return (changed && notebook !== this.#made) || withDrafts(notebook) !== notebook;
  }

  /** Call when the window goes: what nobody has worked on is not offered again. */
  leave(): void {
    if (!this.hasUnsavedWork) this.#recovery.drop();
  }

  async #mayLeave(): Promise<boolean> {
    if (!this.hasUnsavedWork) return true;
    return this.#desk.confirm("Leave without saving?", "This notebook has changes that are not saved.", "Leave");
  }
}
