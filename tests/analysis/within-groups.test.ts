import { expect, test } from "vitest";
import { pearson } from "../../src/analysis/pearson.ts";
import { withinGroups } from "../../src/analysis/within-groups.ts";

const correlation = (one: Float64Array, other: Float64Array) => pearson(one, other).value;

test("the mean within groups is not the figure over all items", () => {
  const judge = [1, 2, 3, 11, 12, 13, 5, 5, 5];
  const human = [3, 2, 1, 13, 12, 11, 1, 2, 3];
  const groups = ["a", "a", "a", "b", "b", "b", "c", "c", "c"];
  expect(withinGroups(judge, human, groups, correlation)).toMatchObject({ value: -1, n: 2, skipped: 1 });
  expect(pearson(judge.slice(0, 6), human.slice(0, 6)).value as number).toBeGreaterThan(0.9);
});

test("groups that are all constant have a reason", () => {
  const none = withinGroups([1, 1], [1, 2], ["a", "a"], correlation);
  expect(none).toMatchObject({ value: null, skipped: 1, reason: "undefined in every group" });
  expect(withinGroups([], [], [], correlation).reason).toBe("no items");
});
