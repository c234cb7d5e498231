import type { ReactNode } from "react";
import { oneLine } from "../widgets/format.ts";
import { type ColumnGroup, type GroupColumn, GroupedTable } from "./grouped-table.tsx";
import { PinRow } from "./pin-row.tsx";

/** A group of columns of which not all can be sorted by or need a word of explanation. */
export type FigureGroup<Row> = Omit<ColumnGroup<Row>, "sort" | "about"> &
  Partial<Pick<ColumnGroup<Row>, "sort" | "about">>;

export type FigureColumn<Row> = GroupColumn<Row>;

/** A head over one column: to the right for numbers, else `left`. */
export function column<Row>(head: string, cell: FigureColumn<Row>["cell"], left = false): FigureGroup<Row> {
  const className = left ? "is-left" : undefined;
  return { head, className, columns: [{ id: head, className, cell }] };
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
  const { label, groups, rows, rowKey, total, sorted = "", onSort = null, onOpen } = props;
  const foot = total && (
    <tr className="is-total">
      {groups
        .flatMap(({ columns }) => columns)
        .map(({ id, className, cell }) => (
          <td key={id} className={className}>
            {cell(total)}
          </td>
        ))}
    </tr>
  );
  return (
    <GroupedTable
      label={label}
      groups={groups.map((group) => ({ sort: null, about: group.head, ...group }))}
      rows={rows}
      keyOf={rowKey}
      sorted={sorted}
      onSort={onSort}
      onOpen={onOpen}
      foot={foot}
    />
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
  const shown = name === null ? <i className="soft">no value</i> : oneLine(name);
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
