import type { ChildTime } from "../../traces/self-time.ts";

/**
 * How much of each pixel column of a bar is the span's own time, 0 … 1: none of its children runs. `x` maps time to
 * pixels and never decreases; columns run from `first` (inclusive) to `last` (exclusive).
 */
export function ownShares(
  { first: firstOf, from, to }: ChildTime,
  span: number,
  interval: { readonly start: number; readonly end: number },
  x: (time: number) => number,
  first: number,
  last: number,
): Float32Array {
  const shares = new Float32Array(Math.max(0, last - first));
  const limit = firstOf[span + 1] ?? 0;
  let k = firstEndingAfter(to, firstOf[span] ?? 0, limit, x, first);
  let own = x(interval.start);
  for (; k < limit && own < last; k++) {
    add(shares, own - first, x(from[k] ?? 0) - first);
    own = x(to[k] ?? 0);
  }
  if (k >= limit) add(shares, own - first, x(interval.end) - first);
  return shares;
}

/** The entry before the first one that ends right of a place, so that own time between the two is counted. */
function firstEndingAfter(
  to: Float64Array,
  first: number,
  limit: number,
  x: (time: number) => number,
  place: number,
): number {
  let [low, high] = [first, limit];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x(to[middle] ?? 0) > place) high = middle;
    else low = middle + 1;
  }
  return Math.max(first, low - 1);
}

/** Adds to each column what of it lies between two places. */
function add(shares: Float32Array, from: number, to: number): void {
  const start = Math.max(0, from);
  const end = Math.min(shares.length, to);
  for (let column = Math.floor(start); column < end; column++) {
    const part = Math.min(end, column + 1) - Math.max(start, column);
    if (part > 0) shares[column] = Math.min(1, (shares[column] ?? 0) + part);
  }
}
