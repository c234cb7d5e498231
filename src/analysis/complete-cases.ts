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
  const kept: number[] = [];
  for (let item = 0; item < length; item++) if (columns.every((column) => isNumber(column[item]))) kept.push(item);
  const picked = columns.map((column) => Float64Array.from(kept, (item) => column[item] as number));
  return { columns: picked, kept: Uint32Array.from(kept), n: kept.length, dropped: length - kept.length };
}
