import { expect, test } from "vitest";
import { binomialQuantile, logGamma } from "../../src/analysis/binomial.ts";
import { wilsonInterval } from "../../src/analysis/proportion-interval.ts";
import {
  designEffect,
  differenceInterval,
  quantileRanks,
  smallestSample,
} from "../../src/analysis/quantile-interval.ts";
import { normalFrom, seededRandom } from "../support/random.ts";

test("binomial quantiles are those of scipy.stats.binom.ppf", () => {
  const cases = [
    [10, 0.5, 0.025, 2],
    [10, 0.5, 0.975, 8],
    [72, 0.95, 0.025, 64],
    [73, 0.95, 0.975, 72],
    [212, 0.95, 0.025, 195],
    [212, 0.95, 0.975, 207],
    [1_000_000, 0.95, 0.025, 949_572],
    [1_000_000, 0.95, 0.975, 950_427],
    [1_000_000, 0.5, 0.025, 499_020],
    [37, 0.99, 0.5, 37],
    [5, 0.3, 0.9999, 5],
  ] as const;
  for (const [n, p, probability, expected] of cases) expect(binomialQuantile(n, p, probability)).toBe(expected);
});

test("binomial quantiles at the edges, and nonsense is refused", () => {
  expect([binomialQuantile(0, 0.5, 0.5), binomialQuantile(4, 0, 0.9), binomialQuantile(4, 1, 0.1)]).toEqual([0, 0, 4]);
  expect(() => binomialQuantile(1.5, 0.5, 0.5)).toThrow("tries must be a whole number: 1.5");
  expect(() => binomialQuantile(3, 1.5, 0.5)).toThrow("chance must lie from 0 to 1: 1.5");
});

test("ln Γ is that of scipy.special.gammaln", () => {
  expect(logGamma(0.1)).toBeCloseTo(2.252712651734206, 12);
  expect(logGamma(3.5)).toBeCloseTo(1.2009736023470743, 12);
  expect(logGamma(1e6) / 12815504.569147611).toBeCloseTo(1, 13);
});

test("the ranks leave at most 2.5 % of the binomial on each side", () => {
  // scipy, n = 212, p = 0.95: P(B ≤ 194) = 0.0207, P(B ≤ 195) = 0.0384, P(B ≥ 208) = 0.0176.
  expect(quantileRanks(212, 0.95)).toEqual({ lower: 195, upper: 208 });
  expect(quantileRanks(10, 0.5)).toEqual({ lower: 2, upper: 9 });
});

test("a sample too small for the quantile has no interval, one more value and it has", () => {
  for (const p of [0.5, 0.75, 0.95, 0.99]) {
    expect(quantileRanks(smallestSample(p) - 1, p)).toBeNull();
    expect(quantileRanks(smallestSample(p), p)).not.toBeNull();
  }
  expect([smallestSample(0.95), smallestSample(0.99)]).toEqual([72, 368]);
});

test("fewer effective values widen the ranks, and too few give none", () => {
  expect(quantileRanks(848, 0.95, 212)).toEqual({ lower: 780, upper: 832 });
  expect(quantileRanks(848, 0.95, 60)).toBeNull();
  expect(quantileRanks(100, 0.5, 1e9)).toEqual(quantileRanks(100, 0.5));
});

test("the difference of two quantiles combines the nearer sides of their intervals", () => {
  const reference = { value: 10, low: 7, high: 14 };
  const current = { value: 30, low: 27, high: 42 };
  expect(differenceInterval(reference, current)).toEqual({ value: 20, low: 20 - 5, high: 20 + Math.hypot(12, 3) });
});

test("from Wilson's intervals comes Newcombe's: 56 of 70 against 48 of 80 (Statistics in Medicine 17, 1998, table II)", () => {
  const share = (k: number, n: number) => ({ value: k / n, low: 0, high: 1, ...wilsonInterval(k, n) });
  const { value, low, high } = differenceInterval(share(48, 80), share(56, 70));
  expect([value, low, high].map((figure) => figure.toFixed(4))).toEqual(["0.2000", "0.0524", "0.3339"]);
});

