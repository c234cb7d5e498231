import { expect, test } from "vitest";
import { krippendorffAlpha } from "../../src/analysis/krippendorff-alpha.ts";
import { expectClose, goldenCases } from "./golden.ts";

const metrics = ["nominal", "ordinal", "interval", "ratio"] as const;

interface Inputs {
  readonly ratersByUnits: (number | null)[][];
}

const byItem = (raters: (number | null)[][]) => (raters[0] ?? []).map((_, item) => raters.map((rater) => rater[item]));

for (const { id, inputs, expected } of goldenCases<Inputs, Record<string, number>>("krippendorff_alpha"))
  test(`alpha is Krippendorff's own: ${id}`, () => {
    for (const metric of metrics)
      expectClose(
        krippendorffAlpha(byItem(inputs.ratersByUnits), { metric, interval: "none" }).value,
        expected[metric],
      );
  });

test("alpha of counted ratings by six raters is that of irrCAC", () => {
  const cases = goldenCases<{ counts?: number[][] }, { krippendorffNominal?: number }>("gwet_ac");
  const found = cases.find(({ expected }) => expected.krippendorffNominal !== undefined);
  const ratings = (found?.inputs.counts ?? []).map((row) =>
    row.flatMap((count, label) => Array.from({ length: count }, () => label)),
  );
  expectClose(krippendorffAlpha(ratings, { interval: "none" }).value, found?.expected.krippendorffNominal);
});

test("texts take their order from the scale, and without one only nominal distances", () => {
  const ratings = [
    ["bad", "fair"],
    ["good", "good"],
    ["fair", "good"],
    ["bad", "bad"],
  ];
  const numbers = [
    [1, 2],
    [3, 3],
    [2, 3],
    [1, 1],
  ];
  const ordinal = (values: (string | number)[][], scale?: string[]) =>
    krippendorffAlpha(values, { metric: "ordinal", scale, interval: "none" }).value;
  expectClose(ordinal(ratings, ["bad", "fair", "good"]), ordinal(numbers));
  expect(() => ordinal(ratings)).toThrow("ordinal distances of texts need a scale: bad, fair, good");
  expect(() => ordinal(ratings, ["bad", "good"])).toThrow("a label is not on the scale: fair");
});

test("the interval comes from resampling items, and has its seed", () => {
  const ratings = Array.from({ length: 60 }, (_, item) => [item % 5, (item * 7) % 11 < 7 ? item % 5 : (item + 1) % 5]);
  const drawn = krippendorffAlpha(ratings, { metric: "ordinal", seed: 2, draws: 400 });
  const value = drawn.value as number;
  expect(drawn.low as number).toBeLessThan(value);
  expect(drawn.high as number).toBeGreaterThan(value);
  expect(krippendorffAlpha(ratings, { metric: "ordinal", seed: 2, draws: 400 })).toEqual(drawn);
  const pairs = krippendorffAlpha(ratings, {
    metric: "ordinal",
    seed: 2,
    clusters: ratings.map((_, item) => item >> 4),
  });
  expect(pairs.low).not.toBe(drawn.low);
});

test("no second rating and no variation have their reasons", () => {
  expect(krippendorffAlpha([[1, null], [2]]).reason).toBe("no item has two ratings");
  expect(
    krippendorffAlpha([
      [3, 3],
      [3, 3, null],
    ]),
  ).toMatchObject({
    value: null,
    n: 2,
    reason: "no variation: all ratings are equal",
  });
});
