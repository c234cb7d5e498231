import { expect, test } from "vitest";
import { timesInTraces, unknownTime } from "../../src/traces/times-in-traces.ts";

const now = 1_767_225_600_000_000_001n;
const none = unknownTime;

test("times are exact differences to the first start of their trace, across every border of their halves", () => {
  const border = 2n ** 32n;
  const start = BigInt64Array.of(now + 3n, now, 3n * border, 3n * border - 1n, -5n);
  const end = BigInt64Array.of(now + 3n * border, none, 4n * border + 1n, 0n, 7n);
  const found = timesInTraces(Int32Array.of(0, 0, 1, 1, 2), 3, { start, end });
  expect([...found.first]).toEqual([now, 3n * border - 1n, -5n]);
  expect([...found.start]).toEqual([3, 0, 1, 0, 0]);
  expect([...found.end]).toEqual([3 * 2 ** 32, Number.NaN, 2 ** 32 + 2, -(3 * 2 ** 32 - 1), 12]);
});

test("a trace without any start has none, and its times are unknown", () => {
  const found = timesInTraces(Int32Array.of(0), 1, { start: BigInt64Array.of(none), end: BigInt64Array.of(now) });
  expect([...found.first]).toEqual([none]);
  expect([...found.start, ...found.end]).toEqual([Number.NaN, Number.NaN]);
});
