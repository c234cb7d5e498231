import { expect, test } from "vitest";
import { componentsDrift } from "../../src/analysis/components-drift.ts";
import { type Matrix, matrixOf } from "../../src/analysis/matrix.ts";
import { componentScores, principalComponents } from "../../src/analysis/principal-components.ts";
import { rowProducts } from "../../src/analysis/row-products.ts";
import { symmetricEigen } from "../../src/analysis/symmetric-eigen.ts";
import { expectClose } from "./golden.ts";
import { normalMatrix } from "./normal-matrix.ts";

test("Jacobi's rotations give eigenvalues and eigenvectors", () => {
  const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 0, 1, 2, 1, 0, 1, 2), 3);
  expectClose(values, [2 + Math.SQRT2, 2, 2 - Math.SQRT2], 1e-12);
  expectClose(Array.from(vectors.subarray(0, 3), Math.abs), [0.5, Math.SQRT1_2, 0.5], 1e-12);
  expect(() => symmetricEigen(new Float64Array(5), 2)).toThrow("not 2 × 2 entries: 5");
});

test("two columns have the components that are known by hand", () => {
  const { mean, components, variances, totalVariance } = principalComponents(
    matrixOf(Float64Array.of(1, 1, 2, 2, 3, 3, 2, 2), 2),
    2,
  );
  expectClose(mean, [2, 2]);
  expect(components.rows).toBe(1);
  expectClose(components.data, [Math.SQRT1_2, Math.SQRT1_2], 1e-12);
  expectClose(variances, [4 / 3], 1e-12);
  expectClose(totalVariance, 4 / 3);
});

test("the randomised search finds the components that stand out, the same for the same seed", () => {
  const points = stretched(300, 100, 3);
  const [found, again] = [principalComponents(points, 5), principalComponents(points, 5)];
  expect(found).toEqual(again);
  expectClose(
    rowProducts(found.components, found.components),
    Array.from({ length: 25 }, (_, at) => (at % 6 === 0 ? 1 : 0)),
    1e-9,
  );
  const exact = symmetricEigen(covariance(points), 100);
  expectClose(found.variances.subarray(0, 3), Array.from(exact.values.subarray(0, 3)), 1e-2);
  const scores = componentScores(found, points);
  const squares = (place: number) =>
    Array.from({ length: 300 }, (_, row) => (scores.data[row * 5 + place] as number) ** 2).reduce(
      (sum, value) => sum + value,
      0,
    );
  expectClose(squares(0) / 299, found.variances[0], 1e-9);
  expect(() => componentScores(found, normalMatrix(2, 3, 1))).toThrow("3 columns instead of 100");
  expect(() => principalComponents(normalMatrix(1, 3, 1), 2)).toThrow("1 vectors; 2 are needed");
});

test("a shift along one direction makes that component drift and few others", () => {
  const [before, after] = [stretched(400, 30, 1), stretched(400, 30, 2)];
  for (let row = 0; row < 400; row++) after.data[row * 30] = (after.data[row * 30] as number) + 12;
  const { value, components, p } = componentsDrift(before, after, { count: 20 });
  expect(components[0]).toMatchObject({ component: 1, drifted: true });
  expect(components[0]?.varianceShare).toBeGreaterThan(0.2);
  expect(value).toBeLessThan(0.2);
  expect(p).toBeLessThan(1e-6);
});

test("the reference's own components do not drift because they fit the reference", () => {
  // 60 vectors of 200 dimensions: the first components of one half hold far less of the other half.
  const { value } = componentsDrift(normalMatrix(60, 200, 1), normalMatrix(60, 200, 2));
  expect(value).toBe(0);
});

test("a share of components that cannot be told is null with a reason", () => {
  const equal = matrixOf(new Float32Array(60).fill(1), 3);
  expect(componentsDrift(equal, equal)).toMatchObject({ value: null, p: null, reason: "all vectors are equal" });
  expect(componentsDrift(normalMatrix(9, 3, 1), equal).reason).toBe("9 reference vectors; 10 are needed");
});

/** Normal numbers whose first columns vary much more than the others. */
function stretched(rows: number, columns: number, seed: number): Matrix {
  const { data } = normalMatrix(rows, columns, seed);
  return matrixOf(
    data.map((value, place) => value * (1 + 10 / (1 + (place % columns) ** 2))),
    columns,
  );
}

function covariance({ data, rows, columns }: Matrix): Float64Array {
  const mean = (column: number) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += data[row * columns + column] as number;
    return sum / rows;
  };
  const means = Array.from({ length: columns }, (_, column) => mean(column));
  return Float64Array.from({ length: columns * columns }, (_, place) => {
    const [one, other] = [Math.floor(place / columns), place % columns];
    let sum = 0;
    for (let row = 0; row < rows; row++)
      sum +=
        ((data[row * columns + one] as number) - (means[one] as number)) *
        ((data[row * columns + other] as number) - (means[other] as number));
    return sum / (rows - 1);
  });
}
