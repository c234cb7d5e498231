import { isMissing, type Label, type Labels, placeOf, placesOf } from "./joint-table.ts";

/** How many raters gave each item each label. */
export interface RatingCounts {
  readonly scale: readonly Label[];
  /** One row for each item with at least one rating. */
  readonly rows: readonly Float64Array[];
}

/**
 * Counts the labels of items that several raters rated: `ratings[item][rater]`, missing ones left out. Without a scale,
 * the labels that occur make one, numbers in order.
 *
 * O(ratings). Throws when a label is not on the scale, or fewer than two labels are known.
 *
 *     ratingCounts([[1, 1, null], [2, 3, 3]], [1, 2, 3]).rows; // [[2, 0, 0], [0, 1, 2]]
 */
export function ratingCounts(ratings: ArrayLike<Labels>, scale: readonly Label[] = labelsOf(ratings)): RatingCounts {
  const places = placesOf(scale);
  const rows = Array.from(ratings, (labels) => {
    const row = new Float64Array(scale.length);
    for (const label of Array.from(labels)) {
      if (isMissing(label)) continue;
      const place = placeOf(places, label);
      row[place] = (row[place] as number) + 1;
    }
    return row;
  });
  return { scale, rows: rows.filter((row) => row.some((count) => count > 0)) };
}

function labelsOf(ratings: ArrayLike<Labels>): readonly Label[] {
  const all = Array.from(ratings, (labels) => Array.from(labels)).flat();
  const labels = new Set(all.filter((label): label is Label => !isMissing(label)));
  return [...labels].sort((one, other) => (one < other ? -1 : 1));
}
