import { expect, test } from "vitest";
import { levelMeans } from "../../src/analysis/level-means.ts";

test("each level has the mean of what people gave, and a level never given stays empty", () => {
  const levels = levelMeans([4, 4, 5, null, 4], [3, 4, 5, 1, 5], [3, 4, 5]);
  expect(levels.map(({ level, value, n }) => [level, value, n])).toEqual([
    [3, null, 0],
    [4, 4, 3],
    [5, 5, 1],
  ]);
  expect(levels[0]?.reason).toBe("no items");
});

test("without levels, those that occur are taken in order", () => {
  expect(levelMeans([2.5, 1], [1, 1]).map(({ level }) => level)).toEqual([1, 2.5]);
});
