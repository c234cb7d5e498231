import { expect, test } from "vitest";
import { centroidDrift } from "../../src/analysis/centroid-drift.ts";
import { rowsOf } from "../../src/analysis/matrix.ts";
import { referenceNull } from "../../src/analysis/reference-null.ts";
import { normalMatrix } from "./normal-matrix.ts";

const reference = normalMatrix(200, 8, 1);
const distance = (before: Uint32Array, after: Uint32Array) =>
  centroidDrift(rowsOf(reference, before), rowsOf(reference, after)).euclidean;

test("the reference against itself lies about what chance makes of centroids at these sizes", () => {
  const chance = Math.sqrt(8 * (1 / 200 + 1 / 100));
  for (const method of ["bootstrap", "split"] as const) {
    const { median, low, high, draws } = referenceNull(200, 100, distance, { method });
    const scale = method === "split" ? Math.sqrt((1 / 133 + 1 / 67) / (1 / 200 + 1 / 100)) : 1;
    expect(draws).toBe(200);
    expect((median ?? 0) / chance / scale).toBeGreaterThan(0.85);
    expect((median ?? 0) / chance / scale).toBeLessThan(1.1);
    expect(low).toBeLessThan(median ?? 0);
    expect(high).toBeGreaterThan(median ?? 0);
  }
});

test("a split never has a row on both sides, and uses all", () => {
  referenceNull(
    30,
    10,
    (before, after) => {
      expect(new Set([...before, ...after]).size).toBe(30);
      expect(before.length).toBe(23);
      return 1;
    },
    { method: "split", draws: 20 },
  );
});

test("the same seed gives the same values, another one others", () => {
  const values = (seed: number) => referenceNull(200, 50, distance, { seed, draws: 20 }).values;
  expect(values(3)).toEqual(values(3));
  expect(values(3)).not.toEqual(values(4));
});

test("what cannot be told is null with a reason", () => {
  expect(referenceNull(1, 5, () => 1)).toMatchObject({ high: null, reason: "1 reference rows; 2 are needed" });
  expect(referenceNull(3, 5, () => 1, { method: "split" }).reason).toBe("3 reference rows; 4 are needed");
  expect(referenceNull(9, 0, () => 1).reason).toBe("no current rows");
  expect(referenceNull(9, 3, () => Number.NaN).reason).toBe(
    "the statistic is undefined for the reference against itself",
  );
  expect(() => referenceNull(9, 3, () => 1, { draws: 0 })).toThrow("must be positive: 0");
});
