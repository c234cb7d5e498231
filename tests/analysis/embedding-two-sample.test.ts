import { expect, test } from "vitest";
import { centroidDrift } from "../../src/analysis/centroid-drift.ts";
import { componentsDrift } from "../../src/analysis/components-drift.ts";
import { domainClassifier } from "../../src/analysis/domain-classifier.ts";
import { energyDistance } from "../../src/analysis/energy-test.ts";
import { frechetDistance } from "../../src/analysis/frechet-distance.ts";
import { gatherVectors, type Matrix, matrixOf, meanRow } from "../../src/analysis/matrix.ts";
import { mmd } from "../../src/analysis/mmd.ts";
import { permutedSides } from "../../src/analysis/permuted-sides.ts";
import { spread, spreadRatio } from "../../src/analysis/spread.ts";
import { squaredDistances } from "../../src/analysis/squared-distances.ts";
import { expectClose, goldenCases } from "./golden.ts";
import { normalMatrix } from "./normal-matrix.ts";

interface Inputs {
  readonly X: number[][];
  readonly Y: number[][];
}

type Expected = Readonly<Record<string, number>> & {
  readonly centroidX?: number[];
  readonly centroidY?: number[];
  readonly spreadReference?: Readonly<Record<string, number>>;
  readonly spreadCurrent?: Readonly<Record<string, number>>;
};

function exact(rows: readonly number[][]): Matrix {
  return matrixOf(Float64Array.from(rows.flat()), rows[0]?.length ?? 1);
}

for (const { id, inputs, expected } of goldenCases<Inputs, Expected>("embedding_two_sample"))
  test(`comparing vectors gives the golden values: ${id}`, () => {
    const [x, y] = [exact(inputs.X), exact(inputs.Y)];
    const [means, distance, centroid] = [mmd(x, y), energyDistance(x, y), centroidDrift(x, y)];
    const found: Record<string, unknown> = {
      medianSqDistPooledDistinctPairs: 1 / (means.gamma ?? 0),
      gamma: means.gamma,
      mmd2Unbiased: means.value,
      mmd2Biased: means.biased,
      energyDistanceSquaredV: distance.value,
      energyDistanceSqrtV: Math.sqrt(distance.value ?? 0),
      energyStatisticT: distance.statistic,
      energySquaredU: distance.unbiased,
      frechetSquared: frechetDistance(x, y).value,
      centroidX: Array.from(meanRow(x)),
      centroidY: Array.from(meanRow(y)),
      centroidCosineSimilarity: centroid.cosine,
      centroidEuclidean: centroid.euclidean,
      centroidEuclideanStandardisedByRefRms: centroid.inReferenceSd,
      spreadRatio: spreadRatio(x, y).value,
    };
    for (const [name, value] of Object.entries(expected))
      if (name === "spreadReference" || name === "spreadCurrent")
        expectSpread(name === "spreadReference" ? x : y, value as unknown as Record<string, number>);
      else expectClose(found[name], value, 1e-9);
  });

function expectSpread(points: Matrix, expected: Readonly<Record<string, number>>): void {
  const { meanDistance, rms, meanPairwiseDistance, meanPairwiseCosine, participationRatio } = spread(points);
  expectClose(meanDistance, expected.meanDistToCentroid);
  expectClose(rms, expected.rmsDistToCentroid_sqrtTrCovPop);
  expectClose(meanPairwiseDistance, expected.meanPairwiseDist);
  expectClose(meanPairwiseCosine, expected.meanPairwiseCosineSim);
  expectClose(participationRatio, expected.effectiveRankParticipationRatio);
}

test("distances by tiles are those of a plain loop, over the edges of tiles and for few columns too", () => {
  for (const [rows, columns] of [
    [131, 5],
    [64, 1],
    [3, 70],
  ] as const) {
    const points = normalMatrix(rows, columns, 3);
    const tiles = squaredDistances(points);
    const plain = Array.from({ length: rows * rows }, (_, place) => {
      const [one, other] = [Math.floor(place / rows), place % rows];
      let sum = 0;
      for (let column = 0; column < columns; column++)
        sum +=
          ((points.data[one * columns + column] as number) - (points.data[other * columns + column] as number)) ** 2;
      return sum;
    });
    expectClose(tiles, plain, 1e-10);
  }
});

test("a shift is found, and the same seed gives the same p", () => {
  const [x, y] = [normalMatrix(80, 10, 1), normalMatrix(60, 10, 2, 0.5)];
  expect(mmd(x, y).p).toBe(1 / 500);
  expect(energyDistance(x, y, { permutations: 99 }).p).toBe(1 / 100);
  const [once, again] = [mmd(x, normalMatrix(60, 10, 3), { seed: 4 }), mmd(x, normalMatrix(60, 10, 3), { seed: 4 })];
  expect(once).toEqual(again);
  expect(once.p).toBeGreaterThan(0.05);
});

