import { expect, test } from "vitest";
import { cutLabel, labelWidth, roomyLabels, spread } from "../../../renderer/shell/timeline-layout.ts";
import { cohortsWith } from "../../../renderer/shell/use-timeline.ts";
import { draftOf, readWindow } from "../../../renderer/shell/window-draft.ts";
import { noCohorts, windowNs } from "../../../src/notebook/cohorts.ts";

const at = (text: string) => Date.parse(`${text}Z`);

test("whole days are written as the notebook writes them, the last one included", () => {
  const windows = { reference: { from: at("2026-04-01T00:00"), to: at("2026-04-15T00:00") }, current: null };
  const cohorts = cohortsWith(noCohorts, windows);
  expect(cohorts).toEqual({ reference: { from: "2026-04-01", to: "2026-04-14" }, current: null });
});

test("what is written is read back to the millisecond", () => {
  const from = at("2026-04-20T06:00");
  const to = at("2026-04-21T18:30");
  const { current } = cohortsWith(noCohorts, { reference: null, current: { from, to } });
  if (!current) throw new Error("the window is gone");
  const read = windowNs(current);
  if (read.from === null || read.to === null) throw new Error("the window is open");
  expect([Number(read.from / 1_000_000n), Number(read.to / 1_000_000n)]).toEqual([from, to]);
});

test("a window that was not touched keeps its words", () => {
  const cohorts = { reference: { from: "2026-04-01T00:00+00:00", to: "2026-04-14" }, current: null };
  const windows = {
    reference: { from: at("2026-04-01T00:00"), to: at("2026-04-15T00:00") },
    current: { from: at("2026-04-20T00:00"), to: at("2026-04-21T00:00") },
  };
  expect(cohortsWith(cohorts, windows)).toEqual({
    reference: cohorts.reference,
    current: { from: "2026-04-20", to: "2026-04-20" },
  });
});

test("times are offered for typing without what says nothing", () => {
  const draft = draftOf({ reference: { from: "2026-04-20T14:00:00Z", to: "2026-04-21T14:02:07Z" }, current: null });
  expect(draft.reference).toEqual({ from: "2026-04-20 14:00", to: "2026-04-21 14:02:07" });
  expect(draft.current).toEqual({ from: "", to: "" });
});

test("a typed window is understood as it says", () => {
  expect(readWindow({ from: "2026-04-20", to: "2026-04-20" })).toMatchObject({
    words: "20 Apr 2026 to the end of 20 Apr 2026",
  });
  expect(readWindow({ from: "2026-04-20 14:02", to: " 2026-04-21 " })).toMatchObject({
    window: { from: "2026-04-20 14:02", to: "2026-04-21" },
    words: "20 Apr 2026 14:02 to the end of 21 Apr 2026",
  });
  expect(readWindow({ from: "2026-04-20T14:00+02:00", to: "2026-04-21" })).toMatchObject({
    words: "20 Apr 2026 12:00 to the end of 21 Apr 2026",
  });
  expect(readWindow({ from: "", to: " " })).toMatchObject({ window: null });
});

test.each([
  ["2026-04-20", ""],
  ["yesterday", "2026-04-20"],
  ["2026-02-30", "2026-04-20"],
  ["2026-04-20 25:00", "2026-04-21"],
  ["20.4.2026", "2026-04-21"],
  ["2026-04-21", "2026-04-20"],
])("%j to %j is refused with a reason", (from, to) => {
  expect(readWindow({ from, to })).toHaveProperty("problem");
});

test("labels keep apart from each other and inside the chart", () => {
  const labels = [
    { x: 0, width: 100 },
    { x: 50, width: 100 },
  ];
  expect(spread(labels, 400, 10)).toEqual([0, 110]);
  expect(spread([{ x: 350, width: 100 }], 400, 10)).toEqual([300]);
  expect(
    spread(
      labels.map((label) => ({ ...label, x: label.x + 300 })),
      400,
      10,
    ),
  ).toEqual([190, 300]);
});

test("a label that would run into the one before it is left out", () => {
  const labels = [0, 20, 200].map((x) => ({ x, text: "13 April" }));
  const [first, , third] = labels;
  expect([...roomyLabels(labels, 400, 8)]).toEqual([first, third]);
  expect([...roomyLabels(labels, 210, 8)]).toEqual([first]);
});

test("a label is cut to its room, or left out where nothing would be read", () => {
  const text = "warehouse.size x-small";
  expect(cutLabel(text, 1000)).toBe(text);
  const cut = cutLabel(text, 80);
  expect(cut).toMatch(/^warehouse.*…$/);
  expect(labelWidth(cut)).toBeLessThanOrEqual(80);
  expect(cutLabel(text, 20)).toBe("");
});
