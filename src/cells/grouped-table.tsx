import type { ReactNode } from "react";
import { visible } from "../widgets/format.ts";
import "./analysis-table.css";

/** Columns under one head; with two cohorts some have one for each. */
export interface ColumnGroup<Row> {
  readonly head: string;
  /** The order that a click on the head asks for; null where there is none. */
  readonly sort: string | null;
  /** Explains the head. */
  readonly about: string;
  readonly className?: string;
  readonly columns: readonly GroupColumn<Row>[];
}

export interface GroupColumn<Row> {
  readonly id: string;
  /** A head of its own, under the group's. */
  readonly head?: string;
  readonly className?: string;
  readonly cell: (row: Row) => ReactNode;
}

interface GroupedTableProps<Row> {
  readonly groups: readonly ColumnGroup<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** The order that the rows are in; "name" rises, all others fall. */
  readonly sorted: string;
  readonly onSort: ((sort: string) => void) | null;
  /** What a click on a row does; null where rows are not links. */
  readonly onOpen?: ((row: Row) => void) | null;
  readonly label?: string;
  /** Further rows below, which take no part in the order. */
  readonly foot?: ReactNode;
}

/** A table whose columns come in groups, sorted by its heads, each row open to what is behind it. */
export function GroupedTable<Row>({
  groups,
  rows,
  keyOf,
  sorted,
  onSort,
  onOpen = null,
  label,
  foot,
}: GroupedTableProps<Row>) {
  const columns = groups.flatMap((group) => group.columns);
  const twoRows = columns.some((column) => column.head);
  return (
    <table className="analysis-table" aria-label={label}>
      <thead>
        <tr>
          {groups.map((group) => (
            <GroupHead key={group.head} group={group} twoRows={twoRows} sorted={sorted} onSort={onSort} />
          ))}
        </tr>
        {twoRows && (
          <tr>
            {columns
              .filter((column) => column.head)
              .map(({ id, head, className }) => (
                <th key={id} scope="col" className={className}>
                  {head}
                </th>
              ))}
          </tr>
        )}
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={keyOf(row)}
            className={onOpen ? "is-link" : undefined}
            onClick={onOpen ? () => onOpen(row) : undefined}
          >
            {columns.map(({ id, className, cell }) => (
              <td key={id} className={className}>
                {visible(cell(row))}
              </td>
            ))}
          </tr>
        ))}
        {foot}
      </tbody>
    </table>
  );
}

interface GroupHeadProps<Row> extends Pick<GroupedTableProps<Row>, "sorted" | "onSort"> {
  readonly group: ColumnGroup<Row>;
  readonly twoRows: boolean;
}

function GroupHead<Row>({ group, twoRows, sorted: order, onSort }: GroupHeadProps<Row>) {
  const { head, sort, about, className, columns } = group;
  const divided = columns.some((column) => column.head);
  const sorted = sort !== null && order === sort;
  return (
    <th
      scope={columns.length > 1 ? "colgroup" : "col"}
      colSpan={columns.length}
      rowSpan={twoRows && !divided ? 2 : 1}
      className={[className, divided ? "is-group" : ""].filter(Boolean).join(" ") || undefined}
      title={about}
      aria-sort={sorted ? (sort === "name" ? "ascending" : "descending") : undefined}
    >
      {onSort && sort ? (
        <button type="button" onClick={() => onSort(sort)}>
          {head}
          {sorted && <span aria-hidden="true"> {sort === "name" ? "↑" : "↓"}</span>}
        </button>
      ) : (
        head
      )}
    </th>
  );
}
