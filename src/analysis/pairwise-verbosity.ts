import { isNumber, type Values } from "./estimate.ts";
import type { Coefficient } from "./least-squares.ts";
import { logisticRegression } from "./logistic-regression.ts";

/** What makes a judge of pairs pick the first answer, in log odds. */
export interface PairwiseVerbosity {
  /** Preference for the first answer at equal length, where people pick the second. */
  readonly intercept: Coefficient;
  /** That people pick the first. */
  readonly human: Coefficient;
  /** That the first is longer: of tanh(difference / its standard deviation), from −1 to 1. */
  readonly length: Coefficient;
}

/**
 * Length bias of a judge that compares pairs: logit P(picks A) = β₀ + β₁ · people pick A + β₂ · tanh(Δ/sd), as in
 * length-controlled AlpacaEval (Dubois et al., arXiv 2404.04475). Picks are 1 for A and 0 for B; ties are missing.
 * `longer` is words of A less words of B. Pairs that miss a value are left out.
 *
 * O(steps × n). Throws when the columns differ in length or a pick is neither 0 nor 1.
 *
 *     pairwiseVerbosity(judgePicksA, humanPicksA, wordsOfALessB).length.value;
 */
export function pairwiseVerbosity(judge: Values, human: Values, longer: Values, level = 0.95): PairwiseVerbosity {
  const known = Array.from(longer).filter(isNumber);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const sd = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length);
  const bent = Array.from(longer, (value) => (isNumber(value) ? Math.tanh(sd > 0 ? value / sd : 0) : null));
  const [intercept, picked, length] = logisticRegression(judge, [human, bent], level) as [
    Coefficient,
    Coefficient,
    Coefficient,
  ];
  return { intercept, human: picked, length };
}
