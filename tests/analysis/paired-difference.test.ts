import { expect, test } from "vitest";
import { pairedDifference } from "../../src/analysis/paired-difference.ts";
import { seededRandom } from "../../src/analysis/random.ts";

const meanGap = (scores: Float64Array, truth: Float64Array) =>
  scores.reduce((sum, score, item) => sum + score - (truth[item] as number), 0) / scores.length;

test("what two judges share cancels: the interval is that of their differences", () => {
  const random = seededRandom(6);
  const hardness = Array.from({ length: 150 }, () => 10 * random.normal());
  const second = hardness.map((value) => value + 0.5 + 0.1 * random.normal());
  const { value, low, high, n } = pairedDifference(hardness, second, hardness, meanGap);
  expect(value).toBeCloseTo(0.5, 1);
  expect((high as number) - (low as number)).toBeLessThan(0.05);
  expect(n).toBe(150);
});

test("an item that misses a value or the truth is left out, its cluster with it", () => {
  const first = [1, 2, null, 4, 5, 1];
  const second = [2, 2, 3, 5, 5, 1];
  const truth = [1, 2, 3, 4, null, 1];
  const result = pairedDifference(first, second, truth, meanGap, { clusters: ["a", "a", "b", "b", "c", "d"] });
  expect([result.value, result.n]).toEqual([0.5, 4]);
});

test("a statistic that is undefined for one of the two is undefined", () => {
  expect(pairedDifference([1, 1], [1, 2], [1, 2], () => null).value).toBeNull();
});
