import { completeCases } from "./complete-cases.ts";
import { type Estimate, estimated, unknown, type Values } from "./estimate.ts";

/**
 * Lin's concordance correlation (Biometrics 45, 1989, 255–268), with moments over n: a correlation that also counts
 * differences of level and scale. No interval: resample by `bootstrap` for one. Items that miss a value are left out.
 * Undefined when both sides are one and the same constant, or there are fewer than two items.
 *
 * O(n). Throws when the columns differ in length.
 *
 *     concordance([1, 2, 3], [2, 3, 4]).value; // 0.571…
 */
export function concordance(first: Values, second: Values): Estimate {
  const { columns, n } = completeCases(first, second);
  const [one, other] = columns as [Float64Array, Float64Array];
  if (n < 2) return unknown(n, "fewer than two pairs");
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / n;
  const [left, right] = [mean(one), mean(other)];
  const together = mean(one.map((value, item) => (value - left) * ((other[item] as number) - right)));
  const spread = mean(one.map((value) => (value - left) ** 2)) + mean(other.map((value) => (value - right) ** 2));
  const apart = spread + (left - right) ** 2;
  if (apart === 0) return unknown(n, "no variation: both sides are one and the same value");
  return estimated((2 * together) / apart, n, null, "no interval was asked for");
}
