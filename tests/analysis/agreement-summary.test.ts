import { expect, test } from "vitest";
import { agreementSummary } from "../../src/analysis/agreement-summary.ts";
import { cohenKappa } from "../../src/analysis/cohen-kappa.ts";
import { gwetAC } from "../../src/analysis/gwet-ac.ts";
import { kendall } from "../../src/analysis/kendall.ts";
import { krippendorffAlpha } from "../../src/analysis/krippendorff-alpha.ts";
import { pearson } from "../../src/analysis/pearson.ts";
import { seededRandom } from "../../src/analysis/random.ts";
import { scoreErrors } from "../../src/analysis/score-errors.ts";
import { scottPi } from "../../src/analysis/scott-pi.ts";
import { spearman } from "../../src/analysis/spearman.ts";
import { expectClose } from "./golden.ts";

const random = seededRandom(8);
const human = Array.from({ length: 200 }, () => 1 + random.below(5));
const judge = human.map((score) => (random.next() < 0.6 ? score : Math.min(5, score + 1)));
const scale = [1, 2, 3, 4, 5];

test("all figures are those of the functions of the same names", () => {
  const { statistics } = agreementSummary(judge, human, scale, { draws: 200, seed: 4 });
  const kappa = (weights: "none" | "linear" | "quadratic") =>
    cohenKappa(judge, human, { scale, weights, interval: "none" }).value;
  const ratings = judge.map((label, item) => [label, human[item] as number]);
  const alpha = (metric: "nominal" | "ordinal" | "interval") =>
    krippendorffAlpha(ratings, { metric, interval: "none", scale }).value;
  const errors = scoreErrors(judge, human);
  const expected = {
    agreement: cohenKappa(judge, human, { scale, interval: "none" }).agreement,
    kappa: kappa("none"),
    kappaLinear: kappa("linear"),
    kappaQuadratic: kappa("quadratic"),
    scottPi: scottPi(judge, human, scale, { draws: 10 }).value,
    ac1: gwetAC(ratings, { scale }).value,
    ac2Linear: gwetAC(ratings, { scale, weights: "linear" }).value,
    ac2Quadratic: gwetAC(ratings, { scale, weights: "quadratic" }).value,
    alphaNominal: alpha("nominal"),
    alphaOrdinal: alpha("ordinal"),
    alphaInterval: alpha("interval"),
    pearson: pearson(judge, human).value,
    spearman: spearman(judge, human).value,
    kendall: kendall(judge, human).value,
    bias: errors.bias.value,
    meanAbsoluteError: errors.meanAbsolute.value,
    rootMeanSquareError: errors.rootMeanSquare.value,
  };
  for (const [name, value] of Object.entries(expected)) {
    const estimate = statistics[name as keyof typeof statistics];
    expectClose(estimate?.value, value);
    expect((estimate?.low as number) < (value as number) && (value as number) < (estimate?.high as number), name).toBe(
      true,
    );
  }
});

test("labels without order have no statistics that need one", () => {
  const { statistics } = agreementSummary(["a", "b", "a"], ["a", "b", "b"], ["a", "b"], { draws: 20 });
  expect(Object.keys(statistics)).toEqual(["agreement", "kappa", "scottPi", "brennanPrediger", "ac1", "alphaNominal"]);
  expect(Object.keys(agreementSummary([1], [1], [5, 4, 3, 2, 1]).statistics).length).toBe(6);
});

test("what does not vary is null with its reason", () => {
  const { statistics } = agreementSummary([3, 3, 3, 3], [3, 3, 3, 3], scale, { draws: 20 });
  expect(statistics.kappa).toMatchObject({
    value: null,
    reason: "no variation: both sides give one and the same label",
  });
  expect(statistics.spearman?.reason).toBe("no variation: one side gives one label to all items");
  expect(statistics.ac1.value).toBe(1);
  expect(agreementSummary([null], [1], scale).statistics.kappa.reason).toBe("no items");
});
