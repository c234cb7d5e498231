import { expect, test } from "vitest";
import { ratingCounts } from "../../src/analysis/rating-counts.ts";

test("labels are counted by item, gaps and items without any left out", () => {
  const { rows } = ratingCounts(
    [
      [1, 1, null],
      [null, null],
      [2, 3, 3],
    ],
    [1, 2, 3],
  );
  expect(rows.map((row) => [...row])).toEqual([
    [2, 0, 0],
    [0, 1, 2],
  ]);
});

test("without a scale, the labels that occur make one, numbers in order", () => {
  expect(ratingCounts([[10, 9], [2]]).scale).toEqual([2, 9, 10]);
  expect(() => ratingCounts([[7]], [1, 2])).toThrow("a label is not on the scale 1, 2: 7");
});
