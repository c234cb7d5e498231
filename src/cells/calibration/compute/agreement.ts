import type { TableStatistic } from "../../../analysis/agreement-of-table.ts";
import { agreementStatistics, becauseUndefined } from "../../../analysis/agreement-summary.ts";
import type { BootstrapEstimate } from "../../../analysis/bootstrap-interval.ts";
import { bootstrapKinds } from "../../../analysis/bootstrap-kinds.ts";
import { type Estimate, unknown } from "../../../analysis/estimate.ts";
import { kendall } from "../../../analysis/kendall.ts";
import { eachItsOwn } from "../../../analysis/kinds.ts";
import { pearson } from "../../../analysis/pearson.ts";
import { scoreErrors } from "../../../analysis/score-errors.ts";
import { spearman } from "../../../analysis/spearman.ts";
import { momentsOf } from "./moments.ts";
import { countPairs, type Pairs, tableOf } from "./pairs.ts";
import { peopleMeans, pick, pickAny, ratedPlaces } from "./people.ts";
import type { Subject } from "./subject.ts";

export interface Agreement {
  /** Each statistic by its name in the analysis library. */
  readonly statistics: Readonly<Record<string, Estimate>>;
  /** Rows people, columns the judge; null for continuous scores. */
  readonly confusion: readonly (readonly number[])[] | null;
  /** Items that judge and somebody scored, and the people's labels on them. */
  readonly items: number;
  readonly labels: number;
  /** Who gives one label to all items. */
  readonly constant: "judge" | "people" | "both" | null;
}

export interface Draws {
  readonly draws: number;
  readonly seed: number;
  readonly clusters?: readonly (string | null)[];
}

export function statisticsOf(subject: Subject): Readonly<Record<string, TableStatistic>> {
  return agreementStatistics(subject.type === "ordinal" ? subject.scale : subject.names);
}

/** Judge beside each person over the whole scale, with intervals by resampling items. */
export function agreementOf(subject: Subject, pairs: Pairs | null, options: Draws): Agreement {
  if (!pairs) return continuousAgreement(subject, options);
  const chosen = Object.entries(statisticsOf(subject));
  const counts = new Float64Array(pairs.size ** 2);
  const measure = (times: Float64Array, into: Float64Array) => {
    counts.fill(0);
    countPairs(pairs, times, counts);
    for (const [place, [, statistic]] of chosen.entries()) into[place] = statistic(counts, pairs.size);
  };
  const clusters = pickAny(options.clusters ?? null, pairs.kept);
  const estimates = bootstrapKinds(pairs.kinds, chosen.length, measure, { ...options, clusters });
  const named = chosen.map(([name], place) => [name, because(name, estimates[place] as BootstrapEstimate)]);
  const table = tableOf(pairs);
  return {
    statistics: Object.fromEntries(named),
    confusion: confusionOf(table, pairs.size),
    items: pairs.kept.length,
    labels: table.reduce((sum, count) => sum + count, 0),
    constant: constantSide(table, pairs.size),
  };
}

function because(name: string, estimate: BootstrapEstimate): Estimate {
  return becauseUndefined(name, estimate);
}

function confusionOf(table: Float64Array, size: number): number[][] {
  const labels = Array.from({ length: size }, (_, label) => label);
  return labels.map((human) => labels.map((judge) => table[judge * size + human] as number));
}

function constantSide(table: Float64Array, size: number): Agreement["constant"] {
  const rows = new Set<number>();
  const columns = new Set<number>();
  for (const [cell, count] of table.entries()) {
    if (count === 0) continue;
    rows.add(Math.floor(cell / size));
    columns.add(cell % size);
  }
  if (rows.size === 1 && columns.size === 1) return "both";
  return rows.size === 1 ? "judge" : columns.size === 1 ? "people" : null;
}

/** Correlations with people's mean; errors only where both sides use the same range. */
function continuousAgreement(subject: Subject, options: Draws): Agreement {
  const places = ratedPlaces(subject);
  const judge = pick(subject.scores, places);
  const people = pick(peopleMeans(subject.people), places);
  const apart = rangesApart(judge, people);
  const errors = scoreErrors(judge, people);
  const error = (estimate: Estimate) => (apart ? unknown(judge.length, apart) : estimate);
  const [alpha, concordance] = momentStatistics(judge, people, {
    ...options,
    clusters: pickAny(options.clusters ?? null, places),
  }).map(error);
  const labels = subject.people.reduce((sum, { values }) => sum + values.filter((v) => !Number.isNaN(v)).length, 0);
  return {
    statistics: {
      pearson: pearson(judge, people),
      spearman: spearman(judge, people),
      kendall: kendall(judge, people),
      ...(alpha && { alphaInterval: alpha }),
      ...(concordance && { concordance }),
      bias: error(errors.bias),
      meanAbsoluteError: error(errors.meanAbsolute),
      rootMeanSquareError: error(errors.rootMeanSquare),
    },
    confusion: null,
    items: places.length,
    labels,
    constant: constantOf(judge, people),
  };
}

function constantOf(judge: Float64Array, people: Float64Array): Agreement["constant"] {
  const [one, other] = [judge, people].map((values) => values.length > 0 && values.every((v) => v === values[0]));
  return one && other ? "both" : one ? "judge" : other ? "people" : null;
}

/** Why scores cannot be subtracted from each other: their ranges differ too much to be one scale. */
export function rangesApart(judge: Float64Array, people: Float64Array): string | null {
  const [a, b] = rangeOf(judge);
  const [c, d] = rangeOf(people);
  const [own, theirs] = [b - a, d - c];
  if (!(own > 0 && theirs > 0)) return null;
  const isOne = a <= d && c <= b && own / theirs < 2.5 && theirs / own < 2.5;
  const text = (value: number) => Number(value.toPrecision(3));
  return isOne ? null : `different scales: the judge uses ${text(a)} to ${text(b)}, people ${text(c)} to ${text(d)}`;
}

function rangeOf(values: Float64Array): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}

/** Krippendorff's α for intervals and Lin's concordance, from sums over a draw. */
function momentStatistics(judge: Float64Array, people: Float64Array, options: Draws): readonly Estimate[] {
  const measure = (times: Float64Array, into: Float64Array) => {
    const { n, x, y, xx, yy, xy } = momentsOf(judge, people, times);
    const squares = xx - 2 * xy + yy;
    const pooled = xx + yy - (x + y) ** 2 / (2 * n);
    into[0] = pooled > 1e-12 ? 1 - ((2 * n - 1) * squares) / (2 * n * pooled) : Number.NaN;
    const apart = (xx - (x * x) / n + yy - (y * y) / n) / n + ((x - y) / n) ** 2;
    into[1] = apart > 1e-12 ? (2 * (xy - (x * y) / n)) / n / apart : Number.NaN;
  };
  return bootstrapKinds(eachItsOwn(judge.length), 2, measure, options);
}
