import type { BinaryRates } from "../../../analysis/binary-rates.ts";
import type { Estimate } from "../../../analysis/estimate.ts";
import { labelAllocation } from "../../../analysis/label-allocation.ts";
import { type LabelsNeeded, labelsForShare, labelsNeeded, wilsonHalfWidth } from "../../../analysis/labels-needed.ts";
import { stratumAllocation } from "../../../analysis/stratum-allocation.ts";
import { peopleMeans, pick, ratedPlaces } from "./people.ts";
import type { Subject } from "./subject.ts";

/** How wide the headline's interval is, how wide it would be, and which labels would help most. */
export interface Planning {
  readonly statistic: string;
  readonly now: { readonly labels: number; readonly half: number | null };
  readonly wanted: number;
  readonly needed: LabelsNeeded;
  /** Half widths that so many labels in all would give. */
  readonly widths: readonly { readonly labels: number; readonly half: number }[];
  /** Of a rate of passes: what each class needs, and how a further hundred would be split. */
  readonly classes: Classes | null;
  /** How further labels would be split over the judge's levels. */
  readonly levels: readonly LevelPlan[];
  /** How many further labels `levels` splits. */
  readonly next: number;
}

export interface Classes {
  readonly positives: ClassPlan;
  readonly negatives: ClassPlan;
  readonly split: { readonly labels: number; readonly positives: number; readonly negatives: number };
}

export interface ClassPlan {
  readonly labels: number;
  readonly half: number | null;
  readonly needed: number;
}

/** A level of the judge: items without a label, and how many of them to label next. */
export interface LevelPlan {
  readonly level: number;
  readonly labelled: number;
  readonly unlabelled: number;
  readonly deviation: number | null;
  readonly next: number;
}

export function planningOf(
  subject: Subject,
  statistic: string,
  headline: Estimate | null,
  rates: BinaryRates | null,
  width: number,
): Planning {
  const n = headline?.n ?? 0;
  const half = headline && headline.low !== null && headline.high !== null ? (headline.high - headline.low) / 2 : null;
  const none = { labels: null, more: null, reason: "there is no estimate yet" };
  const needed = headline ? labelsNeeded(headline, width) : none;
  const next = nextLabels(needed, subject);
  return {
    statistic,
    now: { labels: n, half },
    wanted: width,
    needed,
    widths: half === null ? [] : widthsFrom(n, half, needed.labels),
    classes: rates && classesOf(rates, width),
    levels: levelsOf(subject, next),
    next,
  };
}

function nextLabels({ more }: LabelsNeeded, { unlabelled }: Subject): number {
  const left = unlabelled.items.reduce((sum, items) => sum + items, 0);
  return Math.min(left, Math.max(20, Math.min(500, more ?? 50)));
}

function widthsFrom(n: number, half: number, target: number | null): Planning["widths"] {
  const end = Math.max(2 * n, Math.min(target ?? 4 * n, 20 * n) * 1.2);
  return Array.from({ length: 25 }, (_, step) => {
    const labels = Math.round(n * 0.25 + (step / 24) * (end - n * 0.25));
    return { labels, half: half * Math.sqrt(n / Math.max(1, labels)) };
  });
}

function classesOf(rates: BinaryRates, width: number): Classes | null {
  const { truePositiveRate, trueNegativeRate, passRate } = rates;
  if (truePositiveRate.value === null || trueNegativeRate.value === null || passRate.value === null) return null;
  const plan = ({ value, n }: Estimate): ClassPlan => {
    const half = wilsonHalfWidth(value as number, n);
    return { labels: n, half: Number.isFinite(half) ? half : null, needed: labelsForShare(value as number, width) };
  };
  const split = labelAllocation({
    labels: 100,
    passRate: passRate.value,
    truePositiveRate: truePositiveRate.value,
    trueNegativeRate: trueNegativeRate.value,
  });
  return { positives: plan(truePositiveRate), negatives: plan(trueNegativeRate), split: { labels: 100, ...split } };
}

/** In proportion to how many items a level has and how much people differ on it. */
function levelsOf(subject: Subject, next: number): readonly LevelPlan[] {
  const { unlabelled } = subject;
  if (subject.type === "continuous" || unlabelled.values.length === 0) return [];
  const places = ratedPlaces(subject);
  const scores = pick(subject.scores, places);
  const people = pick(peopleMeans(subject.people), places);
  const overall = deviationOf(people) ?? 1;
  const levels = Array.from(unlabelled.values, (level, place) => {
    const own = people.filter((_, item) => scores[item] === level);
    const items = unlabelled.items[place] as number;
    return { level, labelled: own.length, unlabelled: items, deviation: own.length >= 5 ? deviationOf(own) : null };
  });
  const strata = levels.map(({ unlabelled, deviation }) => ({
    size: unlabelled,
    deviation: Math.max(deviation ?? overall, overall / 10),
  }));
  const split = stratumAllocation(next, strata, Math.min(5, Math.floor(next / strata.length)));
  return levels.map((level, place) => ({ ...level, next: split[place] ?? 0 }));
}

function deviationOf(values: Float64Array): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
