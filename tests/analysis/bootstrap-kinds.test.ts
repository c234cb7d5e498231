import { expect, test } from "vitest";
import { bootstrap } from "../../src/analysis/bootstrap.ts";
import { bootstrapKinds } from "../../src/analysis/bootstrap-kinds.ts";
import { eachItsOwn, kindsOf } from "../../src/analysis/kinds.ts";
import { seededRandom } from "../../src/analysis/random.ts";

const random = seededRandom(8);
const values = Array.from({ length: 80 }, () => random.normal());
const meanOf = (items: Uint32Array) => items.reduce((sum, item) => sum + values[item]!, 0) / items.length;
const meanOfTimes = (times: Float64Array) => times.reduce((sum, often, item) => sum + often * values[item]!, 0) / 80;
const eighty = eachItsOwn(80);

test("each statistic gets the interval that it would get alone from the same draws", () => {
  const measure = (times: Float64Array, into: Float64Array) => into.set([meanOfTimes(times), 2 * meanOfTimes(times)]);
  const [mean, twice] = bootstrapKinds(eighty, 2, measure, { seed: 3, draws: 400 });
  const alone = bootstrap(80, meanOf, { seed: 3, draws: 400 });
  expect(mean?.low).toBeCloseTo(alone.low as number, 12);
  expect(mean?.high).toBeCloseTo(alone.high as number, 12);
  expect(twice?.low).toBeCloseTo(2 * (mean?.low ?? 0), 12);
});

test("clusters are drawn whole", () => {
  const clusters = values.map((_, item) => item >> 3);
  const alone = bootstrap(80, meanOf, { clusters });
  const [found] = bootstrapKinds(eighty, 1, (times, into) => into.fill(meanOfTimes(times)), { clusters });
  expect(found?.low).toBeCloseTo(alone.low as number, 12);
});

test("many items of few kinds get the interval that items drawn one by one give", () => {
  const passed = Array.from({ length: 5000 }, (_, item) => Number(item % 10 < 3));
  const kinds = kindsOf(5000, [passed]);
  const share = (times: Float64Array, into: Float64Array) => into.fill((times[1] as number) / 5000);
  const [found] = bootstrapKinds(kinds, 1, share, { draws: 4000, method: "bca" });
  const spread = Math.sqrt((0.3 * 0.7) / 5000);
  expect(found?.value).toBe(0.3);
  expect(Math.abs((found?.standardError as number) / spread - 1)).toBeLessThan(0.04);
  expect(Math.abs(((found?.high as number) - 0.3) / spread - 1.96)).toBeLessThan(0.15);
});

test("what is undefined is null, and so is the interval of a single unit, each with its reason", () => {
  const five = eachItsOwn(5);
  const [none, some] = bootstrapKinds(five, 2, (_, into) => into.fill(1, 1, 2));
  expect(none).toMatchObject({ value: null, reason: "undefined for these items" });
  expect(some).toMatchObject({ value: 1, low: null, reason: "no interval: all bootstrap draws are equal" });
  const [single] = bootstrapKinds(eachItsOwn(1), 1, (_, into) => into.fill(4));
  expect(single).toMatchObject({ value: 4, low: null, reason: "no interval: a single unit cannot be resampled" });
  expect(bootstrapKinds(eachItsOwn(0), 1, () => undefined)[0]).toMatchObject({ value: null, n: 0, reason: "no items" });
  expect(() => bootstrapKinds(five, 1, () => undefined, { draws: 0 })).toThrow("must be positive");
});

test("progress is told up to the last draw", () => {
  const shares: number[] = [];
  const progress = (share: number) => shares.push(share);
  bootstrapKinds(eachItsOwn(5), 1, (_, into) => into.fill(1), { draws: 300, progress });
  expect(shares).toEqual([1 / 3, 2 / 3, 1]);
});
