import { kappaOfTable } from "../../../analysis/agreement-of-table.ts";
import { type AlternativeAnnotatorTest, alternativeAnnotatorTest } from "../../../analysis/alternative-annotator.ts";
import { bootstrapMany } from "../../../analysis/bootstrap-many.ts";
import { type Estimate, unknown } from "../../../analysis/estimate.ts";
import { humanCeiling } from "../../../analysis/human-ceiling.ts";
import { midRanks } from "../../../analysis/mid-ranks.ts";
import type { Draws } from "./agreement.ts";
import { isNumeric, pick } from "./people.ts";
import type { Subject } from "./subject.ts";

/** How well people agree among themselves, and the judge with one of them, on the same items by the same statistic. */
export interface Ceiling {
  readonly statistic: string;
  readonly humans: Estimate;
  readonly judge: Estimate;
  readonly difference: Estimate;
}

/** Null where one person alone labelled: then there is no ceiling to show. */
export function ceilingOf(subject: Subject, options: Draws): Ceiling | null {
  if (subject.raters.length < 2) return null;
  const humans = subject.raters.map(({ values }) => values);
  if (subject.type === "continuous") return { statistic: "spearman", ...rankCeiling(subject.scores, humans, options) };
  const isOrdinal = subject.type === "ordinal";
  const statistic = kappaOfTable(isOrdinal ? "quadratic" : "none");
  const scale = subject.scale;
  const onScale = (values: Float64Array) => values.map((value) => (scale.includes(value) ? value : Number.NaN));
  const found = humanCeiling(onScale(subject.scores), humans.map(onScale), { scale, statistic, ...options });
  return { statistic: isOrdinal ? "kappaQuadratic" : "kappa", ...found };
}

/** Correlations of ranks; ranks are taken once, over the items that judge and two people scored. */
function rankCeiling(judge: Float64Array, humans: readonly Float64Array[], options: Draws): Omit<Ceiling, "statistic"> {
  const isShared = (item: number) =>
    !Number.isNaN(judge[item]) && humans.filter((values) => !Number.isNaN(values[item])).length >= 2;
  const places = Uint32Array.from(judge.keys()).filter(isShared);
  const sides = [judge, ...humans].map((values) => ranksOf(pick(values, places)));
  const all = sides.map((_, place) => place);
  const pairs = all.slice(1).flatMap((one) => all.slice(one + 1).map((other) => [one, other] as const));
  const beside = all.slice(1).map((other) => [0, other] as const);
  const mean = (chosen: readonly (readonly [number, number])[], items: Uint32Array) => {
    const values = chosen.map(([one, other]) => correlation(sides[one], sides[other], items)).filter(Number.isFinite);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const measure = (items: Uint32Array, into: Float64Array) => {
    into[0] = mean(pairs, items);
    into[1] = mean(beside, items);
    into[2] = (into[1] as number) - (into[0] as number);
  };
  const clusters = options.clusters && Array.from(places, (place) => options.clusters?.[place] ?? null);
  const none = unknown(0, "no item was scored by the judge and two people");
  const [people, own, difference] = bootstrapMany(places.length, 3, measure, { ...options, clusters });
  return places.length
    ? { humans: people ?? none, judge: own ?? none, difference: difference ?? none }
    : { humans: none, judge: none, difference: none };
}

function ranksOf(values: Float64Array): Float64Array {
  const known = values.filter((value) => !Number.isNaN(value));
  const ranks = midRanks(known);
  let next = 0;
  return values.map((value) => (Number.isNaN(value) ? value : (ranks[next++] as number)));
}

/** Pearson's correlation of the drawn items that both have; NaN where a side does not vary. */
export function correlation(
  one: Float64Array | undefined,
  other: Float64Array | undefined,
  items: Uint32Array,
): number {
  let [n, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let draw = 0; draw < items.length; draw++) {
    const item = items[draw] as number;
    const [a, b] = [one?.[item] as number, other?.[item] as number];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    n += 1;
    x += a;
    y += b;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  const spread = Math.sqrt((xx - (x * x) / n) * (yy - (y * y) / n));
  return spread > 1e-9 ? (xy - (x * y) / n) / spread : Number.NaN;
}

/** Whether the judge could stand in for one of the people. Null with fewer than two. */
export function annotatorTestOf(subject: Subject, epsilon: number): AlternativeAnnotatorTest | null {
  if (subject.raters.length < 2) return null;
  const humans = subject.raters.map(({ values }) => values);
  return alternativeAnnotatorTest(subject.scores, humans, {
    epsilon,
    scoring: isNumeric(subject) ? "distance" : "match",
  });
}
