import type { Estimate } from "../../analysis/estimate.ts";
import { krippendorffAlpha } from "../../analysis/krippendorff-alpha.ts";
import { type Dimension, type Rubric, scaleValues } from "../rubric.ts";
import { adjudicator, type Labelled, labelOf, type Standing, type Standings } from "./log.ts";
import type { LabelItem } from "./result.ts";

/** How far a rater is with the drawn items. */
export interface Progress {
  readonly labelled: number;
  readonly skipped: number;
  readonly broken: number;
  readonly open: number;
  readonly unsure: number;
  /** Of the labelled items. */
  readonly medianSeconds: number | null;
}

export function progressOf(items: readonly LabelItem[], of: Standings, rater: string): Progress {
  const now = items.map(({ id }) => of.get(id)?.get(rater)?.now ?? null);
  const labels = now.filter((one): one is Labelled => one?.type === "label");
  const seconds = labels.map((one) => one.seconds).sort((one, other) => one - other);
  return {
    labelled: labels.length,
    skipped: now.filter((one) => one?.type === "skip").length,
    broken: now.filter((one) => one?.type === "broken").length,
    open: now.filter((one) => one === null).length,
    unsure: labels.filter(({ unsure }) => unsure).length,
    medianSeconds: seconds[Math.floor(seconds.length / 2)] ?? null,
  };
}

/** The first item from `from` on that the rater has not done yet, around the end; skipped ones come last. */
export function nextOpen(items: readonly LabelItem[], of: Standings, rater: string, from: number): number | null {
  const places = items.map((_, place) => (from + place) % items.length);
  const state = (place: number) => of.get(items[place]?.id ?? "")?.get(rater)?.now ?? null;
  const open = places.find((place) => state(place) === null);
  return open ?? places.find((place) => state(place)?.type === "skip") ?? null;
}

/** Everybody who has labelled something, in the order of the alphabet; who settles disagreements is not among them. */
export function raters(of: Standings): readonly string[] {
  const names = new Set([...of.values()].flatMap((ofItem) => [...ofItem.keys()]));
  names.delete(adjudicator);
  return [...names].sort();
}

export interface DimensionAgreement {
  readonly dimension: string;
  /** Krippendorff's alpha over all raters' labels, ordinal for a scale of numbers. */
  readonly alpha: Estimate;
}

/** The agreement so far, by dimension. */
export function agreement(of: Standings, { dimensions }: Rubric, seed: number): readonly DimensionAgreement[] {
  const names = raters(of);
  return dimensions.map((dimension) => {
    const places = scaleValues(dimension.scale);
    const ratings = [...of.keys()].map((item) =>
      names.map((rater) => {
        const place = places.indexOf(String(labelOf(of, item, rater)?.values[dimension.name]));
        return place < 0 ? null : place;
      }),
    );
    const metric = "labels" in dimension.scale ? "nominal" : "ordinal";
    return { dimension: dimension.name, alpha: krippendorffAlpha(ratings, { metric, seed, draws: 500 }) };
  });
}

export interface Disagreement {
  readonly item: string;
  readonly dimensions: readonly string[];
  readonly labels: readonly Labelled[];
  /** How it was settled, or null. */
  readonly settled: Labelled | null;
}

/** Items that raters labelled differently, the widest apart first, settled ones last. */
export function disagreements(of: Standings, { dimensions }: Rubric): readonly Disagreement[] {
  const names = raters(of);
  const found = [...of.keys()].flatMap((item) => {
    const labels = names.map((rater) => labelOf(of, item, rater)).filter((one) => one !== null);
    const apart = dimensions.filter(({ name }) => new Set(labels.map(({ values }) => values[name])).size > 1);
    if (apart.length === 0) return [];
    const settled = labelOf(of, item, adjudicator);
    const width = Math.max(...apart.map((dimension) => widthOf(dimension, labels)));
    return [{ item, dimensions: apart.map(({ name }) => name), labels, settled, width }];
  });
  return found
    .sort((one, other) => Number(one.settled !== null) - Number(other.settled !== null) || other.width - one.width)
    .map(({ width: _, ...one }) => one);
}

function widthOf({ name, scale }: Dimension, labels: readonly Labelled[]): number {
  if ("labels" in scale) return 1;
  const values = labels.map(({ values }) => Number(values[name]));
  return Math.max(...values) - Math.min(...values);
}

/** How things stand with every item that a rater has touched. */
export function standingsOf(of: Standings, rater: string): readonly Standing[] {
  return [...of.values()].flatMap((ofItem) => ofItem.get(rater) ?? []);
}
