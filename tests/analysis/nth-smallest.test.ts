import { expect, test } from "vitest";
import { medianOf, nthSmallest } from "../../src/analysis/nth-smallest.ts";
import { quantileOfSorted } from "../../src/analysis/quantile.ts";
import { seededRandom } from "../../src/analysis/random.ts";

test("every place holds what sorting puts there, with ties, in any order", () => {
  const random = seededRandom(1);
  const few = Float64Array.from({ length: 60 }, () => random.below(20));
  for (const values of [few, few.toSorted(), few.toSorted().reverse(), new Float64Array(60).fill(3)]) {
    const sorted = values.toSorted();
    for (let place = 0; place < 60; place++) expect(nthSmallest(values.slice(), place)).toBe(sorted[place]);
  }
  expect(() => nthSmallest(few, 60)).toThrow("no place 60 of 60");
  expect(() => nthSmallest(new Float64Array(0), 0)).toThrow("no place 0 of 0");
});

test("the median is the middle value, or half-way between the middle two", () => {
  const random = seededRandom(2);
  for (const length of [1, 2, 3, 100, 1001]) {
    const values = Float64Array.from({ length }, () => random.normal());
    expect(medianOf(values.slice())).toBe(quantileOfSorted(values.toSorted(), 0.5));
  }
});
