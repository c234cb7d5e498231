import { expect, test } from "vitest";
import { type Matrix, matrixOf } from "../../src/analysis/matrix.ts";
import { nearestAmong, nearestNeighbours, novelty } from "../../src/analysis/neighbours.ts";
import { mapQuality } from "../../src/analysis/trustworthiness.ts";
import { expectClose, goldenCases } from "./golden.ts";
import { normalMatrix } from "./normal-matrix.ts";

test("neighbours are those of a plain search, over the edges of tiles", () => {
  const points = normalMatrix(150, 7, 1);
  const { indices, distances, k } = nearestNeighbours(points, 9);
  for (const row of [0, 63, 64, 149]) {
    const plain = plainSearch(points, points, row)
      .filter(({ index }) => index !== row)
      .slice(0, k);
    expect(Array.from(indices.subarray(row * k, row * k + k))).toEqual(plain.map(({ index }) => index));
    expectClose(
      distances.subarray(row * k, row * k + k),
      plain.map(({ distance }) => distance),
      1e-5,
    );
  }
});

test("rows are looked up among others, and those far from all are new", () => {
  const [points, queries] = [normalMatrix(90, 4, 1), normalMatrix(70, 4, 2)];
  queries.data.set([50, 50, 50, 50], 4 * 69);
  const { indices } = nearestAmong(points, queries, 3);
  for (const row of [0, 69])
    expect(Array.from(indices.subarray(row * 3, row * 3 + 3))).toEqual(
      plainSearch(points, queries, row)
        .slice(0, 3)
        .map(({ index }) => index),
    );
  const distances = novelty(points, queries);
  expect(distances[69]).toBeGreaterThan(90);
  expect(Math.max(...distances.subarray(0, 69))).toBeLessThan(10);
});

test("of equal rows the lower index is nearer, and a row is never its own neighbour", () => {
  const { indices, distances } = nearestNeighbours(matrixOf(new Float32Array(200 * 2).fill(3), 2), 3);
  expect(Array.from(indices.subarray(0, 6))).toEqual([1, 2, 3, 0, 2, 3]);
  expect(Array.from(indices.subarray(199 * 3))).toEqual([0, 1, 2]);
  expect(Math.max(...distances)).toBe(0);
});

test("more neighbours than rows, and numbers that are not finite, are refused", () => {
  const broken = matrixOf(Float32Array.of(1, Number.NaN, 3), 1);
  expect(() => nearestNeighbours(broken, 1)).toThrow("nearestNeighbours: a vector holds a number that is not finite");
  expect(() => nearestAmong(normalMatrix(4, 1, 1), broken, 1)).toThrow("nearestAmong: a vector holds");
  expect(() => nearestNeighbours(normalMatrix(5, 2, 1), 5)).toThrow("k must lie from 1 to 4: 5");
  expect(() => nearestAmong(normalMatrix(5, 2, 1), normalMatrix(5, 3, 1), 2)).toThrow("3 columns instead of 2");
});

interface MapInputs {
  readonly X: number[][];
  readonly E: number[][];
}

type MapExpected = Readonly<Record<string, { trustworthiness: number; continuity?: number; knnPreservation?: number }>>;

for (const { id, inputs, expected } of goldenCases<MapInputs, MapExpected>("trustworthiness"))
  test(`the quality of a map is scikit-learn's: ${id}`, () => {
    const exact = (rows: number[][]) => matrixOf(Float64Array.from(rows.flat()), rows[0]?.length ?? 1);
    for (const [k, wanted] of Object.entries(expected)) {
      const found = mapQuality(exact(inputs.X), exact(inputs.E), Number(k));
      expectClose(found.trustworthiness, wanted.trustworthiness);
      if (wanted.continuity !== undefined) expectClose(found.continuity, wanted.continuity);
      if (wanted.knnPreservation !== undefined) expectClose(found.neighbourPreservation, wanted.knnPreservation);
    }
  });

test("a quality that is not defined is null with a reason", () => {
  const points = normalMatrix(10, 3, 1);
  expect(mapQuality(points, points, 5)).toMatchObject({
    trustworthiness: null,
    continuity: null,
    reason: "k must be below half of the 10 points: 5",
  });
  expect(mapQuality(points, matrixOf(new Float32Array(20).fill(Number.NaN), 2), 3).reason).toBe(
    "a vector holds a number that is not finite",
  );
  expect(() => mapQuality(points, normalMatrix(9, 2, 1))).toThrow("9 points on the map of 10");
});

function plainSearch(points: Matrix, queries: Matrix, row: number): { index: number; distance: number }[] {
  const width = points.columns;
  const found = Array.from({ length: points.rows }, (_, index) => {
    let sum = 0;
    for (let at = 0; at < width; at++)
      sum += ((points.data[index * width + at] as number) - (queries.data[row * width + at] as number)) ** 2;
    return { index, distance: Math.sqrt(sum) };
  });
  return found.sort((one, other) => one.distance - other.distance || one.index - other.index);
}
