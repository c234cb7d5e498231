import { describe, expect, test } from "vitest";
import { agreementSummary } from "../../../src/analysis/agreement-summary.ts";
import { cohenKappa } from "../../../src/analysis/cohen-kappa.ts";
import { krippendorffAlpha } from "../../../src/analysis/krippendorff-alpha.ts";
import { seededRandom } from "../../../src/analysis/random.ts";
import { parts } from "../../../src/cells/calibration/compute/calibrate.ts";
import { calibration } from "../../../src/cells/calibration/index.tsx";
import type { SubjectResult } from "../../../src/cells/calibration/result.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { judged, labelled, type SomeScore, scoresIn } from "../../support/scores.ts";

const engine = testStore();

async function run(scores: readonly SomeScore[], source = "") {
  const db = await scoresIn(await engine(), scores);
  return await evaluateCell(calibration, source, { engine: db });
}

async function only(scores: readonly SomeScore[], source = ""): Promise<SubjectResult> {
  const { subjects } = await run(scores, source);
  if (subjects.length !== 1 || !subjects[0]) throw new Error(`${subjects.length} subjects`);
  return subjects[0];
}

const ids = (n: number) => Array.from({ length: n }, (_, item) => `item-${String(item).padStart(4, "0")}`);

/** Scores from 1 to 5 of a judge and two people around the same truth. */
function ordinal(n: number, seed = 1) {
  const random = seededRandom(seed);
  const near = (truth: number, right: number) =>
    random.next() < right ? truth : Math.min(5, Math.max(1, truth + (random.next() < 0.5 ? -1 : 1)));
  const truth = ids(n).map(() => 1 + random.below(5));
  return {
    judge: truth.map((t) => near(t, 0.6)),
    ana: truth.map((t) => near(t, 0.8)),
    ben: truth.map((t) => near(t, 0.8)),
  };
}

describe("ordinal labels", () => {
  test("of one person give the library's own statistics of judge and person", async () => {
    const { judge, ana } = ordinal(120);
    const scores = ids(120).flatMap((id, i) => [judged(id, judge[i]!), labelled(id, ana[i]!)]);
    const subject = await only(scores);
    const { statistics } = agreementSummary(judge, ana, [1, 2, 3, 4, 5], { seed: 1 });
    expect(subject).toMatchObject({ type: "ordinal", scale: [1, 2, 3, 4, 5], threshold: 4, judged: 120 });
    for (const [name, estimate] of Object.entries(statistics)) {
      const found = subject.figures.agreement.statistics[name];
      expect([name, found?.value, found?.n]).toEqual([name, estimate.value, 120]);
      expect(found?.low, name).toBeCloseTo(estimate.low ?? 0, 9);
    }
    expect(subject.figures.ceiling).toBeNull();
    expect(subject.figures.headline.statistic).toBe("kappaQuadratic");
  });

  test("are told of part by part while they are computed", async () => {
    const of = (name: string) =>
      ids(12).flatMap((id, i) => [judged(id, 1 + (i % 5), { name }), labelled(id, 1 + (i % 4), "ana", { name })]);
    const told: string[] = [];
    const db = await scoresIn(await engine(), [...of("right"), ...of("kind")]);
    await evaluateCell(calibration, "bootstrap: 100", { engine: db, progress: (text) => told.push(text) });
    const expected = ["kind (1 of 2)", "right (2 of 2)"].flatMap((name) => parts.map((part) => `${name}: ${part}`));
    expect(told.slice(-expected.length)).toEqual(expected);
  });

  test("of two people stand beside each person in turn, and the ceiling is theirs on the same items", async () => {
    const { judge, ana, ben } = ordinal(150);
    const subject = await only(
      ids(150).flatMap((id, i) => [judged(id, judge[i]!), labelled(id, ana[i]!), labelled(id, ben[i]!, "ben")]),
    );
    const options = { scale: [1, 2, 3, 4, 5], weights: "quadratic", interval: "none" } as const;
    const both = cohenKappa([...judge, ...judge], [...ana, ...ben], options).value;
    const people = cohenKappa(ana, ben, options).value;
    expect(subject.figures.agreement).toMatchObject({ items: 150, labels: 300 });
    expect(subject.figures.headline.estimate.value).toBeCloseTo(both ?? 0, 12);
    expect(subject.figures.ceiling?.humans.value).toBeCloseTo(people ?? 0, 12);
    expect(subject.figures.annotator?.humans).toHaveLength(2);
    const total = subject.figures.agreement.confusion?.flat().reduce((sum, count) => sum + count, 0);
    expect(total).toBe(300);
  });

  test("of a majority leave out what people are split on", async () => {
    const scores = [
      ...[judged("a", 4), labelled("a", 4), labelled("a", 4, "ben")],
      ...[judged("b", 2), labelled("b", 2), labelled("b", 3, "ben")],
      ...[judged("c", 1), labelled("c", 1), labelled("c", 3, "ben")],
    ];
    const subject = await only(scores, "consensus: majority\nscale: [1, 2, 3, 4, 5]");
    expect(subject.figures.agreement).toMatchObject({ items: 2, labels: 2 });
    expect(subject.raters).toEqual(["ana", "ben"]);
  });

  test("use the rubric's whole scale where it is given, and levels off it are no labels", async () => {
    const scores = [
      judged("a", 4),
      labelled("a", 4),
      judged("b", 9),
      labelled("b", 3),
      judged("c", 3),
      labelled("c", 4),
    ];
    const subject = await only(scores, "scale: [1, 2, 3, 4, 5]");
    expect([subject.scale, subject.figures.agreement.items]).toEqual([[1, 2, 3, 4, 5], 2]);
  });
});

