import { type Matrix, rowsOf, stacked, whyIncomparable } from "./matrix.ts";
import type { PermutationOptions } from "./permuted-sides.ts";
import { seededRandom } from "./random.ts";
import { sampleIndices } from "./sample-indices.ts";
import { squaredDistances } from "./squared-distances.ts";

export interface PooledOptions extends PermutationOptions {
  /** Rows of each side at most, 1,000 unless given; of more, a seeded sample is taken. */
  readonly most?: number;
}

/** All distances among reference and current rows together, reference first. */
export interface PooledDistances {
  /** Squared Euclidean, full and symmetric. */
  readonly squared: Float64Array;
  readonly reference: number;
  readonly current: number;
  readonly clusters?: readonly unknown[];
  /** Why there are none. */
  readonly reason: string | null;
}

/** O((n + m)² · columns) for the rows that are taken. */
export function pooledDistances(reference: Matrix, current: Matrix, options: PooledOptions = {}): PooledDistances {
  const reason = whyIncomparable(reference, current);
  if (reason !== null)
    return { squared: new Float64Array(0), reference: reference.rows, current: current.rows, reason };
  const taken = sampledPair(reference, current, options);
  const squared = squaredDistances(stacked(taken.reference, taken.current));
  return {
    squared,
    reference: taken.reference.rows,
    current: taken.current.rows,
    clusters: taken.clusters,
    reason: null,
  };
}

export interface SampledPair {
  readonly reference: Matrix;
  readonly current: Matrix;
  readonly referenceRows: Uint32Array;
  readonly currentRows: Uint32Array;
  readonly clusters?: readonly unknown[];
}

/** Both sides cut down to `most` rows, which rows these are, and what they belong to. */
export function sampledPair(reference: Matrix, current: Matrix, options: PooledOptions): SampledPair {
  const { most = 1000, seed = 1, clusters } = options;
  const random = seededRandom(seed);
  const take = (n: number) =>
    Uint32Array.from(n <= most ? Array(n).keys() : sampleIndices(n, most, random).sort((a, b) => a - b));
  const [referenceRows, currentRows] = [take(reference.rows), take(current.rows)];
  const rows = [...referenceRows, ...currentRows.map((row) => row + reference.rows)];
  return {
    reference: reference.rows <= most ? reference : rowsOf(reference, referenceRows),
    current: current.rows <= most ? current : rowsOf(current, currentRows),
    referenceRows,
    currentRows,
    ...(clusters && { clusters: rows.map((row) => clusters[row]) }),
  };
}
