import { completeCases } from "./complete-cases.ts";
import { tQuantile } from "./distributions.ts";
import { type Estimate, estimated, unknown, type Values } from "./estimate.ts";

/**
 * The mean of all items from a sample in which each had its own chance to be drawn, with weights 1 over that chance
 * (Hájek's ratio; Särndal, Swensson and Wretman, Model Assisted Survey Sampling, 1992, §5.7), and the t interval of its
 * linearised variance. Items that miss a value or a weight are left out.
 *
 * O(n). Throws when the columns differ in length or a weight is not positive.
 *
 *     weightedMean(labels, inclusionWeights).value;
 */
export function weightedMean(values: Values, weights: Values, level = 0.95): Estimate {
  const { columns, n } = completeCases(values, weights);
  const [given, weight] = columns as [Float64Array, Float64Array];
  const bad = weight.find((one) => one <= 0);
  if (bad !== undefined) throw new Error(`weightedMean: a weight must be positive: ${bad}`);
  if (n === 0) return unknown(0, "no items");
  const total = weight.reduce((sum, one) => sum + one, 0);
  const mean = given.reduce((sum, value, item) => sum + value * (weight[item] as number), 0) / total;
  if (n === 1) return estimated(mean, n, null, "no interval: a single item");
  const squares = given.reduce((sum, value, item) => sum + ((weight[item] as number) * (value - mean)) ** 2, 0);
  if (squares === 0) return estimated(mean, n, null, "no interval: all items are equal");
  const half = tQuantile((1 + level) / 2, n - 1) * Math.sqrt((squares * n) / (n - 1)) * (1 / total);
  return estimated(mean, n, { low: mean - half, high: mean + half });
}
