import type { KeyboardEvent, MouseEvent, RefObject } from "react";
import type { DataTableProps } from "./data-table.tsx";
import { moved, type Place, rectangle, type Selection } from "./grid-keys.ts";
import type { GridColumns, GridRows } from "./grid-scroll.tsx";
import type { RowPages } from "./row-pages.ts";
import type { RowSource } from "./row-source.ts";
import { rowValues, type ShownColumn } from "./shown-columns.tsx";
import { type CopyForm, textOfRows } from "./table-copy.ts";
import type { Arrangement, Widths } from "./table-state.tsx";

export type GridProps = DataTableProps & { readonly source: RowSource };

/** All that the parts of one table share. */
export interface Grid {
  readonly props: GridProps;
  readonly id: string;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly arrangement: Arrangement;
  readonly pages: RowPages;
  readonly columns: readonly ShownColumn[];
  readonly rows: GridRows;
  readonly places: GridColumns;
  readonly widths: Widths;
  readonly rowHeight: number;
  readonly headHeight: number;
  readonly selection: Selection | null;
  select(selection: Selection | null): void;
  /** The value that is open in full. */
  readonly opened: Place | null;
  setOpened(place: Place | null): void;
  readonly said: string;
  /** Shows how an action ended. */
  say(action: Promise<string>): void;
}

const origin: Place = { row: 0, column: 0 };

export function onKeyDown(grid: Grid, event: KeyboardEvent<HTMLDivElement>): void {
  if (event.target !== event.currentTarget) return;
  const from = grid.selection ?? { anchor: origin, focus: origin };
  const command = event.ctrlKey || event.metaKey;
  const acted = command ? onCommand(grid, event.key) : onPlainKey(grid, event, from.focus);
  const size = { rows: grid.pages.total, columns: grid.columns.length, page: grid.rows.page };
  const to = acted || event.altKey ? null : moved(from, { key: event.key, shift: event.shiftKey, command }, size);
  if (to) grid.select(to);
  if (acted || to) event.preventDefault();
}

function onCommand(grid: Grid, key: string): boolean {
  if (key.toLowerCase() !== "c" || !grid.selection) return false;
  onCopy(grid, "cells", grid.selection);
  return true;
}

/** What the keys do that do not move. Alt and the arrows resize the column. */
function onPlainKey(grid: Grid, { key, altKey }: KeyboardEvent, focus: Place): boolean {
  const column = grid.columns[focus.column];
  if (!column) return false;
  if (altKey && (key === "ArrowLeft" || key === "ArrowRight"))
    grid.widths.add(column, key === "ArrowLeft" ? -16 : 16, grid.places.widths[focus.column] ?? column.width);
  else if (focus.row < 0 && (key === "Enter" || key === " ")) grid.arrangement.toggleSort(column.column);
  else if (key === "Enter") onOpen(grid, focus);
  else if (key === " ") grid.setOpened(focus);
  else if (key === "p" && grid.props.onPin && focus.row >= 0) onPin(grid);
  else if (key === "/") grid.arrangement.setFiltering(true);
  else if (key === "Escape" && grid.selection) grid.select(null);
  else return false;
  return true;
}

export function onOpen({ props, pages, setOpened }: Grid, place: Place | null): void {
  const row = place && pages.row(place.row);
  if (!row) return;
  if (props.onOpenRow) props.onOpenRow(rowValues(props.source, row.values), place.row);
  else setOpened(place);
}

/** Hands the selected rows over as evidence. */
export function onPin({ props, selection, arrangement, say }: Grid): void {
  const { source, onPin: pin } = props;
  if (!pin || !selection || selection.focus.row < 0) return;
  const { top, bottom } = rectangle(selection);
  const page = source.rows(top, bottom + 1, arrangement.query, { signal: new AbortController().signal });
  say(Promise.resolve(page).then(({ rows }) => pin(rows.map((row) => rowValues(source, row)))));
}

export function onPoint({ selection, select }: Grid, event: MouseEvent): void {
  const place = placeOf(event.target);
  if (!place || event.buttons !== 1) return;
  const dragged = event.type === "mousemove" && event.currentTarget === document.activeElement;
  if (event.type === "mousedown")
    select({ focus: place, anchor: event.shiftKey && selection ? selection.anchor : place });
  else if (dragged && selection && (place.row !== selection.focus.row || place.column !== selection.focus.column))
    select({ anchor: selection.anchor, focus: place });
}

export function onCopy(grid: Grid, form: CopyForm, selection: Selection | null): void {
  const { props, arrangement, columns, pages } = grid;
  const all = { anchor: origin, focus: { row: pages.total - 1, column: columns.length - 1 } };
  const copied = textOfRows(props.source, arrangement.query, columns, rectangle(selection ?? all), form);
  grid.say(copied.then(({ text, said }) => writer(grid)(text).then(() => said)));
}

export function writer({ props }: Grid): (text: string) => Promise<void> {
  return props.copy ?? ((text) => navigator.clipboard.writeText(text));
}

export function cellId(gridId: string, { row, column }: Place): string {
  return `${gridId}-${row < 0 ? "head" : row}-${column}`;
}

/** The cell that an event happened in. */
export function placeOf(target: EventTarget): Place | null {
  if (!(target instanceof Element)) return null;
  const column = target.closest<HTMLElement>("[data-column]")?.dataset.column;
  const row = target.closest<HTMLElement>("[data-row]")?.dataset.row;
  return column === undefined || row === undefined ? null : { row: Number(row), column: Number(column) };
}
