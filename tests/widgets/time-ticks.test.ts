import { expect, test } from "vitest";
import { niceStep, tickLabel, timeTicks } from "../../src/widgets/time-ticks.ts";

const [us, ms, s, min, h, d] = [1e3, 1e6, 1e9, 60e9, 3600e9, 86400e9] as const;

test.each([
  [0.3, 1],
  [3, 5],
  [120, 200],
  [700 * us, ms],
  [0.4 * s, 0.5 * s],
  [0.6 * s, s],
  [3 * s, 5 * s],
  [16 * s, 30 * s],
  [40 * s, min],
  [20 * min, 30 * min],
  [4 * h, 6 * h],
  [13 * h, d],
  [3 * d, 5 * d],
])("the round step from %d ns is %d ns", (least, step) => {
  expect(niceStep(least)).toBe(step);
});

test.each([
  [0, s, "0 s"],
  [0, min, "0 min"],
  [90 * s, 30 * s, "1 min 30 s"],
  [2 * min, min, "2 min"],
  [1.25 * s, 50 * ms, "1.25 s"],
  [350 * us, 50 * us, "350 µs"],
  [1500 * us, 500 * us, "1.5 ms"],
  [7, 1, "7 ns"],
  [25 * h, h, "1 d 1 h"],
  [-2 * s, s, "−2 s"],
])("%d ns with a step of %d reads %s", (time, step, text) => {
  expect(tickLabel(time, step)).toBe(text);
});

test("ticks are round, in order, inside, and far enough apart", () => {
  for (let least = 1; least < 1e14; least *= 3.7) {
    const { ticks, step } = timeTicks(least * 2.3, least * 12, least);
    expect(step).toBeGreaterThanOrEqual(least);
    for (const [k, { time }] of ticks.entries()) {
      expect(Math.abs(time / step - Math.round(time / step))).toBeLessThan(1e-6);
      expect(time).toBeGreaterThanOrEqual(least * 2.3);
      expect(time).toBeLessThanOrEqual(least * 12);
      if (k > 0) expect(time - (ticks[k - 1]?.time ?? 0)).toBeCloseTo(step, -1);
    }
    expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
  }
});

test("far from the start, fine ticks count from a base that is said", () => {
  const { ticks, base } = timeTicks(63.4121 * s, 63.4126 * s, 90 * us);
  expect(base).toBe("from 1 min 3.412 s");
  expect(ticks.map(({ label }) => label)).toEqual(["+100 µs", "+200 µs", "+300 µs", "+400 µs", "+500 µs", "+600 µs"]);
  expect(timeTicks(0, 4 * min, 30 * s).base).toBe("");
});
