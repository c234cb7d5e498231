import { describe, expect, test } from "vitest";
import { normalQuantile } from "../../src/analysis/distributions.ts";
import type { Estimate } from "../../src/analysis/estimate.ts";
import { ppiMean } from "../../src/analysis/ppi-mean.ts";
import { wilsonInterval } from "../../src/analysis/proportion-interval.ts";
import { type Random, seededRandom } from "../../src/analysis/random.ts";
import { roganGladen } from "../../src/analysis/rogan-gladen.ts";

interface Setting {
  readonly rate: number;
  readonly tpr: number;
  readonly tnr: number;
  readonly labels: number;
  readonly judged: number;
}

const settings: readonly Setting[] = [
  { rate: 0.8, tpr: 0.93, tnr: 0.8, labels: 100, judged: 1000 },
  { rate: 0.8, tpr: 0.93, tnr: 0.8, labels: 100, judged: 150 },
  { rate: 0.95, tpr: 0.95, tnr: 0.85, labels: 100, judged: 1000 },
  { rate: 0.6, tpr: 0.9, tnr: 0.9, labels: 50, judged: 200 },
  { rate: 0.8, tpr: 0.98, tnr: 0.95, labels: 200, judged: 200 },
];

const runs = 2000;

/** Items counted by truth and verdict: right fails, wrong passes, wrong fails, right passes. */
function draw(random: Random, n: number, { rate, tpr, tnr }: Setting): Uint32Array {
  const cells = new Uint32Array(4);
  for (let item = 0; item < n; item++) {
    const truth = random.next() < rate;
    const passed = random.next() < (truth ? tpr : 1 - tnr);
    cells[(truth ? 2 : 0) + (passed ? 1 : 0)]! += 1;
  }
  return cells;
}

function holds({ low, high }: Pick<Estimate, "low" | "high">, truth: number): boolean {
  return low !== null && high !== null && low <= truth && truth <= high;
}

/** Share of runs in which the interval holds the true rate. */
function coverage(
  setting: Setting,
  seed: number,
  interval: (random: Random) => Pick<Estimate, "low" | "high">,
): number {
  const random = seededRandom(seed);
  let held = 0;
  for (let run = 0; run < runs; run++) if (holds(interval(random), setting.rate)) held++;
  return held / runs;
}

describe("95 % intervals of the corrected rate hold the true rate in 92 to 98 % of 2,000 seeded runs", () => {
  test.each(settings)("Rogan–Gladen with Lee's interval: %o", (setting) => {
    const share = coverage(setting, 20260401, (random) => {
      const [rightFail = 0, wrongPass = 0, wrongFail = 0, rightPass = 0] = draw(random, setting.labels, setting);
      const [, wrong = 0, , right = 0] = draw(random, setting.judged, setting);
      return roganGladen({
        judged: setting.judged,
        passed: wrong + right,
        positives: wrongFail + rightPass,
        truePositives: rightPass,
        negatives: rightFail + wrongPass,
        trueNegatives: rightFail,
      });
    });
    expect(share).toBeGreaterThanOrEqual(0.92);
    expect(share).toBeLessThanOrEqual(0.98);
  });

  test.each(settings)("PPI++ on the scale of log odds: %o", (setting) => {
    const share = coverage(setting, 20260402, (random) =>
      ppiOf(draw(random, setting.labels, setting), draw(random, setting.judged, setting)),
    );
    expect(share).toBeGreaterThanOrEqual(0.92);
    expect(share).toBeLessThanOrEqual(0.98);
  });
});

function ppiOf(labelled: Uint32Array, others: Uint32Array): Estimate {
  const [labels, scores]: [number[], number[]] = [[], []];
  for (const [cell, times] of labelled.entries())
    for (let item = 0; item < times; item++) {
      labels.push(cell >> 1);
      scores.push(cell & 1);
    }
  const [, wrong = 0, , right = 0] = others;
  const judged = others.reduce((sum, times) => sum + times, 0);
  const verdicts = Float64Array.from({ length: judged }, (_, item) => (item < wrong + right ? 1 : 0));
  return ppiMean(labels, scores, verdicts, { interval: "logit" });
}

test("what coverage tells: the judge's own rate, uncorrected, misses the truth nearly always", () => {
  const [setting] = settings as [Setting];
  const biased = { ...setting, tnr: 0.5 };
  const share = coverage(biased, 3, (random) => {
    const [, wrong = 0, , right = 0] = draw(random, biased.judged, biased);
    return wilsonInterval(wrong + right, biased.judged, normalQuantile(0.975)) ?? { low: null, high: null };
  });
  expect(share).toBeLessThan(0.2);
});
