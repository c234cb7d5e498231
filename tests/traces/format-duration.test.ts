import { expect, test } from "vitest";
import { formatDuration, formatNanoseconds } from "../../src/traces/format-duration.ts";

test.each([
  [0, "0 ms"],
  [0.0000001, "<1 ns"],
  [0.00034, "340 ns"],
  [0.0034, "3.4 µs"],
  [0.034, "34 µs"],
  [0.9996, "1.0 ms"],
  [3.44, "3.4 ms"],
  [9.96, "10 ms"],
  [200, "200 ms"],
  [999.4, "999 ms"],
  [999.6, "1.0 s"],
  [1300, "1.3 s"],
  [16_000, "16.0 s"],
  [59_940, "59.9 s"],
  [59_970, "1 min 0 s"],
  [61_000, "1 min 1 s"],
  [236_000, "3 min 56 s"],
  [3_599_600, "1 h 0 min"],
  [7_500_000, "2 h 5 min"],
  [172_800_000, "2 d 0 h"],
  [273_600_000, "3 d 4 h"],
])("%d ms reads %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test("a negative duration keeps its sign", () => {
  expect(formatDuration(-1500)).toBe("−1.5 s");
});

test("no duration is a dash, not zero", () => {
  expect([formatDuration(null), formatDuration(Number.NaN), formatNanoseconds(null)]).toEqual(["–", "–", "–"]);
});

test("nanoseconds are the same durations", () => {
  expect(formatNanoseconds(1_300_000_000)).toBe("1.3 s");
});

test("a longer duration never reads as a shorter one", () => {
  const scale = { ns: 1e-6, µs: 1e-3, ms: 1, s: 1e3, min: 6e4, h: 3.6e6, d: 8.64e7 } as Record<string, number>;
  const read = (text: string) =>
    [...text.matchAll(/([\d.]+) (\S+)/g)].reduce(
      (sum, [, value, unit]) => sum + Number(value) * (scale[unit ?? ""] ?? 0),
      0,
    );
  let last = 0;
  for (let ms = 1e-6; ms < 1e10; ms *= 1.0137) {
    const value = read(formatDuration(ms));
    expect(value).toBeGreaterThanOrEqual(last);
    expect(Math.abs(value - ms) / ms).toBeLessThan(0.51);
    last = value;
  }
});
