import { memo, useMemo } from "react";
import { CellContent, cellClass } from "./plain-table.tsx";
import type { LoadedRow } from "./row-pages.ts";
import type { RowSource } from "./row-source.ts";
import { hintOf, rowValues } from "./shown-columns.tsx";
import type { RowValues } from "./table-column.tsx";
import type { PlacedColumn } from "./table-head.tsx";

export interface TableRowProps {
  readonly gridId: string;
  readonly source: RowSource;
  readonly columns: readonly PlacedColumn[];
  readonly index: number;
  /** null while it is being fetched. */
  readonly row: LoadedRow | null;
  readonly top: number;
  readonly height: number;
  readonly width: number;
  readonly className: string;
  /** The selected stretch of columns; -1 to -1 when this row is outside the selection. */
  readonly left: number;
  readonly right: number;
  /** The column with the focus, when this row has it. */
  readonly active: number | null;
}

export const TableRow = memo(function TableRow(props: TableRowProps) {
  const { source, columns, index, row, top, height, width, className, active } = props;
  const values = useMemo(() => (row ? rowValues(source, row.values) : {}), [source, row]);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and names the active cell
    // biome-ignore lint/a11y/useSemanticElements: rows of a virtualised grid are not a table's rows
    <div
      className={`dt-row ${className}${active === null ? "" : " is-current-row"}`}
      role="row"
      aria-rowindex={index + 2}
      data-row={index}
      style={{ top, height, width }}
    >
      {row
        ? columns.map((placed) => <Cell key={placed.column.id} {...props} row={row} values={values} placed={placed} />)
        : columns.slice(0, 1).map(({ column, left }) => (
            <span key={column.id} className="dt-cell dt-wait" style={{ left }}>
              row {(index + 1).toLocaleString("en")}
            </span>
          ))}
    </div>
  );
});

interface CellProps extends TableRowProps {
  readonly row: LoadedRow;
  readonly values: RowValues;
  readonly placed: PlacedColumn;
}

// A text that surely fits is held for wider than it is, so it may reach into the padding.
const edges = 8;

function Cell({ gridId, index, row, values, left, right, active, placed }: CellProps) {
  const { column, place, width } = placed;
  const marked = place >= left && place <= right;
  const value = row.values[column.index] ?? null;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: as above
    // biome-ignore lint/a11y/useSemanticElements: as above
    <div
      id={`${gridId}-${index}-${place}`}
      role="gridcell"
      aria-colindex={place + 1}
      aria-selected={marked}
      data-column={place}
      className={`${cellClass(column)}${marked ? " is-selected" : ""}${active === place ? " is-active" : ""}`}
      style={{ left: placed.left, width }}
      title={hintOf(column, value, values)}
    >
      <CellContent
        column={column}
        row={values}
        value={value}
        length={row.lengths?.[column.index] ?? null}
        room={width - edges}
      />
    </div>
  );
}
