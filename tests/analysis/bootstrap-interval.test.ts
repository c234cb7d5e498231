import { expect, test } from "vitest";
import { bootstrapInterval, shiftedTails } from "../../src/analysis/bootstrap-interval.ts";
import { expectClose, goldenCases } from "./golden.ts";

interface Inputs {
  readonly data: number[];
  readonly resampleIndices: number[][];
}

interface Expected {
  readonly replicates: number[];
  readonly percentileCI: number[];
  readonly basicCI: number[];
  readonly se_ddof1: number;
  readonly bca: { readonly alphas: number[]; readonly ci: number[] };
}

for (const { id, inputs, expected } of goldenCases<Inputs, Expected>("bootstrap"))
  test(`percentile, basic and BCa intervals are those of the reference: ${id}`, () => {
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const jackknife = inputs.data.map((_, left) => mean(inputs.data.filter((_, item) => item !== left)));
    const draws = inputs.resampleIndices.map((items) => mean(items.map((item) => inputs.data[item] as number)));
    expectClose(draws, expected.replicates);
    const { replicates } = expected;
    // The mean as numpy rounds it: BCa asks which draws equal it to the last bit.
    const value = 0.5125;
    expectClose(mean(inputs.data), value);
    const interval = (method: "percentile" | "basic" | "bca") => {
      const { low, high } = bootstrapInterval(replicates, value, 8, { method, jackknife });
      return [low, high];
    };
    expectClose(interval("percentile"), expected.percentileCI);
    expectClose(interval("basic"), expected.basicCI);
    expectClose(interval("bca"), expected.bca.ci);
    const sorted = Float64Array.from(replicates).sort();
    expectClose(shiftedTails(sorted, value, 0.025, { jackknife }), expected.bca.alphas);
    expectClose(bootstrapInterval(replicates, value, 8).standardError, expected.se_ddof1);
  });

test("up to one undefined draw in twenty is left out and counted; above, there is no interval", () => {
  const draws = (undefinedDraws: number) =>
    Array.from({ length: 100 }, (_, draw) => (draw < undefinedDraws ? Number.NaN : draw));
  const few = bootstrapInterval(draws(5), 50, 10);
  expect(few.undefinedDraws).toBe(5);
  expect(few.low).toBeCloseTo(5 + 94 * 0.025, 12);
  const many = bootstrapInterval(draws(6), 50, 10);
  expect([many.value, many.low, many.high]).toEqual([50, null, null]);
  expect(many.reason).toBe("no interval: undefined in 6 of 100 bootstrap draws");
});

test("draws that are all equal give no interval of width zero", () => {
  const { low, reason } = bootstrapInterval([1, 1, 1], 1, 10);
  expect([low, reason]).toEqual([null, "no interval: all bootstrap draws are equal"]);
});

test("where all draws lie on one side of the value, BCa gives percentiles; without a jackknife it is refused", () => {
  const draws = [1, 2, 3, 4];
  const bca = bootstrapInterval(draws, 9, 4, { method: "bca", jackknife: [1, 2] });
  expectClose([bca.low, bca.high], [1.075, 3.925]);
  expect(() => bootstrapInterval(draws, 2, 4, { method: "bca" })).toThrow("BCa needs a jackknife");
});
