import { type Estimate, unknown, type Values } from "./estimate.ts";
import { probabilityCases } from "./probability-cases.ts";
import { meanWithInterval } from "./score-errors.ts";

/**
 * The mean of (probability − outcome)² (Brier, Monthly Weather Review 78, 1950, 1–3) with its t interval: 0 is perfect,
 * 0.25 is what "always a half" gives. Items that miss a value are left out.
 *
 * O(n). Throws when a probability does not lie from 0 to 1 or an outcome is not 0 or 1.
 *
 *     brierScore([0.9, 0.2], [1, 0]).value; // 0.025
 */
export function brierScore(probabilities: Values, outcomes: Values, level = 0.95): Estimate {
  const cases = probabilityCases(probabilities, outcomes);
  if (cases.n === 0) return unknown(0, "no items");
  const squares = cases.probabilities.map((p, item) => (p - (cases.outcomes[item] as number)) ** 2);
  return meanWithInterval(squares, level);
}
