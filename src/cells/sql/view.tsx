import { useMemo } from "react";
import { DataTable, type RowValues } from "../../widgets/data-table.tsx";
import { counted } from "../../widgets/format.ts";
import type { Page, RowSource } from "../../widgets/row-source.ts";
import type { Live, ViewProps } from "../cell-kind.tsx";
import { rowExports } from "../row-exports.tsx";
import { tableSource } from "../table-source.ts";
import type { SqlSpec } from "./definition.ts";
import type { SqlResult } from "./result.ts";
import "./sql.css";

export function SqlView({ name, result, live }: ViewProps<SqlSpec, SqlResult>) {
  const said = result.said.map((text, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: in the order of the statements
    <p key={index} className="sql-said">
      {text}
    </p>
  ));
  return (
    <div className="sql-result">
      {said}
      {result.table !== null && <SqlTable name={name || "result"} result={result} live={live} />}
      {result.table === null && said.length === 0 && <p className="sql-said">Nothing to run yet: write a SELECT.</p>}
    </div>
  );
}

interface SqlTableProps {
  readonly name: string;
  readonly result: SqlResult;
  readonly live: Live | null;
}

function SqlTable({ name, result, live }: SqlTableProps) {
  const source = useMemo(() => rowSource(result, live), [result, live]);
  const exports = useMemo(() => (live ? rowExports(live, name, result) : []), [live, name, result]);
  const pin = live && result.table !== null ? (rows: readonly RowValues[]) => live.pin(name, rows) : undefined;
  return (
    <DataTable
      label={`Rows of ${name}`}
      source={source}
      empty={`The query gave no rows. It has ${counted(result.columns.length, "column")}: ${result.columns.map((column) => column.name).join(", ")}.`}
      exports={exports}
      copy={live?.copy}
      onPin={pin}
    />
  );
}

function rowSource({ table, columns, rowCount, preview, cut }: SqlResult, live: Live | null): RowSource {
  const page: Page = {
    rows: preview.rows,
    total: rowCount,
    lengths: lengthsOf(preview.rows.length, columns.length, cut),
  };
  if (live && table !== null) return tableSource(live.engine, { name: table, columns, rowCount }, page);
  return { columns, rowCount, preview: page, rows: () => page };
}

function lengthsOf(rows: number, columns: number, cut: SqlResult["cut"]): (number | null)[][] {
  const lengths = Array.from({ length: rows }, () => new Array<number | null>(columns).fill(null));
  for (const { row, column, length } of cut) (lengths[row] as (number | null)[])[column] = length;
  return lengths;
}
