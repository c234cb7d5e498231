/** How far two distributions over the same categories lie apart, by several measures. */
export interface ShareDistances {
  /** The root of the Jensen–Shannon divergence, with logarithms to base 2 (0 to 1) and to base e (0 to √ln 2). */
  readonly jensenShannonBase2: number | null;
  readonly jensenShannonBaseE: number | null;
  /** √(½ Σ (√p − √q)²), from 0 to 1. */
  readonly hellinger: number | null;
  /** ½ Σ |p − q|, from 0 to 1: the share of rows that would have to move. */
  readonly totalVariation: number | null;
  /** The largest |p − q|. */
  readonly largestDifference: number | null;
  readonly reason: string | null;
}

/**
 * The Jensen–Shannon distance and its kin of two lists of counts or shares; each list is brought to a sum of 1.
 * The Jensen–Shannon *distance* is the root of the divergence (Endres and Schindelin, IEEE Transactions on Information
 * Theory 49, 2003, 1858–1860); tools differ in its base, so both are given.
 *
 * O(categories). Null with a reason when a side sums to 0. Throws when lists differ in length or an entry is negative.
 */
export function shareDistances(reference: ArrayLike<number>, current: ArrayLike<number>): ShareDistances {
  if (reference.length !== current.length)
    throw new Error(`shareDistances: lists differ in length: ${reference.length}, ${current.length}`);
  const [p, q] = [shares(reference), shares(current)];
  if (p === null || q === null) return undefinedDistances(p === null ? "no reference rows" : "no current rows");
  let [divergence, hellinger, variation, largest] = [0, 0, 0, 0];
  for (let at = 0; at < p.length; at++) {
    const [one, other] = [p[at] as number, q[at] as number];
    divergence += (towardsMiddle(one, other) + towardsMiddle(other, one)) / 2;
    hellinger += (Math.sqrt(one) - Math.sqrt(other)) ** 2 / 2;
    variation += Math.abs(one - other) / 2;
    largest = Math.max(largest, Math.abs(one - other));
  }
  const baseE = Math.sqrt(Math.max(0, divergence));
  return {
    jensenShannonBase2: baseE / Math.sqrt(Math.LN2),
    jensenShannonBaseE: baseE,
    hellinger: Math.sqrt(hellinger),
    totalVariation: variation,
    largestDifference: largest,
    reason: null,
  };
}

function towardsMiddle(share: number, other: number): number {
  return share === 0 ? 0 : share * Math.log((2 * share) / (share + other));
}

function shares(list: ArrayLike<number>): Float64Array | null {
  const values = Float64Array.from(list);
  for (const value of values)
    if (!(value >= 0 && Number.isFinite(value)))
      throw new Error(`shareDistances: an entry must not be negative: ${value}`);
  const total = values.reduce((sum, value) => sum + value, 0);
  return total > 0 ? values.map((value) => value / total) : null;
}

function undefinedDistances(reason: string): ShareDistances {
  return {
    jensenShannonBase2: null,
    jensenShannonBaseE: null,
    hellinger: null,
    totalVariation: null,
    largestDifference: null,
    reason,
  };
}
