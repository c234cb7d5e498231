import { expect, test } from "vitest";
import { jointTable } from "../../src/analysis/joint-table.ts";
import {
  absoluteErrorOfTable,
  biasOfTable,
  kendallOfTable,
  pearsonOfTable,
  spearmanOfTable,
  squareErrorOfTable,
} from "../../src/analysis/scores-of-table.ts";
import { expectClose, goldenCases } from "./golden.ts";

interface Expected {
  readonly kendallTauB: number;
  readonly spearman: number;
  readonly pearson: number;
  readonly mae: number;
  readonly bias_x_minus_y: number;
  readonly rmse: number;
}

for (const id of ["likert_ties", "small", "constant"])
  test(`correlations and errors of a joint table are scipy's: ${id}`, () => {
    const found = goldenCases<{ x: number[]; y: number[] }, Expected>("correlation").find((one) => one.id === id);
    const { inputs, expected } = found as NonNullable<typeof found>;
    const scale = [1, 2, 3, 4, 5];
    const { counts } = jointTable(inputs.x, inputs.y, scale);
    const defined = (value: number) => (Number.isNaN(value) ? null : value);
    expectClose(defined(pearsonOfTable(scale)(counts, 5)), expected.pearson);
    expectClose(defined(spearmanOfTable(counts, 5)), expected.spearman);
    expectClose(defined(kendallOfTable(counts, 5)), expected.kendallTauB);
    expectClose(biasOfTable(scale)(counts, 5), expected.bias_x_minus_y);
    expectClose(absoluteErrorOfTable(scale)(counts, 5), expected.mae);
    expectClose(squareErrorOfTable(scale)(counts, 5), expected.rmse);
  });

test("an empty table has no mean", () => {
  expect(biasOfTable([0, 1])(new Float64Array(4), 2)).toBeNaN();
});
