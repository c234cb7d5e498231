import { isNumber, type Values } from "./estimate.ts";

/** The values in ascending order, without those that are missing or infinite. O(n log n). */
export function sortedNumbers(values: Values): Float64Array {
  const kept = new Float64Array(values.length);
  let count = 0;
  for (let place = 0; place < values.length; place++) {
    const value = values[place];
    if (isNumber(value)) kept[count++] = value;
  }
  return kept.slice(0, count).sort();
}
