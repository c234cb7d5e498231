import { type BootstrapOptions, bootstrap } from "./bootstrap.ts";
import type { BootstrapEstimate } from "./bootstrap-interval.ts";
import { completeCases } from "./complete-cases.ts";
import type { Values } from "./estimate.ts";

/** A statistic of scores beside the truth for the same items; null or NaN where undefined. */
export type ScoreStatistic = (scores: Float64Array, truth: Float64Array) => number | null;

/**
 * statistic(second, truth) − statistic(first, truth) on the same items, with a paired bootstrap interval: both are
 * computed on the same draw, so what makes an item hard for both cancels. Items that miss any value are left out.
 *
 * O(draws × the statistic). Throws when the columns differ in length.
 *
 *     pairedDifference(version1, version2, human, (scores, truth) => meanOf(scores) - meanOf(truth));
 */
export function pairedDifference(
  first: Values,
  second: Values,
  truth: Values,
  statistic: ScoreStatistic,
  options: BootstrapOptions = {},
): BootstrapEstimate {
  const { columns, kept, n } = completeCases(first, second, truth);
  const [one, two, real] = columns as [Float64Array, Float64Array, Float64Array];
  const { clusters } = options;
  const difference = (items: Uint32Array) => {
    const here = picked(real, items);
    const before = statistic(picked(one, items), here) ?? Number.NaN;
    return (statistic(picked(two, items), here) ?? Number.NaN) - before;
  };
  const keptClusters = clusters && Array.from(kept, (item) => clusters[item]);
  return bootstrap(n, difference, { ...options, clusters: keptClusters });
}

function picked(values: Float64Array, items: Uint32Array): Float64Array {
  const result = new Float64Array(items.length);
  for (let place = 0; place < items.length; place++) result[place] = values[items[place] as number] as number;
  return result;
}
