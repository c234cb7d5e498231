import { expect, test } from "vitest";
import type { Weights } from "../../src/analysis/agreement-of-table.ts";
import { gwetAC, gwetACOfCounts } from "../../src/analysis/gwet-ac.ts";
import { expectClose, goldenCases } from "./golden.ts";
import { fullKappaCases } from "./kappa-cases.ts";

interface Inputs {
  readonly ratings?: (number | null)[][];
  readonly counts?: number[][];
  readonly weights?: string;
  readonly categories?: number[];
}

interface Expected {
  readonly coef: number;
  readonly pa: number;
  readonly pe: number;
  readonly se: number;
  readonly ci95: number[];
  readonly df: number;
}

for (const { id, inputs, expected } of goldenCases<Inputs, Expected & { AC1?: Expected }>("gwet_ac"))
  test(`AC1 and AC2 are those of irrCAC: ${id}`, () => {
    const { ratings, counts, categories } = inputs;
    const weights = (inputs.weights === "identity" ? "none" : inputs.weights) as Weights | undefined;
    const scale = [1, 2, 3, 4, 5];
    const result = counts
      ? gwetACOfCounts({ scale, rows: counts.map((row) => Float64Array.from(row)) })
      : gwetAC(ratings ?? [], { weights, scale: categories });
    const { coef, pa, pe, se, ci95, df } = expected.AC1 ?? expected;
    expectClose([result.value, result.agreement, result.chance], [coef, pa, pe]);
    expectClose([result.standardError, result.df], [se, df]);
    expectClose([result.low, result.high], ci95);
  });

test("AC1 of two raters is that of the joint table", () => {
  for (const { first, second, scale, expected } of fullKappaCases)
    expectClose(
      gwetAC(
        first.map((label, item) => [label, second[item]]),
        { scale },
      ).value,
      expected.gwetAC1,
    );
});

test("items without a rating do not count, and too few ratings have their reason", () => {
  expect(
    gwetAC(
      [
        [1, 2],
        [null, null],
        [2, 2],
      ],
      { scale: [1, 2] },
    ).n,
  ).toBe(2);
  expect(gwetAC([[1, null]], { scale: [1, 2] }).reason).toBe("no item has two ratings");
  expect(
    gwetAC(
      [
        [1, 1],
        [1, 1],
      ],
      { scale: [1, 2] },
    ),
  ).toMatchObject({ value: 1, low: null });
});
