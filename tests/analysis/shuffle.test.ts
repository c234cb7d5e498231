import { expect, test } from "vitest";
import { seededRandom } from "../../src/analysis/random.ts";
import { shuffled } from "../../src/analysis/shuffle.ts";

test("a shuffle keeps what it is given and leaves the original alone", () => {
  const items = ["a", "b", "c", "d"];
  expect(shuffled(items, seededRandom(3)).sort()).toEqual(items);
  expect(shuffled([], seededRandom(3))).toEqual([]);
});

test("all orders of three are equally likely", () => {
  const random = seededRandom(11);
  const counts = new Map<string, number>();
  for (let run = 0; run < 12_000; run++) {
    const order = shuffled([1, 2, 3], random).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(180);
});
