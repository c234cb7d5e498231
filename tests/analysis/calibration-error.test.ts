import { expect, test } from "vitest";
import { bootstrap } from "../../src/analysis/bootstrap.ts";
import { calibrationError } from "../../src/analysis/calibration-error.ts";
import { type Binning, reliabilityBins } from "../../src/analysis/reliability-bins.ts";
import { calibrationCases, fullCalibrationCase } from "./calibration-cases.ts";
import { expectClose } from "./golden.ts";

for (const { id, inputs, expected } of calibrationCases)
  test(`the expected and largest calibration errors are those of the reference: ${id}`, () => {
    const error = (binning: Binning) =>
      calibrationError(inputs.prob, inputs.label, { bins: inputs.nBins, binning, draws: 50 });
    expectClose(error("equal-width").expected.value, expected.eceEqualWidth);
    if (expected.mceEqualWidth) expectClose(error("equal-width").largest, expected.mceEqualWidth);
    if (expected.eceEqualMass_stableSort_arraySplit)
      expectClose(error("equal-mass").expected.value, expected.eceEqualMass_stableSort_arraySplit);
  });

for (const binning of ["equal-width", "equal-mass"] as const)
  test(`draws that are never sorted give what binning each draw gives: ${binning}`, () => {
    const { prob } = fullCalibrationCase.inputs;
    // In order and without ties, so that both ways draw the same items.
    const order = Array.from(prob.keys()).sort((one, other) => (prob[one] as number) - (prob[other] as number));
    const apart = order.map((item, place) => (prob[item] as number) + place * 1e-9);
    const label = order.map((item) => fullCalibrationCase.inputs.label[item] as number);
    const fast = calibrationError(apart, label, { binning, draws: 60, seed: 4 }).expected;
    const slow = bootstrap(
      label.length,
      (items) => {
        const pick = (values: number[]) => Array.from(items, (item) => values[item] as number);
        return reliabilityBins(pick(apart), pick(label), { binning }).reduce(
          (sum, { n, predicted, observed }) => sum + (n / items.length) * Math.abs((predicted ?? 0) - (observed ?? 0)),
          0,
        );
      },
      { draws: 60, seed: 4 },
    );
    expectClose([fast.value, fast.low, fast.high], [slow.value, slow.low, slow.high]);
  });

test("no items have no error", () => {
  const { expected, largest, bins } = calibrationError([null], [1]);
  expect([expected.value, expected.reason, largest, bins]).toEqual([null, "no items", null, []]);
});
