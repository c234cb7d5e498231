import { expect, test } from "vitest";
import { LentArrays } from "../../src/traces/arrays.ts";

test("arrays that are lent do not overlap, are empty each time, and outlive a larger memory", () => {
  const arrays = new LentArrays();
  for (const size of [3, 5, 20_000, 100_000, 1]) {
    const lent = [arrays.flags(size), arrays.floats(size), arrays.marks(size), arrays.ints(size), arrays.flags(0)];
    for (const array of lent) expect(array.every((value) => value === 0)).toBe(true);
    for (const [index, array] of lent.entries()) array.fill(index + 1);
    for (const [index, array] of lent.entries()) expect(array.every((value) => value === index + 1)).toBe(true);
    arrays.clear();
  }
});
