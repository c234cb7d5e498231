import { expect, test } from "vitest";
import { byteSize } from "../../src/widgets/byte-size.ts";
import { durationScale, percent } from "../../src/widgets/duration-scale.ts";
import { moneyScale } from "../../src/widgets/money-scale.ts";

test("durations of a column share one unit and one precision, chosen by the longest", () => {
  const written = (...ms: (number | null)[]) => {
    const scale = durationScale(ms);
    return [scale.unit, ...ms.map(scale.format)];
  };
  expect(written(6100, 184_200, 200)).toEqual(["s", "6.1", "184.2", "0.2"]);
  expect(written(6100, 4)).toEqual(["s", "6.10", "<0.01"]);
  expect(written(999, 0, null)).toEqual(["ms", "999.0", "0.0", "–"]);
  expect(written(0.25, 0.0004)).toEqual(["µs", "250.0", "0.4"]);
  expect(written(1_200_000)).toEqual(["min", "20.0"]);
  expect(written(3_600_000 * 1500)).toEqual(["h", "1,500"]);
  expect(written()).toEqual(["ms"]);
  expect(written(null)).toEqual(["ms", "–"]);
});

test("a difference carries its sign, and none when it rounds to nothing", () => {
  const { signed } = durationScale([100_000]);
  expect([178_100, -100, 10, -10, 0, null].map(signed)).toEqual(["+178.1", "−0.1", "0.0", "0.0", "0.0", "–"]);
});

test("a negative duration keeps its sign and its size", () => {
  const { format } = durationScale([-20_000, 500]);
  expect([-20_000, -1].map(format)).toEqual(["−20.0", "−<0.1"]);
});

test("shares are percent with a decimal below ten", () => {
  expect([0.79, 1.21, 0.042, 0.0996, 0.0001, 0, 1, null].map(percent)).toEqual([
    "79 %",
    "121 %",
    "4.2 %",
    "10 %",
    "<0.1 %",
    "0 %",
    "100 %",
    "–",
  ]);
});

test("amounts of money show three digits of the largest", () => {
  expect([0.0542, 0.00391, null, 0].map(moneyScale([0.0542, 0.00391, null]))).toEqual([
    "0.0542",
    "0.0039",
    "–",
    "0.0000",
  ]);
  expect([1234.5, 0.001].map(moneyScale([1234.5, 0.001]))).toEqual(["1,234.50", "<0.01"]);
  expect([0].map(moneyScale([]))).toEqual(["0.00"]);
});

test("sizes are in powers of 1000", () => {
  expect([0, 1, 999, 1000, 4200, 99_960, 999_600, 85e6, 1.2e9, 5e15].map(byteSize)).toEqual([
    "0 bytes",
    "1 byte",
    "999 bytes",
    "1.0 kB",
    "4.2 kB",
    "100 kB",
    "1.0 MB",
    "85 MB",
    "1.2 GB",
    "5000 TB",
  ]);
});
