import { useSyncExternalStore } from "react";
import { cellKinds } from "../../src/cells/index.tsx";
import type { Cell } from "../../src/notebook/notebook.ts";
import type { EditorPort } from "../../src/widgets/code-editor.tsx";
import type { Workbench } from "../workbench.ts";

/** How a cell is shown, which the file does not keep. */
export interface CellView {
  readonly sourceOpen: boolean;
  readonly resultOpen: boolean;
}

/** Which cells are folded, and their editors while they have one. */
export class CellViews {
  readonly #views = new Map<string, CellView>();
  readonly #editors = new Map<string, EditorPort>();
  readonly #listeners = new Set<() => void>();
  /** The cell whose editor takes the focus as soon as it is there. */
  #awaited: string | null = null;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  of(cell: Cell): CellView {
    const known = this.#views.get(cell.id);
    if (known) return known;
    const fresh = { sourceOpen: startsOpen(cell), resultOpen: true };
    this.#views.set(cell.id, fresh);
    return fresh;
  }

  set(cells: readonly Cell[], change: Partial<CellView>): void {
    for (const cell of cells) this.#views.set(cell.id, { ...this.of(cell), ...change });
    for (const listener of this.#listeners) listener();
  }

  editor(id: string): EditorPort | null {
    return this.#editors.get(id) ?? null;
  }

  /** Call it with null when the editor goes away. */
  register(id: string, editor: EditorPort | null): void {
    if (!editor) this.#editors.delete(id);
    else this.#editors.set(id, editor);
    if (editor && this.#awaited === id) this.#focus(id, editor);
  }

  /** Opens a cell's source and puts the cursor into it. */
  edit(cell: Cell): void {
    this.#awaited = cell.id;
    this.set([cell], { sourceOpen: true });
    const editor = this.editor(cell.id);
    if (editor) this.#focus(cell.id, editor);
  }

  /** The focus is wanted elsewhere by now. */
  forgetEdit(): void {
    this.#awaited = null;
  }

  #focus(id: string, editor: EditorPort): void {
    if (this.#awaited === id) this.#awaited = null;
    editor.focus();
  }
}

/** A YAML cell's result is what matters; SQL is read together with its rows; fresh prose is written first. */
function startsOpen(cell: Cell): boolean {
  if (cell.kind === "markdown") return cell.source.trim() === "";
  return cellKinds.find(({ kind }) => kind === cell.kind)?.language !== "yaml";
}

const known = new WeakMap<Workbench, CellViews>();

/** The one store of a workbench's window. */
export function viewsOf(workbench: Workbench): CellViews {
  const views = known.get(workbench) ?? new CellViews();
  known.set(workbench, views);
  return views;
}

export function useCellView(workbench: Workbench, cell: Cell): CellView {
  const views = viewsOf(workbench);
  return useSyncExternalStore(views.subscribe, () => views.of(cell));
}
