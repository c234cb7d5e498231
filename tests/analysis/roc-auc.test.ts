import { expect, test } from "vitest";
import { rocAuc } from "../../src/analysis/roc-auc.ts";
import { fullCalibrationCase } from "./calibration-cases.ts";
import { expectClose } from "./golden.ts";

test("the area is scikit-learn's", () => {
  const { inputs, expected } = fullCalibrationCase;
  expectClose(rocAuc(inputs.prob, inputs.label).value, expected.rocAuc);
});

test("ties count half, and the interval is DeLong's on the logit scale", () => {
  // Wins by positive: 2/3, 5/6, 1; by negative: 1, 5/6, 2/3. Each class has variance 1/36.
  const { value, low, high } = rocAuc([1, 2, 3, 2, 3, 4], [0, 0, 0, 1, 1, 1]);
  const area = (0.5 + 1 + (1 + 1 + 0.5) + 3) / 9;
  expectClose(value, area);
  const wins = [1.5 / 3, 2.5 / 3, 1];
  const variance = (values: number[]) => {
    const mean = values.reduce((sum, one) => sum + one, 0) / 3;
    return values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 2;
  };
  const deviation = Math.sqrt((2 * variance(wins)) / 3);
  const half = (1.959963984540054 * deviation) / (area * (1 - area));
  const at = (shift: number) => 1 / (1 + Math.exp(-(Math.log(area / (1 - area)) + shift)));
  expectClose([low, high], [at(-half), at(half)]);
});

test("an absent class, and classes that do not overlap, have their reasons", () => {
  expect(rocAuc([1, 2], [1, 1]).reason).toBe("no item is truly negative");
  expect(rocAuc([1, 2], [0, 0]).reason).toBe("no item is truly positive");
  expect(rocAuc([1, 2], [0, 1])).toMatchObject({ value: 1, reason: "no interval: the classes do not overlap" });
  expect(() => rocAuc([1], [2])).toThrow("a truth is 0 or 1: 2");
});
