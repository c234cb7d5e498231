import { type Estimate, estimated, unknown } from "./estimate.ts";

export interface MeanSums {
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

/**
 * A mean with its normal 95 % interval, from sums that a database can take. `least` is how many values an interval
 * needs, 30 unless given: below it the mean of a skewed quantity is far from normal. What cannot be negative is cut off
 * at `floor`. Null without values.
 *
 *     meanInterval({ n: 100, sum: 250, squares: 800 }).value; // 2.5
 */
export function meanInterval(
  { n, sum, squares }: MeanSums,
  { least = 30, floor = Number.NEGATIVE_INFINITY } = {},
): Estimate {
  if (n === 0) return unknown(0, "no values");
  const value = sum / n;
  if (n < Math.max(2, least)) return estimated(value, n, null, `too few: n = ${n}, an interval needs ${least}`);
  const variance = Math.max(0, (squares - n * value * value) / (n - 1));
  const half = 1.959963984540054 * Math.sqrt(variance / n);
  return estimated(value, n, { low: Math.max(floor, value - half), high: value + half });
}
