import { discrepancy, KernelSums, kernelNull } from "./kernel-test.ts";
import type { Matrix } from "./matrix.ts";
import { medianOf } from "./nth-smallest.ts";
import { type PooledDistances, type PooledOptions, pooledDistances } from "./pooled-distances.ts";

export interface MmdOptions extends PooledOptions {
  /** 499 unless given; none with 0. */
  readonly permutations?: number;
}

export interface Mmd {
  /** MMD² without bias, which is around 0 without drift and may be negative: show at least 0. */
  readonly value: number | null;
  /** MMD² with each row also compared with itself: never negative, larger in small samples. */
  readonly biased: number | null;
  /** The chance of a value this large without drift. */
  readonly p: number | null;
  /** 95 % of the values of permuted sides lie below: what no drift looks like with these numbers of rows. */
  readonly nullHigh: number | null;
  readonly permutations: number;
  /** Of the kernel exp(−gamma · d²): one over the median squared distance of all pairs. */
  readonly gamma: number | null;
  /** Rows that were compared. */
  readonly referenceRows: number;
  readonly currentRows: number;
  readonly reason: string | null;
}

/**
 * The squared maximum mean discrepancy of two sets of vectors with a Gaussian kernel of median width (Gretton and
 * others, Journal of Machine Learning Research 13, 2012, 723–773), and its p by permuting rows or clusters of rows.
 *
 * O(rows² · columns) time and 8 · rows² bytes for both sides' rows, `most` of each at most, and O(rows² / 4) for each
 * permutation. Null with a reason when a side has fewer than two vectors, dimensions differ, a number is not finite or
 * all vectors are equal.
 */
export function mmd(reference: Matrix, current: Matrix, options: MmdOptions = {}): Mmd {
  return mmdOf(pooledDistances(reference, current, options), options);
}

/** The same of distances that are there already. */
export function mmdOf(pooled: PooledDistances, { permutations = 499, seed }: MmdOptions = {}): Mmd {
  const { squared, reference: n, current: m, clusters } = pooled;
  const rows = { referenceRows: n, currentRows: m };
  const median = pooled.reason === null ? medianSquaredDistance(squared, n + m) : 0;
  const reason = pooled.reason ?? (median > 0 ? null : "most vectors are equal");
  const none = { value: null, biased: null, p: null, nullHigh: null, permutations: 0, gamma: null };
  if (reason !== null) return { ...rows, ...none, reason };
  const gamma = 1 / median;
  const sums = new KernelSums(
    squared.map((distance) => Math.exp(-gamma * distance)),
    n + m,
  );
  const means = sums.means(Uint32Array.from(Array(n).keys()));
  const withSelf = (mean: number, size: number) => (mean * (size - 1) + 1) / size;
  const biased = withSelf(means.reference, n) + withSelf(means.current, m) - 2 * means.across;
  const found = kernelNull(sums, n, m, { permutations, seed, clusters });
  return { ...rows, value: discrepancy(means), biased, ...found, permutations, gamma, reason: null };
}

/** The median over pairs of different rows. */
function medianSquaredDistance(squared: Float64Array, size: number): number {
  const pairs = new Float64Array((size * (size - 1)) / 2);
  let end = 0;
  for (let row = 0; row < size; row++) {
    pairs.set(squared.subarray(row * size + row + 1, (row + 1) * size), end);
    end += size - row - 1;
  }
  return medianOf(pairs);
}
