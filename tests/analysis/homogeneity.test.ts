import { expect, test } from "vitest";
import { chiSquare } from "../../src/analysis/chi-square.ts";
import { cramersV } from "../../src/analysis/cramers-v.ts";
import { fisherExact } from "../../src/analysis/fisher-exact.ts";
import { homogeneity } from "../../src/analysis/homogeneity.ts";
import { hypergeometric } from "../../src/analysis/hypergeometric.ts";
import { seededRandom } from "../../src/analysis/random.ts";
import { expectClose, goldenCases } from "./golden.ts";

type Table = [[number, number], [number, number]];
type Expected = Readonly<Record<string, number>>;

const cases = goldenCases<{ table?: Table; reference: number[]; current: number[] }, Expected>("chi_square");

for (const { id, inputs, expected } of cases.filter((entry) => entry.inputs.table !== undefined))
  test(`chi-square and Cramér's V have scipy's values: ${id}`, () => {
    const table = inputs.table as Table;
    const result = chiSquare(table);
    expectClose(result.statistic, expected.statistic);
    expectClose(result.p, expected.p);
    expectClose(result.expected, expected.expected);
    expectClose(result.likelihoodRatio, expected.gStatistic);
    expectClose(result.smallestExpected, expected.minExpected);
    expect({ df: result.df, below5: result.below5 }).toEqual({ df: expected.df, below5: expected.cellsBelow5 });
    const strength = cramersV(table);
    expectClose(strength.value, expected.cramersV);
    expectClose(strength.biasCorrected, expected.cramersVBiasCorrected);
    if (expected.fisherExactP !== undefined) expectClose(fisherExact(table), expected.fisherExactP);
  });

test("the reference is never taken for the truth, which would call drift too easily", () => {
  const { inputs, expected } = cases.find(({ id }) => id.startsWith("one_sample")) ?? expect.fail("no such case");
  const pairs = inputs.reference.map((reference, place) => ({ reference, current: inputs.current[place] as number }));
  expect(homogeneity(pairs).p).toBeGreaterThan(10 * (expected.p as number));
});

test("the test follows the expected counts: chi-square, Fisher's, permutations", () => {
  expect(homogeneity(paired([80, 20], [60, 40])).method).toBe("chi-square");
  const fisher = homogeneity(paired([8, 0, 2], [1, 0, 5]));
  expect(fisher.method).toBe("fisher");
  expect(fisher.p).toBeCloseTo(0.03497, 4);
  expect(homogeneity(paired([9, 1, 0], [4, 3, 2]))).toMatchObject({ method: "permutation", df: 2 });
});

test("drawn tables give the exact chance of the sparse one", () => {
  // All tables with its margins, weighed by their chance: 13!10!… enumerated.
  const sparse = homogeneity(paired([9, 1, 0], [4, 3, 2]), { permutations: 20_000, seed: 3 });
  expect(Math.abs((sparse.p ?? 0) - enumerated([13, 4, 2], 10, sparse.statistic ?? 0))).toBeLessThan(0.008);
});

test("a number of marked items is drawn with its chance, few or many", () => {
  for (const [total, marked, draws] of [
    [40, 12, 9],
    [4000, 900, 1700],
  ] as const) {
    const random = seededRandom(5);
    const drawn = Array.from({ length: 20_000 }, () => hypergeometric(total, marked, draws, random));
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    const variance = drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / drawn.length;
    const share = marked / total;
    const expected = (draws * share * (1 - share) * (total - draws)) / (total - 1);
    expect(Math.abs(mean - draws * share)).toBeLessThan(4 * Math.sqrt(expected / drawn.length));
    expect(variance / expected).toBeCloseTo(1, 1);
  }
  expect(hypergeometric(10, 10, 4, seededRandom(1))).toBe(4);
  expect(hypergeometric(50, 20, 50, seededRandom(1))).toBe(20);
  expect(() => hypergeometric(5, 6, 1, seededRandom(1))).toThrow("must lie from 0 to 5");
});

test("ten thousand categories are tested", () => {
  const many = Array.from({ length: 10_000 }, (_, place) => ({ reference: place % 3, current: (place + 1) % 3 }));
  const result = homogeneity(many, { permutations: 19 });
  expect(result).toMatchObject({ method: "permutation", p: 0.05 });
});

test("what cannot be told is null with a reason", () => {
  expect(homogeneity(paired([5], [6]))).toMatchObject({
    p: null,
    method: null,
    cramersV: null,
    reason: "only one category",
  });
  expect(homogeneity(paired([0, 0], [6, 1]))).toMatchObject({ p: null, reason: "a side has no rows" });
  expect(homogeneity([])).toMatchObject({ p: null, reason: "no rows" });
  expect(
    cramersV([
      [1, 0],
      [0, 0],
    ]),
  ).toMatchObject({ value: null, biasCorrected: null, reason: "a side has no rows" });
  expect(() => chiSquare([[1, 2], [3]])).toThrow("rows differ in length: 1");
});

function paired(reference: readonly number[], current: readonly number[]) {
  return reference.map((count, place) => ({ reference: count, current: current[place] as number }));
}

function enumerated(totals: readonly [number, number, number], reference: number, statistic: number): number {
  const choose = (n: number, k: number): number => (k < 0 || k > n ? 0 : k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
  let [all, extreme] = [0, 0];
  for (let one = 0; one <= totals[0]; one++)
    for (let two = 0; two <= totals[1]; two++) {
      const row = [one, two, reference - one - two];
      const weight = row.reduce((product, count, place) => product * choose(totals[place] as number, count), 1);
      if (weight === 0) continue;
      all += weight;
      const other = row.map((count, place) => (totals[place] as number) - count);
      if ((chiSquare([row, other]).statistic ?? 0) >= statistic - 1e-9) extreme += weight;
    }
  return extreme / all;
}
