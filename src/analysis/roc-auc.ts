import { completeCases } from "./complete-cases.ts";
import { normalQuantile } from "./distributions.ts";
import { type Estimate, estimated, unknown, type Values } from "./estimate.ts";
import { midRanks } from "./mid-ranks.ts";

/**
 * The chance that a truly positive item scores above a truly negative one, ties counted half: the area under the ROC
 * curve, by ranks (Mann and Whitney, Annals of Mathematical Statistics 18, 1947, 50–60). The interval is by the
 * variance of DeLong, DeLong and Clarke-Pearson (Biometrics 44, 1988, 837–845) on the logit scale, so that it stays
 * within 0 and 1. `truth` is 1 or 0. Items that miss a value are left out. Undefined when a class is absent.
 *
 * O(n log n). Throws when the columns differ in length or a truth is neither 0 nor 1.
 *
 *     rocAuc([0.2, 0.9, 0.4], [0, 1, 1]).value; // 1
 */
export function rocAuc(scores: Values, truth: Values, level = 0.95): Estimate {
  const { columns, n } = completeCases(scores, truth);
  const [given, real] = columns as [Float64Array, Float64Array];
  const odd = real.find((label) => label !== 0 && label !== 1);
  if (odd !== undefined) throw new Error(`rocAuc: a truth is 0 or 1: ${odd}`);
  const positives = given.filter((_, item) => real[item] === 1);
  const negatives = given.filter((_, item) => real[item] === 0);
  if (positives.length === 0) return unknown(n, "no item is truly positive");
  if (negatives.length === 0) return unknown(n, "no item is truly negative");
  const all = midRanks(Float64Array.from([...positives, ...negatives]));
  const wins = placements(all.subarray(0, positives.length), midRanks(positives), negatives.length);
  const losses = placements(all.subarray(positives.length), midRanks(negatives), positives.length);
  const area = meanOf(wins);
  const variance = varianceOf(wins) / wins.length + varianceOf(losses) / losses.length;
  return estimated(area, n, ...logitInterval(area, variance, level));
}

/**
 * The area alone, of labels that are 1 or 0 and scores that are all there, without an interval: for many labellings of
 * the same items. Null when a class is absent. O(n log n).
 */
export function areaUnderRoc(scores: Float64Array, labels: Uint8Array): number | null {
  const positives = scores.filter((_, item) => labels[item] === 1).sort();
  const negatives = scores.filter((_, item) => labels[item] !== 1).sort();
  if (positives.length === 0 || negatives.length === 0) return null;
  let [wins, below, notAbove] = [0, 0, 0];
  for (const score of positives) {
    while (below < negatives.length && (negatives[below] as number) < score) below++;
    while (notAbove < negatives.length && (negatives[notAbove] as number) <= score) notAbove++;
    wins += below + notAbove;
  }
  return wins / (2 * positives.length * negatives.length);
}

/** For each item of a class, the share of the other class that it lies above. */
function placements(ranks: Float64Array, own: Float64Array, others: number): Float64Array {
  return ranks.map((rank, item) => (rank - (own[item] as number)) / others);
}

function logitInterval(
  area: number,
  variance: number,
  level: number,
): [{ low: number; high: number } | null, string | null] {
  if (area <= 0 || area >= 1) return [null, "no interval: the classes do not overlap"];
  if (!(variance > 0)) return [null, "no interval: too few items of a class"];
  const half = (normalQuantile((1 + level) / 2) * Math.sqrt(variance)) / (area * (1 - area));
  const logit = Math.log(area / (1 - area));
  const back = (value: number) => 1 / (1 + Math.exp(-value));
  return [{ low: back(logit - half), high: back(logit + half) }, null];
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: Float64Array): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
