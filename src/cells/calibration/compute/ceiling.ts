import { kappaOfTable } from "../../../analysis/agreement-of-table.ts";
import { type AlternativeAnnotatorTest, alternativeAnnotatorTest } from "../../../analysis/alternative-annotator.ts";
import { bootstrapKinds } from "../../../analysis/bootstrap-kinds.ts";
import { type Estimate, unknown } from "../../../analysis/estimate.ts";
import { humanCeiling } from "../../../analysis/human-ceiling.ts";
import { eachItsOwn } from "../../../analysis/kinds.ts";
import { midRanks } from "../../../analysis/mid-ranks.ts";
import type { Draws } from "./agreement.ts";
import { correlation } from "./moments.ts";
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
  const [ranks, ...people] = sides as [Float64Array, ...Float64Array[]];
  const pairs = people.flatMap((one, place) => people.slice(place + 1).map((other) => [one, other] as const));
  const beside = people.map((other) => [ranks, other] as const);
  const mean = (chosen: readonly (readonly [Float64Array, Float64Array])[], times: Float64Array) => {
    const values = chosen.map(([one, other]) => correlation(one, other, times)).filter(Number.isFinite);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const measure = (times: Float64Array, into: Float64Array) => {
    into[0] = mean(pairs, times);
    into[1] = mean(beside, times);
    into[2] = (into[1] as number) - (into[0] as number);
  };
  const clusters = options.clusters && Array.from(places, (place) => options.clusters?.[place] ?? null);
  const none = unknown(0, "no item was scored by the judge and two people");
  const [among, own, difference] = bootstrapKinds(eachItsOwn(places.length), 3, measure, { ...options, clusters });
  return places.length
    ? { humans: among ?? none, judge: own ?? none, difference: difference ?? none }
    : { humans: none, judge: none, difference: none };
}

function ranksOf(values: Float64Array): Float64Array {
  const known = values.filter((value) => !Number.isNaN(value));
  const ranks = midRanks(known);
  let next = 0;
  return values.map((value) => (Number.isNaN(value) ? value : (ranks[next++] as number)));
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
