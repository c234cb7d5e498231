import { type Matrix, stacked, whyIncomparable } from "./matrix.ts";
import { type PooledOptions, type SampledPair, sampledPair } from "./pooled-distances.ts";
import { componentScores, principalComponents } from "./principal-components.ts";

export interface PooledComponentsOptions extends PooledOptions {
  /** Components at most, 50 unless given. */
  readonly count?: number;
  /** How often their search is refined, 4 unless given. */
  readonly rounds?: number;
}

/**
 * Reference and current rows on the principal components of both together: the reference's own fit the reference better
 * than any new rows and would drift without drift.
 */
export interface PooledComponents extends Pick<SampledPair, "referenceRows" | "currentRows" | "clusters"> {
  /** Of every row, the reference's first, its score on every component. */
  readonly scores: Matrix;
  /** Of the scores of each component, and of all columns. */
  readonly variances: Float64Array;
  readonly totalVariance: number;
  /** Why there are none. */
  readonly reason: string | null;
}

/**
 * O(rounds · rows · columns · count) for the rows that are taken. None, with a reason, when a side has fewer than ten
 * vectors, dimensions differ, a number is not finite or all vectors are equal.
 */
export function pooledComponents(
  reference: Matrix,
  current: Matrix,
  { count = 50, rounds, ...options }: PooledComponentsOptions = {},
): PooledComponents {
  const reason = whyIncomparable(reference, current, 10);
  const pair = sampledPair(reference, current, options);
  const { referenceRows, currentRows, clusters } = pair;
  const none = { scores: emptyScores, variances: new Float64Array(0), totalVariance: 0 };
  if (reason !== null) return { referenceRows, currentRows, ...none, reason };
  const points = stacked(pair.reference, pair.current);
  const found = principalComponents(points, count, { seed: options.seed, rounds });
  if (found.components.rows === 0) return { referenceRows, currentRows, ...none, reason: "all vectors are equal" };
  const { variances, totalVariance } = found;
  const scores = componentScores(found, points);
  return { referenceRows, currentRows, clusters, scores, variances, totalVariance, reason: null };
}

const emptyScores: Matrix = { data: new Float64Array(0), rows: 0, columns: 0 };
