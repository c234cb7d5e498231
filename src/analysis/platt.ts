import { isNumber, type Values } from "./estimate.ts";
import { probabilityCases } from "./probability-cases.ts";

/** P(outcome = 1) = 1 / (1 + exp(−(slope · logit p + intercept))). Plain data, so that a notebook can store it. */
export interface PlattCurve {
  readonly slope: number;
  readonly intercept: number;
  readonly n: number;
}

/** A fit, or why there is none. */
export type Fit<Curve> =
  | { readonly curve: Curve; readonly reason: null }
  | { readonly curve: null; readonly reason: string };

/**
 * Platt scaling on the logit of the probability (Platt, Advances in Large Margin Classifiers, 1999, 61–74), without his
 * smoothing of targets: logistic regression by maximum likelihood, Newton's steps halved while they do not gain.
 * Probabilities of 0 and 1 are taken as 1e-6 from the end. No fit when a class is absent, probabilities do not vary, or
 * they part the classes wholly, as the slope then has no end. Items that miss a value are left out.
 *
 * O(steps × n). Throws when a probability does not lie from 0 to 1 or an outcome is not 0 or 1.
 *
 *     const { curve } = platt(probabilities, passed);
 */
export function platt(probabilities: Values, outcomes: Values): Fit<PlattCurve> {
  const cases = probabilityCases(probabilities, outcomes);
  const logits = cases.probabilities.map(logitOf);
  const none = whyNoFit(logits, cases.outcomes);
  if (none) return { curve: null, reason: none };
  let [slope, intercept] = [0, 0];
  let loss = lossOf(logits, cases.outcomes, slope, intercept);
  for (let step = 0; step < 200; step++) {
    const [da, db] = newtonStep(logits, cases.outcomes, slope, intercept);
    let [share, next] = [1, lossOf(logits, cases.outcomes, slope + da, intercept + db)];
    while (next > loss && share > 1e-10) {
      share /= 2;
      next = lossOf(logits, cases.outcomes, slope + share * da, intercept + share * db);
    }
    [slope, intercept, loss] = [slope + share * da, intercept + share * db, Math.min(loss, next)];
    if (Math.abs(da) + Math.abs(db) < 1e-12) break;
  }
  return { curve: { slope, intercept, n: cases.n }, reason: null };
}

/** The recalibrated probability. */
export function plattAt({ slope, intercept }: PlattCurve, probability: number | null | undefined): number | null {
  if (!isNumber(probability)) return null;
  return 1 / (1 + Math.exp(-(slope * logitOf(probability) + intercept)));
}

/** ln(p / (1 − p)), 0 and 1 taken as 1e-6 from the end. */
export function logitOf(probability: number): number {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, probability));
  return Math.log(inside / (1 - inside));
}

function whyNoFit(logits: Float64Array, outcomes: Float64Array): string | null {
  const of = (outcome: number) => logits.filter((_, item) => outcomes[item] === outcome);
  const [negatives, positives] = [of(0), of(1)];
  if (negatives.length === 0 || positives.length === 0) return "one class of outcomes is absent";
  const [low, high] = [extremes(negatives), extremes(positives)];
  if (low.least === low.most && high.least === high.most && low.least === high.least)
    return "the probabilities do not vary";
  if (low.most <= high.least || high.most <= low.least) return "the probabilities part the classes wholly";
  return null;
}

function extremes(values: Float64Array): { least: number; most: number } {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return { least, most };
}

function lossOf(logits: Float64Array, outcomes: Float64Array, slope: number, intercept: number): number {
  let loss = 0;
  for (let item = 0; item < logits.length; item++) {
    const z = slope * (logits[item] as number) + intercept;
    loss += Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z))) - (outcomes[item] as number) * z;
  }
  return loss;
}

function newtonStep(
  logits: Float64Array,
  outcomes: Float64Array,
  slope: number,
  intercept: number,
): readonly [number, number] {
  let [ga, gb, haa, hab, hbb] = [0, 0, 1e-12, 0, 1e-12];
  for (let item = 0; item < logits.length; item++) {
    const x = logits[item] as number;
    const p = 1 / (1 + Math.exp(-(slope * x + intercept)));
    const [error, spread] = [(outcomes[item] as number) - p, p * (1 - p)];
    ga += error * x;
    gb += error;
    haa += spread * x * x;
    hab += spread * x;
    hbb += spread;
  }
  const determinant = haa * hbb - hab * hab;
  return [(hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant];
}
