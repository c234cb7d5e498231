import type { ReactNode } from "react";
import { PinRow } from "./pin-row.tsx";

/** Columns under one head; with two cohorts some have one for each. */
export interface FigureGroup<Row> {
  readonly head: string;
  /** What sorting by this head is called; null where it cannot be sorted by. */
  readonly sort?: string | null;
  /** Explains the head. */
  readonly about?: string;
  readonly className?: string;
  readonly columns: readonly FigureColumn<Row>[];
}

export interface FigureColumn<Row> {
  readonly id: string;
  /** A head of its own, under the group's. */
  readonly head?: string;
  readonly className?: string;
  readonly cell: (row: Row) => ReactNode;
}

interface FiguresTableProps<Row> {
  readonly label: string;
  readonly groups: readonly FigureGroup<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Stands last and apart: what all rows come to. */
  readonly total?: Row | null;
  readonly sorted?: string;
  readonly onSort?: ((sort: string) => void) | null;
  readonly onOpen?: ((row: Row) => void) | null;
}

/** The table of an analysis: sorted by its heads, each row open to what is behind it. */
export function FiguresTable<Row>(props: FiguresTableProps<Row>) {
  const { label, groups, rows, rowKey, total, onOpen } = props;
  const columns = groups.flatMap((group) => group.columns);
  const twoRows = columns.some((column) => column.head);
  const cells = (row: Row) =>
    columns.map(({ id, className, cell }) => (
      <td key={id} className={className}>
        {cell(row)}
      </td>
    ));
  return (
    <table className="analysis-table" aria-label={label}>
      <thead>
        <tr>
          {groups.map((group) => (
            <GroupHead key={group.head} group={group} twoRows={twoRows} {...props} />
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
            key={rowKey(row)}
            className={onOpen ? "is-link" : undefined}
            onClick={onOpen ? () => onOpen(row) : undefined}
          >
            {cells(row)}
          </tr>
        ))}
      </tbody>
      {total && (
        <tfoot>
          <tr>{cells(total)}</tr>
        </tfoot>
      )}
    </table>
  );
}

interface GroupHeadProps<Row> extends Pick<FiguresTableProps<Row>, "sorted" | "onSort"> {
  readonly group: FigureGroup<Row>;
  readonly twoRows: boolean;
}

function GroupHead<Row>({ group, twoRows, sorted, onSort }: GroupHeadProps<Row>) {
  const { head, sort = null, about, className, columns } = group;
  const divided = columns.some((column) => column.head);
  const isSorted = sort !== null && sorted === sort;
  return (
    <th
      scope={columns.length > 1 ? "colgroup" : "col"}
      colSpan={columns.length}
      rowSpan={twoRows && !divided ? 2 : 1}
      className={[className, divided ? "is-group" : ""].filter(Boolean).join(" ") || undefined}
      title={about}
      aria-sort={isSorted ? (sort === "name" ? "ascending" : "descending") : undefined}
    >
      {onSort && sort ? (
        <button type="button" onClick={() => onSort(sort)}>
          {head}
          {isSorted && <span aria-hidden="true"> {sort === "name" ? "↑" : "↓"}</span>}
        </button>
      ) : (
        head
      )}
    </th>
  );
}

interface RowNameProps {
  readonly name: string | null;
  /** Stands before the name: a mark. */
  readonly mark?: ReactNode;
  /** What a click does, in words: "list its traces". */
  readonly opens?: string;
  readonly onOpen?: (() => void) | null;
  readonly onPin?: (() => Promise<string>) | null;
}

/** The name of a row, as a button where it opens something, and its pin. */
export function RowName({ name, mark, opens = "list its traces", onOpen, onPin }: RowNameProps) {
  const shown = name === null ? <i className="soft">no value</i> : name;
  const said = name ?? "no value";
  return (
    <span className="row-name">
      {mark}
      {onOpen ? (
        <button
          type="button"
          className="row-open"
          title={`${said}: ${opens}`}
          onClick={(event) => {
            event.stopPropagation();
            onOpen();
          }}
        >
          {shown}
        </button>
      ) : (
        <span className="row-text" title={name ?? undefined}>
          {shown}
        </span>
      )}
      {onPin && <PinRow label={said} pin={onPin} />}
    </span>
  );
}
