import type { ReactNode } from "react";
import { groupDigits } from "./format.ts";
import { previewRows, type RowSource, type Value } from "./row-source.ts";
import { cutText, rowValues, type ShownColumn } from "./shown-columns.tsx";
import type { RowValues } from "./table-column.tsx";
import { surelyFits } from "./text-width.ts";

export interface PlainTableProps {
  readonly label: string;
  readonly source: RowSource;
  readonly columns: readonly ShownColumn[];
  /** The first rows, in the order to show. */
  readonly rows: readonly (readonly Value[])[];
  readonly lengths?: readonly (readonly (number | null)[])[];
  readonly total: number;
  readonly empty: ReactNode;
}

/** The first rows as an ordinary table, for reports and wherever there is nothing to scroll. */
export function PlainTable({ label, source, columns, rows, lengths, total, empty }: PlainTableProps) {
  const shown = rows.slice(0, previewRows);
  if (total === 0) return <p className="dt-empty">{empty}</p>;
  return (
    <div className="data-table is-plain">
      <table aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={cellClass(column)} title={column.about}>
                {headText(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((values, index) => (
            <PlainRow
              // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a report never move
              key={index}
              columns={columns}
              row={rowValues(source, values)}
              values={values}
              lengths={lengths?.[index]}
            />
          ))}
        </tbody>
      </table>
      {total > shown.length && (
        <p className="dt-note">
          The first {groupDigits(shown.length)} of {groupDigits(total)} rows.
        </p>
      )}
    </div>
  );
}

export function headText({ label, unit }: ShownColumn): string {
  return unit ? `${label}, ${unit}` : label;
}

export function cellClass({ align, role, render }: ShownColumn): string {
  const classes = [align === "right" ? "is-right" : "is-left", role && `is-${role}`, render && "is-drawn"];
  return ["dt-cell", ...classes].filter(Boolean).join(" ");
}

interface PlainRowProps {
  readonly columns: readonly ShownColumn[];
  readonly row: RowValues;
  readonly values: readonly Value[];
  readonly lengths: readonly (number | null)[] | undefined;
}

function PlainRow({ columns, row, values, lengths }: PlainRowProps) {
  return (
    <tr>
      {columns.map((column) => (
        <td key={column.id} className={cellClass(column)}>
          <CellContent
            column={column}
            row={row}
            value={values[column.index] ?? null}
            length={lengths?.[column.index] ?? null}
          />
        </td>
      ))}
    </tr>
  );
}

export interface CellContentProps {
  readonly column: ShownColumn;
  readonly row: RowValues;
  readonly value: Value;
  /** The whole length of a value that the source cut. */
  readonly length: number | null;
  /** How many pixels wide the cell is, where that is known. */
  readonly room?: number;
}

/** What stands in one cell. Text is text: never markup. */
export function CellContent({ column, row, value, length, room = 0 }: CellContentProps) {
  if (column.render) return column.render(value, row);
  if (value === null) return <span className="dt-null">null</span>;
  if (value === "") return <span className="dt-null">empty</span>;
  const { shown, note } = cutText(column.text(value, row), value, length);
  if (!note && surelyFits(shown, room)) return shown;
  return (
    <>
      <span className="dt-text">{shown}</span>
      {note && <span className="dt-length">{note}</span>}
    </>
  );
}
