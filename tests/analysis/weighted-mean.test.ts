import { expect, test } from "vitest";
import { seededRandom } from "../../src/analysis/random.ts";
import { meanWithInterval } from "../../src/analysis/score-errors.ts";
import { weightedMean } from "../../src/analysis/weighted-mean.ts";
import { expectClose } from "./golden.ts";

test("equal weights give the plain mean and its interval", () => {
  const values = [1, 2, 4, 5, 9];
  const plain = meanWithInterval(Float64Array.from(values));
  const weighted = weightedMean(values, [7, 7, 7, 7, 7]);
  expectClose([weighted.value, weighted.low, weighted.high], [plain.value, plain.low, plain.high]);
});

test("95 % intervals hold the mean of all items in 92 to 97.5 % of uneven samples", () => {
  const random = seededRandom(17);
  const all = Array.from({ length: 3000 }, () => {
    const hard = random.next() < 0.3;
    return { value: (random.next() < (hard ? 0.4 : 0.9) ? 1 : 0) as number, chance: hard ? 0.15 : 0.05 };
  });
  const truth = all.reduce((sum, { value }) => sum + value, 0) / all.length;
  let held = 0;
  for (let run = 0; run < 1000; run++) {
    const drawn = all.filter(({ chance }) => random.next() < chance);
    const { low, high } = weightedMean(
      drawn.map(({ value }) => value),
      drawn.map(({ chance }) => 1 / chance),
    );
    if ((low as number) <= truth && truth <= (high as number)) held++;
  }
  expect(held / 1000).toBeGreaterThan(0.92);
  expect(held / 1000).toBeLessThan(0.975);
});

test("no items, a single one and equal ones have their reasons", () => {
  expect(weightedMean([null], [1]).reason).toBe("no items");
  expect(weightedMean([2], [1])).toMatchObject({ value: 2, reason: "no interval: a single item" });
  expect(weightedMean([2, 2], [1, 3])).toMatchObject({ value: 2, reason: "no interval: all items are equal" });
  expect(() => weightedMean([1], [-1])).toThrow("a weight must be positive: -1");
});
