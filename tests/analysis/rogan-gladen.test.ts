import { expect, test } from "vitest";
import { roganGladen } from "../../src/analysis/rogan-gladen.ts";
import { expectClose, goldenCases } from "./golden.ts";

interface Inputs {
  readonly observedPassRate?: number;
  readonly tnr_q0?: number;
  readonly tpr_q1?: number;
  readonly nUnlabelled?: number;
  readonly mNeg?: number;
  readonly mPos?: number;
  readonly testLabels?: number[];
  readonly testPreds?: number[];
  readonly unlabeledPreds?: number[];
  readonly tpFnTnFp?: readonly [number, number, number, number];
  readonly unlabeledPass?: number;
  readonly unlabeledN?: number;
}

interface Expected {
  readonly rawEstimate?: number;
  readonly clipped?: number;
  readonly deltaMethodSE?: number;
  readonly waldCI_unclipped?: number[];
  readonly leeAdjustedCI?: number[];
  readonly theta?: number;
  readonly tpr?: number;
  readonly tnr?: number;
}

const cases = goldenCases<Inputs, Expected>("rogan_gladen");

for (const { id, inputs, expected } of cases.filter(({ expected: { rawEstimate } }) => rawEstimate !== undefined))
  test(`the corrected rate and its intervals are those of the reference: ${id}`, () => {
    const { observedPassRate = 0, tnr_q0 = 0, tpr_q1 = 0, nUnlabelled = 0, mNeg = 0, mPos = 0 } = inputs;
    const result = roganGladen({
      judged: nUnlabelled,
      passed: observedPassRate * nUnlabelled,
      positives: mPos,
      truePositives: tpr_q1 * mPos,
      negatives: mNeg,
      trueNegatives: tnr_q0 * mNeg,
    });
    expectClose(
      [result.raw, result.value, result.standardError],
      [expected.rawEstimate, expected.clipped, expected.deltaMethodSE],
    );
    expectClose([result.wald?.low, result.wald?.high], expected.waldCI_unclipped);
    expectClose([result.low, result.high], expected.leeAdjustedCI);
  });

test("the corrected rate is judgy's", () => {
  const [readme, hundred] = cases.filter(({ expected }) => expected.theta !== undefined);
  const { testLabels = [], testPreds = [], unlabeledPreds = [] } = readme?.inputs ?? {};
  const passing = (label: number) => testPreds.filter((verdict, item) => verdict === 1 && testLabels[item] === label);
  const positives = testLabels.filter((label) => label === 1).length;
  const small = roganGladen({
    judged: unlabeledPreds.length,
    passed: unlabeledPreds.filter((verdict) => verdict === 1).length,
    positives,
    truePositives: passing(1).length,
    negatives: testLabels.length - positives,
    trueNegatives: testLabels.length - positives - passing(0).length,
  });
  expectClose([small.value, small.truePositiveRate, small.trueNegativeRate], [0.75, 0.75, 0.75]);
  const [tp = 0, fn = 0, tn = 0, fp = 0] = hundred?.inputs.tpFnTnFp ?? [];
  const { unlabeledN = 0, unlabeledPass = 0 } = hundred?.inputs ?? {};
  const large = roganGladen({
    judged: unlabeledN,
    passed: unlabeledPass,
    positives: tp + fn,
    truePositives: tp,
    negatives: tn + fp,
    trueNegatives: tn,
  });
  const { theta, tpr, tnr } = hundred?.expected ?? {};
  expectClose([large.value, large.truePositiveRate, large.trueNegativeRate], [theta, tpr, tnr]);
  // judgy resamples only the labelled items: its interval is of the same size.
  expect(Math.abs((large.low as number) - 0.775)).toBeLessThan(0.05);
  expect(Math.abs((large.high as number) - 0.937)).toBeLessThan(0.05);
});

const judge = { judged: 100, passed: 60, positives: 20, truePositives: 18, negatives: 20, trueNegatives: 15 };

test("a judge no better than chance, a class without labels and no items are undefined, with the reason", () => {
  expect(roganGladen({ ...judge, truePositives: 5 })).toMatchObject({
    value: null,
    reason: "the judge is uninformative: TPR + TNR is 1 or less",
    truePositiveRate: 0.25,
  });
  expect(roganGladen({ ...judge, positives: 0, truePositives: 0 }).reason).toBe("no labelled item is truly positive");
  expect(roganGladen({ ...judge, negatives: 0, trueNegatives: 0 }).reason).toBe("no labelled item is truly negative");
  expect(roganGladen({ ...judge, judged: 0, passed: 0 }).reason).toBe("no item was judged");
  expect(() => roganGladen({ ...judge, passed: 101 })).toThrow("passed must lie from 0 to 100: 101");
});

test("too few labels to tell the judge from chance have a value but no interval, and a misfit is said", () => {
  const few = roganGladen({ ...judge, positives: 1, truePositives: 1, negatives: 100, trueNegatives: 10 });
  expect(few.value).not.toBeNull();
  expect(few).toMatchObject({ low: null });
  const misfit = roganGladen({
    ...judge,
    judged: 500,
    passed: 10,
    positives: 200,
    truePositives: 180,
    negatives: 200,
    trueNegatives: 160,
  });
  expect(misfit).toMatchObject({ value: 0, low: 0, high: 0 });
  expect(misfit.reason).toContain("the interval lies outside 0 and 1");
});
