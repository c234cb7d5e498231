import { expect, test } from "vitest";
import { logGamma } from "../../src/analysis/binomial.ts";
import { binomialDraw } from "../../src/analysis/binomial-draw.ts";
import { chiSquareSurvival } from "../../src/analysis/distributions.ts";
import { kindDraws } from "../../src/analysis/kind-draws.ts";
import { kindsOf } from "../../src/analysis/kinds.ts";
import { seededRandom } from "../../src/analysis/random.ts";

function mass(n: number, p: number, k: number): number {
  const ways = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  return Math.exp(ways + k * Math.log(p) + (n - k) * Math.log1p(-p));
}

/** Of the numbers drawn against the distribution, numbers that are expected fewer than ten times together. */
function pOfDraws(n: number, p: number, seed: number, draws = 40_000): number {
  const random = seededRandom(seed);
  const counts = new Float64Array(n + 1);
  for (let draw = 0; draw < draws; draw++) counts[binomialDraw(random, n, p)]! += 1;
  let [square, cells, rest, restExpected] = [0, 0, 0, 0];
  for (const [k, count] of counts.entries()) {
    const expected = draws * mass(n, p, k);
    if (expected < 10) [rest, restExpected] = [rest + count, restExpected + expected];
    else [square, cells] = [square + (count - expected) ** 2 / expected, cells + 1];
  }
  if (restExpected > 1) [square, cells] = [square + (rest - restExpected) ** 2 / restExpected, cells + 1];
  return chiSquareSurvival(square, cells - 1);
}

for (const [n, p] of [
  [20, 0.3],
  [200, 0.02],
  [40, 0.5],
  [100, 0.93],
  [2000, 0.3],
  [10_000, 0.004],
] as const)
  test(`${n} tries of chance ${p} succeed as often as the binomial distribution says`, () => {
    const found = [1, 2, 3].map((seed) => pOfDraws(n, p, seed));
    for (const one of found) expect(one).toBeGreaterThan(0.0005);
    expect(Math.max(...found)).toBeGreaterThan(0.05);
  });

test("what cannot fail and what cannot succeed needs no chance", () => {
  const random = seededRandom(1);
  expect([binomialDraw(random, 9, 0), binomialDraw(random, 9, 1), binomialDraw(random, 0, 0.4)]).toEqual([0, 9, 0]);
});

const labels = Array.from({ length: 300 }, (_, item) => (item < 150 ? 0 : item < 240 ? 1 : item < 295 ? 2 : item));

test("kinds come as often as their items would, and together as items that are drawn one by one do", () => {
  const kinds = kindsOf(300, [labels]);
  expect([...kinds.sizes]).toEqual([150, 90, 55, 1, 1, 1, 1, 1]);
  const plan = kindDraws(kinds, { seed: 4 });
  const [draws, sums, squares] = [20_000, new Float64Array(8), new Float64Array(8)];
  let [together, short] = [0, 0];
  for (let draw = 0; draw < draws; draw++) {
    const times = plan.draw();
    if (times.reduce((sum, often) => sum + often, 0) !== 300) short += 1;
    for (const [kind, often] of times.entries()) {
      sums[kind]! += often;
      squares[kind]! += (often - kinds.sizes[kind]!) ** 2;
    }
    together += (times[0]! - 150) * (times[2]! - 55);
  }
  expect(short).toBe(0);
  for (const [kind, size] of kinds.sizes.entries()) {
    const variance = size * (1 - size / 300);
    expect(Math.abs(sums[kind]! / draws - size)).toBeLessThan(4 * Math.sqrt(variance / draws));
    expect(Math.abs(squares[kind]! / draws / variance - 1)).toBeLessThan(0.06);
  }
  expect(Math.abs(together / draws / ((-150 * 55) / 300) - 1)).toBeLessThan(0.06);
});

test("few items of each kind are drawn as items are", () => {
  const plan = kindDraws(kindsOf(6, [[0, 1, 0, 2, 3, 1]]), { seed: 9 });
  const items = new Uint32Array(6);
  seededRandom(9).fill(items, 6);
  const counts = [0, 0, 0, 0];
  for (const item of items) counts[[0, 1, 0, 2, 3, 1][item]!]! += 1;
  expect([...plan.draw()]).toEqual(counts);
});

test("items are alike that have the same numbers in all columns", () => {
  const kinds = kindsOf(5, [
    [0, 1, 0, 1, -1],
    [2, 2, 2, -1, 2],
  ]);
  expect([...kinds.of]).toEqual([1, 3, 1, 2, 0]);
  expect([[...kinds.sizes], [...kinds.first]]).toEqual([
    [1, 2, 1, 1],
    [4, 0, 3, 1],
  ]);
});
