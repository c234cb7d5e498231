import { expect, test } from "vitest";
import { stratumAllocation } from "../../src/analysis/stratum-allocation.ts";

test("strata get labels by size and spread", () => {
  expect(stratumAllocation(100, [{ size: 900 }, { size: 100 }])).toEqual([90, 10]);
  expect(stratumAllocation(100, [{ size: 500, deviation: 3 }, { size: 500 }])).toEqual([75, 25]);
});

test("the least comes first, and no stratum gives more than it has", () => {
  expect(stratumAllocation(100, [{ size: 900 }, { size: 100 }], 20)).toEqual([80, 20]);
  expect(stratumAllocation(50, [{ size: 900 }, { size: 5 }], 20)).toEqual([45, 5]);
  expect(stratumAllocation(50, [{ size: 3 }, { size: 4 }])).toEqual([3, 4]);
  expect(
    stratumAllocation(10, [
      { size: 9, deviation: 0 },
      { size: 9, deviation: 0 },
    ]),
  ).toEqual([5, 5]);
  expect(stratumAllocation(10, [])).toEqual([]);
  expect(() => stratumAllocation(-1, [])).toThrow("a number is negative: -1");
});
