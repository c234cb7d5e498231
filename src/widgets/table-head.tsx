import type { PointerEvent as ReactPointerEvent } from "react";
import { type Filters, family, filterHelp, filterProblem } from "./filter.ts";
import { cellClass, headText } from "./plain-table.tsx";
import type { Sort } from "./row-source.ts";
import type { ShownColumn } from "./shown-columns.tsx";

/** A column that is in view, with where it stands. */
export interface PlacedColumn {
  readonly column: ShownColumn;
  readonly place: number;
  readonly left: number;
  readonly width: number;
}

export interface TableHeadProps {
  readonly gridId: string;
  readonly columns: readonly PlacedColumn[];
  readonly width: number;
  readonly sort: Sort | null;
  /** Of the columns that show what is sorted by, the one that is marked. */
  readonly sortedId: string | null;
  /** The column that has the focus, when it is in the head. */
  readonly active: number | null;
  readonly onSort: (column: ShownColumn) => void;
  /** Pixels to add to the width that the column has. */
  readonly onResize: (column: ShownColumn, change: number, width: number) => void;
  readonly onFit: (column: ShownColumn) => void;
}

export function TableHead({ gridId, columns, width, sort, sortedId, active, onSort, onResize, onFit }: TableHeadProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and names the active cell
    // biome-ignore lint/a11y/useSemanticElements: rows of a virtualised grid are not a table's rows
    <div className="dt-row dt-head" role="row" aria-rowindex={1} style={{ width }}>
      {columns.map(({ column, place, left, width: own }) => (
        // biome-ignore lint/a11y/useFocusableInteractive: as above
        // biome-ignore lint/a11y/useSemanticElements: as above
        <div
          key={column.id}
          id={`${gridId}-head-${place}`}
          role="columnheader"
          aria-colindex={place + 1}
          aria-sort={sortState(sort, sortedId, column)}
          className={`${cellClass(column)}${active === place ? " is-active" : ""}`}
          style={{ left, width: own }}
          title={column.about ?? `${headText(column)} (${column.type.toLowerCase()})`}
        >
          <button type="button" tabIndex={-1} className="dt-sort" onClick={() => onSort(column)}>
            <span className="dt-label">{headText(column)}</span>
            <span className="dt-mark" aria-hidden="true">
              {sortMarks[sortState(sort, sortedId, column)]}
            </span>
          </button>
          <Resizer onResize={(change) => onResize(column, change, own)} onFit={() => onFit(column)} />
        </div>
      ))}
    </div>
  );
}

type SortState = "ascending" | "descending" | "none";

const sortMarks: Readonly<Record<SortState, string>> = { ascending: "▲", descending: "▼", none: "" };

function sortState(sort: Sort | null, sortedId: string | null, { id }: ShownColumn): SortState {
  if (!sort || id !== sortedId) return "none";
  return sort.descending ? "descending" : "ascending";
}

interface ResizerProps {
  /** Pixels since the last call. */
  readonly onResize: (change: number) => void;
  readonly onFit: () => void;
}

/** The edge that is dragged. The keyboard resizes from the head itself, with Alt and the arrows. */
function Resizer({ onResize, onFit }: ResizerProps) {
  const drag = (event: ReactPointerEvent<HTMLSpanElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    onResize(event.movementX);
  };
  return (
    <span
      className="dt-resize"
      aria-hidden="true"
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onDoubleClick={onFit}
    />
  );
}

export interface FilterRowProps {
  readonly columns: readonly PlacedColumn[];
  readonly width: number;
  readonly filters: Filters;
  /** The column whose filter takes the focus when the row opens. */
  readonly focusOn: string;
  readonly onFilter: (column: string, text: string) => void;
  readonly onLeave: () => void;
}

export function FilterRow({ columns, width, filters, focusOn, onFilter, onLeave }: FilterRowProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group inside a grid's head
    <div className="dt-row dt-filters" role="group" aria-label="Filters" style={{ width }}>
      {columns.map(({ column, left, width: own }) => {
        const text = filters[column.column] ?? "";
        const problem = filterProblem(text, column.type);
        return (
          <div key={column.id} className="dt-cell" style={{ left, width: own }}>
            <input
              type="text"
              // biome-ignore lint/a11y/noAutofocus: the row opens because somebody wants to type into it
              autoFocus={column.column === focusOn}
              spellCheck={false}
              value={text}
              aria-label={`Filter ${column.label}`}
              aria-invalid={problem !== null}
              title={problem ?? filterHelp[family(column.type)]}
              placeholder={placeholders[family(column.type)]}
              onChange={(event) => onFilter(column.column, event.target.value)}
              onKeyDown={(event) => event.key === "Escape" && onLeave()}
            />
          </div>
        );
      })}
    </div>
  );
}

const placeholders = { number: ">, <, 1..5", time: ">, day..day", boolean: "true, false", text: "contains" } as const;
