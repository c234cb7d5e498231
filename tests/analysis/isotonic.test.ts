import { expect, test } from "vitest";
import { isotonic, isotonicAt } from "../../src/analysis/isotonic.ts";
import { expectClose, goldenCases } from "./golden.ts";

interface Inputs {
  readonly x: number[];
  readonly y: number[];
  readonly w?: number[];
}

interface Expected {
  readonly fitted: number[];
  readonly thresholdsX: number[];
  readonly thresholdsY: number[];
  readonly predictAt: { readonly x: number[]; readonly y: number[] };
}

for (const { id, inputs, expected } of goldenCases<Inputs, Expected>("isotonic"))
  test(`the rising curve is scikit-learn's: ${id}`, () => {
    const curve = isotonic(inputs.x, inputs.y, inputs.w);
    expectClose(curve?.x, expected.thresholdsX);
    expectClose(curve?.y, expected.thresholdsY);
    const at = (x: number) => curve && isotonicAt(curve, x);
    expectClose(inputs.x.map(at), expected.fitted);
    expectClose(expected.predictAt.x.map(at), expected.predictAt.y);
  });

test("nothing to fit gives null, a missing score no prediction, a weight of zero an error", () => {
  expect(isotonic([null], [1])).toBeNull();
  expect(isotonicAt({ x: [1], y: [2], n: 1 }, null)).toBeNull();
  expect(isotonicAt({ x: [1], y: [2], n: 1 }, 7)).toBe(2);
  expect(() => isotonic([1], [1], [0])).toThrow("a weight must be positive: 0");
});
