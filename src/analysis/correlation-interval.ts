import { normalQuantile } from "./distributions.ts";
import { type Estimate, estimated, unknown } from "./estimate.ts";

/** A correlation with its interval and the two-sided p-value of "there is none". */
export interface Correlation extends Estimate {
  readonly p: number | null;
}

/**
 * The interval of a correlation by Fisher's z, given the variance of z: 1 / (n − 3) for Pearson's (Fisher 1921),
 * (1 + r²/2) / (n − 3) for Spearman's and 0.437 / (n − 4) for Kendall's (Bonett and Wright, Psychometrika 65, 2000,
 * 23–28). None where the correlation is ±1 or the variance is not positive: too few items. O(1).
 */
export function correlationWithInterval(
  r: number,
  n: number,
  p: number | null,
  variance: number,
  level = 0.95,
): Correlation {
  if (!(variance > 0 && Number.isFinite(variance)))
    return { ...estimated(r, n, null, "no interval: too few items"), p };
  if (Math.abs(r) > 1 - 1e-12) return { ...estimated(r, n, null, "no interval: the correlation is perfect"), p };
  const half = normalQuantile((1 + level) / 2) * Math.sqrt(variance);
  const z = Math.atanh(r);
  return { ...estimated(r, n, { low: Math.tanh(z - half), high: Math.tanh(z + half) }), p };
}

/** A correlation that is undefined, and why. */
export function unknownCorrelation(n: number, reason: string): Correlation {
  return { ...unknown(n, reason), p: null };
}
