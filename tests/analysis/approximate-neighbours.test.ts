import { expect, test } from "vitest";
import { approximatelyNearestAmong, approximateNeighbours } from "../../src/analysis/approximate-neighbours.ts";
import { matrixOf, rowsOf } from "../../src/analysis/matrix.ts";
import { type Neighbours, nearestAmong, nearestNeighbours } from "../../src/analysis/neighbours.ts";
import { clusteredMatrix } from "./clustered-matrix.ts";
import { normalMatrix } from "./normal-matrix.ts";

function recall(found: Neighbours, truth: Neighbours): number {
  const { k } = truth;
  let hits = 0;
  for (let place = 0; place < truth.indices.length; place++) {
    const row = Math.floor(place / k);
    if (found.indices.subarray(row * k, (row + 1) * k).includes(truth.indices[place] as number)) hits++;
  }
  return hits / truth.indices.length;
}

const topics = clusteredMatrix({ rows: 1500, columns: 20, clusters: 10, inner: 6 });

test("nearly all true neighbours are found, with their distances, nearest first", () => {
  const found = approximateNeighbours(topics, 10);
  const truth = nearestNeighbours(topics, 10);
  expect(recall(found, truth)).toBeGreaterThan(0.99);
  expect(found.distances[0]).toBeCloseTo(truth.distances[0] as number, 4);
  for (let row = 0; row < topics.rows; row++) {
    const own = found.distances.subarray(row * 10, row * 10 + 10);
    expect(own).toEqual(own.slice().sort());
    expect(new Set(found.indices.subarray(row * 10, row * 10 + 10)).size).toBe(10);
    expect(found.indices.subarray(row * 10, row * 10 + 10)).not.toContain(row);
  }
});

test("of rows without any structure most are found still", () => {
  const points = normalMatrix(1500, 12, 3);
  expect(recall(approximateNeighbours(points, 10), nearestNeighbours(points, 10))).toBeGreaterThan(0.95);
});

test("other rows are looked up among them", () => {
  const queries = clusteredMatrix({ rows: 400, columns: 20, clusters: 10, inner: 6, seed: 2 });
  const known = approximateNeighbours(topics, 10);
  const found = approximatelyNearestAmong(topics, known, queries, 10);
  expect(recall(found, nearestAmong(topics, queries, 10))).toBeGreaterThan(0.99);
});

test("the same seed gives the same bits", () => {
  expect(approximateNeighbours(topics, 8, { seed: 5 })).toEqual(approximateNeighbours(topics, 8, { seed: 5 }));
});

test("equal rows are each other's neighbours, however many there are", () => {
  const equal = matrixOf(new Float32Array(600).fill(1), 2);
  const { indices, distances } = approximateNeighbours(equal, 6);
  expect(Math.max(...distances)).toBe(0);
  for (let row = 0; row < 300; row++) expect(indices.subarray(row * 6, row * 6 + 6)).not.toContain(row);
});

test("fewer rows than a leaf holds give what all pairs give", () => {
  const few = rowsOf(
    topics,
    Array.from({ length: 30 }, (_, row) => row),
  );
  expect(approximateNeighbours(few, 5).indices).toEqual(nearestNeighbours(few, 5).indices);
});

test("what cannot be is refused", () => {
  expect(() => approximateNeighbours(topics, 1500)).toThrow("approximateNeighbours: k must lie from 1 to 1499: 1500");
  const broken = matrixOf(Float32Array.of(1, Number.POSITIVE_INFINITY, 3), 1);
  expect(() => approximateNeighbours(broken, 1)).toThrow("not finite");
});
