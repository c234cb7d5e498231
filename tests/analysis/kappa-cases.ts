import type { Label } from "../../src/analysis/joint-table.ts";
import { goldenCases } from "./golden.ts";

interface Inputs {
  readonly rater1?: Label[];
  readonly rater2?: Label[];
  readonly labels?: Label[];
  readonly labelsFull?: Label[];
  readonly labelsInferred?: Label[];
  readonly table?: number[][];
}

export interface KappaExpected {
  readonly unweighted: number;
  readonly linear: number;
  readonly quadratic: number;
  readonly percentAgreement: number;
  readonly scottPi: number;
  readonly gwetAC1: number;
  readonly brennanPrediger: number;
  readonly sm_std_kappa: number;
  readonly sm_std_kappa0: number;
  readonly sm_ci95: number[];
  readonly maxKappa: number;
  readonly confusion: number[][];
  readonly linear_fullLabels?: number;
  readonly quadratic_full?: number;
  readonly quadratic_inferred?: number;
}

export interface KappaCase {
  readonly id: string;
  readonly first: readonly Label[];
  readonly second: readonly Label[];
  readonly scale: readonly Label[];
  readonly inferred: readonly Label[];
  readonly expected: KappaExpected;
}

/** The golden cases of two raters; a table becomes items. */
export const kappaCases: readonly KappaCase[] = goldenCases<Inputs, KappaExpected>("cohen_kappa").map((one) => {
  const { inputs, id, expected } = one;
  const scale = inputs.labels ?? inputs.labelsFull ?? [];
  const pairs = inputs.table?.flatMap((row, i) =>
    row.flatMap((count, j) => Array.from({ length: count }, () => [scale[i], scale[j]] as [Label, Label])),
  );
  const first = inputs.rater1 ?? pairs?.map(([label]) => label) ?? [];
  const second = inputs.rater2 ?? pairs?.map(([, label]) => label) ?? [];
  return { id, first, second, scale, inferred: inputs.labelsInferred ?? scale, expected };
});

/** Those with all statistics. */
export const fullKappaCases = kappaCases.filter(({ expected }) => expected.gwetAC1 !== undefined);
