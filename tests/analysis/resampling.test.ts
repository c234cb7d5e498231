import { expect, test } from "vitest";
import { resampling } from "../../src/analysis/resampling.ts";

test("items are drawn with repeats, as many as there are", () => {
  const plan = resampling(50, { seed: 3 });
  const draw = plan.draw();
  expect(draw.length).toBe(50);
  expect(new Set(draw).size).toBeLessThan(50);
  expect(Math.max(...draw)).toBeLessThan(50);
  expect([...resampling(3).without(1)]).toEqual([0, 2]);
});

test("a cluster is drawn whole, each as likely as another", () => {
  const plan = resampling(5, { seed: 2, clusters: ["a", "b", "a", "c", "a"] });
  const counts = new Float64Array(5);
  for (let run = 0; run < 3000; run++) for (const item of plan.draw()) counts[item]! += 1;
  expect([counts[2], counts[4]]).toEqual([counts[0], counts[0]]);
  for (const item of [0, 1, 3]) expect(Math.abs((counts[item] as number) - 3000)).toBeLessThan(200);
  expect([...plan.without(0)]).toEqual([1, 3]);
});

test("clusters for another number of items are refused", () => {
  expect(() => resampling(3, { clusters: [1, 2] })).toThrow("clusters for 2 of 3 items");
});
