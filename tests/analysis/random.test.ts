import { expect, test } from "vitest";
import { seededRandom } from "../../src/analysis/random.ts";

test("the words are those of xoshiro128** seeded by SplitMix, written down from another implementation", () => {
  const random = seededRandom(42);
  const drawn = Array.from({ length: 10 }, () => random.below(2 ** 32));
  expect(drawn).toEqual([
    660444221, 3652823732, 77672526, 910233633, 2297337756, 3786072677, 3123505064, 1891482476, 2460634111, 3466307039,
  ]);
});

test("the same seed gives the same numbers, another seed others, and seeds above 2³² count", () => {
  const first = (seed: number) => seededRandom(seed).next();
  expect(first(3)).toBe(first(3));
  expect(new Set([first(0), first(1), first(-1), first(2 ** 32), first(2 ** 33)]).size).toBe(5);
});

test("indices fill an array as single draws would", () => {
  const filled = new Uint32Array(5);
  seededRandom(8).fill(filled, 9);
  const random = seededRandom(8);
  expect([...filled]).toEqual(Array.from(filled, () => random.below(9)));
});

test("a hundred thousand draws are even, and normal ones have mean 0, variance 1 and thin tails", () => {
  const random = seededRandom(1);
  const counts = new Float64Array(10);
  for (let draw = 0; draw < 100_000; draw++) counts[random.below(10)]! += 1;
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  const normal = Array.from({ length: 100_000 }, () => random.normal());
  const mean = normal.reduce((sum, value) => sum + value) / normal.length;
  const variance = normal.reduce((sum, value) => sum + value * value, 0) / normal.length;
  const beyond = normal.filter((value) => Math.abs(value) > 1.959963984540054).length / normal.length;
  expect(Math.abs(mean)).toBeLessThan(0.015);
  expect(Math.abs(variance - 1)).toBeLessThan(0.02);
  expect(Math.abs(beyond - 0.05)).toBeLessThan(0.003);
});

test("a seed that is no whole number is refused", () => {
  expect(() => seededRandom(0.5)).toThrow("seededRandom: the seed must be a whole number: 0.5");
});
