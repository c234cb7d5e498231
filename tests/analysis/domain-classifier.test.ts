import { expect, test } from "vitest";
import { domainClassifier } from "../../src/analysis/domain-classifier.ts";
import { matrixOf } from "../../src/analysis/matrix.ts";
import { ridgeLogistic } from "../../src/analysis/ridge-logistic.ts";
import { areaUnderRoc, rocAuc } from "../../src/analysis/roc-auc.ts";
import { expectClose, goldenCases } from "./golden.ts";
import { normalMatrix } from "./normal-matrix.ts";

for (const { id, inputs, expected } of goldenCases<{ label: number[]; score: number[] }, { auc: number }>(
  "auc_domain_classifier",
))
  test(`the AUC is scikit-learn's: ${id}`, () => {
    expectClose(rocAuc(inputs.score, inputs.label).value, expected.auc);
  });

test("the logistic regression stands where its penalised loss is least", () => {
  const points = normalMatrix(60, 3, 1);
  const labels = Uint8Array.from({ length: 60 }, (_, row) =>
    (points.data[row * 3] as number) + (points.data[row * 3 + 1] as number) > 0.3 ? 1 : 0,
  );
  const rows = Uint32Array.from({ length: 50 }, (_, row) => row);
  const weights = ridgeLogistic(points, rows, { penalty: 2 }).fit(labels);
  const loss = (of: Float64Array) => {
    let sum = of.subarray(0, 3).reduce((total, weight) => total + weight * weight, 0);
    for (const row of rows) {
      const margin = [0, 1, 2].reduce(
        (total, at) => total + (points.data[row * 3 + at] as number) * (of[at] as number),
        of[3] as number,
      );
      sum += Math.log1p(Math.exp(labels[row] ? -margin : margin));
    }
    return sum;
  };
  for (let at = 0; at < 4; at++)
    for (const move of [-0.01, 0.01])
      expect(loss(weights.with(at, (weights[at] as number) + move))).toBeGreaterThan(loss(weights));
});

test("a shift is told from chance, and its rows say which look new", () => {
  const [before, after] = [normalMatrix(150, 20, 1), normalMatrix(120, 20, 2, 0.35)];
  const found = domainClassifier(before, after);
  expect(found.value).toBeGreaterThan(0.75);
  expect(found.low).toBeGreaterThan(0.7);
  expect(found).toMatchObject({ p: 0.01, permutations: 99, referenceRows: 150, currentRows: 120, n: 270 });
  expect(found.scores.length).toBe(270);
  const most = found.scores.toSorted((one, other) => other.score - one.score).slice(0, 30);
  expect(most.filter(({ side }) => side === "current").length).toBeGreaterThan(24);
  expect(domainClassifier(before, after)).toEqual(found);
});

test("without drift the AUC is about one half, also with more dimensions than vectors", () => {
  const { value, p } = domainClassifier(normalMatrix(40, 100, 1), normalMatrix(50, 100, 2));
  expect(Math.abs((value ?? 0) - 0.5)).toBeLessThan(0.2);
  expect(p).toBeGreaterThan(0.05);
});

test("copies of one text do not make drift when they belong together", () => {
  const copied = (seed: number) => {
    const { data } = normalMatrix(12, 6, seed);
    return matrixOf(
      Float32Array.from({ length: 12 * 6 * 10 }, (_, place) => data[place % 72] as number),
      6,
    );
  };
  const clusters = Array.from({ length: 240 }, (_, row) => (row < 120 ? row % 12 : 12 + (row % 12)));
  expect(domainClassifier(copied(1), copied(2)).p).toBe(0.01);
  expect(domainClassifier(copied(1), copied(2), { clusters }).p).toBeGreaterThan(0.05);
});

test("the first step of each fit ranks rows much as all of them do", () => {
  const [before, after] = [normalMatrix(150, 40, 1), normalMatrix(120, 40, 2, 0.2)];
  const options = { components: 20, permutations: 0 };
  const [whole, first] = [
    domainClassifier(before, after, options),
    domainClassifier(before, after, { ...options, steps: 1 }),
  ];
  expect(Math.abs((whole.value ?? 0) - (first.value ?? 1))).toBeLessThan(0.01);
  expect(first.value).not.toBe(whole.value);
});

test("the area alone is the AUC, with ties and without a class", () => {
  const scores = Float64Array.of(3, 1, 2, 2, 5, 2, 1);
  const labels = Uint8Array.of(1, 0, 1, 0, 1, 0, 1);
  expect(areaUnderRoc(scores, labels)).toBeCloseTo(rocAuc(scores, labels).value ?? 0, 12);
  expect(
    areaUnderRoc(
      scores,
      labels.map(() => 1),
    ),
  ).toBeNull();
});

test("a classifier that cannot be made is null with a reason", () => {
  const some = normalMatrix(20, 3, 1);
  const equal = matrixOf(new Float32Array(60).fill(1), 3);
  expect(domainClassifier(some, normalMatrix(9, 3, 1))).toMatchObject({
    value: null,
    p: null,
    scores: [],
    reason: "9 current vectors; 10 are needed",
  });
  expect(domainClassifier(equal, equal).reason).toBe("all vectors are equal");
  expect(domainClassifier(some, some, { clusters: Array(40).fill("one") }).reason).toBe("fewer clusters than folds");
  expect(domainClassifier(some, normalMatrix(20, 4, 1)).reason).toContain("3 dimensions");
});
