import type { TableStatistic } from "./agreement-of-table.ts";
import type { KindOptions } from "./bootstrap-kinds.ts";
import { bootstrapTable } from "./bootstrap-table.ts";
import { type Estimate, estimated, unknown } from "./estimate.ts";
import { jointTable, type Label, type Labels } from "./joint-table.ts";
import { wilsonInterval } from "./proportion-interval.ts";

/** What a judge's yes and no are worth, against the truth. */
export interface BinaryRates {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
  readonly n: number;
  /** Share of truly positive items that the judge passes: sensitivity, recall. */
  readonly truePositiveRate: Estimate;
  /** Share of truly negative items that the judge fails: specificity. */
  readonly trueNegativeRate: Estimate;
  /** Share of items that the judge passes which are truly positive. */
  readonly precision: Estimate;
  /** Share of items that the judge fails which are truly negative. */
  readonly negativePrecision: Estimate;
  readonly accuracy: Estimate;
  /** Share of truly positive items: what precision, kappa and accuracy depend on. */
  readonly prevalence: Estimate;
  /** Share of items that the judge passes. */
  readonly passRate: Estimate;
  readonly f1: Estimate;
  /** Matthews' correlation of the two. */
  readonly matthews: Estimate;
  /** Mean of the true positive and true negative rates. */
  readonly balancedAccuracy: Estimate;
}

export interface BinaryOptions extends KindOptions {
  /** The label that means "pass". */
  readonly positive: Label;
  readonly negative: Label;
}

/**
 * The confusion of a judge with the truth: shares with Wilson's intervals at 95 %, F1, Matthews' correlation
 * (Biochimica et Biophysica Acta 405, 1975, 442–451) and balanced accuracy with bootstrap intervals. Where a class is
 * absent from the truth, what needs it is null with the reason. Items that miss a label are left out.
 *
 * O(n + draws). Throws when the columns differ in length, or a label is neither `positive` nor `negative`.
 *
 *     binaryRates(judge, human, { positive: "pass", negative: "fail" }).truePositiveRate;
 */
export function binaryRates(judge: Labels, truth: Labels, options: BinaryOptions): BinaryRates {
  const table = jointTable(judge, truth, [options.negative, options.positive]);
  const [trueNegatives, falseNegatives, falsePositives, truePositives] = cellsOf(table.counts);
  const [positives, negatives] = [truePositives + falseNegatives, trueNegatives + falsePositives];
  const passed = truePositives + falsePositives;
  const drawn = bootstrapTable(table, [f1Of, matthewsOf, balancedOf], options);
  const because = (estimate: Estimate | undefined, reason: string): Estimate =>
    estimate?.value == null ? unknown(table.n, reason) : estimate;
  const absent = positives === 0 ? "no item is truly positive" : "no item is truly negative";
  return {
    ...{ truePositives, falsePositives, trueNegatives, falseNegatives, n: table.n },
    truePositiveRate: share(truePositives, positives, "no item is truly positive"),
    trueNegativeRate: share(trueNegatives, negatives, "no item is truly negative"),
    precision: share(truePositives, passed, "the judge passes no item"),
    negativePrecision: share(trueNegatives, table.n - passed, "the judge fails no item"),
    accuracy: share(truePositives + trueNegatives, table.n, "no items"),
    prevalence: share(positives, table.n, "no items"),
    passRate: share(passed, table.n, "no items"),
    f1: because(drawn[0], "nothing is positive, by the judge or in truth"),
    matthews: because(drawn[1], positives && negatives ? "the judge gives one label to all items" : absent),
    balancedAccuracy: because(drawn[2], absent),
  };
}

type Four = readonly [number, number, number, number];

function share(k: number, n: number, reason: string): Estimate {
  return n > 0 ? estimated(k / n, n, wilsonInterval(k, n)) : unknown(0, reason);
}

function cellsOf(counts: Float64Array): Four {
  return [counts[0] as number, counts[1] as number, counts[2] as number, counts[3] as number];
}

const f1Of: TableStatistic = (counts) => {
  const [, falseNegatives, falsePositives, truePositives] = cellsOf(counts);
  return (2 * truePositives) / (2 * truePositives + falseNegatives + falsePositives);
};

const matthewsOf: TableStatistic = (counts) => {
  const [tn, fn, fp, tp] = cellsOf(counts);
  return (tp * tn - fp * fn) / Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
};

const balancedOf: TableStatistic = (counts) => {
  const [tn, fn, fp, tp] = cellsOf(counts);
  return (tp / (tp + fn) + tn / (tn + fp)) / 2;
};
