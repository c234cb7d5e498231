import { type KeyboardEvent, type MouseEvent, type RefObject, useEffect, useId, useRef, useState } from "react";
import { type DataTableProps, noRows } from "./data-table.tsx";
import { moved, type Place, rectangle, type Selection } from "./grid-keys.ts";
import { type GridColumns, type GridRows, useColumns, useRows } from "./grid-scroll.tsx";
import { isEverything, type RowPages } from "./row-pages.ts";
import type { RowSource } from "./row-source.ts";
import { rowValues, type ShownColumn, useShownColumns } from "./shown-columns.tsx";
import { type CopyForm, textOfRows } from "./table-copy.ts";
import { TableFoot } from "./table-foot.tsx";
import { FilterRow, TableHead } from "./table-head.tsx";
import { TableRow } from "./table-row.tsx";
import {
  type Arrangement,
  loadedRows,
  useArrangement,
  usePages,
  useSample,
  useWideNumbers,
  useWidths,
  type Widths,
} from "./table-state.tsx";
import { OpenedValue } from "./value-dialog.tsx";

type GridProps = DataTableProps & { readonly source: RowSource };

/** All that the parts of one table share. */
interface Grid {
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

/** The interactive table; see DataTable. */
export function TableGrid(props: GridProps) {
  const grid = useGrid(props);
  const { pages, arrangement, rows, places, scroller } = grid;
  const { dense, bare, empty = noRows } = props;
  const active = grid.selection?.focus;
  const bodyHeight = Math.max(grid.rowHeight, Math.min(rows.height, (props.rowsInView ?? 15) * grid.rowHeight));
  return (
    <div className={`data-table${dense ? " is-dense" : ""}${pages.query === arrangement.query ? "" : " is-pending"}`}>
      {/* biome-ignore lint/a11y/useSemanticElements: a table element cannot be virtualised */}
      <div
        ref={scroller}
        className="dt-scroll"
        role="grid"
        aria-label={props.label}
        aria-rowcount={pages.total + 1}
        aria-colcount={grid.columns.length}
        aria-multiselectable="true"
        aria-activedescendant={active && cellId(grid.id, active)}
        tabIndex={0}
        style={{ maxHeight: grid.headHeight + bodyHeight + places.scrollbar }}
        onKeyDown={(event) => onKeyDown(grid, event)}
        onMouseDown={(event) => onPoint(grid, event)}
        onMouseMove={(event) => onPoint(grid, event)}
        onDoubleClick={(event) => onOpen(grid, placeOf(event.target))}
      >
        <GridHead grid={grid} />
        <div className="dt-body" style={{ height: rows.height, width: places.width }}>
          {rows.visible.map(({ index, top }) => (
            <GridRow key={index} grid={grid} index={index} top={top} />
          ))}
        </div>
      </div>
      {pages.failure !== null && (
        <p className="dt-failure" role="alert">
          {pages.failure}
        </p>
      )}
      {pages.total === 0 && pages.failure === null && (
        <p className="dt-empty">{isEverything(arrangement.query) ? empty : "No row passes the filters."}</p>
      )}
      {!bare && <GridFoot grid={grid} />}
      {grid.opened && <GridValue grid={grid} opened={grid.opened} />}
    </div>
  );
}

function useGrid(props: GridProps): Grid {
  const { source, dense = false } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const arrangement = useArrangement(source, props.sort ?? null);
  const { pages, next } = usePages(source, arrangement.query);
  const fitted = useShownColumns(source, props.columns, useSample(source, pages));
  const widths = useWidths();
  const rowHeight = dense ? 22 : 28;
  const headHeight = rowHeight + (arrangement.filtering ? 30 : 0);
  const rows = useRows(scroller, pages.total, rowHeight, headHeight);
  const [first, last] = [rows.visible[0]?.index ?? 0, rows.visible.at(-1)?.index ?? 0];
  useEffect(() => next.want(first, last + 1), [next, first, last]);
  const columns = useWideNumbers(source, fitted, loadedRows(pages, first, last + 1));
  const places = useColumns(scroller, columns, widths.own);
  const [selection, setSelection] = useState<Selection | null>(null);
  const [opened, setOpened] = useState<Place | null>(null);
  const [said, setSaid] = useState("");
  const select = (to: Selection | null) => {
    setSelection(to);
    setSaid("");
    if (to && to.focus.row >= 0) rows.reveal(to.focus.row);
    if (to) places.reveal(to.focus.column);
  };
  const say = (action: Promise<string>) => {
    action.then(setSaid, (error) => setSaid(error instanceof Error ? error.message : String(error)));
  };
  const state = { selection, select, opened, setOpened, said, say };
  return {
    props,
    id: useId(),
    scroller,
    arrangement,
    pages,
    columns,
    rows,
    places,
    widths,
    rowHeight,
    headHeight,
    ...state,
  };
}

function GridHead({ grid }: { readonly grid: Grid }) {
  const { arrangement, places, selection, scroller, props, pages, widths } = grid;
  const active = selection?.focus;
  const fit = (column: ShownColumn) => {
    const [first, last] = [grid.rows.visible[0]?.index ?? 0, grid.rows.visible.at(-1)?.index ?? 0];
    widths.fit(column, loadedRows(pages, first, last + 1), props.source);
  };
  return (
    <div className="dt-top" style={{ width: places.width }}>
      <TableHead
        gridId={grid.id}
        columns={places.visible}
        width={places.width}
        sort={arrangement.query.sort}
        sortedId={grid.columns.find(({ column }) => column === arrangement.query.sort?.column)?.id ?? null}
        active={active && active.row < 0 ? active.column : null}
        onSort={({ column }) => arrangement.toggleSort(column)}
        onResize={widths.add}
        onFit={fit}
      />
      {arrangement.filtering && (
        <FilterRow
          columns={places.visible}
          width={places.width}
          filters={arrangement.typed}
          focusOn={grid.columns[active?.column ?? 0]?.id ?? ""}
          onFilter={arrangement.setFilter}
          onLeave={() => scroller.current?.focus()}
        />
      )}
    </div>
  );
}

function GridRow({ grid, index, top }: { readonly grid: Grid; readonly index: number; readonly top: number }) {
  const { props, pages, places, selection } = grid;
  const row = pages.row(index);
  const area = selection && selection.focus.row >= 0 ? rectangle(selection) : null;
  const inside = area && index >= area.top && index <= area.bottom ? area : { left: -1, right: -1 };
  return (
    <TableRow
      gridId={grid.id}
      source={props.source}
      columns={places.visible}
      index={index}
      row={row}
      top={top}
      height={grid.rowHeight}
      width={places.width}
      className={(row && props.rowClass?.(rowValues(props.source, row.values))) ?? ""}
      left={inside.left}
      right={inside.right}
      active={selection?.focus.row === index ? selection.focus.column : null}
    />
  );
}

function GridFoot({ grid }: { readonly grid: Grid }) {
  const { props, pages, arrangement, selection, said, say } = grid;
  return (
    <TableFoot
      total={pages.total}
      all={props.source.rowCount}
      area={selection && selection.focus.row >= 0 ? rectangle(selection) : null}
      said={arrangement.problem ?? said}
      filtering={arrangement.filtering}
      onFilter={() => arrangement.setFiltering(!arrangement.filtering)}
      onCopy={(form) => onCopy(grid, form, null)}
      exports={props.exports ?? []}
      onExport={({ label, run }) => say(run(arrangement.query).then(() => `${label} is written.`))}
    />
  );
}

function GridValue({ grid, opened }: { readonly grid: Grid; readonly opened: Place }) {
  const { pages, columns, props, arrangement, scroller } = grid;
  const column = columns[opened.column];
  const row = pages.row(opened.row);
  if (!column || !row) return null;
  const close = () => {
    grid.setOpened(null);
    scroller.current?.focus();
  };
  return (
    <OpenedValue
      source={props.source}
      query={arrangement.query}
      row={opened.row}
      column={column}
      value={row.values[column.index] ?? null}
      cut={row.lengths?.[column.index] != null}
      copy={(text) => grid.say(writer(grid)(text).then(() => "Copied the value."))}
      onClose={close}
    />
  );
}

function onKeyDown(grid: Grid, event: KeyboardEvent<HTMLDivElement>): void {
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
  else if (key === "/") grid.arrangement.setFiltering(true);
  else if (key === "Escape" && grid.selection) grid.select(null);
  else return false;
  return true;
}

function onOpen({ props, pages, setOpened }: Grid, place: Place | null): void {
  const row = place && pages.row(place.row);
  if (!row) return;
  if (props.onOpenRow) props.onOpenRow(rowValues(props.source, row.values), place.row);
  else setOpened(place);
}

function onPoint({ selection, select }: Grid, event: MouseEvent): void {
  const place = placeOf(event.target);
  if (!place || event.buttons !== 1) return;
  const dragged = event.type === "mousemove" && event.currentTarget === document.activeElement;
  if (event.type === "mousedown")
    select({ focus: place, anchor: event.shiftKey && selection ? selection.anchor : place });
  else if (dragged && selection && (place.row !== selection.focus.row || place.column !== selection.focus.column))
    select({ anchor: selection.anchor, focus: place });
}

function onCopy(grid: Grid, form: CopyForm, selection: Selection | null): void {
  const { props, arrangement, columns, pages } = grid;
  const all = { anchor: origin, focus: { row: pages.total - 1, column: columns.length - 1 } };
  const copied = textOfRows(props.source, arrangement.query, columns, rectangle(selection ?? all), form);
  grid.say(copied.then(({ text, said }) => writer(grid)(text).then(() => said)));
}

function writer({ props }: Grid): (text: string) => Promise<void> {
  return props.copy ?? ((text) => navigator.clipboard.writeText(text));
}

function cellId(gridId: string, { row, column }: Place): string {
  return `${gridId}-${row < 0 ? "head" : row}-${column}`;
}

/** The cell that an event happened in. */
function placeOf(target: EventTarget): Place | null {
  if (!(target instanceof Element)) return null;
  const column = target.closest<HTMLElement>("[data-column]")?.dataset.column;
  const row = target.closest<HTMLElement>("[data-row]")?.dataset.row;
  return column === undefined || row === undefined ? null : { row: Number(row), column: Number(column) };
}
