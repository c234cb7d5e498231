import { type ReactNode, useMemo, useSyncExternalStore } from "react";
import "./data-table.css";
import { PlainTable } from "./plain-table.tsx";
import {
  everything,
  memorySource,
  type Page,
  type RowQuery,
  type RowSource,
  type Rows,
  type Sort,
} from "./row-source.ts";
import { shownColumns } from "./shown-columns.tsx";
import type { RowValues, TableColumn } from "./table-column.tsx";
import { TableGrid } from "./table-grid.tsx";

export type { RowValues, TableColumn } from "./table-column.tsx";

export interface DataTableProps {
  /** Names the table for those who do not see it. */
  readonly label: string;
  /** The rows: a table in memory, or anything that gives rows a stretch at a time. Keep its identity between renders. */
  readonly source: RowSource | Rows;
  /** Which columns, in which order and how; by default all of the source's. Keep its identity between renders. */
  readonly columns?: readonly TableColumn[];
  readonly sort?: Sort;
  /** Rows of 22 instead of 28 pixels. */
  readonly dense?: boolean;
  /** How many rows are in view before the table scrolls; 15 unless told. */
  readonly rowsInView?: number;
  /** Stands where there are no rows: why, and what to do. */
  readonly empty?: ReactNode;
  /** What Enter and a double click do; without it they open the value. */
  readonly onOpenRow?: (row: RowValues, index: number) => void;
  /** A class for rows that stand out: "is-marked". */
  readonly rowClass?: (row: RowValues) => string | undefined;
  /** Ways to take the rows away as a file, sorted and filtered as shown. */
  readonly exports?: readonly TableExport[];
  /** Puts text on the clipboard; by default the browser's. */
  readonly copy?: (text: string) => Promise<void>;
  /** Keeps the selected rows as evidence; gives in words what came of it. */
  readonly onPin?: (rows: readonly RowValues[]) => Promise<string>;
  /** Leaves out the line below with the count and the actions. */
  readonly bare?: boolean;
}

export interface TableExport {
  /** "CSV" */
  readonly label: string;
  run(query: RowQuery): Promise<void>;
}

/**
 * A table of any length: only the rows in view are drawn. Sorted by its heads, filtered by column, walked and copied
 * with the keyboard. Without a DOM the first rows stand in an ordinary table.
 */
export function DataTable(props: DataTableProps) {
  const source = useMemo(
    () => ("rowCount" in props.source ? props.source : memorySource(props.source)),
    [props.source],
  );
  const drawn = useSyncExternalStore(never, yes, no);
  return drawn ? (
    <TableGrid key={source.columns.map(({ name }) => name).join("\0")} {...props} source={source} />
  ) : (
    <Plain {...props} source={source} />
  );
}

const never = () => () => undefined;
const yes = () => true;
const no = () => false;

function Plain({ label, source, columns, sort, empty }: DataTableProps & { readonly source: RowSource }) {
  const { rows, total, lengths } = firstPage(source, sort);
  const shown = shownColumns(source, columns, rows);
  return (
    <PlainTable
      label={label}
      source={source}
      columns={shown}
      rows={rows}
      lengths={lengths}
      total={total}
      empty={empty ?? noRows}
    />
  );
}

export const noRows = "No rows.";

/** What can be had at once of a source's first rows. */
function firstPage(source: RowSource, sort: Sort | undefined): Page {
  const preview = source.preview ?? { rows: [], total: source.rowCount };
  if (!sort) return preview;
  const page = source.rows(0, 200, { ...everything, sort }, { signal: new AbortController().signal });
  return page instanceof Promise ? preview : page;
}
