import { expect, test } from "vitest";
import { centroidDrift } from "../../src/analysis/centroid-drift.ts";
import { centroidInterval } from "../../src/analysis/centroid-interval.ts";
import { centroidNull } from "../../src/analysis/centroid-null.ts";
import { type Matrix, matrixOf, rowsOf } from "../../src/analysis/matrix.ts";
import { seededRandom } from "../../src/analysis/random.ts";
import { referenceNull } from "../../src/analysis/reference-null.ts";
import { spreadRatio } from "../../src/analysis/spread.ts";

const columns = 6;

function vectors(n: number, seed: number, shift = 0): Matrix {
  const random = seededRandom(seed);
  const data = Float32Array.from({ length: n * columns }, (_, place) =>
    place % columns === 0 ? 3 + shift + random.normal() : random.normal(),
  );
  return matrixOf(data, columns);
}

test("the null of centroids is centroidDrift of the reference against itself, draw by draw", () => {
  const reference = vectors(60, 1);
  const nulls = centroidNull(reference, 25, { draws: 40, seed: 7 });
  const of = (read: (before: Matrix, after: Matrix) => number | null) =>
    referenceNull(60, 25, (one, other) => read(rowsOf(reference, one), rowsOf(reference, other)), {
      draws: 40,
      seed: 7,
    });
  const pairs = [
    [nulls.cosine, of((a, b) => centroidDrift(a, b).cosine)],
    [nulls.centredCosine, of((a, b) => centroidDrift(a, b).centredCosine)],
    [nulls.inReferenceSd, of((a, b) => centroidDrift(a, b).inReferenceSd)],
    [nulls.spreadRatio, of((a, b) => spreadRatio(a, b).value)],
  ] as const;
  for (const [found, expected] of pairs)
    for (const key of ["low", "median", "high"] as const)
      expect(found[key]).toBeCloseTo(expected[key] ?? Number.NaN, 9);
});

test("with a fixed reference the null is as wide", () => {
  const reference = vectors(400, 2);
  const [exact, fixed] = [false, true].map((fixedReference) =>
    centroidNull(reference, 100, { draws: 2000, seed: 3, fixedReference }),
  );
  const ratio = (fixed?.inReferenceSd.high ?? 0) / (exact?.inReferenceSd.high ?? 1);
  expect(ratio).toBeGreaterThan(0.95);
  expect(ratio).toBeLessThan(1.05);
});

test("the interval of the distance holds the true distance in nineteen of twenty samples", () => {
  let held = 0;
  const samples = 300;
  for (let seed = 1; seed <= samples; seed++) {
    const { inReferenceSd } = centroidInterval(vectors(150, 2 * seed), vectors(120, 2 * seed + 1, 1), { seed });
    const truth = 1 / Math.sqrt(columns);
    if (inReferenceSd && inReferenceSd.low <= truth && truth <= inReferenceSd.high) held++;
  }
  expect(held / samples).toBeGreaterThan(0.91);
  expect(held / samples).toBeLessThan(0.98);
});

test("without a move the distance's interval reaches down to 0, and the spread's holds 1", () => {
  let [zero, one] = [0, 0];
  for (let seed = 1; seed <= 100; seed++) {
    const found = centroidInterval(vectors(100, 2 * seed), vectors(100, 2 * seed + 1), { seed, draws: 100 });
    if (found.inReferenceSd?.low === 0) zero++;
    if (found.spreadRatio && found.spreadRatio.low <= 1 && found.spreadRatio.high >= 1) one++;
  }
  expect(zero).toBeGreaterThan(88);
  expect(one).toBeGreaterThan(88);
});

test("what cannot be compared has no interval, and equal vectors none either", () => {
  const none = { inReferenceSd: null, cosine: null, centredCosine: null, spreadRatio: null };
  expect(centroidInterval(vectors(1, 1), vectors(5, 2))).toEqual(none);
  const equal = matrixOf(new Float32Array(5 * columns).fill(1), columns);
  expect(centroidInterval(equal, equal)).toEqual(none);
  expect(centroidNull(vectors(1, 1), 5).cosine).toMatchObject({ high: null, reason: "0 reference rows; 2 are needed" });
});
