import { expect, test } from "vitest";
import { leastSquares } from "../../src/analysis/least-squares.ts";
import { expectClose } from "./golden.ts";

const y = [1.2, 3.4, 2.2, 5.1, 4.3, 6.8, 5.9, 8.4];
const x = [1, 2, 3, 4, 5, 6, 7, 8];
const z = [0, 1, 0, 1, 0, 1, 1, 1];

test("coefficients and classical errors are those of the closed form", () => {
  const [intercept, slope] = leastSquares(y, [x], { errors: "classical" }).coefficients;
  expectClose(
    [intercept?.value, slope?.value, intercept?.standardError, slope?.standardError, slope?.p],
    [0.5964285714285718, 0.9035714285714281, 0.7626693522204274, 0.1510310370409336, 0.0009792658205932758],
  );
});

test("HC3 and clustered errors are those of the sandwich computed with matrices", () => {
  const errors = (options: object) =>
    leastSquares(y, [x, z], options).coefficients.map(({ standardError }) => standardError);
  expectClose(errors({}), [0.42042773701462477, 0.12442650100335395, 0.3542691142390717]);
  expectClose(
    errors({ clusters: ["a", "a", "b", "b", "c", "c", "d", "d"] }),
    [0.15254021810753376, 0.041621159350379064, 0.2985228338984962],
  );
});

test("items that miss a value are left out with their cluster", () => {
  const withGap = leastSquares([...y, null], [[...x, 3]], { clusters: [1, 1, 2, 2, 3, 3, 4, 4, 5] });
  const without = leastSquares(y, [x], { clusters: [1, 1, 2, 2, 3, 3, 4, 4] });
  expect(withGap.coefficients).toEqual(without.coefficients);
  expect([withGap.n, withGap.df]).toEqual([8, 3]);
});

test("predictors that depend on each other, too few items and one cluster have their reasons", () => {
  const reason = (fit: ReturnType<typeof leastSquares>) => fit.coefficients[1]?.reason;
  expect(reason(leastSquares(y, [x, x.map((value) => 2 * value + 1)]))).toBe("the predictors depend on each other");
  expect(reason(leastSquares([1, 2], [[1, 2]]))).toBe("too few items for a regression");
  expect(reason(leastSquares(y, [x], { clusters: x.map(() => 1) }))).toBe("fewer than two clusters");
});
