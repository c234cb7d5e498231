import type { Estimate } from "../../analysis/estimate.ts";
import type { ColumnInfo, Plain, TableData } from "../../engine/table-data.ts";
import type { Correction, Method } from "./compute/correction.ts";
import type { CalibrationResult, SubjectResult } from "./result.ts";

interface Column extends ColumnInfo {
  read(subject: SubjectResult): Plain;
}

const text = (name: string, read: Column["read"]): Column => ({ name, type: "VARCHAR", read });
const count = (name: string, read: Column["read"]): Column => ({ name, type: "BIGINT", read });
const number = (name: string, read: Column["read"]): Column => ({ name, type: "DOUBLE", read });

/** Value and interval of an estimate as three columns. */
function interval(name: string, read: (subject: SubjectResult) => Estimate | null | undefined): readonly Column[] {
  return [
    number(name, (subject) => read(subject)?.value ?? null),
    number(`${name}_low`, (subject) => read(subject)?.low ?? null),
    number(`${name}_high`, (subject) => read(subject)?.high ?? null),
  ];
}

/** The statistics of agreement, as columns and as the analysis library calls them. */
const statistics: Readonly<Record<string, string>> = {
  agreement: "agreement",
  kappa: "kappa",
  kappa_linear: "kappaLinear",
  kappa_quadratic: "kappaQuadratic",
  scott_pi: "scottPi",
  alpha_nominal: "alphaNominal",
  alpha_ordinal: "alphaOrdinal",
  alpha_interval: "alphaInterval",
  ac1: "ac1",
  ac2_linear: "ac2Linear",
  ac2_quadratic: "ac2Quadratic",
  pearson: "pearson",
  spearman: "spearman",
  kendall: "kendall",
  bias: "bias",
  mean_absolute_error: "meanAbsoluteError",
  root_mean_square_error: "rootMeanSquareError",
};

const columns: readonly Column[] = [
  text("dimension", ({ dimension }) => dimension),
  text("judge", ({ judge }) => judge),
  text("type", ({ type }) => type),
  text("verdict", ({ verdict }) => verdict.use),
  text("reasons", ({ verdict }) => verdict.reasons.join(" ")),
  count("items", ({ figures }) => figures.agreement.items),
  count("labels", ({ figures }) => figures.agreement.labels),
  count("raters", ({ raters }) => raters.length),
  count("judged", ({ judged }) => judged),
  text("headline", ({ figures }) => figures.headline.statistic),
  ...interval("headline_value", ({ figures }) => figures.headline.estimate),
  text("headline_note", ({ figures }) => figures.headline.estimate.reason),
  ...Object.entries(statistics).flatMap(([name, statistic]) =>
    interval(name, ({ figures }) => figures.agreement.statistics[statistic]),
  ),
  ...interval("tpr", ({ figures }) => figures.rates?.truePositiveRate),
  ...interval("tnr", ({ figures }) => figures.rates?.trueNegativeRate),
  ...interval("accuracy", ({ figures }) => figures.pairwise?.orders?.accuracy ?? figures.pairwise?.agreement),
  ...interval("both_correct", ({ figures }) => figures.pairwise?.orders?.bothCorrect),
  ...interval("position_consistency", ({ figures }) => figures.pairwise?.orders?.consistency),
  ...interval("first_slot", ({ figures }) => figures.pairwise?.orders?.firstSlot),
  ...interval("people_agreement", ({ figures }) => figures.ceiling?.humans),
  ...interval("judge_agreement_same_items", ({ figures }) => figures.ceiling?.judge),
  ...interval("below_people", ({ figures }) => figures.ceiling?.difference),
  number("alternative_winning_rate", ({ figures }) => figures.annotator?.winningRate.value ?? null),
  { name: "alternative_passes", type: "BOOLEAN", read: ({ figures }) => figures.annotator?.passes ?? null },
  ...interval("self_consistency", ({ figures }) => figures.consistency?.same),
  ...interval("length_effect", ({ figures }) => effect(figures.biases.effects, "length")),
  ...interval("own_family_effect", ({ figures }) => effect(figures.biases.effects, "family")),
  ...interval("expected_calibration_error", ({ figures }) => figures.curve?.reliability?.expected),
  ...interval("brier", ({ figures }) => figures.curve?.reliability?.brier),
  count("dangerous_items", ({ figures }) => figures.danger.count),
  ...corrected("rate"),
  ...corrected("mean"),
  text("compared_with", ({ figures }) => figures.versions?.first ?? null),
  ...interval("agreement_change", ({ figures }) => figures.versions?.difference),
  ...interval("bias_change", ({ figures }) => figures.versions?.bias?.difference),
  count("changed_items", ({ figures }) => figures.versions?.changed.count ?? null),
  number("mcnemar_p", ({ figures }) => figures.versions?.test.exactP ?? null),
];

function effect(effects: SubjectResult["figures"]["biases"]["effects"], what: string): Estimate | null {
  return effects.find((one) => one.what === what)?.estimate ?? null;
}

/** The judge's own figure, and the one to use in its place: corrected where that is valid, and marked as what it is. */
function corrected(of: Correction["of"]): readonly Column[] {
  const found = ({ figures }: SubjectResult) => figures.corrections.find((one) => one.of === of);
  const used = (subject: SubjectResult) => usedMethod(found(subject));
  const estimate = (subject: SubjectResult) => methodOf(found(subject), used(subject));
  return [
    ...interval(`${of}_raw`, (subject) => methodOf(found(subject), "naive")),
    ...interval(of, estimate),
    text(`${of}_is`, (subject) => (found(subject) ? correctionWords(used(subject)) : null)),
    {
      name: `${of}_is_corrected`,
      type: "BOOLEAN",
      read: (subject) => (found(subject) ? used(subject) !== "naive" : null),
    },
  ];
}

/** What stands for the true value: the best valid method, else the judge's own figure. */
export function usedMethod(correction: Correction | undefined): Method {
  return correction?.best ?? "naive";
}

export function methodOf(correction: Correction | undefined, method: Method): Estimate | null {
  return correction?.methods.find((one) => one.method === method)?.estimate ?? null;
}

export function correctionWords(method: Method): string {
  const words: Readonly<Record<Method, string>> = {
    naive: "raw: as the judge says",
    labels: "corrected: people's labels alone",
    weighted: "corrected: weighted labels",
    "rogan-gladen": "corrected: Rogan–Gladen",
    ppi: "corrected: PPI++",
  };
  return words[method];
}

/** One row per dimension and judge. */
export function table({ subjects }: CalibrationResult): TableData {
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows: subjects.map((subject) => columns.map(({ read }) => read(subject))),
  };
}
