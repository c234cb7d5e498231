import { chiSquareSurvival } from "./distributions.ts";
import { incompleteBeta } from "./special-functions.ts";

/** Whether two judges, versions or orders differ on the same items. */
export interface McNemar {
  /** Items on which only the first, and only the second, is right. */
  readonly firstOnly: number;
  readonly secondOnly: number;
  /** Exact and two-sided; 1 when no item tells them apart. */
  readonly exactP: number;
  /** (|b − c| − 1)² / (b + c), and its p-value; null when no item tells them apart. */
  readonly chiSquare: number | null;
  readonly chiSquareP: number | null;
}

/**
 * McNemar's test (Psychometrika 12, 1947, 153–157) on the items on which only one of two is right: exact by the
 * binomial, and by chi-square with Edwards' correction. The exact one is the one to show.
 *
 * O(√n). Throws when a count is negative.
 *
 *     mcnemar(10, 3).exactP; // 0.092
 */
export function mcnemar(firstOnly: number, secondOnly: number): McNemar {
  if (!(firstOnly >= 0 && secondOnly >= 0))
    throw new Error(`mcnemar: a count is negative: ${Math.min(firstOnly, secondOnly)}`);
  const n = firstOnly + secondOnly;
  const exactP = evenSplitP(Math.min(firstOnly, secondOnly), n);
  if (n === 0) return { firstOnly, secondOnly, exactP, chiSquare: null, chiSquareP: null };
  const chiSquare = Math.max(0, Math.abs(firstOnly - secondOnly) - 1) ** 2 / n;
  return { firstOnly, secondOnly, exactP, chiSquare, chiSquareP: chiSquareSurvival(chiSquare, 1) };
}

/** The two-sided p-value of a split of n into k and n − k if both were equally likely (exact binomial test). */
export function evenSplitP(k: number, n: number): number {
  const fewer = Math.min(k, n - k);
  if (2 * fewer + 1 >= n) return 1;
  return Math.min(1, 2 * incompleteBeta(0.5, n - fewer, fewer + 1));
}
