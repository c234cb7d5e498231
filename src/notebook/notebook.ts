import type { Mapping } from "../importers/mapping/mapping.ts";
import type { Cohorts } from "./cohorts.ts";

/**
 * A notebook as a value: editing gives a new one (edit.ts), markdown.ts reads and writes its file.
 * Text that nobody edited keeps every byte, so each part carries the text that it was read from.
 */
export interface Notebook {
  readonly frontMatter: FrontMatter;
  readonly cells: readonly Cell[];
  /** What stands behind the last cell (usually one newline). */
  readonly end: string;
}

export interface FrontMatter {
  /** The text between the marks, marks included; empty when the file has none. */
  readonly raw: string;
  readonly title: string;
  readonly sources: readonly SourceEntry[];
  readonly cohorts: Cohorts;
  /** A YAML file with prices of models that go before the app's; null for none. */
  readonly prices: string | null;
  /** Why `raw` could not be understood; the notebook opens all the same. */
  readonly problem: string | null;
}

export interface SourceEntry {
  /** As written: relative to the notebook's folder, with forward slashes. */
  readonly path: string;
  /** The table's name for a plain table; null takes it from the path. */
  readonly as: string | null;
  /** How its columns become rows of a canonical table, where nothing but the user knows. */
  readonly map?: Mapping;
}

export interface Cell {
  /** Unique while the notebook is open; not stored. */
  readonly id: string;
  readonly kind: string;
  /** The table that it becomes; empty for prose and unnamed cells. */
  readonly name: string;
  readonly source: string;
  /** The text that stands between the previous cell and this one. */
  readonly before: string;
  /** The cell as it stands in the file, fence included. */
  readonly raw: string;
  /** A fence that the file never closes. */
  readonly unclosed: boolean;
}

let lastId = 0;

export function newCellId(): string {
  return `c${++lastId}`;
}
