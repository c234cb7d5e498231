import { tQuantile } from "./distributions.ts";
import { type Estimate, estimated, unknown } from "./estimate.ts";

/** What is known of the values in one stratum. */
export interface StratumSums {
  /** The stratum's share in the mean: 1 for all there is. Weights need not add up to 1. */
  readonly weight: number;
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

export interface StratifiedMean {
  readonly mean: number | null;
  /** Of the mean; null where fewer than two values leave it open. */
  readonly variance: number | null;
  readonly n: number;
  /** How many equally weighted values would tell as much of the mean, as far as the weights go (Kish). */
  readonly effective: number;
}

/**
 * The post-stratified mean: the mean of each stratum, weighted (Särndal, Swensson and Wretman, Model Assisted Survey
 * Sampling, 1992, §7.6). A stratum of one value borrows the variance of the values within the others. Strata without
 * values or weight do not count. O(strata).
 */
export function stratifiedMean(strata: readonly StratumSums[]): StratifiedMean {
  const held = strata.filter(({ n, weight }) => n > 0 && weight > 0);
  const total = held.reduce((sum, { weight }) => sum + weight, 0);
  const n = held.reduce((sum, stratum) => sum + stratum.n, 0);
  if (n === 0) return { mean: null, variance: null, n, effective: 0 };
  const share = ({ weight }: StratumSums) => weight / total;
  const mean = held.reduce((sum, stratum) => sum + (share(stratum) * stratum.sum) / stratum.n, 0);
  const effective = 1 / held.reduce((sum, stratum) => sum + share(stratum) ** 2 / stratum.n, 0);
  const deviations = held.map((stratum) => Math.max(0, stratum.squares - stratum.sum ** 2 / stratum.n));
  const free = held.reduce((sum, stratum) => sum + stratum.n - 1, 0);
  if (free === 0) return { mean, variance: null, n, effective };
  const pooled = deviations.reduce((sum, one) => sum + one, 0) / free;
  const variance = held.reduce((sum, stratum, place) => {
    const within = stratum.n > 1 ? (deviations[place] as number) / (stratum.n - 1) : pooled;
    return sum + (share(stratum) ** 2 * within) / stratum.n;
  }, 0);
  return { mean, variance, n, effective };
}

/**
 * current − reference with Welch's 95 % t interval, the degrees of freedom from the effective sizes. The reason says
 * why there is no value or no interval.
 */
export function meanDifference(reference: StratifiedMean, current: StratifiedMean, level = 0.95): Estimate {
  const n = reference.n + current.n;
  if (reference.mean === null || current.mean === null) return unknown(n, "a side is empty");
  const value = current.mean - reference.mean;
  if (reference.variance === null || current.variance === null || reference.effective <= 1 || current.effective <= 1)
    return estimated(value, n, null, "no interval: a side has a single value");
  const variance = reference.variance + current.variance;
  if (variance === 0) return estimated(value, n, null, "no interval: every value of a side is the same");
  const df =
    variance ** 2 /
    (reference.variance ** 2 / (reference.effective - 1) + current.variance ** 2 / (current.effective - 1));
  const half = tQuantile((1 + level) / 2, df) * Math.sqrt(variance);
  return estimated(value, n, { low: value - half, high: value + half });
}
