import { expect, test } from "vitest";
import { concordance } from "../../src/analysis/concordance.ts";

test("a shift that a correlation would not see lowers the concordance", () => {
  expect(concordance([1, 2, 3], [2, 3, 4]).value).toBeCloseTo(4 / 7, 12);
  expect(concordance([1, 2, 3], [1, 2, 3]).value).toBe(1);
});

test("one and the same constant and a single pair have none", () => {
  expect(concordance([2, 2], [2, 2]).reason).toBe("no variation: both sides are one and the same value");
  expect(concordance([2, null], [2, 2]).reason).toBe("fewer than two pairs");
});
