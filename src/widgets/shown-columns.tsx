import { useMemo } from "react";
import { family } from "./filter.ts";
import { columnFormatter, counted, oneLine, textOf } from "./format.ts";
import type { RowSource, Value } from "./row-source.ts";
import type { RowValues, TableColumn } from "./table-column.tsx";

/** A column with every default filled in. */
export interface ShownColumn extends TableColumn {
  readonly id: string;
  /** Where the value stands in a row; -1 where the source lacks the column. */
  readonly index: number;
  readonly type: string;
  readonly label: string;
  readonly align: "left" | "right";
  readonly width: number;
  /** Whether the width may grow into free room. */
  readonly elastic: boolean;
  readonly text: (value: Value, row: RowValues) => string;
}

/** As `shownColumns`, kept as long as nothing that it depends on changes. */
export function useShownColumns(
  source: RowSource,
  columns: readonly TableColumn[] | undefined,
  sample: Sample,
): readonly ShownColumn[] {
  return useMemo(() => shownColumns(source, columns, sample), [source, columns, sample]);
}

/** The columns to show, their widths and formats fitted to some rows of the source. */
export function shownColumns(
  source: RowSource,
  columns: readonly TableColumn[] | undefined,
  sample: Sample,
): readonly ShownColumn[] {
  const wanted = columns ?? source.columns.map(({ name }) => ({ column: name }));
  return wanted.map((column) => shownColumn(source, column, sample));
}

function shownColumn(source: RowSource, column: TableColumn, sample: Sample): ShownColumn {
  const index = source.columns.findIndex(({ name }) => name === column.column);
  const type = source.columns[index]?.type ?? "VARCHAR";
  const values = sample.map((row) => row[index] ?? null).filter((value) => value !== null);
  const format = columnFormatter(column.column, type, values);
  const inUtc = type.startsWith("TIMESTAMP") && !column.format && !column.label;
  const known = {
    ...column,
    id: column.id ?? column.column,
    index,
    type,
    label: column.label ?? column.column,
    unit: column.unit ?? (inUtc ? "UTC" : undefined),
    align: column.align ?? (family(type) === "number" ? ("right" as const) : ("left" as const)),
    text: (value: Value, row: RowValues) => (column.format ? column.format(value, row) : format(value)),
    elastic: !column.width,
  };
  return { ...known, width: column.width ?? naturalWidth(known, sample.slice(0, 100), source, 440) };
}

type Sample = readonly (readonly Value[])[];

const characterWidth = 7.3;
const headCharacterWidth = 6.3;

/** What the head and some rows need, within limits. */
export function naturalWidth(
  { label, unit, index, render, text, format }: Omit<ShownColumn, "width">,
  rows: Sample,
  source: RowSource,
  most: number,
): number {
  const head = (label.length + (unit ? unit.length + 2 : 0)) * headCharacterWidth + 38;
  // Only a column's own format looks at the rest of the row, and many columns have none.
  const around = (row: readonly Value[]) => (format ? rowValues(source, row) : {});
  const texts = render ? [] : rows.map((row) => text(row[index] ?? null, around(row)));
  const longest = texts.reduce((longest, text) => Math.max(longest, widthOf(text)), 0);
  return Math.round(Math.min(most, Math.max(64, head, longest + 30)));
}

/** About how wide a text is drawn, erring on the wide side; nothing past what fits anyway is looked at. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text.slice(0, 200))
    width += /[A-Z@%—mw]/.test(character) ? 9.4 : /[.,:;'|!()[\]ijlt ]/.test(character) ? 4.4 : characterWidth;
  return width;
}

/** Widths with the user's own, the free room shared out among the others, each at most half as wide again. */
export function fittedWidths(
  columns: readonly ShownColumn[],
  own: Readonly<Record<string, number>>,
  room: number,
): readonly number[] {
  const widths = columns.map((column) => own[column.id] ?? column.width);
  const elastic = columns.map((column) => column.elastic && own[column.id] === undefined);
  const growing = widths.reduce((sum, width, index) => sum + (elastic[index] ? width : 0), 0);
  const free = room - widths.reduce((sum, width) => sum + width, 0);
  if (free <= 0 || growing === 0) return widths;
  const share = Math.min(0.5, free / growing);
  return widths.map((width, index) => (elastic[index] ? Math.floor(width * (1 + share)) : width));
}

/** A row as a record, as column functions get it. */
export function rowValues(source: RowSource, values: readonly Value[]): RowValues {
  return Object.fromEntries(source.columns.map(({ name }, index) => [name, values[index] ?? null]));
}

/** From this many characters on, a text is shown with its length. */
export const longText = 100;

/** What a cell shows of a text, and how long all of it is where that is not all. */
export function cutText(text: string, value: Value, length: number | null): { shown: string; note: string | null } {
  const shown = oneLine(text.slice(0, 300));
  if (Array.isArray(value))
    return { shown, note: text.length > longText || length !== null ? counted(length ?? value.length, "item") : null };
  const whole = length ?? text.length;
  return { shown, note: whole > longText ? counted(whole, "character") : null };
}

/** What is shown on hover: the value with nothing rounded, within reason. */
export function hintOf(column: ShownColumn, value: Value, row: RowValues): string | undefined {
  if (column.hint) return column.hint(value, row);
  return value === null ? undefined : textOf(value).slice(0, 600);
}
