import { expect, test } from "vitest";
import { midRanks } from "../../src/analysis/mid-ranks.ts";

test("equal values share the mean of their ranks", () => {
  expect([...midRanks([30, 10, 30, 20, 30])]).toEqual([4, 1, 4, 2, 4]);
  expect([...midRanks([])]).toEqual([]);
});
