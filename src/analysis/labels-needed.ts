import type { Estimate } from "./estimate.ts";
import { wilsonInterval } from "./proportion-interval.ts";

/** How many labels it takes, or why that cannot be told. */
export interface LabelsNeeded {
  /** In all, those that there are included. */
  readonly labels: number | null;
  /** Beyond those that there are. */
  readonly more: number | null;
  readonly reason: string | null;
}

/**
 * How many labels bring an interval to ± `halfWidth`, given the interval that a pilot of n labels has: widths shrink
 * with √n, so n · (now / wanted)². Holds for kappa, means, correlations and corrected rates alike, if the next labels
 * are drawn like the pilot's.
 *
 * O(1). Throws when `halfWidth` is not positive.
 *
 *     labelsNeeded(kappa, 0.05).more;
 */
export function labelsNeeded({ low, high, n, reason }: Estimate, halfWidth: number): LabelsNeeded {
  if (!(halfWidth > 0)) throw new Error(`labelsNeeded: the half width must be positive: ${halfWidth}`);
  if (low === null || high === null) return { labels: null, more: null, reason: reason ?? "the pilot has no interval" };
  const labels = Math.max(n, Math.ceil(n * ((high - low) / 2 / halfWidth) ** 2 - 1e-9));
  return { labels, more: labels - n, reason: null };
}

/**
 * How many labels a share takes until its Wilson interval is ± `halfWidth` wide: for TPR and TNR, in each class.
 * O(log n). Throws when `share` does not lie from 0 to 1 or `halfWidth` is not positive.
 *
 *     labelsForShare(0.9, 0.06); // 101
 */
export function labelsForShare(share: number, halfWidth: number, z?: number): number {
  if (!(share >= 0 && share <= 1)) throw new Error(`labelsForShare: a share lies from 0 to 1: ${share}`);
  if (!(halfWidth > 0)) throw new Error(`labelsForShare: the half width must be positive: ${halfWidth}`);
  let [low, high] = [0, 1];
  while (wilsonHalfWidth(share, high, z) > halfWidth) [low, high] = [high, high * 2];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (wilsonHalfWidth(share, middle, z) > halfWidth) low = middle;
    else high = middle;
  }
  return high;
}

/** Half of Wilson's interval of a share in n tries; infinite without any. */
export function wilsonHalfWidth(share: number, n: number, z?: number): number {
  const interval = wilsonInterval(share * n, n, z);
  return interval ? (interval.high - interval.low) / 2 : Number.POSITIVE_INFINITY;
}
