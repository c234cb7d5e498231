import { isNumber, type Values } from "./estimate.ts";

/** The items for which no column misses its value. */
export interface CompleteCases {
  readonly columns: readonly Float64Array[];
  /** The place that each kept item had. */
  readonly kept: Uint32Array;
  readonly n: number;
  readonly dropped: number;
}

/**
 * Drops every item that misses a value in any column. O(items × columns).
 * Throws when the columns differ in length.
 *
 *     completeCases([1, null, 3], [4, 5, 6]).columns; // [[1, 3], [4, 6]]
 */
export function completeCases(...columns: readonly Values[]): CompleteCases {
  const length = columns[0]?.length ?? 0;
  const other = columns.find((column) => column.length !== length);
  if (other) throw new Error(`completeCases: columns must be equally long: ${length} and ${other.length}`);
  const kept = new Uint32Array(length);
  let n = 0;
  for (let item = 0; item < length; item++) if (isComplete(columns, item)) kept[n++] = item;
  const own = kept.subarray(0, n);
  return { columns: columns.map((column) => valuesAt(column, own)), kept: own, n, dropped: length - n };
}

function isComplete(columns: readonly Values[], item: number): boolean {
  for (const column of columns) if (!isNumber(column[item])) return false;
  return true;
}

function valuesAt(column: Values, items: Uint32Array): Float64Array {
  const values = new Float64Array(items.length);
  for (let row = 0; row < items.length; row++) values[row] = column[items[row] as number] as number;
  return values;
}
