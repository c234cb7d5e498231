import { isNumber, type Values } from "./estimate.ts";
import { type Fit, logitOf } from "./platt.ts";
import { type ProbabilityCases, probabilityCases } from "./probability-cases.ts";

/** P(outcome = 1) = 1 / (1 + exp(−logit p / temperature)). Plain data, so that a notebook can store it. */
export interface TemperatureCurve {
  readonly temperature: number;
  /** Mean of −ln of the probability given to what came, after scaling. */
  readonly lossAfter: number;
  readonly n: number;
}

/**
 * Temperature scaling (Guo et al., ICML 2017): one number that divides all logits, by maximum likelihood, found by
 * halving the slope of the loss in 1/T, which is convex. For probabilities that come from real logits. No fit when the
 * best T is not finite and positive: the probabilities part the classes wholly, or point the wrong way. Items that
 * miss a value are left out.
 *
 * O(steps × n). Throws when a probability does not lie from 0 to 1 or an outcome is not 0 or 1.
 *
 *     const { curve } = temperature(probabilities, passed);
 */
export function temperature(probabilities: Values, outcomes: Values): Fit<TemperatureCurve> {
  const cases = probabilityCases(probabilities, outcomes);
  if (cases.n === 0) return { curve: null, reason: "no items" };
  const logits = cases.probabilities.map(logitOf);
  const none = whyNoFit(logits, cases);
  if (none) return { curve: null, reason: none };
  let [low, high] = [0, 1];
  while (slopeOfLoss(logits, cases, high) < 0) [low, high] = [high, high * 2];
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (slopeOfLoss(logits, cases, middle) < 0) low = middle;
    else high = middle;
  }
  const inverse = (low + high) / 2;
  const curve = { temperature: 1 / inverse, lossAfter: meanLoss(logits, cases, inverse), n: cases.n };
  return { curve, reason: null };
}

/** Without one of these, the loss has its lowest point at a positive, finite 1/T. */
function whyNoFit(logits: Float64Array, cases: ProbabilityCases): string | null {
  if (!(slopeOfLoss(logits, cases, 0) < 0)) return "the probabilities do not point to outcomes";
  const wrong = logits.some((logit, item) => logit !== 0 && logit > 0 !== (cases.outcomes[item] === 1));
  return wrong ? null : "the probabilities part the classes wholly";
}

/** The recalibrated probability. */
export function temperatureAt(curve: TemperatureCurve, probability: number | null | undefined): number | null {
  return isNumber(probability) ? 1 / (1 + Math.exp(-logitOf(probability) / curve.temperature)) : null;
}

function slopeOfLoss(logits: Float64Array, { outcomes }: ProbabilityCases, inverse: number): number {
  let slope = 0;
  for (let item = 0; item < logits.length; item++) {
    const logit = logits[item] as number;
    slope += logit * (1 / (1 + Math.exp(-inverse * logit)) - (outcomes[item] as number));
  }
  return slope;
}

function meanLoss(logits: Float64Array, { outcomes, n }: ProbabilityCases, inverse: number): number {
  let loss = 0;
  for (let item = 0; item < n; item++) {
    const z = inverse * (logits[item] as number);
    loss += Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z))) - (outcomes[item] as number) * z;
  }
  return loss / n;
}