test("more rows than wanted are sampled, and the counts say so", () => {
  const result = mmd(normalMatrix(120, 3, 1), normalMatrix(40, 3, 2), { most: 50, permutations: 9 });
  expect(result).toMatchObject({ referenceRows: 50, currentRows: 40, permutations: 9 });
});

test("rows that belong together change sides together", () => {
  const copied = (matrix: Matrix, times: number) =>
    matrixOf(Float32Array.from(Array.from({ length: times }, () => [...matrix.data]).flat()), matrix.columns);
  const [x, y] = [copied(normalMatrix(8, 4, 5), 12), copied(normalMatrix(8, 4, 6), 12)];
  const clusters = Array.from({ length: 192 }, (_, row) => (row < 96 ? row % 8 : 8 + (row % 8)));
  expect(mmd(x, y).p).toBeLessThan(0.01);
  expect(mmd(x, y, { clusters }).p).toBeGreaterThan(0.05);
  const sides = permutedSides(3, 3, { clusters: ["a", "a", "b", "c", "c", "b"] });
  expect(sides.units).toBe(4);
  for (let deal = 0; deal < 20; deal++) {
    const rows = Array.from(sides.deal());
    expect(rows.includes(0)).toBe(rows.includes(1));
    expect(rows.includes(3)).toBe(rows.includes(4));
  }
  expect(() => permutedSides(3, 3, { clusters: [1] })).toThrow("clusters for 1 of 6 rows");
});

test("the centred cosine sees a shift that the plain one hides behind the common mean", () => {
  const offset = 20;
  const { cosine, centredCosine, inReferenceSd } = centroidDrift(
    normalMatrix(400, 6, 1, offset),
    normalMatrix(400, 6, 2, offset + 1),
  );
  expect(cosine).toBeGreaterThan(0.999);
  expect(inReferenceSd).toBeCloseTo(1, 1);
  expect(centredCosine).toBeCloseTo(Math.SQRT1_2, 1);
});

test("vectors of other lengths, missing and broken ones are left out with a reason", () => {
  const { matrix, kept, left } = gatherVectors([[1, 2], null, [3, 4], [1, 2, 3], [Number.NaN, 1], [], [5, 6]]);
  expect({ ...matrix, data: Array.from(matrix.data) }).toEqual({ data: [1, 2, 3, 4, 5, 6], rows: 3, columns: 2 });
  expect(Array.from(kept)).toEqual([0, 2, 6]);
  expect(left).toEqual([
    { index: 1, reason: "no vector" },
    { index: 3, reason: "3 dimensions instead of 2" },
    { index: 4, reason: "a number that is not finite" },
    { index: 5, reason: "no vector" },
  ]);
  expect(() => matrixOf(new Float32Array(5), 2)).toThrow("5 numbers are no rows of 2");
});

test("the reference against itself has no drift by any measure", () => {
  const points = normalMatrix(60, 6, 1);
  const { value, p } = mmd(points, points);
  expect(value).toBeLessThan(0);
  expect(p).toBe(1);
  expectClose(energyDistance(points, points).value, 0, 1e-12);
  expect(centroidDrift(points, points)).toMatchObject({
    centredCosine: 1,
    euclidean: 0,
    inReferenceSd: 0,
    reason: null,
  });
  expect(spreadRatio(points, points).value).toBe(1);
  expect(domainClassifier(points, points, { permutations: 39 }).p).toBeGreaterThan(0.5);
  expect(componentsDrift(points, points).value).toBe(0);
});

test("what cannot be told is null with a reason, never NaN", () => {
  const some = normalMatrix(5, 3, 1);
  const equal = matrixOf(new Float32Array(12).fill(2), 3);
  const zero = matrixOf(new Float32Array(12), 3);
  const broken = matrixOf(Float32Array.of(1, Number.NaN, 3, 4, 5, 6), 3);
  expect(mmd(some, normalMatrix(5, 4, 1)).reason).toBe("the reference has 3 dimensions, the current vectors have 4");
  expect(mmd(some, normalMatrix(1, 3, 1)).reason).toBe("1 current vectors; 2 are needed");
  expect(energyDistance(broken, some)).toMatchObject({ value: null, p: null });
  expect(mmd(equal, equal)).toMatchObject({ value: null, p: null, reason: "most vectors are equal" });
  expect(centroidDrift(equal, some)).toMatchObject({ inReferenceSd: null, reason: "all reference vectors are equal" });
  expect(centroidDrift(zero, some)).toMatchObject({ cosine: null, zeroVectors: { reference: 4, current: 0 } });
  expect(spread(zero)).toMatchObject({ rms: 0, participationRatio: null, meanPairwiseCosine: null });
  expect(spread(normalMatrix(1, 3, 1)).reason).toBe("1 vectors; 2 are needed");
  expect(spreadRatio(equal, some)).toEqual({ value: null, reason: "all reference vectors are equal" });
  expect(frechetDistance(some, broken).reason).toBe("a current vector holds a number that is not finite");
  expect(frechetDistance(normalMatrix(3, 300, 1), normalMatrix(3, 300, 1)).reason).toContain(
    "take principal components",
  );
});