describe("labels of other types", () => {
  test("in words become passes and fails, and rates are told with Wilson's interval", async () => {
    const said = [...Array(40).fill("pass"), ...Array(20).fill("fail")];
    const scores = ids(60).flatMap((id, i) => [
      judged(id, i % 10 === 0 ? (said[i] === "pass" ? "fail" : "pass") : said[i]),
      labelled(id, said[i]),
    ]);
    const subject = await only(scores);
    expect(subject).toMatchObject({ type: "binary", names: ["fail", "pass"] });
    expect(subject.figures.rates).toMatchObject({
      truePositives: 36,
      falseNegatives: 4,
      trueNegatives: 18,
      falsePositives: 2,
    });
    expect(subject.figures.rates?.truePositiveRate).toMatchObject({ value: 0.9, n: 40 });
  });

  test("of a judge that gives probabilities come with a reliability diagram, ECE and Brier", async () => {
    const random = seededRandom(3);
    const scores = ids(200).flatMap((id) => {
      const p = random.next();
      return [judged(id, p), labelled(id, random.next() < p ? 1 : 0)];
    });
    const subject = await only(scores);
    const { reliability, recalibration } = subject.figures.curve ?? {};
    expect(subject.type).toBe("binary");
    expect(reliability?.bins).toHaveLength(10);
    expect(reliability?.expected.value).toBeLessThan(0.15);
    expect(reliability?.brier.value).toBeCloseTo(0.17, 1);
    expect(recalibration).toMatchObject({ measure: "brier", folds: 5, fit: { method: "isotonic" } });
    expect(subject.notes.join()).toContain("pass from 0.5 on");
  });

  test("without order are nominal, and no statistic of order is told", async () => {
    const kinds = ["billing", "refund", "other"];
    const subject = await only(
      ids(60).flatMap((id, i) => [judged(id, kinds[i % 3]!), labelled(id, kinds[(i % 7) % 3]!)]),
    );
    expect([subject.type, subject.names]).toEqual(["nominal", ["billing", "other", "refund"]]);
    expect(Object.keys(subject.figures.agreement.statistics)).not.toContain("kappaQuadratic");
    expect(subject.figures.agreement.statistics.alphaNominal?.value).not.toBeNull();
  });

  test("that are continuous on one range have errors, and on two ranges the reason why not", async () => {
    const random = seededRandom(5);
    const truth = ids(80).map(() => random.next() * 100);
    const near = await only(
      ids(80).flatMap((id, i) => [judged(id, truth[i]! + 5 * random.normal()), labelled(id, truth[i]!)]),
    );
    expect(near.type).toBe("continuous");
    expect(near.figures.agreement.statistics.bias?.value).toBeCloseTo(0, 0);
    expect(near.figures.agreement.statistics.alphaInterval?.value).toBeGreaterThan(0.9);
    const alpha = krippendorffAlpha(
      ids(80).map((_, i) => [truth[i]!, truth[i]!]),
      { metric: "interval", interval: "none" },
    );
    expect(alpha.value).toBe(1);
    const far = await only(ids(80).flatMap((id, i) => [judged(id, truth[i]! / 100), labelled(id, truth[i]!)]));
    expect(far.figures.agreement.statistics.bias).toMatchObject({
      value: null,
      reason: expect.stringContaining("different scales"),
    });
    expect(far.figures.headline.estimate.value).toBeCloseTo(1, 9);
  });

  test("of pairs in both orders tell consistency, the slot, and count what could not be read as not right", async () => {
    const pair = (id: string, value: string | null, order: string) =>
      judged(id, value, { target_type: "pair", name: "preference", metadata: `{"order":"${order}"}` });
    const gold = (id: string) =>
      labelled(id, "A", "expert", { target_type: "pair", name: "preference", is_ground_truth: true });
    const subject = await only([
      ...[pair("p1", "A", "AB"), pair("p1", "A", "BA"), gold("p1")],
      ...[pair("p2", "A", "AB"), pair("p2", "B", "BA"), gold("p2")],
      ...[pair("p3", "B", "AB"), pair("p3", "B", "BA"), gold("p3")],
      ...[pair("p4", null, "AB"), pair("p4", "A", "BA"), gold("p4")],
    ]);
    const { orders, unread } = subject.figures.pairwise ?? {};
    expect(subject.type).toBe("pairwise");
    expect(unread).toBe(1);
    expect(orders?.consistency).toMatchObject({ value: 0.5, n: 4 });
    expect(orders?.accuracy?.value).toBe(0.5);
    expect(orders?.bothCorrect?.value).toBe(0.25);
    expect(orders?.firstSlot).toMatchObject({ value: 1, n: 1 });
  });
});

