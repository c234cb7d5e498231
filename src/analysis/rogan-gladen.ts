import { normalQuantile } from "./distributions.ts";
import { type Estimate, type Interval, unknown } from "./estimate.ts";

/** What is known of a judge whose pass rate is to be corrected. */
export interface JudgedCounts {
  /** All items judged, labelled or not, and how many of them the judge passes. */
  readonly judged: number;
  readonly passed: number;
  /** Labelled items that are truly positive, and how many of them the judge passes. */
  readonly positives: number;
  readonly truePositives: number;
  /** Labelled items that are truly negative, and how many of them the judge fails. */
  readonly negatives: number;
  readonly trueNegatives: number;
}

/** The corrected rate with Lee's interval, cut to 0 and 1. */
export interface CorrectedRate extends Estimate {
  /** What the formula gives, which may lie outside 0 and 1. */
  readonly raw: number | null;
  /** By the delta method. */
  readonly standardError: number | null;
  /** Around the raw value by that standard error, not cut. */
  readonly wald: Interval | null;
  readonly truePositiveRate: number | null;
  readonly trueNegativeRate: number | null;
}

/**
 * The true pass rate behind a judge's: (p + TNR − 1) / (TPR + TNR − 1) (Rogan and Gladen, American Journal of
 * Epidemiology 107, 1978, 71–76). The interval is Lee et al.'s (arXiv 2511.21140): all three shares smoothed, the
 * centre shifted, then cut. Valid when labelled items were chosen by class, as long as TPR and TNR carry over to all
 * items. Undefined when a class has no label, or the judge is no better than chance: TPR + TNR ≤ 1.
 *
 * O(1). Throws when a count does not fit the one that it is part of.
 *
 *     roganGladen({ judged: 1000, passed: 400, positives: 200, truePositives: 180, negatives: 200, trueNegatives: 140 });
 */
export function roganGladen(counts: JudgedCounts, level = 0.95): CorrectedRate {
  const { judged, passed, positives, truePositives, negatives, trueNegatives } = counts;
  checkParts(counts);
  const none = (reason: string) => ({ ...unknown(judged, reason), ...nothing });
  if (judged === 0) return none("no item was judged");
  if (positives === 0) return none("no labelled item is truly positive");
  if (negatives === 0) return none("no labelled item is truly negative");
  const [tpr, tnr] = [truePositives / positives, trueNegatives / negatives];
  const rates = { truePositiveRate: tpr, trueNegativeRate: tnr };
  if (tpr + tnr <= 1) return { ...none("the judge is uninformative: TPR + TNR is 1 or less"), ...rates };
  const z = normalQuantile((1 + level) / 2);
  const raw = corrected(passed / judged, tpr, tnr);
  const standardError = spread(raw, passed / judged, tpr, tnr, counts);
  const wald = { low: raw - z * standardError, high: raw + z * standardError };
  const { interval, reason } = leeInterval(counts, z);
  const ends = { low: interval?.low ?? null, high: interval?.high ?? null };
  return { value: cut(raw), ...ends, n: judged, reason, raw, standardError, wald, ...rates };
}

const nothing = { raw: null, standardError: null, wald: null, truePositiveRate: null, trueNegativeRate: null };

function checkParts(counts: JudgedCounts): void {
  const parts = [
    ["passed", "judged"],
    ["truePositives", "positives"],
    ["trueNegatives", "negatives"],
  ] as const;
  for (const [part, whole] of parts)
    if (!(counts[part] >= 0 && counts[part] <= counts[whole]))
      throw new Error(`roganGladen: ${part} must lie from 0 to ${counts[whole]}: ${counts[part]}`);
}

function corrected(rate: number, tpr: number, tnr: number): number {
  return (rate + tnr - 1) / (tpr + tnr - 1);
}

function spread(rate: number, passRate: number, tpr: number, tnr: number, sizes: JudgedCounts, extra = 0): number {
  const sampling = (passRate * (1 - passRate)) / (sizes.judged + extra);
  const negative = ((1 - rate) ** 2 * tnr * (1 - tnr)) / (sizes.negatives + (extra ? 2 : 0));
  const positive = (rate ** 2 * tpr * (1 - tpr)) / (sizes.positives + (extra ? 2 : 0));
  return Math.sqrt(sampling + negative + positive) / Math.abs(tpr + tnr - 1);
}

function leeInterval(counts: JudgedCounts, z: number): { interval: Interval | null; reason: string | null } {
  const { judged, passed, positives, truePositives, negatives, trueNegatives } = counts;
  const rate = (passed + (z * z) / 2) / (judged + z * z);
  const tpr = (truePositives + 1) / (positives + 2);
  const tnr = (trueNegatives + 1) / (negatives + 2);
  if (tpr + tnr <= 1) return { interval: null, reason: "no interval: too few labels to tell the judge from chance" };
  const centre = corrected(rate, tpr, tnr);
  const towards = (centre * tpr * (1 - tpr)) / (positives + 2) - ((1 - centre) * tnr * (1 - tnr)) / (negatives + 2);
  const middle = centre + 2 * z * z * towards;
  const half = z * spread(centre, rate, tpr, tnr, counts, z * z);
  const interval = { low: cut(middle - half), high: cut(middle + half) };
  const outside = interval.low === interval.high;
  return { interval, reason: outside ? "the interval lies outside 0 and 1: labels and judged items do not fit" : null };
}

function cut(share: number): number {
  return Math.min(1, Math.max(0, share));
}
