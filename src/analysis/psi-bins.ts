import type { Values } from "./estimate.ts";
import type { BinPair } from "./psi.ts";
import { quantileOfSorted } from "./quantile.ts";
import { sortedNumbers } from "./sorted-numbers.ts";

/**
 * How many bins two samples of these sizes carry: as many as wanted, but so few that each expects at least `least`
 * rows of the smaller sample. 2 at least, so that a caller sees too small a sample by its counts.
 */
export function carriedBins(referenceRows: number, currentRows: number, wanted = 10, least = 10): number {
  return Math.max(2, Math.min(wanted, Math.floor(Math.min(referenceRows, currentRows) / least)));
}

/**
 * The inner edges that cut the reference into bins of equal share: its quantiles (type 7), each once, without those
 * that do not lie above its smallest value. The first bin is open downwards and the last upwards, so every number has
 * one. A reference whose quantiles are all its smallest value has three bins: below it, at it, above it.
 * Empty without numbers. O(n log n).
 *
 *     quantileEdges([1, 2, 3, 4, 5], 2); // [3]
 */
export function quantileEdges(reference: Values, bins = 10): number[] {
  const sorted = sortedNumbers(reference);
  if (sorted.length === 0) return [];
  const cuts = Array.from({ length: bins - 1 }, (_, cut) => quantileOfSorted(sorted, (cut + 1) / bins));
  return innerEdges(cuts, sorted[0] as number);
}

/** The same edges from quantiles that were found elsewhere (in a database), and the reference's smallest value. */
export function innerEdges(quantiles: ArrayLike<number>, smallest: number): number[] {
  const above = Array.from(quantiles).filter((edge) => Number.isFinite(edge) && edge > smallest);
  if (above.length === 0) return [smallest, nextAbove(smallest)];
  return [...new Set(above)].sort((one, other) => one - other);
}

/** The smallest double above a finite one. */
function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return bits.getFloat64(0);
}

/** The bin of a number: how many edges it is not below, so a bin holds its lower edge. O(log bins). */
export function binOf(edges: ArrayLike<number>, value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value >= (edges[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows per bin; missing values in a bin of their own, infinite ones in the outer bins. O(n log bins). */
export function binCounts(edges: ArrayLike<number>, values: Values): { counts: number[]; missing: number } {
  const counts = Array.from({ length: edges.length + 1 }, () => 0);
  let missing = 0;
  for (let place = 0; place < values.length; place++) {
    const value = values[place];
    if (typeof value === "number" && !Number.isNaN(value))
      counts[binOf(edges, value)] = (counts[binOf(edges, value)] as number) + 1;
    else missing++;
  }
  return { counts, missing };
}

/**
 * The pairs of counts that `psi` wants, from two columns: the reference's own quantile bins, and a last bin for
 * missing values when there are any. Edges from elsewhere (frozen ones) may be given.
 */
export function numericBins(reference: Values, current: Values, edges = carriedEdges(reference, current)): BinPair[] {
  const before = binCounts(edges, reference);
  const after = binCounts(edges, current);
  const pairs = before.counts.map((count, bin) => ({ reference: count, current: after.counts[bin] as number }));
  const missing = { reference: before.missing, current: after.missing };
  return missing.reference + missing.current > 0 ? [...pairs, missing] : pairs;
}

function carriedEdges(reference: Values, current: Values): number[] {
  const [before, after] = [sortedNumbers(reference).length, sortedNumbers(current).length];
  return quantileEdges(reference, carriedBins(before, after));
}

/** The bins in words: "below 2", "2 to below 5", "5 and above"; "7" and "above 7" for a bin of one value. */
export function binLabels(edges: readonly number[]): string[] {
  if (edges.length === 0) return ["all values"];
  return Array.from({ length: edges.length + 1 }, (_, bin) => label(edges[bin - 1], edges[bin], edges[bin - 2]));
}

function label(low: number | undefined, high: number | undefined, lower: number | undefined): string {
  if (low === undefined) return `below ${high}`;
  if (lower !== undefined && low === nextAbove(lower))
    return high === undefined ? `above ${lower}` : `above ${lower} to below ${high}`;
  if (high === undefined) return `${low} and above`;
  return high === nextAbove(low) ? `${low}` : `${low} to below ${high}`;
}
