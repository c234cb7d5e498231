import type { ColumnInfo, TableData } from "../../engine/table-data.ts";
import type { ScriptOutput } from "../../notebook/script/messages.ts";

export interface ScriptResult {
  /** What it displayed and logged, in order; last what it returned, where that is no table. */
  readonly outputs: readonly ScriptOutput[];
  /** The table that holds the returned rows; null when it returned none. */
  readonly table: string | null;
  readonly columns: readonly ColumnInfo[];
  readonly rowCount: number;
  /** The first rows; long texts cut. */
  readonly preview: TableData;
  readonly lengths: readonly (readonly (number | null)[])[];
}
