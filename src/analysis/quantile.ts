/**
 * The p-quantile of values in ascending order, between two of them by straight line (type 7 of Hyndman and Fan, The
 * American Statistician 50, 1996, 361–365; numpy's default). O(1). Throws when there are no values.
 *
 *     quantileOfSorted([1, 2, 3, 4], 0.5); // 2.5
 */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) throw new Error("quantileOfSorted: there are no values");
  const place = (sorted.length - 1) * Math.min(1, Math.max(0, p));
  const below = sorted[Math.floor(place)] as number;
  return below + ((sorted[Math.ceil(place)] as number) - below) * (place - Math.floor(place));
}
