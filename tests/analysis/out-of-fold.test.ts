import { expect, test } from "vitest";
import { outOfFold } from "../../src/analysis/out-of-fold.ts";

const scores = Array.from({ length: 23 }, (_, item) => item);

test("no item is predicted by a fit that saw it, and every item is predicted", () => {
  let fits = 0;
  const predictions = outOfFold(scores, scores, (seen) => {
    fits += 1;
    return (score) => (seen.includes(score) ? -1 : seen.length);
  });
  expect(fits).toBe(5);
  expect(predictions).not.toContain(-1);
  expect([...new Set(predictions)].sort()).toEqual([18, 19]);
});

test("items of a cluster fall into one fold", () => {
  const clusters = scores.map((score) => score % 7);
  const saw = outOfFold(scores, scores, (seen) => (score) => Number(seen.some((other) => other % 7 === score % 7)), {
    clusters,
  });
  expect(new Set(saw)).toEqual(new Set([0]));
});

test("gaps and folds without a fit stay null, the seed decides the folds, one fold is refused", () => {
  expect(outOfFold([1, null, 3], [1, 2, null], () => null)).toEqual([null, null, null]);
  const sums = (seed: number) =>
    outOfFold(scores, scores, (seen) => () => seen.reduce((sum, score) => sum + score, 0), { seed });
  expect(sums(1)).toEqual(sums(1));
  expect(sums(1)).not.toEqual(sums(2));
  expect(() => outOfFold([1], [1], () => null, { folds: 1 })).toThrow("there must be two folds or more: 1");
});
