import type { ReactNode } from "react";
import type { Value } from "./row-source.ts";

/** How one column looks. Everything but `column` has a default that follows from the column's type. */
export interface TableColumn {
  /** The source's column that is shown, sorted and filtered by. */
  readonly column: string;
  /** Tells columns apart that show the same source column; by default `column`. */
  readonly id?: string;
  /** The head; by default the column's name. */
  readonly label?: string;
  /** Stands behind the label, after a comma: "s". */
  readonly unit?: string;
  readonly align?: "left" | "right";
  /** In pixels; by default what the label and the first rows need. */
  readonly width?: number;
  /** The text that stands for a value, on screen and in a report. NULL is shown by the table. */
  readonly format?: (value: Value, row: RowValues) => string;
  /** What is drawn in place of the text. Gets NULL too. Must draw without a DOM. */
  readonly render?: (value: Value, row: RowValues) => ReactNode;
  /** Shown on hover; by default the raw value. */
  readonly hint?: (value: Value, row: RowValues) => string;
  /** Colours head and values as one of the cohorts. */
  readonly role?: "reference" | "current";
  /** Explains the head on hover. */
  readonly about?: string;
}

/** A row by its columns' names. */
export type RowValues = Readonly<Record<string, Value>>;
