import { expect, test } from "vitest";
import { reliabilityBins } from "../../src/analysis/reliability-bins.ts";
import { calibrationCases } from "./calibration-cases.ts";
import { expectClose } from "./golden.ts";

for (const { id, inputs, expected } of calibrationCases)
  test(`bins are those of the reference, and empty ones are kept: ${id}`, () => {
    const bins = reliabilityBins(inputs.prob, inputs.label, { bins: inputs.nBins, binning: "equal-width" });
    expect(bins.length).toBe(inputs.nBins);
    const figures = bins.flatMap(({ n, predicted, observed }, bin) => (n ? [[bin, n, predicted, observed]] : []));
    expectClose(
      figures,
      expected.binsEqualWidth.map(({ bin, n, meanPred, fracPos }) => [bin, n, meanPred, fracPos]),
    );
    if (!expected.binsEqualMass) return;
    const even = reliabilityBins(inputs.prob, inputs.label, { bins: inputs.nBins });
    expectClose(
      even.map(({ n, predicted, observed }) => [n, predicted, observed]),
      expected.binsEqualMass.map(({ n, meanPred, fracPos }) => [n, meanPred, fracPos]),
    );
  });

test("an empty bin is empty, a full one has Wilson's interval", () => {
  const [first, second] = reliabilityBins([0.1, 0.2], [1, 0], { bins: 2, binning: "equal-width" });
  expect(second).toEqual({ from: 0.5, to: 1, n: 0, predicted: null, observed: null, low: null, high: null });
  expect(first).toMatchObject({ n: 2, observed: 0.5, low: 0.09453120573423074, high: 0.9054687942657693 });
});

test("fewer items than bins give fewer bins of equal mass, and nonsense is refused", () => {
  expect(reliabilityBins([0.4, 0.2], [1, 0]).map(({ from, n }) => [from, n])).toEqual([
    [0.2, 1],
    [0.4, 1],
  ]);
  expect(reliabilityBins([], [])).toEqual([]);
  expect(() => reliabilityBins([1.5], [1])).toThrow("a probability lies from 0 to 1: 1.5");
  expect(() => reliabilityBins([0.5], [2])).toThrow("an outcome is 0 or 1: 2");
  expect(() => reliabilityBins([0.5], [1], { bins: 0 })).toThrow("the number of bins must be positive: 0");
});