describe("what is undefined is null, with the reason", () => {
  test("where judge and people give one and the same label", async () => {
    const subject = await only(
      ids(40).flatMap((id) => [judged(id, 3), labelled(id, 3)]),
      "scale: [1, 2, 3]",
    );
    const { statistics, constant } = subject.figures.agreement;
    expect(constant).toBe("both");
    expect(statistics.kappaQuadratic).toMatchObject({
      value: null,
      reason: "no variation: both sides give one and the same label",
    });
    expect(statistics.agreement?.value).toBe(1);
    expect(statistics.ac1?.value).toBe(1);
    expect(subject.verdict.use).toBe("explore");
    expect(subject.verdict.reasons.join()).toContain("cannot be told");
  });

  test("where the judge alone is constant, kappa is 0 and that is flagged", async () => {
    const subject = await only(ids(40).flatMap((id, i) => [judged(id, 3), labelled(id, 1 + (i % 5))]));
    expect(subject.figures.agreement.constant).toBe("judge");
    expect(subject.figures.headline.estimate.value).toBeCloseTo(0, 12);
    expect(subject.figures.agreement.statistics.spearman).toMatchObject({
      value: null,
      reason: expect.stringContaining("no variation"),
    });
  });

  test("where people pass everything, rates and correction of the other class", async () => {
    const subject = await only(
      [
        judged("unlabelled", "pass"),
        ...ids(50).flatMap((id, i) => [judged(id, i % 5 ? "pass" : "fail"), labelled(id, "pass")]),
      ],
      "scale: [fail, pass]\nchosen: by_class",
    );
    expect(subject.figures.rates?.trueNegativeRate).toMatchObject({ value: null, reason: "no item is truly negative" });
    expect(subject.figures.corrections[0]?.best).toBeNull();
  });

  test("for a single item, and for values that are no numbers", async () => {
    const one = await only([judged("a", 4), labelled("a", 5)]);
    expect(one.figures.agreement.items).toBe(1);
    expect(one.verdict.use).toBe("explore");
    const odd = await only(
      [
        judged("a", Number.NaN),
        labelled("a", 5),
        judged("b", 4),
        labelled("b", Number.POSITIVE_INFINITY),
        judged("c", 4),
        labelled("c", 4),
      ],
      "type: ordinal",
    );
    expect(odd.figures.agreement.items).toBe(1);
  });

  test("where nothing can be compared, it says whose scores there are", async () => {
    expect(await run([])).toEqual({ subjects: [], raters: [], warnings: [] });
    const result = await run([judged("a", 4), judged("b", 2)]);
    expect(result).toMatchObject({ subjects: [], raters: [{ rater: "judge", role: "judge", scores: 2 }] });
    const strange = await run([judged("a", 4), labelled("a", 4)], "judge: gpt");
    expect(strange.warnings.join()).toContain("No score is by gpt");
  });
});
