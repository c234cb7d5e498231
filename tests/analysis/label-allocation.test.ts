import { expect, test } from "vitest";
import { labelAllocation } from "../../src/analysis/label-allocation.ts";

test("labels go to the class where errors weigh most", () => {
  const even = { labels: 200, passRate: 0.5, truePositiveRate: 0.9, trueNegativeRate: 0.9 };
  expect(labelAllocation(even)).toEqual({ positives: 100, negatives: 100 });
  // κ = 0.4 / 0.1 = 4: 200 / (1 + (1 / 0.8 − 1) · 2)
  expect(labelAllocation({ ...even, passRate: 0.8, trueNegativeRate: 0.6 })).toEqual({ positives: 133, negatives: 67 });
});

test("each class gets a label, whatever the judge, and nonsense is refused", () => {
  const extreme = { labels: 10, passRate: 1, truePositiveRate: 1, trueNegativeRate: 1 };
  expect(labelAllocation(extreme)).toEqual({ positives: 9, negatives: 1 });
  expect(() => labelAllocation({ ...extreme, labels: 1 })).toThrow("there must be two labels or more: 1");
  expect(() => labelAllocation({ ...extreme, passRate: 2 })).toThrow("a share lies from 0 to 1: 2");
});
