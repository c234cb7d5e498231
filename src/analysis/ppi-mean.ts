import { completeCases } from "./complete-cases.ts";
import { normalQuantile } from "./distributions.ts";
import { type Estimate, isNumber, unknown, type Values } from "./estimate.ts";

/** A mean over labelled and unlabelled items, the judge's scores used as far as they help. */
export interface PpiMean extends Estimate {
  readonly standardError: number | null;
  /** How much the judge counts: 0 is labels only, 1 plain prediction-powered inference. */
  readonly lambda: number | null;
  /** How many unlabelled items were used. */
  readonly unlabelled: number;
}

export interface PpiOptions {
  /** Estimated for the narrowest interval (PPI++) unless given. */
  readonly lambda?: number;
  /** Fewer labelled items have no interval: 30 unless given. */
  readonly smallest?: number;
  /** How many items each labelled one stands for, when they were not drawn evenly: 1 over its chance to be drawn. */
  readonly weights?: Values;
  readonly level?: number;
  /**
   * For a rate, "logit" sets the interval on the scale of log odds: within 0 and 1, and of the promised coverage also
   * for rates near an end, where "plain" (unless given) falls short: 0.89 for 0.95 at a rate of 0.95 and 100 labels.
   */
  readonly interval?: "plain" | "logit";
}

/**
 * Prediction-powered mean (Angelopoulos et al., Science 382, 2023, 669–674; PPI++, arXiv 2311.01453): the judge's mean
 * over unlabelled items, plus what labels say it is off by. θ = mean(λF_u) + mean(Y − λF), SE² = var(λF_u)/N + var(Y −
 * λF)/n, λ = cov(Y, F) / ((1 + n/N) var(F ∪ F_u)) cut to 0 and 1, and 0 for a judge that does not vary. Valid for
 * rates and means alike, but only if the labelled items are a random sample, or weights say how they were drawn. Items
 * that miss a value are left out.
 *
 * O(n + N). Throws when labels, scores and weights differ in length or a weight is not positive.
 *
 *     ppiMean(labels, judgeOnLabelled, judgeOnOthers).value;
 */
export function ppiMean(labels: Values, scores: Values, others: Values, options: PpiOptions = {}): PpiMean {
  const { columns, n } = completeCases(labels, scores, options.weights ?? Array.from(labels, () => 1));
  const [y, f, given] = columns as [Float64Array, Float64Array, Float64Array];
  const bad = given.find((weight) => weight <= 0);
  if (bad !== undefined) throw new Error(`ppiMean: a weight must be positive: ${bad}`);
  const unlabelled = Float64Array.from(Array.from(others).filter(isNumber));
  if (n === 0) return { ...unknown(0, "no labelled items"), standardError: null, lambda: null, unlabelled: 0 };
  const total = sumOf(given);
  const weights = given.map((weight) => weight / total);
  const lambda = unlabelled.length === 0 ? 0 : (options.lambda ?? bestLambda(y, f, unlabelled, weights));
  const left = y.map((label, item) => label - lambda * (f[item] as number));
  const mean = weighted(left, weights);
  const value = lambda * (unlabelled.length ? sumOf(unlabelled) / unlabelled.length : 0) + mean;
  const labelled = sumOf(left.map((rest, item) => ((weights[item] as number) * (rest - mean)) ** 2));
  const judged = unlabelled.length ? (lambda ** 2 * variance(unlabelled)) / unlabelled.length : 0;
  const standardError = Math.sqrt(labelled + judged);
  const common = { value, n, standardError, lambda, unlabelled: unlabelled.length };
  return { ...common, ...intervalOf(value, standardError, n, options) };
}

function intervalOf(value: number, standardError: number, n: number, options: PpiOptions) {
  const { smallest = 30, level = 0.95, interval = "plain" } = options;
  const none = (reason: string) => ({ low: null, high: null, reason });
  if (n < smallest) return none(`no interval: fewer than ${smallest} labelled items`);
  if (standardError === 0) return none("no interval: all items are equal");
  const half = normalQuantile((1 + level) / 2) * standardError;
  if (interval === "logit" && value > 0 && value < 1) return { ...oddsInterval(value, half), reason: null };
  return { low: value - half, high: value + half, reason: null };
}

function oddsInterval(rate: number, half: number): { low: number; high: number } {
  const odds = Math.log(rate / (1 - rate));
  const shift = half / (rate * (1 - rate));
  const back = (value: number) => 1 / (1 + Math.exp(-value));
  return { low: back(odds - shift), high: back(odds + shift) };
}

function bestLambda(y: Float64Array, f: Float64Array, others: Float64Array, weights: Float64Array): number {
  const [labels, scores] = [weighted(y, weights), weighted(f, weights)];
  const together = y.map((label, item) => (label - labels) * ((f[item] as number) - scores));
  const all = Float64Array.from([...f, ...others]);
  const spread = (variance(all) * all.length) / (all.length - 1);
  if (!(spread > 0)) return 0;
  return Math.min(1, Math.max(0, weighted(together, weights) / ((1 + y.length / others.length) * spread)));
}

function weighted(values: Float64Array, weights: Float64Array): number {
  return sumOf(values.map((value, item) => value * (weights[item] as number)));
}

function variance(values: Float64Array): number {
  const mean = sumOf(values) / values.length;
  return sumOf(values.map((value) => (value - mean) ** 2)) / values.length;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
