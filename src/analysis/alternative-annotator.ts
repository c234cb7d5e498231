import { adjustedPValues } from "./adjusted-p-values.ts";
import { tCdf } from "./distributions.ts";
import { type Estimate, estimated, unknown } from "./estimate.ts";
import { isMissing, type Label, type Labels } from "./joint-table.ts";
import { wilsonInterval } from "./proportion-interval.ts";

/** The judge against one human, each measured against the remaining humans. */
export interface AnnotatorComparison {
  /** Items that this human, the judge and another human rated. */
  readonly n: number;
  /** Share of items on which the judge is at least as close to the others as this human. */
  readonly judgeAdvantage: number | null;
  readonly humanAdvantage: number | null;
  /** One-sided, of "this human is better by ε or more"; null with fewer than two items. */
  readonly p: number | null;
  readonly adjustedP: number | null;
  readonly judgeWins: boolean;
  /** The difference is the same on all items: the test then knows no doubt. */
  readonly constant: boolean;
}

/** May the judge take a human's place? */
export interface AlternativeAnnotatorTest {
  readonly humans: readonly AnnotatorComparison[];
  /** ω: the share of humans that the judge may replace; it passes from 0.5. */
  readonly winningRate: Estimate;
  /** ρ: the mean of the judge's advantages. */
  readonly advantage: number | null;
  readonly passes: boolean | null;
  /** What is too little for the test to be relied on. */
  readonly warnings: readonly string[];
}

export interface AlternativeAnnotatorOptions {
  /** What a human costs more, as a share of items: 0.2 for experts (unless given), 0.15 skilled, 0.1 crowd. */
  readonly epsilon?: number;
  /** By equal labels, or by root mean square distance of numbers. */
  readonly scoring?: "match" | "distance";
  /** False discovery rate, 0.05 unless given. */
  readonly level?: number;
}

/**
 * The alternative annotator test (Calderon, Reichart and Dror, ACL 2025): leaves one human out at a time and asks
 * whether judge or human is closer to the others, item by item; a one-sided t-test against ε, adjusted by Benjamini
 * and Yekutieli. `humans[rater][item]`, with gaps. Needs two humans, better three, with 30 items each.
 *
 * O(humans² × items). Throws when a rater has another number of items than the judge, or distances are asked of texts.
 *
 *     alternativeAnnotatorTest(judge, [rater1, rater2, rater3], { epsilon: 0.15 }).passes;
 */
export function alternativeAnnotatorTest(
  judge: Labels,
  humans: readonly Labels[],
  { epsilon = 0.2, scoring = "match", level = 0.05 }: AlternativeAnnotatorOptions = {},
): AlternativeAnnotatorTest {
  const other = humans.find((labels) => labels.length !== judge.length);
  if (other) throw new Error(`alternativeAnnotatorTest: ${other.length} labels for ${judge.length} items`);
  const score = scoring === "match" ? matches : nearness;
  const compared = humans.map((_, left) => compare(judge, humans, left, epsilon, score));
  const adjusted = adjustedPValues(
    compared.map(({ p }) => p),
    "benjamini-yekutieli",
  );
  const results = compared.map((one, place) => {
    const adjustedP = adjusted[place] ?? null;
    return { ...one, adjustedP, judgeWins: adjustedP !== null && adjustedP <= level };
  });
  return concluded(results);
}

function concluded(humans: readonly AnnotatorComparison[]): AlternativeAnnotatorTest {
  const tested = humans.filter(({ p }) => p !== null);
  const wins = tested.filter(({ judgeWins }) => judgeWins).length;
  const warnings = [
    ...(tested.length === 2 ? ["only two humans: three are better"] : []),
    ...(tested.some(({ n }) => n < 30) ? ["fewer than 30 items for a human"] : []),
    ...(tested.some(({ constant }) => constant) ? ["a difference that is the same on all items"] : []),
  ];
  if (tested.length < 2) {
    const reason = "fewer than two humans who rated items in common";
    return { humans, winningRate: unknown(tested.length, reason), advantage: null, passes: null, warnings };
  }
  const rate = wins / tested.length;
  const winningRate = estimated(rate, tested.length, wilsonInterval(wins, tested.length));
  const advantage = tested.reduce((sum, { judgeAdvantage }) => sum + (judgeAdvantage ?? 0), 0) / tested.length;
  return { humans, winningRate, advantage, passes: rate >= 0.5, warnings };
}

type Score = (label: Label, others: readonly Label[]) => number;

const matches: Score = (label, others) => others.filter((other) => other === label).length / others.length;

const nearness: Score = (label, others) => {
  const square = (other: Label) => (numberOf(label) - numberOf(other)) ** 2;
  return -Math.sqrt(others.reduce<number>((sum, other) => sum + square(other), 0) / others.length);
};

function numberOf(label: Label): number {
  if (typeof label !== "number") throw new Error(`alternativeAnnotatorTest: distances need numbers: ${label}`);
  return label;
}

function compare(judge: Labels, humans: readonly Labels[], left: number, epsilon: number, score: Score) {
  const differences: number[] = [];
  let [judgeWins, humanWins] = [0, 0];
  for (let item = 0; item < judge.length; item++) {
    const others = humans.flatMap((labels, rater) => (rater === left ? [] : present(labels[item])));
    const [byJudge, byHuman] = [judge[item], humans[left]?.[item]];
    if (isMissing(byJudge) || isMissing(byHuman) || others.length === 0) continue;
    const [ours, theirs] = [score(byJudge, others), score(byHuman, others)];
    judgeWins += ours >= theirs ? 1 : 0;
    humanWins += theirs >= ours ? 1 : 0;
    differences.push((theirs >= ours ? 1 : 0) - (ours >= theirs ? 1 : 0));
  }
  const n = differences.length;
  const share = (wins: number) => (n > 0 ? wins / n : null);
  return { n, judgeAdvantage: share(judgeWins), humanAdvantage: share(humanWins), ...belowP(differences, epsilon) };
}

function present(label: Label | null | undefined): Label[] {
  return isMissing(label) ? [] : [label];
}

/** P of a mean this low or lower if the true one were `bound`, by Student's t. */
function belowP(values: readonly number[], bound: number): { p: number | null; constant: boolean } {
  const n = values.length;
  if (n < 2) return { p: null, constant: false };
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  if (variance === 0) return { p: mean < bound ? 0 : 1, constant: true };
  return { p: tCdf((mean - bound) / Math.sqrt(variance / n), n - 1), constant: false };
}
