import { completeCases } from "./complete-cases.ts";
import { type Correlation, correlationWithInterval, unknownCorrelation } from "./correlation-interval.ts";
import { tTwoSided } from "./distributions.ts";
import type { Values } from "./estimate.ts";

/**
 * Pearson's product-moment correlation with Fisher's interval and the p-value of its t-test. Pairs that miss a value
 * are left out. Undefined for fewer than two pairs or where a side does not vary.
 *
 * O(n). Throws when the columns differ in length.
 *
 *     pearson(judgeScores, humanScores).value;
 */
export function pearson(first: Values, second: Values, level = 0.95): Correlation {
  const { columns, n } = completeCases(first, second);
  const [one, other] = columns as [Float64Array, Float64Array];
  const none = whyUncorrelated(one, other);
  if (none) return unknownCorrelation(n, none);
  const r = productMoment(one, other) as number;
  return correlationWithInterval(r, n, correlationP(r, n - 2), 1 / (n - 3), level);
}

/** Why two columns without gaps have no correlation; null when they have one. */
export function whyUncorrelated(one: Float64Array, other: Float64Array): string | null {
  if (one.length < 2) return "fewer than two pairs";
  if (!varies(one)) return "no variation on the first side";
  return varies(other) ? null : "no variation on the second side";
}

function varies(values: Float64Array): boolean {
  return values.some((value) => value !== values[0]);
}

/** The bare coefficient of two columns without gaps; null where a side does not vary. */
export function productMoment(one: Float64Array, other: Float64Array): number | null {
  const [left, right] = [meanOf(one), meanOf(other)];
  let [both, ones, others] = [0, 0, 0];
  for (let item = 0; item < one.length; item++) {
    const x = (one[item] as number) - left;
    const y = (other[item] as number) - right;
    both += x * y;
    ones += x * x;
    others += y * y;
  }
  const spread = Math.sqrt(ones * others);
  return spread > 0 ? Math.max(-1, Math.min(1, both / spread)) : null;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** The two-sided p-value of a correlation of r with `df` degrees of freedom; null without any, but 1 for two points. */
export function correlationP(r: number, df: number): number | null {
  if (df === 0) return 1;
  if (df < 0) return null;
  return tTwoSided(r * Math.sqrt(df / ((1 - r) * (1 + r))), df);
}
