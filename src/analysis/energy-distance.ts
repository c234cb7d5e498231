import { ecdfSteps } from "./ecdf-steps.ts";
import { type Estimate, estimated, unknown, type Values } from "./estimate.ts";
import { sortedNumbers } from "./sorted-numbers.ts";
import { gapIntegral } from "./wasserstein.ts";

/**
 * The squared energy distance of two samples of numbers, 2E|X−Y| − E|X−X′| − E|Y−Y′| = 2 ∫ (F − G)² (Székely and Rizzo,
 * Journal of Statistical Planning and Inference 143, 2013, 1249–1272), in the unit of the values; some libraries give
 * its root. Missing and infinite values do not count. O(n log n). Null with a reason when a side has no numbers.
 */
export function energyDistanceOfNumbers(reference: Values, current: Values): Estimate {
  const [before, after] = [sortedNumbers(reference), sortedNumbers(current)];
  const n = before.length + after.length;
  if (before.length === 0) return unknown(n, "no reference values");
  if (after.length === 0) return unknown(n, "no current values");
  const value = 2 * gapIntegral(ecdfSteps(before, after), (gap) => gap * gap);
  return estimated(value, n, null, "no interval is computed");
}
