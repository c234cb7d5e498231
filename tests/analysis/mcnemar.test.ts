import { expect, test } from "vitest";
import { evenSplitP, mcnemar } from "../../src/analysis/mcnemar.ts";
import { expectClose, goldenCases } from "./golden.ts";

interface Expected {
  readonly exactP: number;
  readonly chi2Corrected: number | null;
  readonly chi2P: number | null;
}

for (const { id, inputs, expected } of goldenCases<{ b: number; c: number }, Expected>("mcnemar"))
  test(`McNemar's test is that of statsmodels: ${id}`, () => {
    const { exactP, chiSquare, chiSquareP } = mcnemar(inputs.b, inputs.c);
    expectClose([exactP, chiSquare, chiSquareP], [expected.exactP, expected.chi2Corrected, expected.chi2P]);
  });

test("which of the two is better does not matter, and an even split is no evidence", () => {
  expect(mcnemar(3, 10).exactP).toBe(mcnemar(10, 3).exactP);
  expect([evenSplitP(5, 10), evenSplitP(0, 0), evenSplitP(6, 11)]).toEqual([1, 1, 1]);
  expect(evenSplitP(0, 3)).toBeCloseTo(0.25, 12);
  expect(() => mcnemar(-1, 2)).toThrow("a count is negative: -1");
});
