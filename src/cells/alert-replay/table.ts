import type { ColumnInfo, Plain, TableData } from "../../engine/table-data.ts";
import type { AlertReplayResult, HistoryWindow } from "./result.ts";

type Column = readonly [name: string, type: string, read: (window: HistoryWindow) => Plain];

const columns: readonly Column[] = [
  ["window_start", "TIMESTAMP", (window) => window.start],
  ["n", "BIGINT", (window) => window.n],
  ["value", "DOUBLE", (window) => window.value],
  ["long", "DOUBLE", (window) => window.long],
  ["reference", "BOOLEAN", (window) => window.isReference],
  ["after_change", "BOOLEAN", (window) => window.isAfterChange],
  ["flag", "VARCHAR", (window) => window.flag],
  ["act", "VARCHAR", (window) => window.act],
  ["reason", "VARCHAR", (window) => window.reason],
];

/** One row per window, with what the rule made of it. */
export function table({ windows }: AlertReplayResult): TableData {
  return {
    columns: columns.map(([name, type]): ColumnInfo => ({ name, type })),
    rows: windows.map((window) => columns.map(([, , read]) => read(window))),
  };
}
