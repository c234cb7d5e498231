import { expect, test } from "vitest";
import { bootstrap } from "../../src/analysis/bootstrap.ts";
import { seededRandom } from "../../src/analysis/random.ts";

const random = seededRandom(4);
const scores = Float64Array.from({ length: 200 }, () => random.normal());
const meanOf = (values: Float64Array) => (items: Uint32Array) =>
  items.reduce((sum, item) => sum + (values[item] as number), 0) / items.length;

test("the interval of a mean is about 1.96 standard errors to each side, by percentiles and by BCa", () => {
  const mean = meanOf(scores);
  const value = mean(Uint32Array.from(scores.keys()));
  const variance = scores.reduce((sum, score) => sum + (score - value) ** 2, 0) / 199;
  const half = 1.96 * Math.sqrt(variance / 200);
  for (const method of ["percentile", "bca"] as const) {
    const { low, high, standardError } = bootstrap(200, mean, { method, seed: 9 });
    expect(Math.abs((low as number) - (value - half))).toBeLessThan(0.02);
    expect(Math.abs((high as number) - (value + half))).toBeLessThan(0.02);
    expect(standardError).toBeCloseTo(half / 1.96, 2);
  }
});

test("the same seed gives the same interval, another seed another", () => {
  const low = (seed: number) => bootstrap(200, meanOf(scores), { seed, draws: 200 }).low;
  expect(low(1)).toBe(low(1));
  expect(low(1)).not.toBe(low(2));
});

test("items that repeat each other within clusters widen the interval as they should", () => {
  const repeated = Float64Array.from({ length: 800 }, (_, item) => scores[item >> 2] as number);
  const clusters = Array.from(repeated, (_, item) => item >> 2);
  const width = (options: object) => {
    const { low, high } = bootstrap(800, meanOf(repeated), options);
    return (high as number) - (low as number);
  };
  const single = bootstrap(200, meanOf(scores));
  expect(width({ clusters }) / ((single.high as number) - (single.low as number))).toBeCloseTo(1, 1);
  expect(width({ clusters }) / width({})).toBeCloseTo(2, 0);
});

test("undefined draws are counted, and a statistic that is undefined is null with a reason", () => {
  const rare = bootstrap(10, (items) => (items.includes(0) ? 1 + items.length : null));
  expect([rare.value, rare.low]).toEqual([11, null]);
  expect(rare.reason).toMatch(/^no interval: undefined in \d+ of 2000 bootstrap draws$/);
  expect(bootstrap(3, () => Number.NaN).reason).toBe("undefined for these items");
  expect(bootstrap(0, () => 1).reason).toBe("no items");
  expect(bootstrap(1, () => 1).reason).toBe("no interval: a single unit cannot be resampled");
  expect(() => bootstrap(3, () => 1, { draws: 0 })).toThrow("the number of draws must be positive: 0");
});
