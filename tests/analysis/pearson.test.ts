import { expect, test } from "vitest";
import { pearson } from "../../src/analysis/pearson.ts";
import { expectClose, goldenCases } from "./golden.ts";

interface Expected {
  readonly pearson: number | null;
  readonly pearsonP: number | null;
}

for (const { id, inputs, expected } of goldenCases<{ x: number[]; y: number[] }, Expected>("correlation"))
  test(`Pearson's correlation and its p-value are scipy's: ${id}`, () => {
    const { value, p } = pearson(inputs.x, inputs.y);
    expectClose([value, p], [expected.pearson, expected.pearsonP]);
  });

test("the interval is Fisher's, as scipy.stats.pearsonr gives it", () => {
  const { low, high } = pearson([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 5, 9]);
  expectClose([low, high], [0.19612224795024227, 0.985561171698104]);
});

test("a side that is constant, too few pairs and a perfect line each have their reason", () => {
  expect(pearson([3, 3, 3], [1, 2, 3]).reason).toBe("no variation on the first side");
  expect(pearson([1, 2, 3], [3, 3, 3]).reason).toBe("no variation on the second side");
  expect(pearson([1, null], [3, 3]).reason).toBe("fewer than two pairs");
  expect(pearson([1, 2, 3], [1, 2, 4]).reason).toBe("no interval: too few items");
  const line = pearson([1, 2, 3, 4, 5], [2, 4, 6, 8, 10]);
  expect([line.value, line.low, line.reason]).toEqual([1, null, "no interval: the correlation is perfect"]);
});

test("pairs that miss a value are left out and n says how many remain", () => {
  const { value, n } = pearson([1, 2, Number.NaN, 4, 9], [1, 3, 5, 3, null]);
  expect(n).toBe(3);
  expectClose(value, pearson([1, 2, 4], [1, 3, 3]).value);
});
