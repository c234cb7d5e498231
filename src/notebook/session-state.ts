import type { Plain } from "../engine/table-data.ts";
import type { CohortProblems } from "./cohort-members.ts";
import type { StoreProgress } from "./imports.ts";
import type { Notebook } from "./notebook.ts";
import type { TableInfo } from "./tables.ts";

/** One row of the `sources` table. */
export type SourceInfo = Readonly<Record<string, Plain>>;

/** The file of own prices as it was read: its SHA-256, or why it is not used. */
export interface PricesRead {
  readonly sha256: string | null;
  readonly problem: string | null;
}

export interface SessionState {
  readonly notebook: Notebook;
  /** Differs from what was last opened or saved. */
  readonly changed: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly sources: readonly SourceInfo[];
  readonly tables: readonly TableInfo[];
  readonly importing: StoreProgress | null;
  /** The sources whose tables were kept from an earlier reading, and when that was, in milliseconds since 1970. */
  readonly kept: ReadonlyMap<number, number>;
  /** What was read of the file of own prices that the notebook names; null: nothing yet. */
  readonly prices: PricesRead | null;
  /** Rules of the cohorts that cannot be understood: their side has no trace. */
  readonly cohortProblems: CohortProblems;
  /** Nothing is read and nothing but prose runs, until `release`. */
  readonly held: boolean;
  /** Goes up whenever a cell's state changed. */
  readonly ran: number;
}

/** Of a notebook that nothing has been done to. */
export function emptyState(notebook: Notebook): SessionState {
  return {
    notebook,
    changed: false,
    canUndo: false,
    canRedo: false,
    sources: [],
    tables: [],
    importing: null,
    kept: new Map(),
    prices: null,
    cohortProblems: {},
    held: false,
    ran: 0,
  };
}
