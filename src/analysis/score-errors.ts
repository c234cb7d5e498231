import { completeCases } from "./complete-cases.ts";
import { tQuantile } from "./distributions.ts";
import { type Estimate, estimated, unknown, type Values } from "./estimate.ts";

/** How far scores lie from the truth, in the scores' own unit. */
export interface ScoreErrors {
  /** Mean of score − truth: positive when the judge is lenient. */
  readonly bias: Estimate;
  /** Mean of |score − truth|. */
  readonly meanAbsolute: Estimate;
  /** √ of the mean of (score − truth)². */
  readonly rootMeanSquare: Estimate;
}

/**
 * Bias, mean absolute and root mean square error, with t intervals (the last through its square). Items that miss a
 * value are left out; one item has no interval, none no errors.
 *
 * O(n). Throws when the columns differ in length.
 *
 *     scoreErrors(judge, human).bias.value; // 0.4: the judge gives 0.4 more
 */
export function scoreErrors(scores: Values, truth: Values, level = 0.95): ScoreErrors {
  const { columns, n } = completeCases(scores, truth);
  const [given, real] = columns as [Float64Array, Float64Array];
  const errors = given.map((score, item) => score - (real[item] as number));
  const mean = (values: Float64Array) => meanWithInterval(values, level);
  const squares = mean(errors.map((error) => error * error));
  const root = (value: number | null) => (value === null ? null : Math.sqrt(Math.max(0, value)));
  const rootMeanSquare = { ...squares, value: root(squares.value), low: root(squares.low), high: root(squares.high) };
  return { bias: mean(errors), meanAbsolute: mean(errors.map(Math.abs)), rootMeanSquare: { ...rootMeanSquare, n } };
}

/** The mean of values without gaps, with its t interval. */
export function meanWithInterval(values: Float64Array, level = 0.95): Estimate {
  const n = values.length;
  if (n === 0) return unknown(0, "no items");
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return estimated(mean, n, null, "no interval: a single item");
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  if (variance === 0) return estimated(mean, n, null, "no interval: all items are equal");
  const half = tQuantile((1 + level) / 2, n - 1) * Math.sqrt(variance / n);
  return estimated(mean, n, { low: mean - half, high: mean + half });
}
