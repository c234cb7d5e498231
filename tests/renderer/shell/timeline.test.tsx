// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import type { Windows } from "../../../renderer/shell/brush.ts";
import { TimelineChart } from "../../../renderer/shell/timeline-chart.tsx";
import { TimelineControls } from "../../../renderer/shell/timeline-controls.tsx";
import type { TimelineData } from "../../../renderer/shell/timeline-data.ts";
import type { Cohort } from "../../../src/notebook/cohorts.ts";
import { after, draw, press, saying } from "../../support/draw.tsx";

const day = 86_400_000;
const start = Date.UTC(2026, 3, 1);
const buckets = Array.from({ length: 10 }, (_, n) => ({ n: n + 1, failed: n === 4 ? 2 : 0 }));
const data: TimelineData = {
  grid: { start, size: day, count: 10 },
  unit: "traces",
  buckets,
  traces: buckets,
  deployments: [],
};
const windows: Windows = { reference: { from: start, to: start + 3 * day }, current: null };

let set: Windows[];
let chosen: Cohort[];
beforeEach(() => {
  set = [];
  chosen = [];
});

async function chart(shown: Windows = windows): Promise<HTMLElement> {
  const place = await draw(
    <TimelineChart
      data={data}
      width={1000}
      windows={shown}
      counts={{ reference: 6, current: 0 }}
      active="current"
      onActive={(cohort) => chosen.push(cohort)}
      onWindows={(next) => set.push(next)}
    />,
  );
  const plot = place.querySelector<HTMLElement>(".timeline-plot");
  if (!plot) throw new Error("no plot");
  plot.getBoundingClientRect = () => new DOMRect(0, 0, 1000, 90);
  plot.setPointerCapture = () => undefined;
  return plot;
}

async function point(plot: HTMLElement, name: string, clientX: number, held: PointerEventInit = {}): Promise<void> {
  await after(() =>
    plot.dispatchEvent(new PointerEvent(name, { clientX, bubbles: true, button: 0, pointerId: 1, ...held })),
  );
}

const label = (cohort: Cohort) => document.querySelector(`.timeline-label.is-${cohort}`)?.textContent;

test("a drag draws the active window, counts while it moves, and writes once, on release", async () => {
  const plot = await chart();
  await point(plot, "pointerdown", 450);
  await point(plot, "pointermove", 520);
  await point(plot, "pointermove", 690);
  expect(label("current")).toBe("current, 18 traces");
  expect(set).toEqual([]);
  await point(plot, "pointerup", 690);
  expect(set).toEqual([{ ...windows, current: { from: start + 4 * day, to: start + 7 * day } }]);
});

test("Esc lets go without a change, and a press without a drag changes nothing", async () => {
  const plot = await chart();
  await point(plot, "pointerdown", 450);
  await point(plot, "pointermove", 690);
  await press(window, "Escape");
  await point(plot, "pointerup", 690);
  await point(plot, "pointerdown", 450);
  await point(plot, "pointerup", 452);
  expect(set).toEqual([]);
});

test("a window's middle moves it and its edge stretches it, whichever is active", async () => {
  const plot = await chart();
  await point(plot, "pointerdown", 150);
  await point(plot, "pointermove", 352);
  await point(plot, "pointerup", 352);
  await point(plot, "pointerdown", 302);
  await point(plot, "pointermove", 598);
  await point(plot, "pointerup", 598);
  expect(set.map((next) => next.reference)).toEqual([
    { from: start + 2 * day, to: start + 5 * day },
    { from: start, to: start + 6 * day },
  ]);
  expect(chosen).toEqual(["reference", "reference"]);
});

test("Shift draws the current window and Alt the reference, even inside another", async () => {
  const plot = await chart();
  for (const held of [{ shiftKey: true }, { altKey: true }]) {
    await point(plot, "pointerdown", 110, held);
    await point(plot, "pointermove", 190, held);
    await point(plot, "pointerup", 190, held);
  }
  const drawn = { from: start + day, to: start + 2 * day };
  expect(set).toEqual([
    { ...windows, current: drawn },
    { ...windows, reference: drawn },
  ]);
});

test("a double press clears the window under it and nothing elsewhere", async () => {
  const plot = await chart();
  await after(() => plot.dispatchEvent(new MouseEvent("dblclick", { clientX: 800, bubbles: true })));
  await after(() => plot.dispatchEvent(new MouseEvent("dblclick", { clientX: 150, bubbles: true })));
  expect(set).toEqual([{ reference: null, current: null }]);
});

test("each edge is a slider that says its time and moves by a bar, by ten with Shift", async () => {
  await chart();
  const end = saying("Reference ends");
  expect(end.getAttribute("aria-valuetext")).toBe("4 Apr 2026 UTC");
  expect(end.getAttribute("aria-valuenow")).toBe("3");
  await press(end, "ArrowRight");
  await press(end, "ArrowLeft", { shiftKey: true });
  await press(end, "End");
  await press(saying("Reference begins"), "Delete");
  expect(set.map((next) => next.reference)).toEqual([
    { from: start, to: start + 4 * day },
    { from: start, to: start + day },
    { from: start, to: start + 10 * day },
    null,
  ]);
});

test("a held key writes once, when it is let go", async () => {
  await chart();
  const end = saying("Reference ends");
  for (let n = 0; n < 3; n++)
    await after(() => end.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true })));
  expect(set).toEqual([]);
  expect(label("reference")).toBe("reference, 21 traces");
  await after(() => end.dispatchEvent(new KeyboardEvent("keyup", { key: "ArrowRight", bubbles: true })));
  expect(set.map((next) => next.reference)).toEqual([{ from: start, to: start + 6 * day }]);
});

test("the same figures stand in a table", async () => {
  await chart();
  const rows = [...document.querySelectorAll("tbody tr")].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
  expect(rows).toHaveLength(10);
  expect(rows[0]).toEqual(["1 Apr 2026", "1", "0", "reference"]);
  expect(rows[4]).toEqual(["5 Apr 2026", "5", "2", "none"]);
});

test("the controls choose what a drag draws and lead to the cohorts", async () => {
  let asked = 0;
  await draw(
    <TimelineControls
      unit="traces"
      onUnit={() => undefined}
      active="reference"
      onActive={(cohort) => chosen.push(cohort)}
      onCohorts={() => asked++}
    />,
  );
  await after(() => saying("Cohorts…").click());
  expect(asked).toBe(1);
  await after(() => saying("current").click());
  expect(chosen).toEqual(["current"]);
});

test("a rule that is no window is named at the left, with what meets both", async () => {
  await draw(
    <TimelineChart
      data={data}
      width={1000}
      windows={{ reference: null, current: windows.reference }}
      counts={{ reference: 6, current: 4 }}
      cohorts={{ reference: { attribute: "model", value: "a" }, current: { from: "2026-04-01", to: "2026-04-03" } }}
      overlap={2}
      active="current"
      onActive={() => undefined}
      onWindows={() => undefined}
    />,
  );
  expect(label("reference")).toBe("reference, 6 traces: model = a");
  expect(label("current")).toBe("current, 4 traces (2 in both rules)");
});
