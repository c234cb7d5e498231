/** What is known of a judge before the labels are drawn. */
export interface AllocationInputs {
  /** How many labels there will be. */
  readonly labels: number;
  /** The share that the judge passes. */
  readonly passRate: number;
  readonly truePositiveRate: number;
  readonly trueNegativeRate: number;
}

/**
 * How to split labels between truly positive and truly negative items for the narrowest corrected rate: positives =
 * labels / (1 + (1/p − 1)√κ), κ = (1 − TNR) / (1 − TPR) (Lee et al., arXiv 2511.21140). A rate of 1 is taken as 0.99, a
 * pass rate of 0 or 1 as 0.01 from the end, and each class gets a label at least.
 *
 * O(1). Throws when there are fewer than two labels or a share does not lie from 0 to 1.
 *
 *     labelAllocation({ labels: 200, passRate: 0.8, truePositiveRate: 0.9, trueNegativeRate: 0.8 });
 */
export function labelAllocation(inputs: AllocationInputs): { positives: number; negatives: number } {
  const { labels, passRate, truePositiveRate, trueNegativeRate } = inputs;
  if (!(labels >= 2)) throw new Error(`labelAllocation: there must be two labels or more: ${labels}`);
  for (const share of [passRate, truePositiveRate, trueNegativeRate])
    if (!(share >= 0 && share <= 1)) throw new Error(`labelAllocation: a share lies from 0 to 1: ${share}`);
  const inside = Math.min(0.99, Math.max(0.01, passRate));
  const misses = (rate: number) => Math.max(0.01, 1 - rate);
  const ratio = (1 / inside - 1) * Math.sqrt(misses(trueNegativeRate) / misses(truePositiveRate));
  const positives = Math.min(labels - 1, Math.max(1, Math.round(labels / (1 + ratio))));
  return { positives, negatives: labels - positives };
}
