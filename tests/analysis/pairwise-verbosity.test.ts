import { expect, test } from "vitest";
import { pairwiseVerbosity } from "../../src/analysis/pairwise-verbosity.ts";
import { seededRandom } from "../../src/analysis/random.ts";

test("a known taste for length is found beside people's picks, and none where there is none", () => {
  const random = seededRandom(51);
  const human = Array.from({ length: 3000 }, () => random.below(2));
  const longer = human.map((pick) => 40 * (pick - 0.5) + 100 * random.normal());
  const judge = (taste: number) =>
    human.map((pick, pair) => {
      const odds = -1 + 2 * pick + taste * Math.tanh((longer[pair] as number) / 102);
      return Number(random.next() < 1 / (1 + Math.exp(-odds)));
    });
  const biased = pairwiseVerbosity(judge(1.2), human, longer);
  expect(Math.abs((biased.length.value as number) - 1.2)).toBeLessThan(0.25);
  expect(Math.abs((biased.human.value as number) - 2)).toBeLessThan(0.3);
  expect(biased.length.low as number).toBeGreaterThan(0.8);
  const fair = pairwiseVerbosity(judge(0), human, longer).length;
  expect((fair.low as number) < 0 && 0 < (fair.high as number)).toBe(true);
});

test("equal lengths have their reason", () => {
  const { length } = pairwiseVerbosity([1, 0, 1, 0, 1], [1, 0, 0, 1, 1], [0, 0, 0, 0, 0]);
  expect(length.reason).toBe("the predictors depend on each other");
});
