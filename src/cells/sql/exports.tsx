import { tableToIPC } from "apache-arrow";
import type { TableExport } from "../../widgets/data-table.tsx";
import type { RowQuery } from "../../widgets/row-source.ts";
import type { Live } from "../cell-kind.tsx";
import { arrangedSql } from "../row-query-sql.ts";
import type { SqlResult } from "./result.ts";

/** Ways to save a result's rows, filtered and sorted as shown. */
export function rowExports(live: Live, name: string, { table, columns }: SqlResult): readonly TableExport[] {
  if (table === null) return [];
  const sql = (query: RowQuery) => arrangedSql(table, columns, query);
  const save = (ending: string, type: string, bytes: Uint8Array) => live.saveFile(`${name}.${ending}`, bytes, type);
  return [
    { label: "CSV", run: async (query) => save("csv", "text/csv", await live.engine.csv(sql(query))) },
    {
      label: "Arrow",
      run: async (query) => save("arrow", arrowType, tableToIPC(await live.engine.query(sql(query)), "file")),
    },
  ];
}

const arrowType = "application/vnd.apache.arrow.file";
