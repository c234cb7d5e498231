import type { Correlation } from "./correlation-interval.ts";
import type { Values } from "./estimate.ts";
import { type Coefficient, type LeastSquaresOptions, leastSquares } from "./least-squares.ts";
import { partialCorrelation } from "./partial-correlation.ts";

/** Whether length buys points from the judge that people would not give. */
export interface Verbosity {
  /** Of judge and length, at the same human score, on mid-ranks. */
  readonly partial: Correlation;
  /** Points per 100 words at the same human score. */
  readonly slope: Coefficient;
}

/**
 * Length bias: the partial rank correlation of judge and length given the human score, and the slope of judge on
 * length, human held fixed, by least squares with HC3 or clustered errors. Lengths are in words. Where human scores
 * are noisy, part of what they would explain is left to length: prefer the mean of several humans. Items that miss a
 * value are left out.
 *
 * O(n log n). Throws when the columns differ in length.
 *
 *     verbosity(judge, human, words).slope.value; // 0.3 points per 100 words
 */
export function verbosity(judge: Values, human: Values, words: Values, options: LeastSquaresOptions = {}): Verbosity {
  const hundreds = Array.from(words, (count) => (typeof count === "number" ? count / 100 : null));
  const { coefficients } = leastSquares(judge, [human, hundreds], options);
  return {
    partial: partialCorrelation(judge, words, [human], { ranks: true, level: options.level }),
    slope: coefficients[2] as Coefficient,
  };
}
