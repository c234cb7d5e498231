import { type Estimate, estimated, unknown } from "./estimate.ts";
import type { Label, Labels } from "./joint-table.ts";
import { type RatingCounts, ratingCounts } from "./rating-counts.ts";

/**
 * Fleiss' kappa (Psychological Bulletin 76, 1971, 378–382) of `ratings[item][rater]`, for unordered labels and any
 * number of raters and gaps, as generalised in irrCAC: items with one rating count for chance only. No interval:
 * resample items by `bootstrap` for one. Undefined when all ratings are the same label.
 *
 * O(items × (raters + labels)). Throws when a label is not on the scale.
 *
 *     fleissKappa([["a", "a", "b"], ["b", "b", "b"]], ["a", "b"]).value;
 */
export function fleissKappa(ratings: ArrayLike<Labels>, scale?: readonly Label[]): Estimate {
  return fleissKappaOfCounts(ratingCounts(ratings, scale));
}

/** The same of labels that are counted already. */
export function fleissKappaOfCounts({ scale, rows }: RatingCounts): Estimate {
  const n = rows.length;
  const shares = new Float64Array(scale.length);
  let [agreed, rated] = [0, 0];
  for (const row of rows) {
    const raters = row.reduce((sum, count) => sum + count, 0);
    for (const [label, count] of row.entries()) shares[label] = (shares[label] as number) + count / raters / n;
    if (raters < 2) continue;
    rated += 1;
    agreed += row.reduce((sum, count) => sum + count * (count - 1), 0) / (raters * (raters - 1));
  }
  if (rated === 0) return unknown(n, "no item has two ratings");
  const chance = shares.reduce((sum, share) => sum + share * share, 0);
  if (chance > 1 - 1e-12) return unknown(n, "no variation: all ratings are one label");
  return estimated((agreed / rated - chance) / (1 - chance), n, null, "no interval was asked for");
}
