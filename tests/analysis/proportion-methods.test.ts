import { expect, test } from "vitest";
import { wilsonInterval } from "../../src/analysis/proportion-interval.ts";
import { type ProportionMethod, proportionInterval } from "../../src/analysis/proportion-methods.ts";
import { expectClose, goldenCases } from "./golden.ts";

const names: Readonly<Record<string, ProportionMethod>> = {
  beta: "clopper-pearson",
  jeffreys: "jeffreys",
  agresti_coull: "agresti-coull",
  normal: "wald",
};

for (const { id, inputs, expected } of goldenCases<{ k: number; n: number }, Record<string, number[]>>("proportion_ci"))
  test(`intervals of a share are those of statsmodels: ${id}`, () => {
    const ends = (interval: { low: number; high: number } | null) => [interval?.low, interval?.high];
    expectClose(ends(wilsonInterval(inputs.k, inputs.n)), expected.wilson);
    for (const [name, method] of Object.entries(names))
      expectClose(ends(proportionInterval(inputs.k, inputs.n, method)), expected[name]);
  });

test("nothing tried has no interval, and more successes than tries are refused", () => {
  expect(proportionInterval(0, 0, "jeffreys")).toBeNull();
  expect(() => proportionInterval(3, 2, "wald")).toThrow("successes must lie from 0 to 2: 3");
});
