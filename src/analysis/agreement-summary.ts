import {
  ac1OfTable,
  ac2OfTable,
  agreementOfTable,
  alphaOfTable,
  brennanPredigerOfTable,
  kappaOfTable,
  scottPiOfTable,
  type TableStatistic,
} from "./agreement-of-table.ts";
import type { BootstrapEstimate } from "./bootstrap-interval.ts";
import type { KindOptions } from "./bootstrap-kinds.ts";
import { bootstrapTable } from "./bootstrap-table.ts";
import { type JointTable, jointTable, type Label, type Labels } from "./joint-table.ts";
import {
  absoluteErrorOfTable,
  biasOfTable,
  kendallOfTable,
  pearsonOfTable,
  spearmanOfTable,
  squareErrorOfTable,
} from "./scores-of-table.ts";

/** Statistics for labels without order. */
export type NominalStatistic = "agreement" | "kappa" | "scottPi" | "brennanPrediger" | "ac1" | "alphaNominal";

/** Further ones, for a scale of numbers in rising order. */
export type OrdinalStatistic =
  | "kappaLinear"
  | "kappaQuadratic"
  | "ac2Linear"
  | "ac2Quadratic"
  | "alphaOrdinal"
  | "alphaInterval"
  | "pearson"
  | "spearman"
  | "kendall"
  | "bias"
  | "meanAbsoluteError"
  | "rootMeanSquareError";

export interface AgreementSummary {
  readonly table: JointTable;
  /** Statistics for a scale of numbers are there for such a scale only. */
  readonly statistics: Readonly<Record<NominalStatistic, BootstrapEstimate>> &
    Readonly<Partial<Record<OrdinalStatistic, BootstrapEstimate>>>;
}

/**
 * All statistics of judge and human, each with its interval from the same bootstrap draws: agreement, kappas, pi,
 * alphas, AC1 and AC2, correlations, bias (judge − human) and errors. They are those of the functions of the same
 * names, which tell the formulas and sources. `scale` is the whole scale of the rubric, numbers in rising order where
 * it has numbers.
 *
 * O(n + draws × 18 size²). Throws when the columns differ in length or a label is not on the scale.
 *
 *     agreementSummary(judge, human, [1, 2, 3, 4, 5], { seed: 7 }).statistics.kappaQuadratic;
 */
export function agreementSummary(
  judge: Labels,
  human: Labels,
  scale: readonly Label[],
  options: KindOptions = {},
): AgreementSummary {
  const table = jointTable(judge, human, scale);
  const chosen = Object.entries(agreementStatistics(scale));
  const estimates = bootstrapTable(
    table,
    chosen.map(([, statistic]) => statistic),
    options,
  );
  const named = chosen.map(([name], place) => [name, becauseUndefined(name, estimates[place] as BootstrapEstimate)]);
  return { table, statistics: Object.fromEntries(named) };
}

/** The statistics of a joint table over this scale: those of order and distance for numbers in rising order only. */
export function agreementStatistics(
  scale: readonly Label[],
): Readonly<Record<NominalStatistic, TableStatistic>> & Readonly<Partial<Record<OrdinalStatistic, TableStatistic>>> {
  return { ...nominal, ...(isRising(scale) ? ordinal(scale) : {}) };
}

const nominal: Readonly<Record<NominalStatistic, TableStatistic>> = {
  agreement: agreementOfTable,
  kappa: kappaOfTable("none"),
  scottPi: scottPiOfTable,
  brennanPrediger: brennanPredigerOfTable,
  ac1: ac1OfTable,
  alphaNominal: alphaOfTable("nominal", []),
};

function ordinal(scale: readonly number[]): Readonly<Record<OrdinalStatistic, TableStatistic>> {
  return {
    kappaLinear: kappaOfTable("linear"),
    kappaQuadratic: kappaOfTable("quadratic"),
    ac2Linear: ac2OfTable(scale, "linear"),
    ac2Quadratic: ac2OfTable(scale, "quadratic"),
    alphaOrdinal: alphaOfTable("ordinal", scale),
    alphaInterval: alphaOfTable("interval", scale),
    pearson: pearsonOfTable(scale),
    spearman: spearmanOfTable,
    kendall: kendallOfTable,
    bias: biasOfTable(scale),
    meanAbsoluteError: absoluteErrorOfTable(scale),
    rootMeanSquareError: squareErrorOfTable(scale),
  };
}

function isRising(scale: readonly Label[]): scale is readonly number[] {
  return scale.every((label, place) => typeof label === "number" && (place === 0 || label > Number(scale[place - 1])));
}

const correlations: readonly string[] = ["pearson", "spearman", "kendall"];

/** Says why a statistic of agreement is undefined. */
export function becauseUndefined(name: string, estimate: BootstrapEstimate): BootstrapEstimate {
  if (estimate.value !== null || estimate.n === 0) return estimate;
  const reason = correlations.includes(name)
    ? "no variation: one side gives one label to all items"
    : "no variation: both sides give one and the same label";
  return { ...estimate, reason };
}
