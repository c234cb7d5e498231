import { expect, test } from "vitest";
import { ppiMean } from "../../src/analysis/ppi-mean.ts";
import { expectClose, goldenCases } from "./golden.ts";

interface Inputs {
  readonly Y: number[];
  readonly Yhat: number[];
  readonly YhatUnlabeled: number[];
  readonly alpha: number;
}

interface Interval {
  readonly estimate: number;
  readonly ci: number[];
}

interface Expected {
  readonly classical_lam0: Interval;
  readonly ppi_lam1?: Interval;
  readonly ppi_plus_plus?: Interval;
  readonly lambdaHatClipped?: number;
}

for (const { id, inputs, expected } of goldenCases<Inputs, Expected>("ppi_mean"))
  test(`prediction-powered means are those of ppi_py: ${id}`, () => {
    const mean = (lambda?: number) =>
      ppiMean(inputs.Y, inputs.Yhat, inputs.YhatUnlabeled, { lambda, level: 1 - inputs.alpha, smallest: 2 });
    const same = (actual: ReturnType<typeof mean>, interval: Interval) =>
      expectClose([actual.value, actual.low, actual.high], [interval.estimate, ...interval.ci]);
    same(mean(0), expected.classical_lam0);
    if (expected.ppi_lam1) same(mean(1), expected.ppi_lam1);
    same(mean(), expected.ppi_plus_plus ?? expected.classical_lam0);
    expectClose(mean().lambda, expected.lambdaHatClipped ?? 0);
  });

test("too few labels have a value but no interval, and none at all have neither", () => {
  expect(ppiMean([1, 0], [1, 1], [1, 0, 1])).toMatchObject({
    low: null,
    reason: "no interval: fewer than 30 labelled items",
  });
  expect(ppiMean([null], [1], [1])).toMatchObject({ value: null, reason: "no labelled items" });
});

test("without unlabelled items only labels count, and gaps are left out", () => {
  const labels = Array.from({ length: 40 }, (_, item) => item % 2);
  const scores = labels.map((label) => 1 - label);
  expect(ppiMean(labels, scores, [])).toMatchObject({ lambda: 0, unlabelled: 0 });
  expect(ppiMean(labels, scores, []).value).toBeCloseTo(0.5, 12);
  expect(ppiMean([...labels, 1], [...scores, null], [1, null, 0, 1]).n).toBe(40);
  expect(ppiMean([...labels, 1], [...scores, null], [1, null, 0, 1]).unlabelled).toBe(3);
});

test("weights undo a sample that was not drawn evenly", () => {
  // Three of four items are 1; those that are 0 were labelled three times as often.
  const labels = [...Array.from({ length: 50 }, () => 1), ...Array.from({ length: 50 }, () => 0)];
  const weights = labels.map((label) => (label === 1 ? 3 : 1));
  const others = Array.from({ length: 400 }, (_, item) => (item % 4 ? 1 : 0));
  const { value, low, high } = ppiMean(labels, labels, others, { weights });
  expect(value).toBeCloseTo(0.75, 10);
  expect((low as number) < 0.75 && 0.75 < (high as number)).toBe(true);
  expect(() => ppiMean([1], [1], [1], { weights: [0] })).toThrow("a weight must be positive: 0");
});

test("on the scale of log odds an interval stays within 0 and 1, and is nearly the plain one in the middle", () => {
  const labels = Array.from({ length: 60 }, (_, item) => (item === 7 ? 0 : 1));
  const [plain, odds] = (["plain", "logit"] as const).map((interval) => ppiMean(labels, labels, [], { interval }));
  expect(plain?.high as number).toBeGreaterThan(1);
  expect((odds?.high as number) < 1 && (odds?.low as number) < (plain?.low as number)).toBe(true);
  const even = Array.from({ length: 400 }, (_, item) => item % 2);
  const middle = ppiMean(even, even, [], { interval: "logit" });
  expect(middle.low).toBeCloseTo(ppiMean(even, even, []).low as number, 3);
  expect(ppiMean([1, ...even], [1, ...even], [], { interval: "logit", smallest: 500 }).low).toBeNull();
});
