import type { AlternativeAnnotatorTest } from "../../../analysis/alternative-annotator.ts";
import { type BinaryRates, binaryRates } from "../../../analysis/binary-rates.ts";
import type { Estimate } from "../../../analysis/estimate.ts";
import type { Computation } from "../../../notebook/computation.ts";
import { type Agreement, agreementOf, type Draws } from "./agreement.ts";
import { type Biases, biasesOf } from "./biases.ts";
import { annotatorTestOf, type Ceiling, ceilingOf } from "./ceiling.ts";
import { type Consistency, consistencyOf } from "./consistency.ts";
import { type Correction, correctionsOf } from "./correction.ts";
import { type Curve, curveOf } from "./curve.ts";
import { type Danger, dangerOf } from "./danger.ts";
import { pairsOf } from "./pairs.ts";
import { type Pairwise, pairwiseOf } from "./pairwise.ts";
import { majorityOf, passes, passShares } from "./people.ts";
import { type Planning, planningOf } from "./planning.ts";
import { type Slices, slicesOf } from "./slices.ts";
import { type CalibrationInput, factOf, type Subject, textsOf } from "./subject.ts";
import { type Versions, versionsOf } from "./versions.ts";

/** All that is said of one judge on one dimension. */
export interface SubjectFigures {
  readonly agreement: Agreement;
  /** The statistic that stands for the rest. */
  readonly headline: { readonly statistic: string; readonly estimate: Estimate };
  readonly rates: BinaryRates | null;
  readonly pairwise: Pairwise | null;
  readonly ceiling: Ceiling | null;
  readonly annotator: AlternativeAnnotatorTest | null;
  readonly curve: Curve | null;
  readonly corrections: readonly Correction[];
  readonly versions: Versions | null;
  readonly consistency: Consistency | null;
  readonly biases: Biases;
  readonly slices: Slices | null;
  readonly danger: Danger;
  readonly planning: Planning;
}

/** The whole calibration, subject by subject. */
export const calibrate: Computation<CalibrationInput, readonly SubjectFigures[]> = {
  name: "calibration",
  run(input, { progress }) {
    return input.subjects.map((subject, place) => {
      const of = input.subjects.length > 1 ? ` (${place + 1} of ${input.subjects.length})` : "";
      return figuresOf(subject, input, (part) => progress(`${subject.dimension}${of}: ${part}`));
    });
  },
};

/** What is said to be under way, in this order. */
export const parts = ["agreement", "people", "curve", "versions", "biases", "slices", "what to label"] as const;

function figuresOf(
  subject: Subject,
  input: CalibrationInput,
  begin: (part: (typeof parts)[number]) => void,
): SubjectFigures {
  const { options, bias, slices, weights, strata, strataSizes } = input;
  const clusters = factOf(input.clusters, subject.items);
  const drawn: Draws = {
    draws: options.draws,
    seed: options.seed,
    ...(clusters ? { clusters: textsOf(clusters) } : {}),
  };
  begin("agreement");
  const pairs = pairsOf(subject, subject.scores);
  const agreement = agreementOf(subject, pairs, drawn);
  const rates = ratesOf(subject, drawn);
  const pairwise = pairwiseOf(subject);
  const headline = headlineOf(subject, agreement, pairwise);
  begin("people");
  const ceiling = ceilingOf(subject, drawn);
  const annotator = annotatorTestOf(subject, options.epsilon);
  begin("curve");
  const curve = curveOf(subject, options.recalibrate, drawn);
  const corrections = correctionsOf(subject, { chosen: options.chosen, weights, strata, strataSizes });
  begin("versions");
  const versions = versionsOf(subject, drawn);
  const consistency = consistencyOf(subject, drawn);
  begin("biases");
  const biases = biasesOf(subject, bias, drawn.clusters);
  begin("slices");
  const sliced = slicesOf(subject, pairs, slices, drawn);
  begin("what to label");
  const danger = dangerOf(subject, options.dangerous);
  const planning = planningOf(subject, headline.statistic, headline.estimate, rates, options.width);
  const ofJudge = { agreement, headline, rates, pairwise, curve, corrections, versions, consistency };
  return { ...ofJudge, ceiling, annotator, biases, slices: sliced, danger, planning };
}

function headlineOf(
  { type }: Subject,
  { statistics }: Agreement,
  pairwise: Pairwise | null,
): SubjectFigures["headline"] {
  if (pairwise) return { statistic: "accuracy", estimate: pairwise.orders?.accuracy ?? pairwise.agreement };
  const statistic = type === "ordinal" ? "kappaQuadratic" : type === "continuous" ? "spearman" : "kappa";
  return { statistic, estimate: statistics[statistic] as Estimate };
}

/** What the judge's passes are worth against what most people say, on items on which they are not split. */
function ratesOf(subject: Subject, options: Draws): BinaryRates | null {
  const { threshold, scores, people, type } = subject;
  if (threshold === null || type === "nominal" || type === "pairwise") return null;
  const truth = majorityOf(passShares(people, threshold));
  return binaryRates(passes(scores, threshold), truth, { positive: 1, negative: 0, ...options });
}
