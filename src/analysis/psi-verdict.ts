import { cramersVEffect, type DriftEffect, type DriftVerdict, driftVerdict, psiEffect } from "./drift-verdict.ts";
import { type Homogeneity, type HomogeneityOptions, homogeneity } from "./homogeneity.ts";
import { type BinPair, type Psi, type PsiOptions, psi } from "./psi.ts";

export interface PsiVerdict {
  readonly psi: Psi;
  readonly test: Homogeneity;
  readonly verdict: DriftVerdict;
  readonly reason: string;
}

export interface PsiVerdictOptions extends PsiOptions, HomogeneityOptions {
  /** Rows that each side needs, 30 unless given. */
  readonly leastRows?: number;
  /** Effects of the same column that also count, such as its Wasserstein distance. */
  readonly effects?: readonly DriftEffect[];
}

/**
 * PSI of binned counts with a verdict, for one column alone. Significance comes from the two-sample test of the same bins
 * (with few rows a bin PSI's own p is too small by a third), size from PSI or Cramér's V.
 * O(bins), with permutations O(permutations × bins).
 */
export function psiVerdict(pairs: readonly BinPair[], options: PsiVerdictOptions = {}): PsiVerdict {
  const { level, leastRows = 30, effects = [] } = options;
  const index = psi(pairs, options);
  const test = homogeneity(pairs, options);
  if (index.df === 0 && Math.min(index.referenceRows, index.currentRows) >= leastRows)
    return { psi: index, test, verdict: "stable", reason: "all rows of both sides are in one bin" };
  const evidence = {
    p: test.p,
    effects: [psiEffect(index), cramersVEffect(test), ...effects],
    referenceRows: index.referenceRows,
    currentRows: index.currentRows,
  };
  return { psi: index, test, ...driftVerdict(evidence, { level, leastRows }) };
}
