import { expect, test } from "vitest";
import { seededRandom } from "../../src/analysis/random.ts";
import { verbosity } from "../../src/analysis/verbosity.ts";

test("a known length bias is found at the same human score, and none where length only goes with quality", () => {
  const random = seededRandom(31);
  const human = Array.from({ length: 400 }, () => 1 + random.below(5));
  const words = human.map((score) => 60 * score + 80 * random.next());
  const noise = human.map(() => 0.3 * random.normal());
  const biased = human.map((score, item) => score + 0.4 * ((words[item] as number) / 100) + (noise[item] as number));
  const fair = human.map((score, item) => score + (noise[item] as number));
  const found = verbosity(biased, human, words);
  expect(found.slope.value).toBeCloseTo(0.4, 0);
  expect((found.slope.low as number) > 0.2 && (found.partial.low as number) > 0).toBe(true);
  const none = verbosity(fair, human, words, { clusters: human.map((_, item) => item >> 1) });
  expect((none.slope.low as number) < 0 && (none.slope.high as number) > 0).toBe(true);
  expect((none.partial.low as number) < 0 && (none.partial.high as number) > 0).toBe(true);
});

test("lengths that do not vary have their reason", () => {
  const { slope, partial } = verbosity([1, 2, 3, 5], [1, 2, 4, 3], [50, 50, 50, 50]);
  expect(slope.reason).toBe("the predictors depend on each other");
  expect(partial.reason).toBe("the second side does not vary beyond the controls");
});
