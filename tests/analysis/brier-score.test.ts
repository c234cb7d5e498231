import { expect, test } from "vitest";
import { brierScore } from "../../src/analysis/brier-score.ts";
import { fullCalibrationCase } from "./calibration-cases.ts";
import { expectClose } from "./golden.ts";

test("the Brier score is scikit-learn's, with an interval around it", () => {
  const { inputs, expected } = fullCalibrationCase;
  const { value, low, high } = brierScore(inputs.prob, inputs.label);
  expectClose(value, expected.brier);
  expect((low as number) < (value as number) && (value as number) < (high as number)).toBe(true);
});

test("no items have none, and what is no probability is refused", () => {
  expect(brierScore([null], [1])).toMatchObject({ value: null, reason: "no items" });
  expect(() => brierScore([-0.1], [1])).toThrow("a probability lies from 0 to 1: -0.1");
});
