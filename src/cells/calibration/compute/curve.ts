import { brierScore } from "../../../analysis/brier-score.ts";
import { calibrationError } from "../../../analysis/calibration-error.ts";
import type { Estimate, Values } from "../../../analysis/estimate.ts";
import { isotonic, isotonicAt } from "../../../analysis/isotonic.ts";
import { levelMeans } from "../../../analysis/level-means.ts";
import { outOfFold } from "../../../analysis/out-of-fold.ts";
import { platt, plattAt } from "../../../analysis/platt.ts";
import type { ReliabilityBin } from "../../../analysis/reliability-bins.ts";
import { meanWithInterval, scoreErrors } from "../../../analysis/score-errors.ts";
import type { KeptRecalibration } from "../definition.ts";
import type { Draws } from "./agreement.ts";
import { majorityOf, passShares, peopleMeans, pick, pickAny, ratedPlaces } from "./people.ts";
import type { Subject } from "./subject.ts";

/** What people give to items that the judge gives one score. */
export interface CurvePoint extends Estimate {
  readonly level: number;
}

export interface Curve {
  readonly points: readonly CurvePoint[];
  /** The levels are means of ten runs of scores rather than scores. */
  readonly binned: boolean;
  readonly reliability: Reliability | null;
  readonly recalibration: Recalibration;
}

export interface Reliability {
  readonly bins: readonly ReliabilityBin[];
  readonly expected: Estimate;
  readonly brier: Estimate;
  readonly largest: number | null;
}

/** A curve from the judge's score to people's, and what it gains on items that it was not fitted on. */
export interface Recalibration {
  readonly fit: KeptRecalibration | null;
  readonly reason: string | null;
  /** Root mean square error, or the Brier score of probabilities; and bias. */
  readonly measure: "rootMeanSquareError" | "brier";
  readonly before: Estimate | null;
  readonly after: Estimate | null;
  readonly biasBefore: Estimate | null;
  readonly biasAfter: Estimate | null;
  readonly folds: number;
}

const folds = 5;

export function curveOf(
  subject: Subject,
  method: "auto" | "isotonic" | "platt" | "level" | "none",
  options: Draws,
): Curve | null {
  if (subject.type === "nominal" || subject.type === "pairwise") return null;
  const places = ratedPlaces(subject);
  const judge = pick(subject.scores, places);
  const people = pick(peopleMeans(subject.people), places);
  const binned = subject.type === "continuous";
  const points = binned ? runsOf(judge, people) : levelMeans(judge, people, subject.scale);
  const clusters = pickAny(options.clusters ?? null, places);
  const probability = subject.probability ? pick(subject.probability, places) : null;
  const outcome = pick(majorityOf(passShares(subject.people, subject.threshold ?? 1)), places);
  const drawn = { ...options, clusters };
  const reliability = probability && reliabilityOf(probability, outcome, drawn);
  const isShare = probability !== null || subject.type === "binary";
  const recalibration = isShare
    ? recalibrated(probability ?? judge, outcome, method, true, drawn)
    : recalibrated(judge, people, method, false, drawn);
  return { points, binned, reliability, recalibration };
}

/** Ten runs of equally many items in order of the judge's score. */
function runsOf(judge: Float64Array, people: Float64Array): CurvePoint[] {
  const order = Array.from(judge.keys()).sort((one, other) => (judge[one] as number) - (judge[other] as number));
  const runs = Math.min(10, order.length);
  return Array.from({ length: runs }, (_, run) => {
    const items = order.slice(Math.round((run * order.length) / runs), Math.round(((run + 1) * order.length) / runs));
    const level = items.reduce((sum, item) => sum + (judge[item] as number), 0) / items.length;
    return { level, ...meanWithInterval(pick(people, items)) };
  });
}

function reliabilityOf(probability: Float64Array, outcome: Float64Array, options: Draws): Reliability {
  const { expected, bins, largest } = calibrationError(probability, outcome, options);
  return { bins, expected, largest, brier: brierScore(probability, outcome) };
}

type Method = KeptRecalibration["method"];

function recalibrated(
  scores: Float64Array,
  truth: Float64Array,
  asked: "auto" | Method | "none",
  isShare: boolean,
  options: Draws,
): Recalibration {
  const n = scores.filter((score, item) => !Number.isNaN(score + (truth[item] as number))).length;
  const levels = new Set(scores).size;
  const method = asked === "auto" ? (n >= 200 || levels <= 5 ? "isotonic" : isShare ? "platt" : "level") : asked;
  const none = (reason: string): Recalibration => ({
    ...{ fit: null, reason, measure: isShare ? "brier" : "rootMeanSquareError", folds },
    ...{ before: null, after: null, biasBefore: null, biasAfter: null },
  });
  if (method === "none") return none("not asked for");
  if (method === "platt" && !isShare) return none("Platt scaling needs a probability of a pass");
  if (method === "level" && levels > 12)
    return none("too many levels for a mean of each, and too few labels for a curve");
  if (n < 30) return none(`too few labelled items: ${n}, and a curve needs 30`);
  const fit = fitted(scores, truth, method);
  if (!fit) return none("no curve fits these labels");
  const predictions = outOfFold(scores, truth, (x, y) => applied(fitted(x, y, method)), { folds, ...options });
  return { fit, reason: null, folds, ...gains(scores, predictions, truth, isShare) };
}

function gains(scores: Float64Array, predictions: Values, truth: Float64Array, isShare: boolean) {
  const shared = Float64Array.from(scores, (score, item) => (predictions[item] == null ? Number.NaN : score));
  const [before, after] = [scoreErrors(shared, truth), scoreErrors(predictions, truth)];
  return {
    measure: isShare ? ("brier" as const) : ("rootMeanSquareError" as const),
    before: isShare ? brierScore(shared, truth) : before.rootMeanSquare,
    after: isShare ? brierScore(predictions, truth) : after.rootMeanSquare,
    biasBefore: before.bias,
    biasAfter: after.bias,
  };
}

function fitted(x: Float64Array, y: Float64Array, method: Method): KeptRecalibration | null {
  if (method === "platt") {
    const { curve } = platt(x, y);
    return curve && { method, x: [], y: [], ...curve };
  }
  if (method === "isotonic") {
    const curve = isotonic(x, y);
    return curve && { method, x: [...curve.x], y: [...curve.y], n: curve.n };
  }
  const means = levelMeans(x, y).filter(({ value }) => value !== null);
  if (means.length === 0) return null;
  const n = means.reduce((sum, one) => sum + one.n, 0);
  return { method, x: means.map(({ level }) => level), y: means.map(({ value }) => value as number), n };
}

/** What a recalibration makes of a score. */
export function applied(kept: KeptRecalibration | null): ((score: number) => number | null) | null {
  if (!kept) return null;
  const { slope, intercept, n } = kept;
  if (kept.method === "platt" && slope !== undefined && intercept !== undefined)
    return (score) => plattAt({ slope, intercept, n }, score);
  return kept.x.length ? (score) => isotonicAt(kept, score) : null;
}
