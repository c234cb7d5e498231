import { cellKinds } from "../../src/cells/index.tsx";
import { changeKind, deleteCell, freeCellName, insertCell, makeCell, splitCell } from "../../src/notebook/edit.ts";
import type { Cell, Notebook } from "../../src/notebook/notebook.ts";
import type { Session } from "../../src/notebook/session.ts";
import type { EditorAssist } from "../../src/widgets/editor-assist.ts";
import type { Workbench } from "../workbench.ts";
import { type CellViews, viewsOf } from "./cell-views.ts";
import { runSelection } from "./selection-run.tsx";

/** The selected cell and what is done to it: every change is one step of undo, and the focus goes along. */
export class CellDesk {
  /** The frame in which a cell that is not drawn yet gets the focus. */
  #going = 0;
  readonly session: Session;
  readonly views: CellViews;
  /** The cell that was cut or copied last. */
  copied: Cell | null = null;

  constructor(readonly workbench: Workbench) {
    this.session = workbench.session;
    this.views = viewsOf(workbench);
  }

  cells(): readonly Cell[] {
    return this.session.state.notebook.cells;
  }

  selected(): Cell | null {
    const { view, selectedCell } = this.workbench.state;
    return (view === "notebook" && this.cells().find(({ id }) => id === selectedCell)) || null;
  }

  neighbour(cell: Cell, by: number): Cell | null {
    const cells = this.cells();
    return cells[cells.findIndex(({ id }) => id === cell.id) + by] ?? null;
  }

  /** Selects the next or previous cell, or the first when none is. */
  step(by: number): void {
    const cells = this.cells();
    const at = this.selected();
    const next = at ? (this.neighbour(at, by) ?? at) : cells[0];
    if (next) this.goTo(next.id);
  }

  /** Selects a cell and takes the focus there, which is command mode. */
  goTo(id: string): void {
    this.views.forgetEdit();
    this.workbench.selectCell(id);
    cancelAnimationFrame(this.#going);
    if (!focusCell(id)) this.#going = requestAnimationFrame(() => focusCell(id));
  }

  /** Puts the cursor into a cell's source, which is edit mode. */
  edit(id: string): void {
    const cell = this.cells().find((other) => other.id === id);
    if (!cell) return;
    // A cell that is still to get the focus as a whole must not take it out of the editor.
    cancelAnimationFrame(this.#going);
    this.workbench.selectCell(id);
    this.views.edit(cell);
    requestAnimationFrame(() => document.getElementById(`cell-${id}`)?.scrollIntoView({ block: "nearest" }));
  }

  run(cell: Cell): Promise<void> {
    if (cell.kind === "markdown") this.views.set([cell], { sourceOpen: false });
    return this.session.run([cell.id]);
  }

  /** What a cell that follows this one is likely to be: the same kind where that is written by hand. */
  codeLike({ kind }: Cell): string {
    return kind === "markdown" || kind === "script" ? kind : "sql";
  }

  /** Adds an empty cell and returns its id. */
  add(afterId: string | null, kind: string): Promise<string> {
    return this.insertedBy((notebook) => {
      const name = kind === "markdown" ? "" : freeCellName(notebook, kind);
      return insertCell(notebook, afterId, makeCell(kind, name, ""));
    });
  }

  /** Changes the notebook and returns the id of the cell that came in. */
  async insertedBy(change: (notebook: Notebook) => Notebook): Promise<string> {
    const before = new Set(this.cells().map(({ id }) => id));
    await this.session.edit(change);
    return this.cells().find(({ id }) => !before.has(id))?.id ?? "";
  }

  /** Changes the notebook and comes back to the selected cell. */
  async change(change: (notebook: Notebook) => Notebook): Promise<void> {
    await this.session.edit(change);
    const at = this.selected();
    if (at) this.goTo(at.id);
  }

  copy(cell: Cell): void {
    this.copied = cell;
    // For other programs; where the page may not, pasting here works all the same.
    void navigator.clipboard?.writeText(cell.raw).catch(() => undefined);
  }

  async remove(cell: Cell): Promise<void> {
    const next = this.neighbour(cell, 1) ?? this.neighbour(cell, -1);
    await this.session.edit((notebook) => deleteCell(notebook, cell.id));
    if (next) this.goTo(next.id);
    else this.workbench.selectCell(null);
  }

  /** Only text that goes on below the cut makes sense on its own: no YAML. */
  readonly maySplit = (cell: Cell): boolean =>
    ["markdown", "sql", "script"].includes(cell.kind) && this.views.editor(cell.id) !== null;

  async split(cell: Cell): Promise<void> {
    const at = this.views.editor(cell.id)?.selection().start ?? 0;
    const before = this.cells();
    const id = await this.insertedBy((notebook) => splitCell(notebook, cell.id, at));
    if (id) this.edit(id);
    else if (before === this.cells())
      this.workbench.notify({
        tone: "info",
        text: "Put the cursor between two parts of the text: a cell is split there.",
      });
  }

  readonly mayRunSelection = (cell: Cell): boolean => cell.kind === "sql" && this.views.editor(cell.id) !== null;

  runSelection(cell: Cell): void {
    runSelection(this.workbench, this.views, cell);
  }

  readonly mayFormat = (cell: Cell): boolean => Boolean(this.#assist(cell)?.format);

  async format(cell: Cell): Promise<void> {
    const text = await this.#assist(cell)?.format?.(cell.source);
    if (text !== undefined) await this.session.setSource(cell.id, text);
  }

  #assist(cell: Cell): EditorAssist | null {
    return (
      cellKinds
        .find(({ kind }) => kind === cell.kind)
        ?.assist?.(this.session.engine, () => this.session.runtime.inputs()) ?? null
    );
  }

  async become(cell: Cell, kind: string): Promise<void> {
    await this.session.edit((notebook) => changeKind(notebook, cell.id, kind));
    this.views.set([cell], { sourceOpen: true });
    this.goTo(cell.id);
  }
}

/** False when the cell is not drawn yet. */
function focusCell(id: string): boolean {
  const cell = document.getElementById(`cell-${id}`);
  cell?.focus({ preventScroll: true });
  cell?.scrollIntoView({ block: "nearest" });
  return cell !== null;
}
