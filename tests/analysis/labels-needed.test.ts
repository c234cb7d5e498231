import { expect, test } from "vitest";
import { estimated, unknown } from "../../src/analysis/estimate.ts";
import { labelsForShare, labelsNeeded, wilsonHalfWidth } from "../../src/analysis/labels-needed.ts";

test("half the width takes four times the labels", () => {
  const pilot = estimated(0.6, 100, { low: 0.44, high: 0.76 });
  expect(labelsNeeded(pilot, 0.08)).toEqual({ labels: 400, more: 300, reason: null });
  expect(labelsNeeded(pilot, 0.3)).toEqual({ labels: 100, more: 0, reason: null });
});

test("a pilot without an interval says why", () => {
  expect(labelsNeeded(unknown(3, "no variation"), 0.1)).toEqual({ labels: null, more: null, reason: "no variation" });
  expect(() => labelsNeeded(unknown(3, ""), 0)).toThrow("the half width must be positive: 0");
});

test("Wilson's half widths at 0.9 are those of the table that people plan by", () => {
  const widths = [20, 30, 50, 100, 200, 400].map((n) => wilsonHalfWidth(0.9, n).toFixed(3));
  expect(widths).toEqual(["0.137", "0.111", "0.085", "0.060", "0.042", "0.030"]);
});

test("labels for a share are the fewest that are enough", () => {
  const n = labelsForShare(0.9, 0.06);
  expect(wilsonHalfWidth(0.9, n)).toBeLessThanOrEqual(0.06);
  expect(wilsonHalfWidth(0.9, n - 1)).toBeGreaterThan(0.06);
  expect(labelsForShare(0.5, 1)).toBe(1);
  expect(() => labelsForShare(1.2, 0.1)).toThrow("a share lies from 0 to 1: 1.2");
});
