import { agreementOfTable, kappaOfTable } from "../../../analysis/agreement-of-table.ts";
import type { BootstrapEstimate } from "../../../analysis/bootstrap-interval.ts";
import { bootstrapKinds } from "../../../analysis/bootstrap-kinds.ts";
import type { Estimate } from "../../../analysis/estimate.ts";
import { eachItsOwn, kindsOf } from "../../../analysis/kinds.ts";
import { type McNemar, mcnemar } from "../../../analysis/mcnemar.ts";
import { midRanks } from "../../../analysis/mid-ranks.ts";
import { wilsonInterval } from "../../../analysis/proportion-interval.ts";
import { absoluteErrorOfTable, biasOfTable } from "../../../analysis/scores-of-table.ts";
import type { Draws } from "./agreement.ts";
import { correlation, meanOf } from "./moments.ts";
import { countPairs, type Pairs, pairsOf, splitPairs } from "./pairs.ts";
import { isNumeric, modes, peopleMeans, pick, pickAny, ratedPlaces } from "./people.ts";
import type { Subject } from "./subject.ts";

/** Two judges or versions on the same items: `first` is the one that is compared with, `second` the cell's own. */
export interface Versions {
  readonly first: string;
  readonly second: string;
  readonly items: number;
  readonly statistic: string;
  readonly firstAgreement: Estimate;
  readonly secondAgreement: Estimate;
  /** Second less first, paired. */
  readonly difference: Estimate;
  /** Of leniency and of the mean absolute error, where scores are numbers. */
  readonly bias: { readonly first: Estimate; readonly second: Estimate; readonly difference: Estimate } | null;
  readonly error: { readonly first: Estimate; readonly second: Estimate; readonly difference: Estimate } | null;
  /** What counts as right. */
  readonly rule: string;
  readonly test: McNemar;
  /** How often both judges give the same. */
  readonly same: Estimate;
  /** The items whose score changed, the largest changes first: places among the subject's items. */
  readonly changed: {
    readonly count: number;
    readonly nearer: number;
    readonly further: number;
    readonly places: readonly number[];
  };
}

const mostListed = 100;

export function versionsOf(subject: Subject, options: Draws): Versions | null {
  const { other, compare, judge, scores } = subject;
  if (!other || compare === null) return null;
  const places = ratedPlaces(subject).filter((place) => !Number.isNaN(other[place]));
  const found = (subject.scale.length ? tableFigures : rankFigures)(subject, other, places, options);
  const [before, after] = [pick(other, places), pick(scores, places)];
  const equal = after.filter((score, item) => score === before[item]).length;
  const interval = wilsonInterval(equal, places.length);
  const same = {
    value: places.length ? equal / places.length : null,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
  };
  const reason = places.length ? null : "no item was scored by both judges and a person";
  return {
    ...{ first: compare, second: judge, items: places.length, same: { ...same, n: places.length, reason } },
    ...found,
    ...rightness(subject, other, places),
    changed: changesOf(subject, other, places),
  };
}

type Found = Pick<Versions, "statistic" | "firstAgreement" | "secondAgreement" | "difference" | "bias" | "error">;

function tableFigures(subject: Subject, other: Float64Array, places: Uint32Array, options: Draws): Found {
  const isOrdinal = subject.type === "ordinal";
  const numbers = subject.scale;
  const chosen = isOrdinal
    ? [kappaOfTable("quadratic"), biasOfTable(numbers), absoluteErrorOfTable(numbers)]
    : [
        subject.type === "binary" ? kappaOfTable("none") : agreementOfTable,
        biasOfTable(numbers),
        absoluteErrorOfTable(numbers),
      ];
  const { kinds, sides, kept } = bothPairs(subject, other, places);
  const counts = new Float64Array(numbers.length ** 2);
  const measure = (times: Float64Array, into: Float64Array) => {
    for (const [side, pairs] of sides.entries()) {
      counts.fill(0);
      countPairs(pairs, times, counts);
      for (const [place, statistic] of chosen.entries()) into[3 * place + side] = statistic(counts, numbers.length);
    }
    for (let place = 0; place < 3; place++)
      into[3 * place + 2] = (into[3 * place + 1] as number) - (into[3 * place] as number);
  };
  const found = bootstrapKinds(kinds, 9, measure, {
    ...options,
    clusters: pickAny(options.clusters ?? null, kept),
  });
  const statistic = isOrdinal ? "kappaQuadratic" : subject.type === "binary" ? "kappa" : "agreement";
  return shaped(found, statistic, isOrdinal || subject.type === "binary");
}

