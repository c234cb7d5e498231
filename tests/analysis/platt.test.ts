import { expect, test } from "vitest";
import { platt, plattAt } from "../../src/analysis/platt.ts";
import { fullCalibrationCase } from "./calibration-cases.ts";
import { expectClose } from "./golden.ts";

test("slope and intercept are those of unpenalised logistic regression", () => {
  const { inputs, expected } = fullCalibrationCase;
  const { curve } = platt(inputs.prob, inputs.label);
  expectClose([curve?.slope, curve?.intercept], [expected.plattOnLogit?.slope, expected.plattOnLogit?.intercept], 1e-5);
  const mean = (values: (number | null)[]) => values.reduce<number>((sum, p) => sum + (p ?? 0), 0) / values.length;
  // At the maximum, the mean prediction is the share that came.
  expectClose(mean(inputs.prob.map((p) => curve && plattAt(curve, p))), mean(inputs.label));
});

test("one class, constant probabilities and classes parted wholly have no fit", () => {
  expect(platt([0.1, 0.4], [1, 1]).reason).toBe("one class of outcomes is absent");
  expect(platt([0.4, 0.4], [1, 0]).reason).toBe("the probabilities do not vary");
  expect(platt([0.1, 0.4, 0.6], [0, 0, 1]).reason).toBe("the probabilities part the classes wholly");
  expect(plattAt({ slope: 1, intercept: 0, n: 9 }, null)).toBeNull();
});

test("probabilities of 0 and 1 are taken in", () => {
  const { curve } = platt([0, 1, 0, 1, 0, 1], [0, 1, 0, 1, 1, 0]);
  expectClose([curve && plattAt(curve, 0), curve && plattAt(curve, 1)], [1 / 3, 2 / 3], 1e-6);
});
