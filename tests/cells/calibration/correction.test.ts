import { describe, expect, test } from "vitest";
import { isotonicAt } from "../../../src/analysis/isotonic.ts";
import { ppiMean } from "../../../src/analysis/ppi-mean.ts";
import { seededRandom } from "../../../src/analysis/random.ts";
import { roganGladen } from "../../../src/analysis/rogan-gladen.ts";
import type { Correction, Method } from "../../../src/cells/calibration/compute/correction.ts";
import { calibration } from "../../../src/cells/calibration/index.tsx";
import { nextItemsSql } from "../../../src/cells/calibration/next-items-sql.ts";
import { keptSql } from "../../../src/cells/calibration/recalibration-sql.ts";
import type { SubjectResult } from "../../../src/cells/calibration/result.ts";
import { correctedSql } from "../../../src/cells/calibration/sections/correction.tsx";
import { toObjects } from "../../../src/engine/table-data.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { judged, labelled, type SomeScore, scoresIn } from "../../support/scores.ts";

const engine = testStore();
const ids = (n: number) => Array.from({ length: n }, (_, item) => `item-${String(item).padStart(4, "0")}`);

async function only(scores: readonly SomeScore[], source: string): Promise<SubjectResult> {
  const db = await scoresIn(await engine(), scores);
  const { subjects } = await evaluateCell(calibration, source, { engine: db });
  if (!subjects[0]) throw new Error("no subject");
  return subjects[0];
}

const rateOf = ({ figures }: SubjectResult) => figures.corrections.find(({ of }) => of === "rate") as Correction;
const method = (correction: Correction, name: Method) => correction.methods.find((one) => one.method === name);

/** A thousand judged items: truth passes with 0.7, the judge errs with the given rates; `isLabelled` says which. */
function passes(isLabelled: (place: number, truth: number, judge: number) => boolean, tpr = 0.95, tnr = 0.7) {
  const random = seededRandom(11);
  return ids(1000).map((id, place) => {
    const truth = Number(random.next() < 0.7);
    const judge = truth === 1 ? Number(random.next() < tpr) : Number(random.next() >= tnr);
    return { id, truth, judge, isLabelled: isLabelled(place, truth, judge) };
  });
}

const scoresOf = (items: ReturnType<typeof passes>) =>
  items.flatMap(({ id, truth, judge, isLabelled }) => [
    judged(id, judge),
    ...(isLabelled ? [labelled(id, truth)] : []),
  ]);

