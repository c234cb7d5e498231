import { expect, test } from "vitest";
import { type Matrix, matrixOf, stacked } from "../../../src/analysis/matrix.ts";
import { wilsonInterval } from "../../../src/analysis/proportion-interval.ts";
import { type Random, seededRandom } from "../../../src/analysis/random.ts";
import { foundClusters } from "../../../src/cells/embedding-drift/clusters.ts";
import { type DriftInput, uses } from "../../../src/cells/embedding-drift/input.ts";
import { measured } from "../../../src/cells/embedding-drift/measures.ts";
import { comparedParts, segmentParts, windowParts } from "../../../src/cells/embedding-drift/parts.ts";

// How often each of the cell's own verdicts is raised without drift, and on a stated shift (at least 80 %), by simulation
// with a fixed seed: the verdict on all vectors, that on any window or segment, and that on any cluster. A rate without
// drift passes unless it is above 6 % by more than Monte-Carlo error. CASEBOOK_DRAWS=10 makes ten times as many draws.

const times = Number(process.env.CASEBOOK_DRAWS ?? 1);
const dimensions = 8;

/** Vectors about a mean that moves by `shift` standard deviations in the first dimension alone. */
function vectors(n: number, random: Random, shift = 0): Matrix {
  const data = Float32Array.from({ length: n * dimensions }, (_, place) => {
    return random.normal() + (place % dimensions === 0 ? shift : 0);
  });
  return matrixOf(data, dimensions);
}

/** Rows of a side that are compared each with each: the same statistics as of the cell's 300 and 1,000, in less time. */
const most = 80;

type IsRaised = (before: Matrix, after: Matrix, seed: number) => boolean;

const isRaised: IsRaised = (before, after, seed) => {
  const units = Array.from(Array(before.rows + after.rows).keys());
  const { verdict } = measured(before, after, { permutations: 39, seed, units, most });
  return verdict.word === "drifted" || verdict.word === "monitor";
};

const parts = 4;

/** Both sides cut into four windows or segments. */
function cutInput(before: Matrix, after: Matrix, seed: number): DriftInput {
  const rows = before.rows + after.rows;
  const part = Int32Array.from({ length: rows }, (_, row) => row % parts);
  return {
    ...{ vectors: Float32Array.from(stacked(before, after).data), columns: dimensions, rows },
    side: Uint8Array.from({ length: rows }, (_, row) => (row < before.rows ? 0 : 1)),
    uses: new Uint8Array(rows).fill(uses.side + uses.window + uses.segment),
    // Windows of the reference are 0 to 3, those of the current rows 4 to 7.
    window: part.map((each, row) => (row < before.rows ? each : each + parts)),
    ...{ segment: part, unit: Int32Array.from(Array(rows).keys()), texts: [], windows: 2 * parts, segments: parts },
    ...{ clusters: 4, clustersOf: "both", permutations: 99, seed },
  };
}

const anyPart = (input: DriftInput, isWindows: boolean) =>
  comparedParts(input, isWindows ? windowParts(input) : segmentParts(input), { isFixed: isWindows, most }).some(
    ({ verdict }) => verdict === "drifted" || verdict === "monitor",
  );

const isWindowRaised: IsRaised = (before, after, seed) => anyPart(cutInput(before, after, seed), true);
const isSegmentRaised: IsRaised = (before, after, seed) => anyPart(cutInput(before, after, seed), false);

const isClusterRaised: IsRaised = (before, after, seed) => {
  const options = { clusters: 5, clustersOf: seed % 2 ? "both" : "reference", seed, texts: [] } as const;
  return foundClusters(before, after, options).clusters.some(({ adjustedP }) => (adjustedP ?? 1) <= 0.05);
};

const verdicts = [
  { name: "all vectors", verdict: isRaised, shift: 1, seed: 100 },
  { name: "any cluster", verdict: isClusterRaised, shift: 2, seed: 110 },
].flatMap(({ seed, ...each }) => [
  { ...each, n: 100, draws: 100, seed },
  { ...each, n: 500, draws: 60, seed: seed + 1 },
  { ...each, n: 5000, draws: 20, seed: seed + 2 },
]);

// A fourth of the rows are in a window or segment, so at n = 100 none has the 30 that a verdict needs.
const cut = [
  { name: "any window", verdict: isWindowRaised, n: 400, draws: 30, shift: 1, seed: 120 },
  { name: "any segment", verdict: isSegmentRaised, n: 400, draws: 60, shift: 1, seed: 121 },
  { name: "any segment", verdict: isSegmentRaised, n: 2000, draws: 15, shift: 1, seed: 122 },
];

test.each([...verdicts, ...cut])(
  "$name: at n = $n no alarm without drift, and one on a shift of $shift sd",
  ({ verdict, n, draws, shift, seed }) => {
    const random = seededRandom(seed);
    const raisedOf = (count: number, moved: number) => {
      let raised = 0;
      for (let draw = 1; draw <= count; draw++)
        if (verdict(vectors(n, random), vectors(n, random, moved), draw)) raised++;
      return raised;
    };
    const raised = raisedOf(draws * times, 0);
    if (times > 1) console.log(`${expect.getState().currentTestName}: ${raised} of ${draws * times}`);
    expect(wilsonInterval(raised, draws * times)?.low, `${raised} of ${draws * times}`).toBeLessThanOrEqual(0.06);
    expect(raisedOf(10, shift) / 10).toBeGreaterThanOrEqual(0.8);
  },
  60_000 * times,
);
