import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { nodeSource } from "../../main/cli/node-source.ts";
import type { CalibrationResult, SubjectResult } from "../../src/cells/calibration/result.ts";
import { cellKinds } from "../../src/cells/index.tsx";
import { parseRubric } from "../../src/cells/rubric.ts";
import type { SqlResult } from "../../src/cells/sql/result.ts";
import { readSource } from "../../src/importers/read.ts";
import { parseNotebook, serializeNotebook } from "../../src/notebook/markdown.ts";
import { Session } from "../../src/notebook/session.ts";
import { testEngine } from "../support/engine.ts";

const folder = join(import.meta.dirname, "..", "..", "sample-data", "judge-calibration");
const text = readFileSync(join(folder, "calibration.casebook.md"), "utf8");
const openEngine = testEngine();
let session: Session;

beforeAll(async () => {
  session = await Session.create(await openEngine(), cellKinds, readSource);
  await session.open(text);
  const { sources } = session.state.notebook.frontMatter;
  const files = sources.map(({ path }) => nodeSource(join(folder, path), statSync(join(folder, path)).size, path));
  await session.importFiles(files, new Map(sources.map((entry) => [entry.path, entry])));
  await session.runAll();
});

function resultOf<Result>(name: string): Result {
  const cell = session.state.notebook.cells.find((candidate) => candidate.name === name);
  if (!cell) throw new Error(`the notebook has no cell called ${name}`);
  const { last, failure } = session.cell(cell.id);
  if (!last) throw new Error(`cell ${name}: ${failure?.message ?? "no result"}`);
  return last.result as Result;
}

function subject(name: string, judge: string): SubjectResult {
  const found = resultOf<CalibrationResult>(name).subjects.find((one) => one.judge === judge);
  if (!found) throw new Error(`${name} has no ${judge}`);
  return found;
}

const first = () => subject("first_version", "support-judge/v1");
const second = () => subject("second_version", "support-judge/v2");
const effect = ({ figures }: SubjectResult, what: string) =>
  figures.biases.effects.find((one) => one.what === what)?.estimate;
const two = (value: number | null | undefined) => value?.toFixed(2);
const percent = (value: number | null | undefined) => `${((value ?? Number.NaN) * 100).toFixed(0)} %`;

describe("the sample", () => {
  test("holds six hundred answers, two versions of a judge and two people, in 2 MB at most", () => {
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(bytes).toBeLessThan(2e6);
    expect([first().judged, first().figures.agreement.items, first().raters]).toEqual([600, 240, ["ana", "ben"]]);
  });

  test("has both rubrics as the cells for labels and judges read them", () => {
    const [v1, v2] = ["v1", "v2"].map((name) => parseRubric(readFileSync(join(folder, `rubric-${name}.yaml`), "utf8")));
    expect([v1?.version, v2?.version, v2?.dimensions.map(({ name }) => name)]).toEqual([
      "1",
      "2",
      ["faithfulness", "resolved"],
    ]);
  });

  test("survives reading and writing byte for byte", () => {
    expect(serializeNotebook(parseNotebook(text))).toBe(text);
  });
});

describe("the first version, which was made lenient and fond of length", () => {
  test("is found to be lenient: half a point, and the interval is clear of zero", () => {
    expect(effect(first(), "leniency")?.low).toBeGreaterThan(0.3);
    expect(two(effect(first(), "leniency")?.value)).toBe("0.53");
  });

  test("is found to give points for length at the same score of people", () => {
    const length = effect(first(), "length");
    expect(length?.low).toBeGreaterThan(0.1);
    expect(two(length?.value)).toBe("0.26");
  });

  test("is not accused of what it does not do: its own family gains nothing", () => {
    const family = effect(first(), "family");
    expect([(family?.low ?? 1) < 0, (family?.high ?? -1) > 0]).toEqual([true, true]);
  });

  test("is found to fail on fees, where it was made unsure, and nowhere else", () => {
    const failing = first().figures.slices?.rows.filter(({ adjustedP }) => adjustedP !== null && adjustedP <= 0.05);
    expect(failing?.map(({ value }) => value)).toEqual(["fees"]);
  });

  test("may follow a trend and not hold a gate, and its fifteen dangerous items are listed with the judge's reason", () => {
    const { verdict, dangerous, figures } = first();
    expect([verdict.use, dangerous.length, figures.danger.count]).toEqual(["trend", 15, 15]);
    expect(dangerous[0]).toMatchObject({ judge: "5", reason: expect.stringContaining("all claims appear") });
    expect(Math.max(...dangerous.flatMap(({ people }) => people.map(Number)))).toBeLessThanOrEqual(3);
  });
});

describe("the second version", () => {
  test("agrees better on the same items, with an interval clear of zero", () => {
    const { difference, test: mcnemar, changed } = second().figures.versions ?? {};
    expect(two(difference?.value)).toBe("0.22");
    expect(difference?.low).toBeGreaterThan(0.1);
    expect(mcnemar?.exactP).toBeLessThan(0.001);
    expect(changed?.nearer).toBeGreaterThan(3 * (changed?.further ?? 1));
  });

  test("is neither lenient nor fond of length, and may hold a gate", () => {
    for (const what of ["leniency", "length"]) {
      const { low, high } = effect(second(), what) ?? {};
      expect([(low ?? 1) < 0, (high ?? -1) > 0], what).toEqual([true, true]);
    }
    expect(second().verdict).toMatchObject({ use: "gate", changes: [] });
  });

  test("was asked again: two answers in five get the same score every time", () => {
    expect(second().figures.consistency).toMatchObject({ items: 60, scores: 180 });
    expect(percent(second().figures.consistency?.same.value)).toBe("42 %");
  });
});

describe("what the notebook says in prose", () => {
  test("is what its cells show", () => {
    const [v1, v2] = [first().figures, second().figures];
    expect([two(v1.headline.estimate.value), two(v1.ceiling?.humans.value)]).toEqual(["0.64", "0.87"]);
    expect(v2.ceiling?.difference.high).toBeGreaterThan(0);
    const rate = (name: string, judge: string) => subject(name, judge).figures.corrections[0];
    const naive = rate("first_version", "support-judge/v1")?.methods[0]?.estimate.value;
    expect(percent(naive)).toBe("67 %");
    const resolved = subject("resolved", "support-judge/v1").figures.rates;
    expect(
      percent(resolved?.falsePositives && resolved.falsePositives / (resolved.falsePositives + resolved.trueNegatives)),
    ).toBe("55 %");
  });

  test("corrected, two judges that differ by 13 and 16 points differ by 3 at most, and each rate is marked", () => {
    const { columns, rows } = resultOf<SqlResult>("corrected_rates").preview;
    const at = (name: string) => rows.map((row) => row[columns.findIndex((column) => column.name === name)]);
    const apart = (values: readonly unknown[]) =>
      [0, 2].map((row) => Math.round(100 * Math.abs(Number(values[row]) - Number(values[row + 1]))));
    expect(apart(at("rate_raw"))).toEqual([13, 16]);
    expect(apart(at("rate"))).toEqual([3, 3]);
    expect(new Set(at("rate_is"))).toEqual(new Set(["corrected: PPI++"]));
  });
});
