import { expect, test } from "vitest";
import { meanDifference, type StratumSums, stratifiedMean } from "../../src/analysis/stratified-mean.ts";

const stratum = (weight: number, values: readonly number[]): StratumSums => ({
  weight,
  n: values.length,
  sum: values.reduce((sum, value) => sum + value, 0),
  squares: values.reduce((sum, value) => sum + value ** 2, 0),
});

test("one stratum gives the plain mean and its variance", () => {
  const { mean, variance, n, effective } = stratifiedMean([stratum(1, [1, 2, 3, 4])]);
  expect({ mean, variance, n, effective }).toEqual({ mean: 2.5, variance: 5 / 3 / 4, n: 4, effective: 4 });
});

test("weights take the place of the sample's own mix", () => {
  const mixed = stratifiedMean([stratum(0.5, [10, 10, 10, 10, 10, 10]), stratum(0.5, [20, 20])]);
  expect(mixed.mean).toBe(15);
  expect(mixed.effective).toBeCloseTo(1 / (0.25 / 6 + 0.25 / 2), 10);
  expect(stratifiedMean([stratum(1, [1, 3]), stratum(1, [5]), stratum(0, [99]), stratum(3, [])]).mean).toBe(3.5);
});

test("Welch's interval of the difference, as SciPy gives it", () => {
  const before = stratifiedMean([stratum(1, [5.1, 4.9, 6.2, 5.8, 5.5])]);
  const after = stratifiedMean([stratum(1, [6.9, 7.4, 6.1, 8.2])]);
  const { value, low, high, n } = meanDifference(before, after);
  expect(n).toBe(9);
  expect(value).toBeCloseTo(1.65, 10);
  // scipy.stats.ttest_ind(after, before, equal_var=False).confidence_interval()
  expect(low).toBeCloseTo(0.3381635591862582, 10);
  expect(high).toBeCloseTo(2.961836440813741, 10);
});

test("what cannot be told has a reason", () => {
  const none = stratifiedMean([]);
  const one = stratifiedMean([stratum(1, [3])]);
  const same = stratifiedMean([stratum(1, [3, 3])]);
  expect(meanDifference(none, one)).toMatchObject({ value: null, reason: "a side is empty" });
  expect(meanDifference(one, same)).toMatchObject({
    value: 0,
    low: null,
    reason: "no interval: a side has a single value",
  });
  expect(meanDifference(same, same)).toMatchObject({ value: 0, high: null });
});
