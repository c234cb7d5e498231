import { type Estimate, unknown, type Values } from "./estimate.ts";
import { probabilityCases } from "./probability-cases.ts";
import { meanWithInterval } from "./score-errors.ts";

/**
 * The mean of −ln of the probability given to what came, with its t interval. Undefined (infinite) when something came
 * that was called impossible. Items that miss a value are left out.
 *
 * O(n). Throws when a probability does not lie from 0 to 1 or an outcome is not 0 or 1.
 *
 *     logLoss([0.9, 0.2], [1, 0]).value; // 0.164…
 */
export function logLoss(probabilities: Values, outcomes: Values, level = 0.95): Estimate {
  const cases = probabilityCases(probabilities, outcomes);
  if (cases.n === 0) return unknown(0, "no items");
  const losses = cases.probabilities.map((p, item) => -Math.log(cases.outcomes[item] === 1 ? p : 1 - p));
  if (losses.includes(Number.POSITIVE_INFINITY))
    return unknown(cases.n, "infinite: something came that was called impossible");
  return meanWithInterval(losses, level);
}
