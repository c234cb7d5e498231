import { completeCases } from "./complete-cases.ts";
import type { Values } from "./estimate.ts";
import { seededRandom } from "./random.ts";
import { shuffled } from "./shuffle.ts";

export interface FoldOptions {
  /** 5 unless given. */
  readonly folds?: number;
  /** 1 unless given. */
  readonly seed?: number;
  /** Items of one cluster fall into one fold. */
  readonly clusters?: ArrayLike<unknown>;
}

/** Given the scores and truths of the other folds, gives what turns a score into a prediction; null when it cannot. */
export type FitFold = (scores: Float64Array, truth: Float64Array) => ((score: number) => number | null) | null;

/**
 * What a recalibration says of items that it was not fitted on: each fold is predicted by a fit on all others. Null
 * for items that miss a value and for folds whose others could not be fitted. With fewer items than folds, each item
 * is its own.
 *
 * O(folds × the fit). Throws when the columns differ in length, there are fewer than two folds, or the seed is no whole
 * number.
 *
 *     outOfFold(judge, human, (x, y) => {
 *       const curve = isotonic(x, y);
 *       return curve && ((score) => isotonicAt(curve, score));
 *     });
 */
export function outOfFold(
  scores: Values,
  truth: Values,
  fitRest: FitFold,
  options: FoldOptions = {},
): (number | null)[] {
  const { folds = 5, seed = 1, clusters } = options;
  if (!(folds >= 2)) throw new Error(`outOfFold: there must be two folds or more: ${folds}`);
  const { columns, kept, n } = completeCases(scores, truth);
  const [given, real] = columns as [Float64Array, Float64Array];
  const fold = foldOf(
    Array.from(kept, (item) => (clusters ? clusters[item] : item)),
    folds,
    seed,
  );
  const predictions: (number | null)[] = Array.from(scores, () => null);
  for (let held = 0; held < Math.min(folds, n); held++) {
    const rest = (values: Float64Array) => values.filter((_, row) => fold[row] !== held);
    const predict = fitRest(rest(given), rest(real));
    if (predict)
      for (const [row, item] of kept.entries())
        if (fold[row] === held) predictions[item] = predict(given[row] as number);
  }
  return predictions;
}

/** Deals shuffled clusters to folds in turn. */
function foldOf(clusters: readonly unknown[], folds: number, seed: number): number[] {
  const order = shuffled([...new Set(clusters)], seededRandom(seed));
  const folded = new Map(order.map((cluster, place) => [cluster, place % folds]));
  return clusters.map((cluster) => folded.get(cluster) as number);
}
