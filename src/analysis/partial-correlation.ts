import { completeCases } from "./complete-cases.ts";
import { type Correlation, correlationWithInterval, unknownCorrelation } from "./correlation-interval.ts";
import type { Values } from "./estimate.ts";
import { leastSquares } from "./least-squares.ts";
import { midRanks } from "./mid-ranks.ts";
import { correlationP, productMoment } from "./pearson.ts";

export interface PartialOptions {
  /** Mid-ranks instead of the values themselves: partial Spearman. */
  readonly ranks?: boolean;
  readonly level?: number;
}

/**
 * How two columns go together once others are held fixed: the correlation of what a regression on the controls leaves
 * of each, with df = n − 2 − controls. Items that miss any value are left out. Undefined where a side does not vary
 * beyond the controls, or there are too few items.
 *
 * O(n k² + n log n). Throws when the columns differ in length.
 *
 *     partialCorrelation(judge, lengthInWords, [human], { ranks: true }).value; // does length buy points?
 */
export function partialCorrelation(
  first: Values,
  second: Values,
  controls: readonly Values[],
  { ranks = false, level = 0.95 }: PartialOptions = {},
): Correlation {
  const { columns, n } = completeCases(first, second, ...controls);
  const df = n - 2 - controls.length;
  if (df < 1) return unknownCorrelation(n, "too few items for a partial correlation");
  const [one, other, ...held] = (ranks ? columns.map(midRanks) : columns) as [Float64Array, Float64Array];
  const left = leastSquares(one, held);
  const right = leastSquares(other, held);
  const none = left.coefficients[0]?.reason ?? null;
  if (none) return unknownCorrelation(n, none);
  if (flat(one, left.residuals)) return unknownCorrelation(n, "the first side does not vary beyond the controls");
  if (flat(other, right.residuals)) return unknownCorrelation(n, "the second side does not vary beyond the controls");
  const r = productMoment(left.residuals, right.residuals) as number;
  const spread = ranks ? (1 + (r * r) / 2) / (df - 1) : 1 / (df - 1);
  return correlationWithInterval(r, n, correlationP(r, df), spread, level);
}

/** Nothing is left but rounding. */
function flat(values: Float64Array, residuals: Float64Array): boolean {
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return residuals.every((residual) => Math.abs(residual) <= 1e-10 * size);
}
