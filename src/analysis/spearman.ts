import { completeCases } from "./complete-cases.ts";
import { type Correlation, correlationWithInterval, unknownCorrelation } from "./correlation-interval.ts";
import type { Values } from "./estimate.ts";
import { midRanks } from "./mid-ranks.ts";
import { correlationP, productMoment, whyUncorrelated } from "./pearson.ts";

/**
 * Spearman's rank correlation: Pearson's of mid-ranks, with Bonett and Wright's interval and the p-value of the t
 * approximation. Pairs that miss a value are left out. Undefined for fewer than two pairs or where a side does not
 * vary.
 *
 * O(n log n). Throws when the columns differ in length.
 *
 *     spearman(judgeScores, humanScores).value;
 */
export function spearman(first: Values, second: Values, level = 0.95): Correlation {
  const { columns, n } = completeCases(first, second);
  const [one, other] = columns as [Float64Array, Float64Array];
  const none = whyUncorrelated(one, other);
  if (none) return unknownCorrelation(n, none);
  const rho = productMoment(midRanks(one), midRanks(other)) as number;
  const p = n > 2 ? correlationP(rho, n - 2) : null;
  return correlationWithInterval(rho, n, p, (1 + (rho * rho) / 2) / (n - 3), level);
}
