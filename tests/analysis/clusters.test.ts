import { expect, test } from "vitest";
import { clusterShares } from "../../src/analysis/cluster-shares.ts";
import { assignToClusters, kMeans } from "../../src/analysis/k-means.ts";
import { type Matrix, matrixOf } from "../../src/analysis/matrix.ts";
import { expectClose } from "./golden.ts";
import { normalMatrix } from "./normal-matrix.ts";

test("clusters that lie apart are found, the largest first, the same for the same seed", () => {
  const points = blobs([40, 90, 20], 1);
  const found = kMeans(points, 3);
  expect(found.sizes).toEqual([90, 40, 20]);
  expect(new Set(found.labels.subarray(40, 130))).toEqual(new Set([0]));
  expect(new Set(found.labels.subarray(0, 40))).toEqual(new Set([1]));
  expectClose(found.centroids.data.subarray(0, 2), [10, 10], 0.5);
  expect(kMeans(points, 3)).toEqual(found);
  const plain = found.labels.reduce((sum, label, row) => {
    const gap = (at: number) =>
      (points.data[row * 2 + at] as number) - (found.centroids.data[label * 2 + at] as number);
    return sum + gap(0) ** 2 + gap(1) ** 2;
  }, 0);
  expectClose(found.inertia, plain, 1e-3);
});

test("a result is a local optimum: every centroid is its rows' mean, every row is at its nearest centroid", () => {
  const points = normalMatrix(200, 5, 3);
  const { centroids, labels, sizes } = kMeans(points, 6, { seed: 9 });
  expect(assignToClusters(points, centroids).labels).toEqual(labels);
  const sums = new Float64Array(30);
  for (let row = 0; row < 200; row++)
    for (let at = 0; at < 5; at++) {
      const place = (labels[row] as number) * 5 + at;
      sums[place] = (sums[place] as number) + (points.data[row * 5 + at] as number);
    }
  expectClose(
    centroids.data,
    Array.from(sums, (sum, place) => sum / (sizes[Math.floor(place / 5)] as number)),
    1e-9,
  );
});

test("fewer different rows than clusters give fewer clusters", () => {
  const { centroids, sizes, inertia } = kMeans(matrixOf(Float32Array.of(1, 1, 1, 5, 5), 1), 4);
  expect({ sizes, inertia, rows: centroids.rows }).toEqual({ sizes: [3, 2], inertia: 0, rows: 2 });
  expect(() => kMeans(matrixOf(new Float32Array(0), 3), 2)).toThrow("0 vectors; 1 are needed");
  expect(() => kMeans(normalMatrix(3, 2, 1), 0)).toThrow("k must be a positive whole number: 0");
  expect(() => kMeans(matrixOf(Float32Array.of(1, Number.NaN), 1), 1)).toThrow("not finite");
});

test("a change in share has Newcombe's published interval", () => {
  // Newcombe 1998, example (a): 56/70 and 48/80, method 10: 0.0524 to 0.3339.
  const labels = (ones: number, rows: number) => Array.from({ length: rows }, (_, row) => (row < ones ? 1 : 0));
  const { clusters, p, cramersV } = clusterShares(labels(48, 80), labels(56, 70), 2);
  const change = clusters.find(({ cluster }) => cluster === 1)?.change;
  expectClose([change?.value, change?.low, change?.high], [0.2, 0.0524, 0.3339], 5e-5);
  expect(p).toBeCloseTo(0.0082, 3);
  expect(cramersV).toBeCloseTo(0.216, 3);
});

test("clusters stand in the order of their change, with adjusted p", () => {
  const reference = [...Array(96).fill(0), ...Array(4).fill(1), ...Array(100).fill(2)];
  const current = [...Array(50).fill(0), ...Array(40).fill(1), ...Array(110).fill(2)];
  const { clusters } = clusterShares(reference, current, 4);
  expect(clusters.map(({ cluster }) => cluster)).toEqual([0, 1, 2, 3]);
  expect(clusters[1]).toMatchObject({
    referenceCount: 4,
    currentCount: 40,
    reference: { value: 0.02 },
    current: { value: 0.2 },
  });
  expect(clusters[1]?.adjustedP).toBeLessThan(1e-6);
  expect(clusters[2]?.adjustedP).toBeGreaterThan(0.1);
  expect(clusters[3]).toMatchObject({ referenceCount: 0, currentCount: 0, adjustedP: null, change: { value: 0 } });
});

test("a side without rows has shares that are null with a reason", () => {
  const { clusters, p, reason } = clusterShares([0, 1, 1], [], 2);
  expect({ p, reason }).toEqual({ p: null, reason: "a side has no rows" });
  expect(clusters[0]?.change).toMatchObject({ value: null, reason: "no current rows" });
  expect(() => clusterShares([0, 2], [0], 2)).toThrow("no cluster of 2 has this number: 2");
});

/** Blobs about (0, 0), (10, 10), (20, 20). */
function blobs(sizes: readonly number[], seed: number): Matrix {
  const centres = sizes.flatMap((size, blob) => Array(size).fill(10 * blob) as number[]);
  const { data } = normalMatrix(centres.length, 2, seed);
  return matrixOf(
    data.map((value, place) => value + (centres[place >> 1] as number)),
    2,
  );
}
