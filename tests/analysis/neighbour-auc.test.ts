import { expect, test } from "vitest";
import { neighbourAuc } from "../../src/analysis/neighbour-auc.ts";
import { normalMatrix } from "./normal-matrix.ts";

test("sides of one distribution cannot be told apart, shifted ones can", () => {
  const reference = normalMatrix(300, 4, 1);
  const same = neighbourAuc(reference, normalMatrix(300, 4, 2));
  expect(Math.abs((same.value ?? 0) - 0.5)).toBeLessThan(0.06);
  const far = neighbourAuc(reference, normalMatrix(300, 4, 2, 3));
  expect(far.value).toBeGreaterThan(0.99);
  expect(far.n).toBe(600);
});

test("a change of spread alone is seen as well", () => {
  const wide = normalMatrix(300, 4, 2);
  const found = neighbourAuc(normalMatrix(300, 4, 1), { ...wide, data: wide.data.map((value) => 4 * value) });
  expect(found.value).toBeGreaterThan(0.7);
});

test("too few rows give a reason", () => {
  expect(neighbourAuc(normalMatrix(9, 2, 1), normalMatrix(40, 2, 1))).toMatchObject({
    value: null,
    reason: "9 reference vectors; 10 are needed",
  });
});
