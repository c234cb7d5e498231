/** What a slice shows, and how sure that is. */
export interface SliceValue {
  readonly value: number;
  readonly standardError: number;
}

export interface Shrunken {
  /** The slices' values, drawn towards what they have in common: the less sure, the further. */
  readonly values: readonly number[];
  /** The common value. */
  readonly pooled: number;
  /** Variance between slices beyond chance; 0 when chance explains their differences. */
  readonly between: number;
}

/**
 * Empirical Bayes: slices' values drawn towards their common mean by τ² / (τ² + SE²), with the variance between slices
 * τ² by DerSimonian and Laird (Controlled Clinical Trials 7, 1986, 177–188). So a slice of ten items does not lead a
 * ranking by luck. Null without slices.
 *
 * O(slices). Throws when a standard error is not positive.
 *
 *     shrunkenEstimates([{ value: 0.9, standardError: 0.01 }, { value: 0.4, standardError: 0.3 }]);
 */
export function shrunkenEstimates(slices: readonly SliceValue[]): Shrunken | null {
  const bad = slices.find(({ standardError }) => !(standardError > 0));
  if (bad) throw new Error(`shrunkenEstimates: a standard error must be positive: ${bad.standardError}`);
  if (slices.length === 0) return null;
  const precise = slices.map(({ standardError }) => 1 / standardError ** 2);
  const total = sumOf(precise);
  const fixed = weightedMean(slices, precise);
  const spread = sumOf(slices.map(({ value }, place) => (precise[place] as number) * (value - fixed) ** 2));
  const scale = total - sumOf(precise.map((weight) => weight * weight)) / total;
  const between = scale > 0 ? Math.max(0, (spread - (slices.length - 1)) / scale) : 0;
  const pooled = weightedMean(
    slices,
    slices.map(({ standardError }) => 1 / (standardError ** 2 + between)),
  );
  const values = slices.map(({ value, standardError }) => {
    const kept = between / (between + standardError ** 2);
    return pooled + kept * (value - pooled);
  });
  return { values, pooled, between };
}

function weightedMean(slices: readonly SliceValue[], weights: readonly number[]): number {
  return sumOf(slices.map(({ value }, place) => value * (weights[place] as number))) / sumOf(weights);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
