import { expect, test } from "vitest";
import { quantileOfSorted } from "../../src/analysis/quantile.ts";

test("quantiles are numpy's", () => {
  expect(quantileOfSorted([1, 2, 3, 4], 0.5)).toBe(2.5);
  expect(quantileOfSorted([1, 2, 4], 0.9)).toBeCloseTo(3.6, 12);
  expect([quantileOfSorted([5], 0.3), quantileOfSorted([1, 2], 0), quantileOfSorted([1, 2], 1)]).toEqual([5, 1, 2]);
  expect(() => quantileOfSorted([], 0.5)).toThrow("there are no values");
});
