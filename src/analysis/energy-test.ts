import { discrepancy, KernelSums, kernelNull } from "./kernel-test.ts";
import type { Matrix } from "./matrix.ts";
import type { MmdOptions } from "./mmd.ts";
import { type PooledDistances, pooledDistances } from "./pooled-distances.ts";

export interface EnergyDistance {
  /** 2E‖X−Y‖ − E‖X−X′‖ − E‖Y−Y′‖ over all pairs, a row with itself too: never negative. */
  readonly value: number | null;
  /** The same over pairs of different rows: around 0 without drift, and may be negative. */
  readonly unbiased: number | null;
  /** n · m / (n + m) times the value. */
  readonly statistic: number | null;
  readonly p: number | null;
  /** 95 % of the unbiased values of permuted sides lie below: what no drift looks like with these numbers of rows. */
  readonly nullHigh: number | null;
  readonly permutations: number;
  readonly referenceRows: number;
  readonly currentRows: number;
  readonly reason: string | null;
}

/**
 * The squared energy distance of two sets of vectors (Székely and Rizzo, Journal of Statistical Planning and Inference
 * 143, 2013, 1249–1272), in the unit of the vectors, and its p by permuting rows or clusters of rows. Costs, options and
 * reasons as of `mmd`.
 */
export function energyDistance(reference: Matrix, current: Matrix, options: MmdOptions = {}): EnergyDistance {
  return energyDistanceOf(pooledDistances(reference, current, options), options);
}

/** The same of distances that are there already. */
export function energyDistanceOf(
  pooled: PooledDistances,
  { permutations = 499, seed }: MmdOptions = {},
): EnergyDistance {
  const { squared, reference: n, current: m, clusters, reason } = pooled;
  const rows = { referenceRows: n, currentRows: m };
  const none = { value: null, unbiased: null, statistic: null, p: null, nullHigh: null, permutations: 0 };
  if (reason !== null) return { ...rows, ...none, reason };
  const sums = new KernelSums(
    squared.map((distance) => -Math.sqrt(distance)),
    n + m,
  );
  const means = sums.means(Uint32Array.from(Array(n).keys()));
  const value = discrepancy({
    reference: (means.reference * (n - 1)) / n,
    current: (means.current * (m - 1)) / m,
    across: means.across,
  });
  const found = kernelNull(sums, n, m, { permutations, seed, clusters });
  return {
    ...rows,
    value,
    unbiased: discrepancy(means),
    statistic: (value * n * m) / (n + m),
    ...found,
    permutations,
    reason,
  };
}
