import { distance, type Weights } from "./agreement-of-table.ts";
import { tQuantile } from "./distributions.ts";
import { type Estimate, estimated, unknown } from "./estimate.ts";
import type { Label, Labels } from "./joint-table.ts";
import { type RatingCounts, ratingCounts } from "./rating-counts.ts";

export interface GwetOptions {
  /** The whole scale of the rubric; the labels that occur unless given. */
  readonly scale?: readonly Label[];
  /**
   * "none" gives AC1, the others AC2 with partial credit by the labels' values, or by their places if they are texts.
   */
  readonly weights?: Weights;
  readonly level?: number;
}

/** AC1 or AC2 and its parts. */
export interface GwetEstimate extends Estimate {
  readonly standardError: number | null;
  readonly agreement: number | null;
  readonly chance: number | null;
  readonly df: number;
}

/**
 * Gwet's AC1 and AC2 (British Journal of Mathematical and Statistical Psychology 61, 2008, 29–48; Handbook of
 * Inter-Rater Reliability, 4th ed., 2014, ch. 5): agreement beyond chance that does not collapse when one label is
 * common. `ratings[item][rater]`, with any number of raters and gaps. Items with one rating count for chance, not for
 * agreement. Standard error by linearisation, interval by t with n − 1 degrees of freedom, 1 at most.
 *
 * O(items × (raters + labels²)). Throws when a label is not on the scale.
 *
 *     gwetAC([[1, 1], [2, 3]], { scale: [1, 2, 3], weights: "quadratic" });
 */
export function gwetAC(ratings: ArrayLike<Labels>, options: GwetOptions = {}): GwetEstimate {
  return gwetACOfCounts(ratingCounts(ratings, options.scale), options);
}

/** The same of labels that are counted already. */
export function gwetACOfCounts({ scale, rows }: RatingCounts, options: GwetOptions = {}): GwetEstimate {
  const { weights = "none", level = 0.95 } = options;
  const n = rows.length;
  const credit = creditBetween(scale, weights);
  const items = rows.map((row) => ({ row, raters: sum(row, (count) => count) }));
  const rated = items.filter(({ raters }) => raters >= 2).length;
  if (rated === 0) return undefinedAC(n, "no item has two ratings");
  const shares = scale.map((_, label) => sum(items, ({ row, raters }) => at(row, label) / raters) / n);
  const factor = sum(credit.flat(), (one) => one) / (scale.length * (scale.length - 1));
  const chance = factor * sum(shares, (share) => share * (1 - share));
  if (!(chance < 1)) return undefinedAC(n, "agreement is certain by chance");
  const agreed = items.map(({ row, raters }) => (raters >= 2 ? agreementWithin(row, raters, credit) : null));
  const agreement = sum(agreed, (one) => one ?? 0) / rated;
  const value = (agreement - chance) / (1 - chance);
  const parts = items.map(({ row, raters }, item) => {
    const own = agreed[item];
    const beyond = own == null ? 0 : (n / rated) * ((own - chance) / (1 - chance));
    const ownChance = (factor * sum(row, (count, label) => count * (1 - at(shares, label)))) / raters;
    return beyond - (2 * (1 - value) * (ownChance - chance)) / (1 - chance);
  });
  const standardError = n > 1 ? Math.sqrt(sum(parts, (part) => (part - value) ** 2) / (n * (n - 1))) : null;
  return { ...bounded(value, n, standardError, level), standardError, agreement, chance, df: n - 1 };
}

function bounded(value: number, n: number, standardError: number | null, level: number): Estimate {
  if (standardError === null) return estimated(value, n, null, "no interval: a single item");
  if (standardError === 0) return estimated(value, n, null, "no interval: all items agree alike");
  const half = tQuantile((1 + level) / 2, n - 1) * standardError;
  return estimated(value, n, { low: Math.max(-1, value - half), high: Math.min(1, value + half) });
}

function undefinedAC(n: number, reason: string): GwetEstimate {
  return { ...unknown(n, reason), standardError: null, agreement: null, chance: null, df: n - 1 };
}

function creditBetween(scale: readonly Label[], weights: Weights): number[][] {
  const values = scale.map((label, place) => (typeof label === "number" ? label : place));
  const widest = weights === "none" ? 1 : distance(weights, Math.min(...values), Math.max(...values));
  return values.map((one) => values.map((other) => 1 - distance(weights, one, other) / widest));
}

/** Σ_k r_k (r*_k − 1) / (r (r − 1)), where r* counts ratings with their partial credit. */
function agreementWithin(row: Float64Array, raters: number, credit: number[][]): number {
  const credited = (label: number) => sum(row, (count, other) => at(credit[label], other) * count);
  return sum(row, (count, label) => (count > 0 ? count * (credited(label) - 1) : 0)) / (raters * (raters - 1));
}

function at(values: ArrayLike<number> | undefined, place: number): number {
  return values?.[place] as number;
}

function sum<T>(values: Iterable<T>, value: (one: T, place: number) => number): number {
  let [total, place] = [0, 0];
  for (const one of values) total += value(one, place++);
  return total;
}
