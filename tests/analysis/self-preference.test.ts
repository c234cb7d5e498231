import { expect, test } from "vitest";
import { seededRandom } from "../../src/analysis/random.ts";
import { selfPreference } from "../../src/analysis/self-preference.ts";

test("half a point for the own family is found, leniency towards all is not taken for it", () => {
  const random = seededRandom(23);
  const own = Array.from({ length: 600 }, (_, item) => item % 3 === 0);
  const human = own.map(() => 1 + random.below(5));
  const judge = human.map((score, item) => score + 0.7 + (own[item] ? 0.5 : 0) + 0.4 * random.normal());
  const prompts = own.map((_, item) => Math.floor(item / 3));
  const { value, low, high, n } = selfPreference(judge, human, own, { clusters: prompts, seed: 2 });
  expect(value).toBeCloseTo(0.5, 1);
  expect((low as number) > 0.35 && (high as number) < 0.65).toBe(true);
  expect(n).toBe(600);
});

test("one family only has its reason", () => {
  expect(selfPreference([1, 2], [1, 1], [true, true]).reason).toBe("all items are of the own family");
  expect(selfPreference([1, 2], [1, 1], [false, false]).reason).toBe("no item is of the own family");
  expect(selfPreference([null], [1], [true]).reason).toBe("no items");
});
