import { expect, test } from "vitest";
import { concordance } from "../../src/analysis/concordance.ts";
import { meanWithInterval, scoreErrors } from "../../src/analysis/score-errors.ts";
import { expectClose, goldenCases } from "./golden.ts";

interface Expected {
  readonly mae: number;
  readonly bias_x_minus_y: number;
  readonly rmse: number;
  readonly linCCC: number;
}

for (const { id, inputs, expected } of goldenCases<{ x: number[]; y: number[] }, Expected>("correlation"))
  test(`errors and concordance are those of the reference: ${id}`, () => {
    const { bias, meanAbsolute, rootMeanSquare } = scoreErrors(inputs.x, inputs.y);
    expectClose(
      [bias.value, meanAbsolute.value, rootMeanSquare.value, concordance(inputs.x, inputs.y).value],
      [expected.bias_x_minus_y, expected.mae, expected.rmse, expected.linCCC],
    );
  });

test("the interval of a mean is Student's", () => {
  // scipy.stats.t.interval(0.95, 4, loc=3, scale=scipy.stats.sem([1, 2, 3, 4, 5]))
  const { low, high } = meanWithInterval(Float64Array.of(1, 2, 3, 4, 5));
  expectClose([low, high], [1.036756838522439, 4.9632431614775605]);
});

test("no items, one item and equal errors have their reasons, and gaps are left out", () => {
  expect(scoreErrors([null], [1]).bias).toMatchObject({ value: null, n: 0, reason: "no items" });
  expect(scoreErrors([null, 3], [1, 2]).bias).toMatchObject({ value: 1, reason: "no interval: a single item" });
  expect(scoreErrors([2, 3], [1, 2]).rootMeanSquare).toMatchObject({ value: 1, low: null });
});