describe("the rate over all judged items", () => {
  const items = passes((place) => place < 200);

  test("is not corrected before it is said how the labelled items were chosen", async () => {
    const correction = rateOf(await only(scoresOf(items), ""));
    expect([correction.best, correction.judged, correction.labelled]).toEqual([null, 1000, 200]);
    for (const name of ["labels", "rogan-gladen", "ppi"] as const)
      expect(method(correction, name)?.invalid).toContain("say how the labelled items were chosen");
    expect(method(correction, "naive")?.estimate.value).toBeCloseTo(
      items.reduce((sum, { judge }) => sum + judge, 0) / 1000,
      12,
    );
  });

  test("with labels drawn at random is PPI++'s, as the library gives it", async () => {
    const correction = rateOf(await only(scoresOf(items), "chosen: random"));
    const labels = items.filter(({ isLabelled }) => isLabelled);
    const expected = ppiMean(
      labels.map(({ truth }) => truth),
      labels.map(({ judge }) => judge),
      items.filter(({ isLabelled }) => !isLabelled).map(({ judge }) => judge),
      { interval: "logit" },
    );
    expect(correction.best).toBe("ppi");
    expect(method(correction, "ppi")?.estimate.value).toBeCloseTo(expected.value ?? 0, 12);
    expect(method(correction, "ppi")?.estimate.low).toBeCloseTo(expected.low ?? 0, 12);
  });

  test("with labels balanced by class is Rogan and Gladen's, and labels alone are refused", async () => {
    let [positives, negatives] = [0, 0];
    const balanced = passes((_, truth) => (truth ? positives++ < 100 : negatives++ < 100));
    const correction = rateOf(await only(scoresOf(balanced), "chosen: by_class"));
    const labels = balanced.filter(({ isLabelled }) => isLabelled);
    const count = (truth: number, judge: number) =>
      labels.filter((one) => one.truth === truth && one.judge === judge).length;
    const expected = roganGladen({
      judged: 1000,
      passed: balanced.filter(({ judge }) => judge === 1).length,
      positives: 100,
      truePositives: count(1, 1),
      negatives: 100,
      trueNegatives: count(0, 0),
    });
    expect(correction.best).toBe("rogan-gladen");
    expect(method(correction, "rogan-gladen")?.estimate).toMatchObject({
      value: expected.value,
      low: expected.low,
      high: expected.high,
    });
    expect(method(correction, "labels")?.invalid).toContain("not drawn evenly");
    expect(method(correction, "ppi")?.invalid).toContain("at random");
  });

  test("with labels chosen by the judge's score weighs each level by its size", async () => {
    let [passed, failed] = [0, 0];
    const chosen = passes((_, __, judge) => (judge ? passed++ < 60 : failed++ < 140));
    const correction = rateOf(await only(scoresOf(chosen), "chosen: by_score"));
    const share = (judge: number) => {
      const labels = chosen.filter((one) => one.isLabelled && one.judge === judge);
      return labels.filter(({ truth }) => truth).length / labels.length;
    };
    const size = chosen.filter(({ judge }) => judge).length / 1000;
    const expected = size * share(1) + (1 - size) * share(0);
    expect(method(correction, "weighted")?.estimate.value).toBeCloseTo(expected, 12);
    expect(method(correction, "rogan-gladen")?.invalid).toContain("distort");
    expect(["ppi", "weighted"]).toContain(correction.best);
    expect(Math.abs(expected - 0.7)).toBeLessThan(0.08);
  });

  test("with labels drawn within strata takes weights or strata, and says what it lacks", async () => {
    const stratified = passes((place) => place % (place < 500 ? 2 : 10) === 0);
    const scores = stratified.flatMap((one, place) => {
      const metadata = JSON.stringify({ tier: place < 500 ? "gold" : "basic", stands_for: place < 500 ? 2 : 10 });
      return scoresOf([one]).map((score) => ({ ...score, metadata }));
    });
    const bare = rateOf(await only(scores, "chosen: stratified"));
    expect([bare.best, method(bare, "weighted")?.invalid]).toEqual([
      null,
      "say which column holds the strata, or the weights",
    ]);
    const weighted = rateOf(await only(scores, "chosen: stratified\nweights: stands_for"));
    expect(weighted.best).toBe("ppi");
    const labels = stratified.flatMap((one, place) =>
      one.isLabelled ? [[one.truth, place < 500 ? 2 : 10] as const] : [],
    );
    const total = labels.reduce((sum, [, weight]) => sum + weight, 0);
    const mean = labels.reduce((sum, [truth, weight]) => sum + truth * weight, 0) / total;
    expect(method(weighted, "weighted")?.estimate.value).toBeCloseTo(mean, 12);
  });

  test("where every judged item has a label is that of the labels", async () => {
    const correction = rateOf(await only(scoresOf(passes(() => true).slice(0, 100)), ""));
    expect([correction.best, correction.warnings]).toEqual([
      "labels",
      ["Every item that the judge scored has a label: there is nothing to correct."],
    ]);
  });

  test("of a judge no better than chance is not corrected by rates", async () => {
    const correction = rateOf(await only(scoresOf(passes((place) => place < 200, 0.4, 0.3)), "chosen: by_class"));
    expect(correction.best).toBeNull();
    expect(method(correction, "rogan-gladen")?.estimate.reason).toContain("uninformative");
  });
});

