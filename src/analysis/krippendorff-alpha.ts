import { type Metric, squaredDistance } from "./agreement-of-table.ts";
import type { BootstrapOptions } from "./bootstrap.ts";
import type { BootstrapEstimate } from "./bootstrap-interval.ts";
import { bootstrapKinds } from "./bootstrap-kinds.ts";
import { unknown } from "./estimate.ts";
import { isMissing, type Label, type Labels } from "./joint-table.ts";
import { type Kinds, kindsOf } from "./kinds.ts";

export interface AlphaOptions extends BootstrapOptions {
  /** "nominal" unless given; all others need numbers, or a scale whose order is that of its labels. */
  readonly metric?: Metric;
  /** The labels in order; numbers need none. */
  readonly scale?: readonly Label[];
  /** By resampling items unless "none". */
  readonly interval?: "bootstrap" | "none";
}

/**
 * Krippendorff's alpha (Content Analysis, 2nd ed., 2004, ch. 11): 1 − observed over expected disagreement, for any
 * number of raters and gaps, `ratings[item][rater]`. Items with fewer than two ratings drop out entirely, and n counts
 * the others. Ordinal distances come from how often labels were used, interval and ratio ones from their values.
 * Undefined when no item has two ratings or all ratings are equal.
 *
 * O(items + draws × kinds × raters²), for ratio + labels²; items with the same labels are of one kind. Throws
 * when a label has no place on the scale.
 *
 *     krippendorffAlpha([[1, 1, null], [2, 3, 3]], { metric: "ordinal", seed: 7 });
 */
export function krippendorffAlpha(ratings: ArrayLike<Labels>, options: AlphaOptions = {}): BootstrapEstimate {
  const units = unitsOf(ratings, options);
  const n = units.items.length;
  if (n === 0) return undefinedAlpha(0, "no item has two ratings");
  const kinds = kindsOf(n, columnsOf(units.items));
  const statistic = alphaOver(units, kinds, options.metric ?? "nominal");
  const value = statistic(kinds.sizes);
  if (Number.isNaN(value)) return undefinedAlpha(n, "no variation: all ratings are equal");
  if (options.interval === "none") return { ...undefinedAlpha(n, "no interval was asked for"), value };
  const { clusters } = options;
  const [alpha] = bootstrapKinds(kinds, 1, (times, into) => into.fill(statistic(times)), {
    ...options,
    clusters: clusters && Array.from(units.kept, (item) => clusters[item]),
  });
  return alpha as BootstrapEstimate;
}

function undefinedAlpha(n: number, reason: string): BootstrapEstimate {
  return { ...unknown(n, reason), standardError: null, draws: 0, undefinedDraws: 0 };
}

interface Units {
  /** What each label is worth, in order. */
  readonly values: Float64Array;
  /** For each item with two ratings or more, the places of its labels. */
  readonly items: readonly Uint32Array[];
  readonly kept: readonly number[];
}

function unitsOf(ratings: ArrayLike<Labels>, { scale, metric }: AlphaOptions): Units {
  const all = Array.from(ratings, (labels) => Array.from(labels).filter((one): one is Label => !isMissing(one)));
  const kept = Array.from(all.keys()).filter((item) => (all[item] as Label[]).length >= 2);
  const labels = scale ?? [...new Set(all.flat())].sort((one, other) => (one < other ? -1 : 1));
  const places = new Map(labels.map((label, place) => [label, place]));
  const placeOf = (label: Label) => {
    const place = places.get(label);
    if (place === undefined) throw new Error(`krippendorffAlpha: a label is not on the scale: ${label}`);
    return place;
  };
  if (!scale && metric && metric !== "nominal" && labels.some((label) => typeof label !== "number"))
    throw new Error(`krippendorffAlpha: ${metric} distances of texts need a scale: ${labels.join(", ")}`);
  const items = kept.map((item) => Uint32Array.from(all[item] as Label[], placeOf));
  const values = Float64Array.from(labels, (label, place) => (typeof label === "number" ? label : place));
  return { values, items, kept };
}

/** Labels of each item in order, whoever gave them, −1 beyond the last: items with the same labels are of one kind. */
function columnsOf(items: readonly Uint32Array[]): Int32Array[] {
  const sorted = items.map((labels) => labels.slice().sort());
  const width = sorted.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: width }, (_, place) => Int32Array.from(sorted, (labels) => labels[place] ?? -1));
}

function alphaOver({ values, items }: Units, { first }: Kinds, metric: Metric): (times: Float64Array) => number {
  const rows = Array.from(first, (item) => items[item] as Uint32Array);
  const totals = new Float64Array(values.length);
  return (times) => {
    totals.fill(0);
    for (const [kind, row] of rows.entries())
      for (const label of row) totals[label] = (totals[label] as number) + (times[kind] as number);
    const apart = squaredDistance(metric, totals, values);
    const observed = rows.reduce((sum, row, kind) => sum + (times[kind] as number) * disagreement(row, apart), 0);
    const ratings = totals.reduce((sum, total) => sum + total, 0);
    const expected = expectedDisagreement(metric, totals, values, ratings, apart);
    return expected > 0 ? 1 - ((ratings - 1) * observed) / expected : Number.NaN;
  };
}

type Distance = (one: number, other: number) => number;

/** Over all ordered pairs of ratings of an item, over one less than their number. */
function disagreement(labels: Uint32Array, apart: Distance): number {
  let sum = 0;
  for (let one = 1; one < labels.length; one++)
    for (let other = 0; other < one; other++) sum += apart(labels[one] as number, labels[other] as number);
  return (2 * sum) / (labels.length - 1);
}

/** Over all ordered pairs of ratings whatsoever; a sum of squares where the distance is a difference. */
function expectedDisagreement(
  metric: Metric,
  totals: Float64Array,
  values: Float64Array,
  ratings: number,
  apart: Distance,
): number {
  if (metric === "nominal") return ratings * ratings - totals.reduce((sum, total) => sum + total * total, 0);
  if (metric === "ratio") {
    let sum = 0;
    for (let one = 1; one < totals.length; one++)
      for (let other = 0; other < one; other++)
        sum += 2 * (totals[one] as number) * (totals[other] as number) * apart(one, other);
    return sum;
  }
  const place = metric === "interval" ? values : ranksOf(totals);
  const mean = totals.reduce((sum, total, label) => sum + total * (place[label] as number), 0) / ratings;
  return 2 * ratings * totals.reduce((sum, total, label) => sum + total * ((place[label] as number) - mean) ** 2, 0);
}

function ranksOf(totals: Float64Array): Float64Array {
  let below = 0;
  return totals.map((total) => {
    below += total;
    return below - total / 2;
  });
}
