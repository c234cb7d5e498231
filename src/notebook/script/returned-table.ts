import { bytesHeld, finishBatch, namedColumns } from "../../importers/tables/arrow-batch.ts";
import type { ReturnedTable } from "./messages.ts";
import type { ValueColumn } from "./value-columns.ts";

const mostBytes = 256 * 2 ** 20;

/**
 * Columns as an Arrow stream. A column `rowid` becomes `row_id`: every table of the engine has a hidden one already.
 * @throws when they need more than 256 MB
 */
export function returnedTable(columns: readonly ValueColumn[]): ReturnedTable {
  const names = columns.map(({ name }) => (name.toLowerCase() === "rowid" ? "row_id" : name));
  const built = namedColumns(Object.fromEntries(columns.map(({ type }, index) => [index, type])));
  const rows = columns[0]?.length ?? 0;
  for (const [index, column] of columns.entries()) {
    const builder = (built[index] as (typeof built)[number]).builder;
    for (let row = 0; row < rows; row++) {
      builder.append(column.at(row));
      if (row % 64 === 0 && bytesHeld(built) > mostBytes)
        throw new Error("the rows need more than 256 MB: give fewer, or shorter texts");
    }
  }
  return finishBatch(built.map(({ builder }, index) => ({ name: names[index] as string, builder })));
}
