import type { ColumnInfo, TableData } from "../../engine/table-data.ts";

export interface SqlResult {
  /** The table that holds every row; null when no statement gave rows. */
  readonly table: string | null;
  readonly columns: readonly ColumnInfo[];
  readonly rowCount: number;
  /** The first rows; long texts and lists cut. */
  readonly preview: TableData;
  /** Which of the preview's values were cut, and how long they are. */
  readonly cut: readonly Cut[];
  /** What the statements without rows did, in order: "Inserted 3 rows into notes." */
  readonly said: readonly string[];
}

export interface Cut {
  readonly row: number;
  readonly column: number;
  readonly length: number;
}
