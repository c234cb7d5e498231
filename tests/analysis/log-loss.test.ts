import { expect, test } from "vitest";
import { logLoss } from "../../src/analysis/log-loss.ts";
import { fullCalibrationCase } from "./calibration-cases.ts";
import { expectClose } from "./golden.ts";

test("the log loss is scikit-learn's", () => {
  const { inputs, expected } = fullCalibrationCase;
  expectClose(logLoss(inputs.prob, inputs.label).value, expected.logLoss);
});

test("what was called impossible and came has no finite loss", () => {
  expect(logLoss([0, 0.5], [1, 1])).toMatchObject({
    value: null,
    n: 2,
    reason: "infinite: something came that was called impossible",
  });
  expect(logLoss([], []).reason).toBe("no items");
});
