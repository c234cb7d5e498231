import { expect, test } from "vitest";
import { sortIndices } from "../../src/traces/sort-indices.ts";
import { seededRandom } from "../support/random.ts";

test.each([0, 1, 8, 9, 16, 17, 100, 1000])(
  "%i indices stand as an array would have them, alike ones in their order",
  (size) => {
    const random = seededRandom(size + 1);
    const keys = Array.from({ length: size }, () => Math.floor(random() * (size / 2)));
    const compare = (a: number, b: number) => (keys[a] as number) - (keys[b] as number);
    const order = Int32Array.from({ length: size }, (_, index) => size - 1 - index);
    const expected = [...order].sort(compare);
    expect([...sortIndices(order, compare)]).toEqual(expected);
  },
);

test("a part is sorted by itself", () => {
  const order = Int32Array.from({ length: 40 }, (_, index) => 40 - index);
  const sorted = [...order.slice(0, 5), ...order.slice(5, 30).sort(), ...order.slice(30)];
  expect([...sortIndices(order, (a, b) => a - b, 5, 30)]).toEqual(sorted);
});
