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
      progress(`${subject.dimension}: ${place + 1} of ${input.subjects.length}`);
      return figuresOf(subject, input);
    });
  },
};

function figuresOf(subject: Subject, input: CalibrationInput): SubjectFigures {
  const { options, bias, slices, weights, strata, strataSizes } = input;
  const clusters = factOf(input.clusters, subject.items);
  const drawn: Draws = {
    draws: options.draws,
    seed: options.seed,
    ...(clusters ? { clusters: textsOf(clusters) } : {}),
  };
  const pairs = pairsOf(subject, subject.scores);
  const agreement = agreementOf(subject, pairs, drawn);
  const rates = ratesOf(subject, drawn);
  const pairwise = pairwiseOf(subject);
  const headline = headlineOf(subject, agreement, pairwise);
  return {
    agreement,
    headline,
    rates,
    pairwise,
    ceiling: ceilingOf(subject, drawn),
    annotator: annotatorTestOf(subject, options.epsilon),
    curve: curveOf(subject, options.recalibrate, drawn),
    corrections: correctionsOf(subject, { chosen: options.chosen, weights, strata, strataSizes }),
    versions: versionsOf(subject, drawn),
    consistency: consistencyOf(subject, drawn),
    biases: biasesOf(subject, bias, drawn.clusters),
    slices: slicesOf(subject, pairs, slices, drawn),
    danger: dangerOf(subject, options.dangerous),
    planning: planningOf(subject, headline.statistic, headline.estimate, rates, options.width),
  };
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
