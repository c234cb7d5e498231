import { expect, test } from "vitest";
import { type Adjustment, adjustedPValues } from "../../src/analysis/adjusted-p-values.ts";
import { expectClose, goldenCases } from "./golden.ts";

const names: Readonly<Record<string, Adjustment>> = {
  bh: "benjamini-hochberg",
  by: "benjamini-yekutieli",
  holm: "holm",
  bonferroni: "bonferroni",
};

interface Expected extends Readonly<Record<string, readonly number[] | number>> {
  readonly bhRejectedAt05: number;
}

for (const { id, inputs, expected } of goldenCases<{ p: number[] }, Expected>("multiple_testing"))
  test(`adjusted p-values are those of statsmodels: ${id}`, () => {
    for (const [name, adjustment] of Object.entries(names))
      expectClose(adjustedPValues(inputs.p, adjustment), expected[name]);
    const rejected = adjustedPValues(inputs.p).filter((p) => p !== null && p <= 0.05);
    expect(rejected.length).toBe(expected.bhRejectedAt05);
  });

test("the order given is kept, and missing values neither count nor spread", () => {
  expectClose(adjustedPValues([0.2, null, 0.01, Number.NaN, 0.04]), [0.2, null, 0.03, null, 0.06]);
  expect(adjustedPValues([])).toEqual([]);
});

test("what is no p-value is refused", () => {
  expect(() => adjustedPValues([0.1, 1.2])).toThrow("a p-value lies from 0 to 1: 1.2");
});