test("calls that repeat each other within a trace count once, and independent ones count each", () => {
  const sums = { clusters: 100, size: 500, sizeSquared: 2500 };
  const same = designEffect({ ...sums, hits: 250, hitsSquared: 1250, sizeTimesHits: 1250 });
  expect(same).toBeCloseTo((5 * 100) / 99, 10);
  expect(designEffect({ ...sums, hits: 500, hitsSquared: 2500, sizeTimesHits: 2500 })).toBeNull();
  expect(designEffect({ ...sums, clusters: 1, hits: 3, hitsSquared: 9, sizeTimesHits: 15 })).toBeNull();
});

const sorted = (values: number[]) => values.sort((a, b) => a - b);
const at = (values: readonly number[], rank: number) => values[rank - 1] as number;
const interpolated = (values: readonly number[], p: number) => {
  const place = (values.length - 1) * p;
  const below = values[Math.floor(place)] as number;
  return below + ((values[Math.ceil(place)] as number) - below) * (place % 1);
};

function estimate(values: readonly number[], p: number, effective = values.length) {
  const ranks = quantileRanks(values.length, p, effective);
  if (!ranks) return null;
  return { value: interpolated(values, p), low: at(values, ranks.lower), high: at(values, ranks.upper) };
}

test("95 % intervals for the difference of two p95 hold the true difference in 94 to 99.5 % of seeded samples", () => {
  const normal = normalFrom(seededRandom(20260401));
  const z95 = 1.6448536269514722;
  const truth = 3 * Math.exp(1.1 * z95) - Math.exp(0.8 * z95);
  let held = 0;
  const runs = 2000;
  for (let run = 0; run < runs; run++) {
    const draw = (n: number, scale: number, spread: number) =>
      sorted(Array.from({ length: n }, () => scale * Math.exp(spread * normal())));
    const reference = estimate(draw(212, 1, 0.8), 0.95);
    const current = estimate(draw(118, 3, 1.1), 0.95);
    const { low, high } = differenceInterval(reference as never, current as never);
    if (low <= truth && truth <= high) held++;
  }
  expect(held / runs).toBeGreaterThan(0.94);
  expect(held / runs).toBeLessThan(0.995);
});

interface Clustered {
  readonly values: number[];
  readonly traces: number[][];
}

function clustered(traces: number, random: () => number, normal: () => number): Clustered {
  const calls = Array.from({ length: traces }, () => {
    const shared = normal();
    return Array.from({ length: 1 + Math.floor(random() * 9) }, () => Math.exp(0.9 * shared + 0.4 * normal()));
  });
  return { traces: calls, values: sorted(calls.flat()) };
}

function effectiveSize({ traces, values }: Clustered, p: number): number {
  const cut = interpolated(values, p);
  const sums = { clusters: traces.length, size: 0, hits: 0, sizeSquared: 0, hitsSquared: 0, sizeTimesHits: 0 };
  for (const calls of traces) {
    const hits = calls.filter((value) => value > cut).length;
    sums.size += calls.length;
    sums.hits += hits;
    sums.sizeSquared += calls.length ** 2;
    sums.hitsSquared += hits ** 2;
    sums.sizeTimesHits += hits * calls.length;
  }
  return values.length / (designEffect(sums) ?? 1);
}

test("where traces call a step many times, the design effect keeps the coverage that independence would lose", () => {
  const random = seededRandom(7);
  const normal = normalFrom(random);
  const held = { aware: 0, naive: 0 };
  const runs = 600;
  const truth = interpolated(clustered(200_000, random, normal).values, 0.95);
  for (let run = 0; run < runs; run++) {
    const sample = clustered(150, random, normal);
    const aware = estimate(sample.values, 0.95, effectiveSize(sample, 0.95));
    const naive = estimate(sample.values, 0.95);
    if (aware && aware.low <= truth && truth <= aware.high) held.aware++;
    if (naive && naive.low <= truth && truth <= naive.high) held.naive++;
  }
  expect(held.aware / runs).toBeGreaterThan(0.93);
  expect(held.naive / runs).toBeLessThan(0.85);
});
