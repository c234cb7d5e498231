import type { ComponentType, ReactNode } from "react";
import type { Engine } from "../engine/engine.ts";
import type { Models } from "../host.ts";
import type { CellLogic, Inputs } from "../notebook/cell.ts";
import type { NotebookFiles } from "../notebook/notebook-files.ts";
import type { EditorAssist } from "../widgets/editor-assist.ts";
import type { RowValues } from "../widgets/table-column.tsx";

/** A kind of cell: its logic and how its result looks. One folder each, one line each in index.tsx. */
export interface CellKind<Spec, Result> extends CellLogic<Spec, Result> {
  readonly View: ComponentType<ViewProps<Spec, Result>>;
  /** Takes the whole width of the notebook column's room (waterfall, map). */
  readonly wide?: boolean;
  /** What its editor may offer while the source is written. */
  readonly assist?: (engine: Engine, inputs: () => Inputs) => EditorAssist;
}

// The list holds kinds of every Spec and Result; the runtime gives a kind only what its own parse and evaluate made.
// biome-ignore lint/suspicious/noExplicitAny: existential type
export type AnyCellKind = CellKind<any, any>;

export interface ViewProps<Spec, Result> {
  readonly name: string;
  readonly spec: Spec;
  readonly result: Result;
  /** What a view can do in the running app; null in a report, where it draws the same without moving parts. */
  readonly live: Live | null;
}

export interface Live {
  readonly engine: Engine;
  /** Shows a trace as a waterfall right below this cell. */
  openTrace(traceId: string, spanId?: string): void;
  /** Shows something in the panel on the right; null closes it. */
  showDetail(detail: Detail | null): void;
  /** Adds a cell below this one. */
  addCell(kind: string, source: string): void;
  /**
   * Keeps rows of a table as a finding below this cell, and says in words what came of it. `of` names the table; a
   * row needs as many values as tell it from the others. Only `columns` of it are kept where some are named.
   */
  pin(of: string, rows: readonly RowValues[], columns?: readonly string[]): Promise<string>;
  /** Rewrites this cell's source, as if typed. Changes of one gesture, a slider being dragged, are one step of undo. */
  setSource(source: string, gesture?: string): void;
  /** Hands bytes to the user as a file. */
  saveFile(name: string, bytes: Uint8Array, type: string): Promise<void>;
  copy(text: string): Promise<void>;
  /** Runs this cell again. */
  run(): Promise<void>;
  /** Does what takes long on a person's press: it counts as running until it ends, and the window's Stop calls `stop`. */
  work(action: () => Promise<void>, stop: () => void): Promise<void>;
  /** Stores the notebook, asking where if it never was; false when it was not stored. */
  save(): Promise<boolean>;
  /** The files around the notebook. */
  readonly files: NotebookFiles;
  /** Models behind the endpoints that the user has set. Calls end with the cell and with its notebook. */
  readonly models: Models;
}

export interface Detail {
  readonly title: string;
  readonly body: ReactNode;
}
