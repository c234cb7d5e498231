import { expect, test } from "vitest";
import { wilsonInterval } from "../../src/analysis/proportion-interval.ts";

test("Wilson intervals are those of statsmodels' proportion_confint", () => {
  const cases = [
    [8, 10, 0.49016247153664183, 0.9433178485456247],
    [0, 20, 0, 0.1611251580528194],
    [20, 20, 0.8388748419471804, 1],
    [85, 100, 0.7671644040916763, 0.9069401471634337],
    [1, 1, 0.2065493143772374, 1],
  ] as const;
  for (const [k, n, low, high] of cases) {
    expect(wilsonInterval(k, n)?.low).toBeCloseTo(low, 9);
    expect(wilsonInterval(k, n)?.high).toBeCloseTo(high, 9);
  }
});

test("nothing tried has no interval, and more successes than tries are refused", () => {
  expect(wilsonInterval(0, 0)).toBeNull();
  expect(() => wilsonInterval(3, 2)).toThrow("successes must lie from 0 to 2: 3");
});
