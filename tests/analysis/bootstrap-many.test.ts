import { expect, test } from "vitest";
import { bootstrap } from "../../src/analysis/bootstrap.ts";
import { bootstrapMany } from "../../src/analysis/bootstrap-many.ts";
import { seededRandom } from "../../src/analysis/random.ts";

const random = seededRandom(8);
const values = Array.from({ length: 80 }, () => random.normal());
const meanOf = (items: Uint32Array) => items.reduce((sum, item) => sum + values[item]!, 0) / items.length;

test("each statistic gets the interval that it would get alone from the same draws", () => {
  const [mean, twice] = bootstrapMany(
    80,
    2,
    (items, into) => {
      into[0] = meanOf(items);
      into[1] = 2 * meanOf(items);
    },
    { seed: 3, draws: 400 },
  );
  expect(mean).toEqual(bootstrap(80, meanOf, { seed: 3, draws: 400 }));
  expect(twice?.low).toBeCloseTo(2 * (mean?.low ?? 0), 12);
});

test("clusters are drawn whole", () => {
  const clusters = values.map((_, item) => item >> 3);
  const alone = bootstrap(80, meanOf, { clusters });
  const [found] = bootstrapMany(80, 1, (items, into) => into.fill(meanOf(items), 0, 1), { clusters });
  expect(found).toEqual(alone);
});

test("what is undefined is null, and so is the interval of a single unit, each with its reason", () => {
  const [none, some] = bootstrapMany(5, 2, (_, into) => into.fill(1, 1, 2));
  expect(none).toMatchObject({ value: null, reason: "undefined for these items" });
  expect(some).toMatchObject({ value: 1, low: null, reason: "no interval: all bootstrap draws are equal" });
  const [single] = bootstrapMany(1, 1, (_, into) => into.fill(4));
  expect(single).toMatchObject({ value: 4, low: null, reason: "no interval: a single unit cannot be resampled" });
  expect(bootstrapMany(0, 1, () => undefined)[0]).toMatchObject({ value: null, n: 0, reason: "no items" });
  expect(() => bootstrapMany(5, 1, () => undefined, { draws: 0 })).toThrow("must be positive");
});

test("progress is told up to the last draw", () => {
  const shares: number[] = [];
  bootstrapMany(5, 1, (_, into) => into.fill(1), { draws: 300, progress: (share) => shares.push(share) });
  expect(shares).toEqual([1 / 3, 2 / 3, 1]);
});
