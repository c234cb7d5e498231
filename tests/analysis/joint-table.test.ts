import { expect, test } from "vitest";
import { jointTable } from "../../src/analysis/joint-table.ts";

test("labels are counted over the whole scale, and items that miss one are left out", () => {
  const table = jointTable([1, 3, null, 1, 3], [1, 1, 3, Number.NaN, 3], [1, 2, 3]);
  expect([...table.counts]).toEqual([1, 0, 0, 0, 0, 0, 1, 0, 1]);
  expect([[...table.cells], [...table.kept], table.n, table.dropped]).toEqual([[0, 6, 8], [0, 1, 4], 3, 2]);
});

test("a label beside the scale, a scale of one label or with one twice, and unequal columns are refused", () => {
  expect(() => jointTable([2.5], [1], [1, 2, 3])).toThrow("a label is not on the scale 1, 2, 3: 2.5");
  expect(() => jointTable(["1"], [1], [1, 2])).toThrow("a label is not on the scale 1, 2: 1");
  expect(() => jointTable([1], [1], [1])).toThrow("the scale must have two labels or more: 1");
  expect(() => jointTable([1], [1], [1, 2, 1])).toThrow("the scale names a label twice: 1, 2, 1");
  expect(() => jointTable([1], [1, 2], [1, 2])).toThrow("columns must be equally long: 1 and 2");
});
