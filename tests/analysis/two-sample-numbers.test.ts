import { expect, test } from "vitest";
import { energyDistanceOfNumbers } from "../../src/analysis/energy-distance.ts";
import { shareDistances } from "../../src/analysis/jensen-shannon.ts";
import { kolmogorovSurvival } from "../../src/analysis/kolmogorov.ts";
import { ksPValue, ksTest, ksTestOfCounts } from "../../src/analysis/ks.ts";
import { wasserstein, wassersteinOfCounts } from "../../src/analysis/wasserstein.ts";
import { expectClose, goldenCases } from "./golden.ts";

interface Samples {
  readonly x: number[];
  readonly y: number[];
}

type Expected = Readonly<Record<string, number>>;

for (const { id, inputs, expected } of goldenCases<Samples, Expected>("ks_2samp"))
  test(`Kolmogorov–Smirnov has scipy's values: ${id}`, () => {
    const exact = ksTest(inputs.x, inputs.y, "exact");
    expectClose(exact.statistic, expected.statistic);
    expectClose(exact.p, expected.pExact);
    expectClose(ksTest(inputs.x, inputs.y, "asymptotic").p, expected.pAsymp);
    expect({ location: exact.location, sign: exact.sign }).toEqual({
      location: expected.location,
      sign: expected.sign,
    });
  });

for (const { id, inputs, expected } of goldenCases<Samples, Expected>("wasserstein_energy_1d"))
  test(`Wasserstein and energy distance have scipy's values: ${id}`, () => {
    const moved = wasserstein(inputs.x, inputs.y);
    expectClose(moved.value, expected.w1);
    expectClose(moved.inReferenceSd, expected.w1NormedByRefStdPop);
    const energy = energyDistanceOfNumbers(inputs.x, inputs.y).value ?? Number.NaN;
    expectClose(energy, expected.energySquared);
    expectClose(Math.sqrt(energy), expected.energyDistanceScipySqrt2);
  });

for (const { id, inputs, expected } of goldenCases<{ p: number[]; q: number[] }, Expected>("jensen_shannon"))
  test(`distances of shares have scipy's values: ${id}`, () => {
    const distances = shareDistances(inputs.p, inputs.q);
    expectClose(distances.jensenShannonBase2, expected.jsDistanceBase2);
    expectClose(distances.jensenShannonBaseE, expected.jsDistanceBaseE);
    expectClose((distances.jensenShannonBaseE ?? 0) ** 2, expected.jsDivergenceBaseE);
    expectClose(distances.hellinger, expected.hellinger);
    expectClose(distances.totalVariation, expected.totalVariation);
    expectClose(distances.largestDifference, expected.lInfinity);
  });

// scipy.stats.kstwo.sf(d, n); above 140 values the limit is close, not equal.
test.each([
  [0.05, 100, 0.9532159710635725, 1e-9],
  [0.1, 140, 0.11353657290090946, 1e-9],
  [0.2, 100, 0.0005551927327988775, 1e-9],
  [0.3, 4, 0.7708, 1e-9],
  [0.6, 4, 0.0674, 1e-9],
  [0.05, 141, 0.854845693009663, 1e-3],
  [0.03, 1000, 0.3226902143914636, 1e-4],
])("the distribution of Kolmogorov's statistic is scipy's: d %f, n %i", (d, n, p, tolerance) => {
  expectClose(kolmogorovSurvival(d, n), p, tolerance);
});

test("both ways to p agree where both hold, and large samples are quick", () => {
  expect(ksPValue(0.04, 1900, 2100, "exact")).toBeCloseTo(ksPValue(0.04, 1900, 2100, "asymptotic"), 2);
  expect(ksPValue(0.001, 1e6, 1e6)).toBeCloseTo(0.7, 1);
  expect(ksPValue(0.9, 1e6, 1e6)).toBe(0);
});

test("counted values give what the values themselves give", () => {
  const [x, y] = [
    [1, 1, 2, 2, 3, 3, 3, 4, 5, 5],
    [1, 2, 3, 3, 4, 4, 4, 5, 5, 5, 5, 5],
  ];
  const count = (list: readonly number[], value: number) => list.filter((entry) => entry === value).length;
  const counts = [1, 2, 3, 4, 5].map((value) => ({ value, reference: count(x, value), current: count(y, value) }));
  expect(ksTestOfCounts(counts)).toEqual(ksTest(x, y));
  expect(wassersteinOfCounts(counts)).toEqual(wasserstein(x, y));
});

test("what cannot be told is null with a reason, and missing values do not count", () => {
  expect(ksTest([], [1])).toMatchObject({ statistic: null, p: null, reason: "no reference values" });
  expect(ksTest([1], [null, Number.NaN])).toMatchObject({ p: null, reason: "no current values" });
  expect(wasserstein([null], [1])).toMatchObject({ value: null, reason: "no reference values" });
  expect(wasserstein([0.1, 0.1, 0.1], [1])).toMatchObject({
    value: 0.9,
    inReferenceSd: null,
    reason: "the reference is constant",
  });
  expect(energyDistanceOfNumbers([1], [])).toMatchObject({ value: null, reason: "no current values" });
  expect(shareDistances([0, 0], [1, 2])).toMatchObject({ jensenShannonBase2: null, reason: "no reference rows" });
  expect(() => shareDistances([1], [1, 2])).toThrow("lists differ in length: 1, 2");
  expect(ksTest([1, null, 2, Number.POSITIVE_INFINITY], [1, 2])).toMatchObject({
    referenceRows: 2,
    statistic: 0,
    p: 1,
  });
});
