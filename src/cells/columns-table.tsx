import type { ReactNode } from "react";
import { visible } from "../widgets/format.ts";

/** A column of a plain table of figures. */
export interface FigureColumn<Row> {
  readonly id: string;
  readonly head: string;
  readonly className?: string;
  readonly cell: (row: Row) => ReactNode;
}

interface ColumnsTableProps<Row> {
  readonly columns: readonly FigureColumn<Row>[];
  readonly rows: readonly Row[];
  readonly className?: string;
}

/** Rows that have an id, in columns with one head each. */
export function ColumnsTable<Row extends { readonly id: string }>({
  columns,
  rows,
  className = "",
}: ColumnsTableProps<Row>) {
  return (
    <table className={`analysis-table ${className}`.trim()}>
      <thead>
        <tr>
          {columns.map(({ id, head, className }) => (
            <th key={id} scope="col" className={className}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            {columns.map(({ id, className, cell }) => (
              <td key={id} className={className}>
                {visible(cell(row))}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
