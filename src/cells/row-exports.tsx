import { tableToIPC } from "apache-arrow";
import { identifier } from "../engine/sql.ts";
import type { ColumnInfo } from "../engine/table-data.ts";
import type { TableExport } from "../widgets/data-table.tsx";
import type { RowQuery } from "../widgets/row-source.ts";
import type { Live } from "./cell-kind.tsx";
import { arrangedSql } from "./row-query-sql.ts";

/** A result's rows: all of them in a table of the engine, or none. */
export interface ExportedRows {
  readonly table: string | null;
  readonly columns: readonly ColumnInfo[];
}

/** Ways to save a result's rows, every value whole, filtered and sorted as shown. */
export function rowExports(live: Live, name: string, { table, columns }: ExportedRows): readonly TableExport[] {
  if (table === null) return [];
  const sql = (query: RowQuery) => arrangedSql(table, columns, query);
  const rows = (query: RowQuery) => live.engine.query(portable(sql(query), columns));
  const save = (ending: string, type: string, bytes: Uint8Array) => live.saveFile(`${name}.${ending}`, bytes, type);
  return [
    { label: "CSV", run: async (query) => save("csv", "text/csv", await live.engine.csv(sql(query))) },
    {
      label: "Parquet",
      run: async (query) => {
        // The Parquet library is large and rarely wanted.
        const { toParquet } = await import("../importers/tables/parquet-wasm.ts");
        const bytes = await toParquet(tableToIPC(await rows(query), "stream"));
        await save("parquet", "application/vnd.apache.parquet", bytes);
      },
    },
    {
      label: "Arrow",
      run: async (query) => save("arrow", "application/vnd.apache.arrow.file", tableToIPC(await rows(query), "file")),
    },
  ];
}

/** Types that Arrow or Parquet writers lack go out as text. */
function portable(sql: string, columns: readonly ColumnInfo[]): string {
  const odd = /\b(ENUM|INTERVAL|UNION|BIT|BIGNUM|TIME WITH TIME ZONE)\b/;
  const list = columns.map(({ name, type }) => {
    const column = identifier(name);
    return odd.test(type.replace(/"[^"]*"/g, "")) ? `${column}::VARCHAR AS ${column}` : column;
  });
  return `SELECT ${list.join(", ")} FROM (${sql})`;
}
