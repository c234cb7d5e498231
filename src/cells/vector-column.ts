import { CellError } from "../notebook/cell.ts";
import { columnAmong, type KnownColumn } from "./table-columns.ts";

const types = /^(FLOAT|DOUBLE|REAL|DECIMAL.*|(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?))\[\d*\]$|^VARCHAR$/i;

/**
 * The column of vectors that the key `vector` names: lists of numbers, or texts of such.
 * @throws CellError when there is no such column, or it holds something else
 */
export function vectorColumn(columns: readonly KnownColumn[], table: string, vector: string): KnownColumn {
  const column = columnAmong(columns, table, vector, "vector");
  if (types.test(column.type)) return column;
  throw new CellError(`vector: ${column.name} is no list of numbers but ${column.type}`, { key: "vector" });
}
