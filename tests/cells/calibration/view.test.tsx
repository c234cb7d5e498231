// @vitest-environment happy-dom
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/analysis/random.ts";
import { calibration } from "../../../src/cells/calibration/index.tsx";
import type { CalibrationResult } from "../../../src/cells/calibration/result.ts";
import { evaluateCell } from "../../support/cell.ts";
import { draw, after as once, press, saying } from "../../support/draw.tsx";
import { testStore } from "../../support/engine.ts";
import { fakeLive } from "../../support/live.ts";
import { judged, labelled, type SomeScore, scoresIn } from "../../support/scores.ts";

const engine = testStore();
const hostile = `<img src=x onerror="alert(1)"><script>alert('x')</script>`;
const escaped = "&lt;img src=x onerror=";

/** Two judges on two dimensions, 60 of 90 items labelled by two people, every text hostile. */
function everything(): SomeScore[] {
  const random = seededRandom(2);
  return Array.from({ length: 90 }, (_, place) => {
    const id = `${hostile} ${place}`;
    const truth = 1 + random.below(5);
    const near = () => Math.min(5, Math.max(1, truth + random.below(3) - 1));
    const metadata = JSON.stringify({ item: { answer: `${hostile} ${place}`, team: `${hostile} ${place % 2}` } });
    const more = { metadata, rationale: hostile, name: hostile };
    const words = { ...more, name: "passed" };
    return [
      judged(id, Math.min(5, near() + 1), { ...more, rater: `${hostile} v1` }),
      judged(id, near(), { ...more, rater: "v2" }),
      judged(id, truth > 2 || place % 9 === 0 ? "pass" : "fail", words),
      ...(place < 60
        ? [
            ...[labelled(id, near(), hostile, more), labelled(id, near(), "ben", more)],
            ...[
              labelled(id, truth > 2 ? "pass" : "fail", hostile, words),
              labelled(id, near() > 2 ? "pass" : "fail", "ben", words),
            ],
          ]
        : []),
    ];
  }).flat();
}

const source = "slices: [team]\nbias: {others: [team]}\nbootstrap: 200\n";
let result: CalibrationResult;

beforeAll(async () => {
  const db = await scoresIn(await engine(), everything());
  result = await evaluateCell(calibration, source, { engine: db });
}, 60_000);

const view = (of: CalibrationResult, text = source, live: ReturnType<typeof fakeLive> | null = null) =>
  createElement(calibration.View, { name: "judges", spec: calibration.parse(text), result: of, live });

describe("in a report", () => {
  test("everything is drawn, nothing moves, and hostile text is text", () => {
    const html = renderToStaticMarkup(view(result));
    expect(result.subjects).toHaveLength(3);
    expect(html.replace(/"[^"]*"/g, '""')).not.toMatch(/<img|<script|<[^>]*onerror/i);
    expect(html).not.toMatch(/NaN|undefined|\[object|Infinity/);
    expect(html).not.toContain("<button");
    expect(html).toContain(escaped);
    for (const word of [
      "People down, judge across",
      "What pulls the judge away from people",
      "Judge high, people low",
      "People",
      "Slices",
      "What a score is worth",
      "How many more labels",
      "All statistics",
      "Against",
      "What would change this",
    ])
      expect(html).toContain(word);
  });

  test("the result survives cloning and JSON", () => {
    expect(JSON.parse(JSON.stringify(structuredClone(result)))).toEqual(result);
  });

  test("without anything to compare it says why and what to do", async () => {
    const empty = { subjects: [], raters: [], warnings: [] };
    expect(renderToStaticMarkup(view(empty))).toContain("No scores yet. Drag in judge scores and people");
    const lone = { subjects: [], raters: [{ rater: "v1", role: "judge" as const, scores: 3 }], warnings: [] };
    expect(renderToStaticMarkup(view(lone))).toContain("v1 (3 scores, judge)");
  });
});

describe("in the window", () => {
  test("a row of the table shows its judge; the answer to how labels were chosen is written into the cell", async () => {
    const live = fakeLive(await engine());
    await draw(view(result, source, live));
    expect(document.querySelectorAll(".calibration-subject")).toHaveLength(1);
    await once(() => document.querySelectorAll<HTMLElement>(".calibration-subjects tbody tr")[2]?.click());
    expect(document.querySelector(".calibration-title")?.textContent).toContain("passed");
    await once(() =>
      document.querySelector<HTMLElement>(".calibration-ask button[aria-pressed]:nth-of-type(3)")?.click(),
    );
    expect(live.sources.map((text) => calibration.parse(text))).toMatchObject([{ chosen: "random", slices: ["team"] }]);
  });

  test("J and K go through the dangerous items, Enter opens one whole", async () => {
    const live = fakeLive(await engine());
    await draw(view(result, source, live));
    const rows = () => [...document.querySelectorAll<HTMLElement>(".calibration-dangerous tbody tr")];
    expect(rows().length).toBeGreaterThan(1);
    rows()[0]?.focus();
    await press(document.activeElement, "j");
    expect(document.activeElement).toBe(rows()[1]);
    await press(document.activeElement, "k");
    await press(document.activeElement, "Enter");
    expect(live.details).toHaveLength(1);
    expect(renderToStaticMarkup(createElement("div", null, live.details[0]?.body))).toContain(escaped);
  });

  test("a recalibration is kept in the cell's source, and then offered to SQL", async () => {
    const live = fakeLive(await engine());
    await draw(view(result, source, live));
    await once(() => document.querySelectorAll<HTMLElement>(".calibration-subjects tbody tr")[1]?.click());
    await once(() => saying("Keep the recalibration").click());
    const [kept] = live.sources;
    expect(calibration.parse(kept ?? "").recalibration).toMatchObject({
      [`${hostile} v2`]: { method: "isotonic", n: 60 },
    });
  });

  test("what was kept, the corrected figures and the items to label next go on into SQL that runs", async () => {
    const live = fakeLive(await engine());
    const kept = JSON.stringify({
      recalibration: { [`${hostile} v2`]: { method: "isotonic", x: [1, 5], y: [1, 4.5], n: 60 } },
    });
    await draw(view(result, kept, live));
    await once(() => document.querySelectorAll<HTMLElement>(".calibration-subjects tbody tr")[1]?.click());
    await once(() => saying("Use it in SQL").click());
    await once(() => saying("Use the corrected figures in SQL").click());
    await once(() => saying(/^Make a table of/).click());
    expect(live.added.map(([kind]) => kind)).toEqual(["sql", "sql", "sql"]);
    expect(live.added[1]?.[1]).toContain("from judges");
    for (const [, sql] of live.added.filter(([, sql]) => !sql.includes("from judges")))
      await (await engine()).query(sql);
  });

  test("a row is pinned by its dimension and judge", async () => {
    const live = fakeLive(await engine());
    await draw(view(result, source, live));
    await once(() => saying("Pin passed, judge as a finding").click());
    expect(live.pinned).toEqual([["judges", [{ dimension: "passed", judge: "judge" }]]]);
  });
});
