import { expect, test } from "vitest";
import { completeCases } from "../../src/analysis/complete-cases.ts";

test("an item that misses any value is left out of all columns and counted", () => {
  const { columns, kept, n, dropped } = completeCases(
    [1, null, 3, Number.NaN, 5],
    [6, 7, 8, 9, undefined],
    Float64Array.of(1, 2, 3, 4, 5),
  );
  expect(columns.map((column) => [...column])).toEqual([
    [1, 3],
    [6, 8],
    [1, 3],
  ]);
  expect([[...kept], n, dropped]).toEqual([[0, 2], 2, 3]);
});

test("columns of different length are refused", () => {
  expect(() => completeCases([1], [1, 2])).toThrow("columns must be equally long: 1 and 2");
});
