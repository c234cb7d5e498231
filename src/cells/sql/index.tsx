import { counted } from "../../widgets/format.ts";
import type { CellKind } from "../cell-kind.tsx";
import { sqlAssist } from "./assist.ts";
import { parse, reads, type SqlSpec } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import type { SqlResult } from "./result.ts";
import { SqlView } from "./view.tsx";

export const sql: CellKind<SqlSpec, SqlResult> = {
  kind: "sql",
  title: "SQL",
  about: "Any question to the tables, in DuckDB's SQL; the rows are a table for the cells below.",
  language: "sql",
  starter:
    "select name, count(*) as spans, quantile_cont(duration_ms, 0.95) as p95_ms\nfrom spans\ngroup by name\norder by p95_ms desc\n",
  parse,
  reads,
  evaluate,
  summary: ({ table, rowCount, said }) => (table === null ? (said.at(-1) ?? "") : counted(rowCount, "row")),
  preview: ({ table, preview, rowCount }) => (table === null ? null : { data: preview, total: rowCount }),
  output: ({ table, said }) => ({ table, value: said }),
  View: SqlView,
  assist: sqlAssist,
};
