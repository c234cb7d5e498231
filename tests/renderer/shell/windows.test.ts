import { expect, test } from "vitest";
import {
  draftOf,
  emptyRule,
  type RuleDraft,
  readDraft,
  readRule,
  splitAt,
} from "../../../renderer/shell/cohort-draft.ts";
import { cutLabel, labelWidth, roomyLabels, spread } from "../../../renderer/shell/timeline-layout.ts";
import { cohortsWith } from "../../../renderer/shell/use-timeline.ts";
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
  expect(draft.reference).toEqual({ ...emptyRule, from: "2026-04-20 14:00", to: "2026-04-21 14:02:07" });
  expect(draft.current).toEqual(emptyRule);
});

const typed = (rule: Partial<RuleDraft>) => readRule({ ...emptyRule, ...rule });

test("a typed rule is understood as it says", () => {
  expect(typed({ from: "2026-04-20", to: "2026-04-20" })).toMatchObject({
    words: "20 Apr 2026 to the end of 20 Apr 2026",
  });
  expect(typed({ from: "2026-04-20 14:02", to: " 2026-04-21 " })).toMatchObject({
    rule: { from: "2026-04-20 14:02", to: "2026-04-21" },
    words: "20 Apr 2026 14:02 to the end of 21 Apr 2026",
  });
  expect(typed({ from: "2026-04-20T14:00+02:00", to: "2026-04-21" })).toMatchObject({
    words: "20 Apr 2026 12:00 to the end of 21 Apr 2026",
  });
  expect(typed({ from: "2026-04-20" })).toMatchObject({ rule: { from: "2026-04-20" }, words: "from 20 Apr 2026 on" });
  expect(typed({ attribute: " model ", value: "a | b|" })).toEqual({
    rule: { attribute: "model", value: ["a", "b"] },
    words: "model = a or b",
  });
  expect(typed({ where: "errors > 0", from: "", to: " " })).toMatchObject({ rule: { where: "errors > 0" } });
  expect(typed({})).toEqual({ rule: null, words: "not set" });
});

test.each([
  [{ from: "yesterday" }, /not a time/],
  [{ from: "2026-02-30", to: "2026-04-20" }, /not a time/],
  [{ from: "2026-04-20 25:00" }, /not a time/],
  [{ to: "20.4.2026" }, /not a time/],
  [{ from: "2026-04-21", to: "2026-04-20" }, /ends before/],
  [{ attribute: "model" }, /model needs a value/],
  [{ value: "v7" }, /needs its attribute/],
])("%j is refused with a reason", (rule, reason) => {
  expect(typed(rule)).toMatchObject({ problem: expect.stringMatching(reason) });
  expect(readDraft({ reference: emptyRule, current: { ...emptyRule, ...rule } })).toBeNull();
});

test("before and after a deployment, as far as there are traces", () => {
  const [first, last] = [at("2026-04-20T03:30"), at("2026-04-20T16:00")];
  expect(splitAt(at("2026-04-20T14:02"), 6, first, last)).toEqual({
    reference: { from: "2026-04-20T08:02:00Z", to: "2026-04-20T14:02:00Z" },
    current: { from: "2026-04-20T14:02:00Z", to: "2026-04-20T16:01:00Z" },
  });
  expect(splitAt(at("2026-04-20T14:02"), 24, first, last).reference?.from).toBe("2026-04-20T03:30:00Z");
  expect(splitAt(at("2026-04-19T00:00"), 1, first, last).reference).toBeNull();
});

test("a brush moves the window of a rule and leaves the rest of it", () => {
  const rule = { from: "2026-04-01", to: "2026-04-02", attribute: "model", value: "a" };
  const moved = { from: at("2026-04-02T00:00"), to: at("2026-04-04T00:00") };
  expect(cohortsWith({ reference: rule, current: null }, { reference: moved, current: null }).reference).toEqual({
    ...rule,
    from: "2026-04-02",
    to: "2026-04-03",
  });
  expect(cohortsWith({ reference: rule, current: null }, { reference: null, current: null }).reference).toEqual({
    attribute: "model",
    value: "a",
  });
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
