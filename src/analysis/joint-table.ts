/** A label of a rubric's scale. */
export type Label = string | number | boolean;

/** Labels of which some may be missing: null, undefined, NaN or an empty text. */
export type Labels = ArrayLike<Label | null | undefined>;

/** How often each pair of labels occurs, and which pair each item has. */
export interface JointTable {
  readonly scale: readonly Label[];
  /** scale.length² counts by row: row the first rater's label, column the second's. */
  readonly counts: Float64Array;
  /** For each item that was kept, its place in `counts`. */
  readonly cells: Uint32Array;
  /** The place that each kept item had in the input. */
  readonly kept: Uint32Array;
  readonly n: number;
  /** Items that miss one of the two labels. */
  readonly dropped: number;
}

/**
 * The joint table of two raters over the whole scale of the rubric, labels that nobody used included: leaving them out
 * would change the weights of a weighted kappa. Items that miss a label are left out.
 *
 * O(n). Throws when the columns differ in length, or a label is not on the scale.
 *
 *     jointTable([1, 2, 5], [1, 3, null], [1, 2, 3, 4, 5]).n; // 2
 */
export function jointTable(first: Labels, second: Labels, scale: readonly Label[]): JointTable {
  if (first.length !== second.length)
    throw new Error(`jointTable: columns must be equally long: ${first.length} and ${second.length}`);
  const places = placesOf(scale);
  const cells: number[] = [];
  const kept: number[] = [];
  for (let item = 0; item < first.length; item++) {
    const [one, other] = [first[item], second[item]];
    if (isMissing(one) || isMissing(other)) continue;
    cells.push(placeOf(places, one) * scale.length + placeOf(places, other));
    kept.push(item);
  }
  const counts = new Float64Array(scale.length ** 2);
  for (const cell of cells) counts[cell] = (counts[cell] as number) + 1;
  const dropped = first.length - kept.length;
  return { scale, counts, cells: Uint32Array.from(cells), kept: Uint32Array.from(kept), n: kept.length, dropped };
}

/** The place of each label on the scale. Throws when the scale is too short or names a label twice. */
export function placesOf(scale: readonly Label[]): ReadonlyMap<Label, number> {
  if (scale.length < 2) throw new Error(`the scale must have two labels or more: ${scale.join(", ")}`);
  const places = new Map(scale.map((label, place) => [label, place]));
  if (places.size < scale.length) throw new Error(`the scale names a label twice: ${scale.join(", ")}`);
  return places;
}

/** Throws when the label is not on the scale. */
export function placeOf(places: ReadonlyMap<Label, number>, label: Label): number {
  const place = places.get(label);
  if (place === undefined) throw new Error(`a label is not on the scale ${[...places.keys()].join(", ")}: ${label}`);
  return place;
}

export function isMissing(label: Label | null | undefined): label is null | undefined {
  return label === null || label === undefined || label === "" || Number.isNaN(label);
}
