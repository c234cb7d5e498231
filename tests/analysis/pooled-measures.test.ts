import { expect, test } from "vitest";
import { domainClassifier } from "../../src/analysis/domain-classifier.ts";
import { energyDistanceOf } from "../../src/analysis/energy-test.ts";
import { type Matrix, matrixOf, rowsOf, stacked } from "../../src/analysis/matrix.ts";
import { mmdOf } from "../../src/analysis/mmd.ts";
import { mmdWitness } from "../../src/analysis/mmd-witness.ts";
import { pooledDistances } from "../../src/analysis/pooled-distances.ts";
import { seededRandom } from "../../src/analysis/random.ts";
import { spread } from "../../src/analysis/spread.ts";
import { spreadOfDistances } from "../../src/analysis/spread-of-distances.ts";
import { squaredDistances } from "../../src/analysis/squared-distances.ts";

const columns = 5;

function vectors(n: number, seed: number, shift = 0): Matrix {
  const random = seededRandom(seed);
  return matrixOf(
    Float32Array.from({ length: n * columns }, () => shift + random.normal()),
    columns,
  );
}

test("the spread of distances is the spread of the vectors that they lie between", () => {
  const points = stacked(vectors(30, 1), vectors(20, 2, 1));
  const rows = [3, 4, 9, 31, 40, 41, 12];
  const found = spreadOfDistances(squaredDistances(points), points.rows, rows);
  const plain = spread(rowsOf(points, rows));
  expect(found.rms).toBeCloseTo(plain.rms ?? Number.NaN, 9);
  expect(found.participationRatio).toBeCloseTo(plain.participationRatio ?? Number.NaN, 9);
  const equal = squaredDistances(matrixOf(new Float64Array(3 * columns).fill(2), columns));
  expect(spreadOfDistances(equal, 3, [0, 1, 2])).toEqual({ rms: 0, participationRatio: null });
  expect(() => spreadOfDistances(equal, 3, [0])).toThrow("at least two rows");
});

test("MMD² is the mean witness of the current rows less that of the reference's", () => {
  const pooled = pooledDistances(vectors(40, 3), vectors(25, 4, 0.7));
  const { value, gamma } = mmdOf(pooled, { permutations: 0 });
  const witness = mmdWitness(pooled, gamma ?? Number.NaN);
  const mean = (values: Float64Array) => values.reduce((sum, each) => sum + each, 0) / values.length;
  expect(mean(witness.subarray(40)) - mean(witness.subarray(0, 40))).toBeCloseTo(value ?? Number.NaN, 12);
});

test("the row that is like nothing in the reference has the highest witness", () => {
  const [before, after] = [vectors(40, 5), vectors(20, 6)];
  const odd = matrixOf(Float64Array.from([...after.data, ...Array(3 * columns).fill(4)]), columns);
  const pooled = pooledDistances(before, odd);
  const witness = mmdWitness(pooled, mmdOf(pooled, { permutations: 0 }).gamma ?? Number.NaN);
  const first = Array.from(witness.keys()).sort((a, b) => (witness[b] as number) - (witness[a] as number));
  expect(first.slice(0, 3).every((row) => row >= 60)).toBe(true);
});

test("what no drift looks like is what 95 of 100 permuted values stay below", () => {
  const pooled = pooledDistances(vectors(60, 7), vectors(60, 8));
  const drifted = pooledDistances(vectors(60, 7), vectors(60, 8, 1));
  const options = { permutations: 199 };
  for (const { p, nullHigh, value } of [mmdOf(pooled, options), energyDistanceOf(pooled, options)].map(unbiased))
    expect((p ?? 0) > 0.05).toBe((value ?? 0) < (nullHigh ?? 0));
  for (const { p, nullHigh, value } of [mmdOf(drifted, options), energyDistanceOf(drifted, options)].map(unbiased)) {
    expect(p).toBe(0.005);
    expect(value).toBeGreaterThan(nullHigh ?? Number.POSITIVE_INFINITY);
  }
  expect(domainClassifier(vectors(60, 7), vectors(60, 8), { permutations: 39 }).nullHigh).toBeGreaterThan(0.5);
  expect(mmdOf(pooled, { permutations: 0 })).toMatchObject({ p: null, nullHigh: null });
});

/** The value that the permuted ones are held against. */
function unbiased<Found extends { readonly value: number | null; readonly unbiased?: number | null }>(found: Found) {
  return { ...found, value: found.unbiased ?? found.value };
}
