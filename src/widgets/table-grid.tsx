import { useEffect, useId, useRef, useState } from "react";
import { noRows } from "./data-table.tsx";
import {
  cellId,
  type Grid,
  type GridProps,
  onCopy,
  onKeyDown,
  onOpen,
  onPin,
  onPoint,
  placeOf,
  writer,
} from "./grid-actions.tsx";
import { type Place, rectangle, type Selection } from "./grid-keys.ts";
import { useColumns, useRows } from "./grid-scroll.tsx";
import { isEverything } from "./row-pages.ts";
import { rowValues, type ShownColumn, useShownColumns } from "./shown-columns.tsx";
import { TableFoot } from "./table-foot.tsx";
import { FilterRow, TableHead } from "./table-head.tsx";
import { TableRow } from "./table-row.tsx";
import { loadedRows, useArrangement, usePages, useSample, useWideNumbers, useWidths } from "./table-state.tsx";
import { OpenedValue } from "./value-dialog.tsx";

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
      onPin={props.onPin ? () => onPin(grid) : null}
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
