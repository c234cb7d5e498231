import { type Estimate, unknown } from "../../../analysis/estimate.ts";
import { wilsonInterval } from "../../../analysis/proportion-interval.ts";
import { quantileOfSorted } from "../../../analysis/quantile.ts";
import { modes, peopleMeans, ratedPlaces } from "./people.ts";
import type { Subject } from "./subject.ts";

/** Items that the judge praises and people do not: what a judge in charge would let through. */
export interface Danger {
  /** "judge 4 or more, people 2 or less". */
  readonly rule: string;
  readonly count: number;
  readonly share: Estimate;
  /** Places among the subject's items, the widest gap first. */
  readonly places: readonly number[];
}

const mostListed = 200;

export function dangerOf(
  subject: Subject,
  { judge_at_least, human_at_most }: { readonly judge_at_least?: number; readonly human_at_most?: number },
): Danger {
  const places = ratedPlaces(subject);
  const means =
    subject.type === "nominal" || subject.type === "pairwise" ? modes(subject.people) : peopleMeans(subject.people);
  const { rule, fits } = ruleOf(subject, means, judge_at_least, human_at_most);
  const found = Array.from(places).filter((place) => fits(subject.scores[place] as number, means[place] as number));
  const gap = (place: number) => (subject.scores[place] as number) - (means[place] as number);
  found.sort((one, other) => gap(other) - gap(one) || one - other);
  const interval = wilsonInterval(found.length, places.length);
  const share: Estimate = interval
    ? { value: found.length / places.length, ...interval, n: places.length, reason: null }
    : unknown(0, "no item was scored by judge and people");
  return { rule, count: found.length, share, places: found.slice(0, mostListed) };
}

interface Rule {
  readonly rule: string;
  fits(judge: number, people: number): boolean;
}

function ruleOf(subject: Subject, means: Float64Array, atLeast?: number, atMost?: number): Rule {
  const { type, scale, names } = subject;
  if (type === "pairwise" || type === "nominal")
    return { rule: "judge and most people differ", fits: (judge, people) => !Number.isNaN(people) && judge !== people };
  if (type === "binary")
    return { rule: `judge ${names[1]}, most people ${names[0]}`, fits: (judge, people) => judge === 1 && people < 0.5 };
  const high = atLeast ?? (type === "ordinal" ? (subject.threshold as number) : thirdOf(subject.scores, 2 / 3));
  const mirrored = type === "ordinal" ? (scale[0] as number) + (scale.at(-1) as number) - high : thirdOf(means, 1 / 3);
  const low = atMost ?? mirrored;
  const text = (value: number) => String(Number(value.toPrecision(3)));
  return {
    rule: `judge ${text(high)} or more, people ${text(low)} or less`,
    fits: (judge, people) => judge >= high && people <= low,
  };
}

function thirdOf(values: Float64Array, p: number): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  return known.length ? quantileOfSorted(known, p) : Number.NaN;
}