/** Items whose three sides are on the scale: each judge's pairs by kinds in which neither judge's differ. */
function bothPairs(subject: Subject, other: Float64Array, places: Uint32Array) {
  const pairs = (scores: Float64Array, among: Uint32Array) => pairsOf(subject, scores, among) as Pairs;
  const { kept } = pairs(other, pairs(subject.scores, places).kept);
  const own = [other, subject.scores].map((scores) => pairs(scores, kept));
  const kinds = kindsOf(
    kept.length,
    own.map((one) => one.kinds.of),
  );
  return { kept, kinds, sides: own.map((one) => splitPairs(one, kinds)) };
}

function rankFigures(subject: Subject, other: Float64Array, places: Uint32Array, options: Draws): Found {
  const people = pick(peopleMeans(subject.people), places);
  const sides = [pick(other, places), pick(subject.scores, places)];
  const ranks = midRanks(people);
  const columns = sides.map((values) => {
    const errors = values.map((value, item) => value - (people[item] as number));
    return { ranks: midRanks(values), errors, sizes: errors.map(Math.abs) };
  });
  const measure = (times: Float64Array, into: Float64Array) => {
    for (const [side, own] of columns.entries()) {
      into[side] = correlation(own.ranks, ranks, times);
      into[3 + side] = meanOf(own.errors, times);
      into[6 + side] = meanOf(own.sizes, times);
    }
    for (let place = 0; place < 3; place++)
      into[3 * place + 2] = (into[3 * place + 1] as number) - (into[3 * place] as number);
  };
  const clusters = pickAny(options.clusters ?? null, places);
  const found = bootstrapKinds(eachItsOwn(places.length), 9, measure, { ...options, clusters });
  return shaped(found, "spearman", true);
}

function shaped(found: readonly BootstrapEstimate[], statistic: string, hasErrors: boolean): Found {
  const at = (place: number) => found[place] as Estimate;
  const three = (from: number) => ({ first: at(from), second: at(from + 1), difference: at(from + 2) });
  const agreement = three(0);
  return {
    statistic,
    firstAgreement: agreement.first,
    secondAgreement: agreement.second,
    difference: agreement.difference,
    bias: hasErrors ? three(3) : null,
    error: hasErrors ? three(6) : null,
  };
}

/** On how many items only one of the two is right. */
function rightness(subject: Subject, other: Float64Array, places: Uint32Array): Pick<Versions, "rule" | "test"> {
  const isRight = isNumeric(subject) ? withinHalf(subject) : equalsMost(subject);
  let [firstOnly, secondOnly] = [0, 0];
  for (const place of places) {
    const [before, after] = [isRight(other[place] as number, place), isRight(subject.scores[place] as number, place)];
    if (before === null || after === null || before === after) continue;
    if (before) firstOnly += 1;
    else secondOnly += 1;
  }
  const rule = isNumeric(subject)
    ? halfRule(subject)
    : "right: what most people say; items on which they are split left out";
  return { rule, test: mcnemar(firstOnly, secondOnly) };
}

function stepOf({ scale, scores }: Subject): number {
  if (scale.length > 1) return (scale[1] as number) - (scale[0] as number);
  const known = scores.filter((value) => !Number.isNaN(value)).sort();
  return ((known.at(-1) ?? 1) - (known[0] ?? 0)) / 5;
}

function halfRule(subject: Subject): string {
  return `right: within ${Number((stepOf(subject) / 2).toPrecision(2))} of people's mean`;
}

function withinHalf(subject: Subject) {
  const means = peopleMeans(subject.people);
  const half = stepOf(subject) / 2 + 1e-9;
  return (score: number, place: number) => Math.abs(score - (means[place] as number)) <= half;
}

function equalsMost({ people }: Subject) {
  const most = modes(people);
  return (score: number, place: number) => (Number.isNaN(most[place]) ? null : score === most[place]);
}

function changesOf(subject: Subject, other: Float64Array, places: Uint32Array): Versions["changed"] {
  const changed = Array.from(places).filter((place) => subject.scores[place] !== other[place]);
  const means = isNumeric(subject) || subject.type === "binary" ? peopleMeans(subject.people) : modes(subject.people);
  const gap = (scores: Float64Array, place: number) => Math.abs((scores[place] as number) - (means[place] as number));
  const gain = (place: number) => gap(other, place) - gap(subject.scores, place);
  const size = (place: number) => Math.abs((subject.scores[place] as number) - (other[place] as number));
  changed.sort((one, two) => size(two) - size(one) || gain(one) - gain(two) || one - two);
  return {
    count: changed.length,
    nearer: changed.filter((place) => gain(place) > 0).length,
    further: changed.filter((place) => gain(place) < 0).length,
    places: changed.slice(0, mostListed),
  };
}
