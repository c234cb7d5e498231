import { expect, test } from "vitest";
import { binaryRates } from "../../src/analysis/binary-rates.ts";
import { wilsonInterval } from "../../src/analysis/proportion-interval.ts";
import { expectClose } from "./golden.ts";

const options = { positive: 1, negative: 0, draws: 400 };
/** 65 hits, 5 misses, 24 right rejections, 6 false alarms: the case judgy_100_labels of golden/rogan_gladen.json. */
const times = (n: number, label: number) => Array.from({ length: n }, () => label);
const truth = [...times(70, 1), ...times(30, 0)];
const judge = [...times(65, 1), ...times(5, 0), ...times(24, 0), ...times(6, 1)];

test("rates are shares of what they claim, with Wilson's intervals", () => {
  const rates = binaryRates(judge, truth, options);
  expect([rates.truePositives, rates.falseNegatives, rates.trueNegatives, rates.falsePositives]).toEqual([
    65, 5, 24, 6,
  ]);
  expect(rates.truePositiveRate).toMatchObject({ value: 65 / 70, n: 70, ...wilsonInterval(65, 70) });
  expect(rates.trueNegativeRate).toMatchObject({ value: 0.8, n: 30 });
  expect(rates.precision).toMatchObject({ value: 65 / 71, n: 71 });
  expect(rates.negativePrecision).toMatchObject({ value: 24 / 29, n: 29 });
  expect([rates.accuracy.value, rates.prevalence.value, rates.passRate.value]).toEqual([0.89, 0.7, 0.71]);
});

test("F1, Matthews' correlation and balanced accuracy are those of scikit-learn, with intervals around them", () => {
  const { f1, matthews, balancedAccuracy } = binaryRates(judge, truth, options);
  const expected = [130 / 141, (65 * 24 - 6 * 5) / Math.sqrt(71 * 70 * 30 * 29), (65 / 70 + 0.8) / 2];
  expectClose([f1.value, matthews.value, balancedAccuracy.value], expected);
  for (const { value, low, high } of [f1, matthews, balancedAccuracy])
    expect((low as number) < (value as number) && (value as number) < (high as number)).toBe(true);
});

test("an absent class, a constant judge and no items each have their reason, never 0", () => {
  const oneClass = binaryRates([1, 0, 1], [1, 1, 1], options);
  expect(oneClass.trueNegativeRate).toMatchObject({ value: null, reason: "no item is truly negative" });
  expect(oneClass.balancedAccuracy.reason).toBe("no item is truly negative");
  expect(oneClass.matthews.reason).toBe("no item is truly negative");
  const constant = binaryRates([1, 1, 1], [1, 0, 1], options);
  expect(constant.matthews.reason).toBe("the judge gives one label to all items");
  expect(constant.negativePrecision.reason).toBe("the judge fails no item");
  expect(binaryRates([0, 0], [0, 0], options).f1.reason).toBe("nothing is positive, by the judge or in truth");
  expect(binaryRates([null], [1], options).accuracy).toMatchObject({ value: null, reason: "no items" });
  expect(() => binaryRates(["yes"], [1], options)).toThrow("a label is not on the scale 0, 1: yes");
});
