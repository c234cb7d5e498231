import { expect, test } from "vitest";
import { openEngine } from "../main/engine.ts";
import { kappaOfTable } from "../src/analysis/agreement-of-table.ts";
import { agreementSummary } from "../src/analysis/agreement-summary.ts";
import { alternativeAnnotatorTest } from "../src/analysis/alternative-annotator.ts";
import { binaryRates } from "../src/analysis/binary-rates.ts";
import { calibrationError } from "../src/analysis/calibration-error.ts";
import { cohenKappa } from "../src/analysis/cohen-kappa.ts";
import { humanCeiling } from "../src/analysis/human-ceiling.ts";
import { levelMeans } from "../src/analysis/level-means.ts";
import { rocAuc } from "../src/analysis/roc-auc.ts";
import { scoreErrors } from "../src/analysis/score-errors.ts";
import { verbosity } from "../src/analysis/verbosity.ts";
import { calibrate as calibrateAll, parts } from "../src/cells/calibration/compute/calibrate.ts";
import type { CalibrationInput, Subject } from "../src/cells/calibration/compute/subject.ts";
import { calibration } from "../src/cells/calibration/index.tsx";
import { cellContext } from "../src/notebook/cell-context.ts";
import { createStore } from "../src/notebook/store.ts";
import { median, report, stopwatch } from "./report.ts";
import { type Dimension, dimension, draws, inPython, peerWords, random } from "./statistics-peer.ts";

// What the calibration cell computes, beside the same in plain Python where it is installed: kappa with its interval, and
// all agreement statistics of each dimension with theirs. One thread each, and all by processor time, since that depends
// less on what else the machine does.

const rounds = 5;
const scale = [1, 2, 3, 4, 5];
const small = dimension(1000);
const dimensions = Array.from({ length: 5 }, () => dimension(10_000));

/** Milliseconds of processor time. */
function timed(action: () => unknown, times = rounds): number {
  const spent = Array.from({ length: times }, () => {
    const start = process.cpuUsage();
    action();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return median(spent);
}

function calibrate({ judge, humans, words }: Dimension): void {
  const [human] = humans;
  const pass = (scores: number[]) => scores.map((score) => Number(score >= 4));
  const probabilities = judge.map((score) => (score - 1) / 4);
  agreementSummary(judge, human, scale, { draws });
  humanCeiling(judge, humans, { scale, statistic: kappaOfTable("quadratic"), draws });
  binaryRates(pass(judge), pass(human), { positive: 1, negative: 0, draws });
  calibrationError(probabilities, pass(human), { draws });
  rocAuc(probabilities, pass(human));
  scoreErrors(judge, human);
  levelMeans(judge, human, scale);
  alternativeAnnotatorTest(judge, humans);
  verbosity(judge, human, words);
}

test("statistics of calibration", () => {
  const python = inPython(small, dimensions);
  const peerIs = peerWords(python);
  const [human] = small.humans;
  const kappa = () => cohenKappa(small.judge, human, { scale, weights: "quadratic", draws, method: "percentile" });
  const { low, high } = kappa();
  if (python && !python.scaled) {
    expect(Math.abs((low as number) - python.kappa[0])).toBeLessThan(0.01);
    expect(Math.abs((high as number) - python.kappa[1])).toBeLessThan(0.01);
  }
  report({
    name: "kappa of 1,000 items with interval",
    unit: "ms",
    ours: timed(kappa),
    peer: python?.kappaMs ?? null,
    peerIs,
    target: { most: 200, of: "ours" },
    n: rounds,
  });
  report({
    name: "agreement of 10,000 items × 5 with intervals",
    unit: "ms",
    ours: timed(() => {
      for (const { judge, humans } of dimensions) agreementSummary(judge, humans[0], scale, { draws });
    }, 3),
    peer: python?.summaryMs ?? null,
    peerIs,
    n: 3,
  });
  report({
    name: "full calibration of 10,000 items × 5",
    unit: "ms",
    ours: timed(() => dimensions.forEach(calibrate), 3),
    peer: null,
    target: { most: 5000, of: "ours" },
    n: 3,
  });
});

/** A judge beside three people, another version of it, four slices and the length of what was judged. */
function calibrationInput(): CalibrationInput {
  const items = Int32Array.from({ length: 10_000 }, (_, item) => item);
  const near = (truth: readonly number[], right: number) =>
    Float64Array.from(truth, (score) => (random.next() < right ? score : 1 + random.below(5)));
  const subjects = dimensions.map(({ judge, humans }, place): Subject => {
    const people = humans.map((labels, rater) => ({ rater: `person ${rater}`, values: Float64Array.from(labels) }));
    const common = { dimension: `dimension ${place}`, judge: "v2", compare: "v1", type: "ordinal" as const };
    const lists = { probability: null, repeats: null, orders: null, notes: [] };
    const unlabelled = { values: Float64Array.from(scale), items: Float64Array.from([900, 800, 700, 600, 500]) };
    const scores = { scores: Float64Array.from(judge), other: near(humans[0], 0.5), people, raters: people };
    return {
      ...common,
      ...lists,
      ...scores,
      scale,
      names: scale.map(String),
      threshold: 4,
      cut: null,
      items,
      unlabelled,
    };
  });
  const words = { kind: "number" as const, values: Float64Array.from(dimensions[0]?.words ?? []) };
  const tenants = { kind: "text" as const, values: Array.from(items, (item) => `tenant ${item % 4}`) };
  return {
    subjects,
    slices: { tenant: tenants },
    bias: { length: words, position: null, family: tenants, own: ["tenant 1"], others: {} },
    clusters: null,
    weights: null,
    strata: null,
    strataSizes: {},
    options: {
      chosen: "random",
      consensus: "each",
      draws,
      seed: 1,
      width: 0.05,
      epsilon: 0.2,
      recalibrate: "auto",
      dangerous: {},
    },
  };
}

test("the calibration cell", async () => {
  const input = calibrationInput();
  let told = 0;
  const run = () => calibrateAll.run(input, { progress: () => told++, picture: () => undefined });
  report({
    name: "calibration cell's computation, 10,000 items × 5, 3 people, 2 versions, slices",
    unit: "ms",
    ours: timed(run, 3),
    peer: null,
    target: { most: 5000, of: "ours" },
    n: 3,
  });
  expect(told).toBe(3 * dimensions.length * parts.length);
  const engine = await openEngine();
  await createStore(engine);
  await engine.query(`INSERT INTO store.scores BY NAME SELECT 'sample' AS target_type, 'item ' || i AS target_id,
      'dimension ' || d AS name, least(5, 1 + hash(i, d) % 5 + (hash(i, d, r) % 10 = 0)::INT)::DOUBLE AS value_num,
      CASE WHEN r < 2 THEN 'judge' ELSE 'human' END AS source, ['v1', 'v2', 'ana', 'ben', 'cy'][r + 1] AS rater
    FROM range(10000) a(i), range(5) b(d), range(5) c(r)`);
  const spec = calibration.parse("judge: v2\ncompare: v1\nchosen: all\n");
  const whole = await stopwatch(() => calibration.evaluate(spec, cellContext({ name: "judges", engine })));
  report({ name: "calibration cell with its reading, 250,000 scores", unit: "ms", ours: whole, peer: null, n: 1 });
  await engine.close();
});
