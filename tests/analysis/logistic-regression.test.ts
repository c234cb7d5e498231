import { expect, test } from "vitest";
import { logisticRegression } from "../../src/analysis/logistic-regression.ts";
import { logitOf, platt } from "../../src/analysis/platt.ts";
import { fullCalibrationCase } from "./calibration-cases.ts";
import { expectClose } from "./golden.ts";

const y = [1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1];
const x = [2.1, 0.4, 1.9, 0.8, 1.1, 0.2, 2.8, 1.6, 2.2, 0.9, 0.7, 1.4];
const z = [1, 0, 0, 1, 1, 0, 1, 1, 0, 1, 0, 0];

test("coefficients and errors are those of the likelihood's maximum, found by another program", () => {
  const fit = logisticRegression(y, [x, z]);
  expectClose(
    fit.map(({ value }) => value),
    [-2.618459418374814, 2.3621000114997392, 0.14747171977454704],
    1e-6,
  );
  expectClose(
    fit.map(({ standardError }) => standardError),
    [1.8339592577915182, 1.3747567284152813, 1.4989669960698977],
    1e-5,
  );
});

test("with the logit as its only predictor it is Platt's scaling", () => {
  const { prob, label } = fullCalibrationCase.inputs;
  const [intercept, slope] = logisticRegression(label, [prob.map(logitOf)]);
  const { curve } = platt(prob, label);
  expectClose([intercept?.value, slope?.value], [curve?.intercept, curve?.slope]);
});

test("what has no maximum says why", () => {
  const reason = (outcomes: number[], predictors: number[][]) => logisticRegression(outcomes, predictors)[0]?.reason;
  expect(reason([0, 0, 0, 1, 1, 1], [[1, 2, 3, 4, 5, 6]])).toBe("the predictors part the classes wholly");
  expect(reason(y, [x, x.map((value) => 2 * value)])).toBe("the predictors depend on each other");
  expect(reason([1, 1, 1], [[1, 2, 3]])).toBe("one class of outcomes is absent");
  expect(reason([1, 0], [[1, 2]])).toBe("too few items for a regression");
  expect(() => reason([2, 0], [[1, 2]])).toThrow("an outcome is 0 or 1: 2");
});
