import { expect, test } from "vitest";
import { seededRandom } from "../../src/analysis/random.ts";
import { shrunkenEstimates } from "../../src/analysis/shrunken-estimates.ts";

test("an unsure slice is drawn further to the common value than a sure one", () => {
  const shrunken = shrunkenEstimates([
    { value: 0.9, standardError: 0.02 },
    { value: 0.6, standardError: 0.02 },
    { value: 0.2, standardError: 0.2 },
  ]);
  const [sure = 0, other = 0, unsure = 0] = shrunken?.values ?? [];
  expect(Math.abs(sure - 0.9)).toBeLessThan(0.02);
  expect(Math.abs(other - 0.6)).toBeLessThan(0.02);
  expect(unsure - 0.2).toBeGreaterThan(0.1);
});

test("differences that chance explains vanish", () => {
  const alike = shrunkenEstimates([0.5, 0.52, 0.48].map((value) => ({ value, standardError: 0.1 })));
  expect(alike?.between).toBe(0);
  expect(alike?.values).toEqual([alike?.pooled, alike?.pooled, alike?.pooled]);
});

test("shrunken values lie nearer to the truth than plain ones", () => {
  const random = seededRandom(12);
  const slices = Array.from({ length: 200 }, () => {
    const truth = 0.7 + 0.05 * random.normal();
    const standardError = 0.02 + 0.2 * random.next();
    return { truth, value: truth + standardError * random.normal(), standardError };
  });
  const miss = (values: readonly number[]) =>
    values.reduce((sum, value, place) => sum + (value - (slices[place]?.truth as number)) ** 2, 0);
  expect(miss(shrunkenEstimates(slices)?.values ?? [])).toBeLessThan(miss(slices.map(({ value }) => value)) / 3);
});

test("no slices give null, a single one stays, and no error is refused", () => {
  expect(shrunkenEstimates([])).toBeNull();
  expect(shrunkenEstimates([{ value: 0.5, standardError: 0.5 }])?.values).toEqual([0.5]);
  expect(() => shrunkenEstimates([{ value: 1, standardError: 0 }])).toThrow("must be positive: 0");
});