describe("what other cells make of it", () => {
  const random = seededRandom(4);
  const items = ids(400).map((id, place) => {
    const truth = 1 + random.below(5);
    const judge = Math.min(5, Math.max(1, truth + (random.next() < 0.4 ? 1 : 0)));
    return [judged(id, judge), ...(place < 150 ? [labelled(id, truth)] : [])];
  });

  test("the table has the judge's own rate, the one to use, and what that is", async () => {
    const db = await scoresIn(await engine(), items.flat());
    for (const [source, corrected] of [
      ["chosen: random", true],
      ["", false],
    ] as const) {
      const result = await evaluateCell(calibration, source, { engine: db });
      const table = calibration.table?.(result);
      const names = table?.columns.map(({ name }) => name) ?? [];
      const at = (name: string) => table?.rows[0]?.[names.indexOf(name)];
      expect(new Set(names).size).toBe(names.length);
      expect(at("rate_is_corrected")).toBe(corrected);
      expect(at("rate_is")).toBe(corrected ? "corrected: PPI++" : "raw: as the judge says");
      expect(at("rate") === at("rate_raw")).toBe(!corrected);
      for (const column of correctedSql("t")
        .match(/(?<=select )[^\n]+/)?.[0]
        .split(", ") ?? ["none"])
        expect(names).toContain(column);
    }
  });

  test("the items to label next are drawn within levels as planned, never labelled ones, the same at every run", async () => {
    const subject = await only(items.flat(), "scale: [1, 2, 3, 4, 5]");
    const sql = nextItemsSql(calibration.parse(""), subject);
    const rows = toObjects(await (await engine()).query(sql));
    const { levels, next } = subject.figures.planning;
    expect(rows).toHaveLength(next);
    for (const { level, next: wanted, unlabelled } of levels) {
      const own = rows.filter(({ judge }) => judge === String(level));
      expect(own).toHaveLength(wanted);
      expect(own.reduce((sum, { weight }) => sum + Number(weight), 0)).toBeCloseTo(wanted ? unlabelled : 0, 9);
    }
    const labels = new Set(ids(150));
    expect(rows.filter(({ item_id }) => labels.has(String(item_id)))).toEqual([]);
    expect(toObjects(await (await engine()).query(sql))).toEqual(rows);
  });

  test("so are those of a judge whose numbers pass from a half on, and of one that says so in words", async () => {
    for (const value of [(place: number) => (place % 10) / 10, (place: number) => (place % 3 ? "pass" : "fail")]) {
      const scores = ids(300).flatMap((id, place) => [
        judged(id, value(place)),
        ...(place < 60 ? [labelled(id, place % 4 ? "pass" : "fail")] : []),
      ]);
      const subject = await only(scores, "");
      const rows = toObjects(await (await engine()).query(nextItemsSql(calibration.parse(""), subject)));
      const { levels, next } = subject.figures.planning;
      expect([subject.type, rows.length]).toEqual(["binary", next]);
      const total = levels.reduce((sum, one) => sum + (one.next ? one.unlabelled : 0), 0);
      expect(rows.reduce((sum, { weight }) => sum + Number(weight), 0)).toBeCloseTo(total, 9);
    }
  });

  test("a kept recalibration is the same in SQL as the curve", async () => {
    const subject = await only(items.flat(), "chosen: random\nrecalibrate: isotonic");
    const { fit, before, after } = subject.figures.curve?.recalibration ?? {};
    if (!fit) throw new Error("no fit");
    expect(after?.value).toBeLessThan(before?.value ?? 0);
    const rows = toObjects(await (await engine()).query(keptSql(calibration.parse(""), subject, fit)));
    expect(rows).toHaveLength(400);
    for (const row of rows) {
      expect(row.value_recalibrated).toBeCloseTo(isotonicAt(fit, Number(row.value_num)) ?? 0, 9);
      expect(row.value_is).toBe("recalibrated: isotonic, n = 150");
    }
  });
});
