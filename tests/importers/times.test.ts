import { describe, expect, test } from "vitest";
import { isoToNanos, readDuration, readTime } from "../../src/importers/spans/times.ts";

describe("readTime", () => {
  test.each([
    ["1776000000123456789", 1776000000123456789n, "ns"],
    [1776000000123456789n, 1776000000123456789n, "ns"],
    ["1776000000123456", 1776000000123456000n, "µs"],
    [1776000000123, 1776000000123000000n, "ms"],
    ["1776000000", 1776000000000000000n, "s"],
    [1776000000.25, 1776000000250000000n, "s"],
    ["1776000000.25", 1776000000250000000n, "s"],
    ["2026-04-12T13:20:00.000000001Z", 1776000000000000001n, "ns"],
    [5000, 5000n, "ns"],
    ["123456789012345", 123456789012345n, "ns"],
    ["4611686018427387903", 4611686018427387903n, "ns"],
  ])("%s is %s ns, written in %s", (written, ns, unit) => {
    expect(readTime(written)).toEqual({ ns, unit });
  });

  test.each([
    0,
    "0",
    "",
    null,
    undefined,
    -5,
    "soon",
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e300,
    "18446744073709551615",
    {},
  ])("%s is no time", (written) => {
    expect(readTime(written)).toBeNull();
  });

  test("another unit can be expected", () => {
    expect(readTime("1776000000123456", "µs")).toEqual({ ns: 1776000000123456000n, unit: "µs" });
    expect(readTime(5000, "µs")).toEqual({ ns: 5000000n, unit: "µs" });
    expect(readTime("1776000000123456789", "µs")).toEqual({ ns: 1776000000123456789n, unit: "ns" });
  });
});

test("durations keep their sign, and fractions to the nanosecond", () => {
  expect(readDuration(1500, "µs")).toBe(1500000n);
  expect(readDuration(0.5, "ms")).toBe(500000n);
  expect(readDuration(-3, "s")).toBe(-3000000000n);
  expect(readDuration("250", "ms")).toBe(250000000n);
  expect([readDuration("", "s"), readDuration(null, "s"), readDuration(1e300, "s")]).toEqual([null, null, null]);
});

test.each([
  ["2026-04-12T13:20:00Z", 1776000000000000000n],
  ["2026-04-12 13:20:00.5", 1776000000500000000n],
  ["2026-04-12T15:20:00.123456789+02:00", 1776000000123456789n],
  ["2026-04-12T08:20:00-0500", 1776000000000000000n],
  ["1969-12-31T23:59:59.999999999Z", -1n],
])("%s is %s ns", (text, ns) => {
  expect(isoToNanos(text)).toBe(ns);
});

test.each(["2026-04-12", "12 April 2026", "2026-13-45T99:00:00Z", ""])("%j is no ISO time", (text) => {
  expect(isoToNanos(text)).toBeNull();
});

test("a time so far off that its distance to another could not be counted is none", () => {
  for (const far of ["9223372036854775807", "4611686018427387904", 2n ** 62n, 1e19]) expect(readTime(far)).toBeNull();
  expect(isoToNanos("0001-01-01T00:00:00Z")).toBeNull();
  expect(readTime("4611686018427387903")?.ns).toBe(2n ** 62n - 1n);
});

test("ISO times of one second, one after the other, are told apart by their digits and their zones", () => {
  const second = 1_772_355_600_000_000_000n;
  const read: [string, bigint | null][] = [
    ["2026-03-01T09:00:00.5Z", second + 500_000_000n],
    ["2026-03-01T09:00:00.000000001Z", second + 1n],
    ["2026-03-01T09:00:00.123456789012Z", second + 123_456_789n],
    ["2026-03-01T09:00:00.5", second + 500_000_000n],
    ["2026-03-01T09:00:00.25", second + 250_000_000n],
    ["2026-03-01T09:00:00.5+01:00", second - 3_599_500_000_000n],
    ["2026-03-01T09:00:00.75+01:00", second - 3_599_250_000_000n],
    ["2026-03-01T09:00:00.5Z", second + 500_000_000n],
    ["2026-03-01T09:00:00.Z", null],
    ["2026-03-01T09:00:00.5Y", null],
    ["2026-03-01T09:00:00", second],
  ];
  for (const [text, ns] of read) expect([text, isoToNanos(text)]).toEqual([text, ns]);
});

test.each(["T", " "])("ISO times of one day, one after the other, with %j before the time", (before) => {
  const begins = BigInt(Date.UTC(2026, 2, 1)) * 1_000_000n;
  expect(isoToNanos(`2026-03-01${before}12:00:00Z`)).toBe(begins + 43_200_000_000_000n);
  for (const [time, ns] of [
    ["00:00:00", 0n],
    ["23:59:59.999999999Z", 86_399_999_999_999n],
    ["09:08:07.5+00:00", 32_887_500_000_000n],
    ["09:08:07.1234567891Z", 32_887_123_456_789n],
    ["09:08:07,25Z", 32_887_250_000_000n],
    ["09:08:07.25+01:00", 29_287_250_000_000n],
    ["24:00:00Z", 86_400_000_000_000n],
  ] as const)
    expect(isoToNanos(`2026-03-01${before}${time}`), time).toBe(begins + ns);
  for (const time of ["09:60:00Z", "09:08:60Z", "09:08:0", "0a:08:07Z", "09:08:07.Z", "09:08:07+00:0", "09:08:07ZZ"])
    expect(isoToNanos(`2026-03-01${before}${time}`), time).toBeNull();
});

test.each(["", "Z", "-04:00", "+0530"])("ISO times of one day, all in the zone %j", (zone) => {
  const begins = isoToNanos(`2026-03-01T00:00:00${zone}`) ?? 0n;
  for (const [time, ns] of [
    ["00:00:00.000000001", 1n],
    ["23:59:59.999999999", 86_399_999_999_999n],
    ["09:08:07.1234567891", 32_887_123_456_789n],
    ["09:08:07,25", 32_887_250_000_000n],
  ] as const)
    expect(isoToNanos(`2026-03-01T${time}${zone}`), time).toBe(begins + ns);
  for (const time of ["09:60:00", "24:00:01", "09:08:60", "09:08:0", "09:08:07.", "09:08:07Z"])
    expect(isoToNanos(`2026-03-01T${time}${zone === "" ? "Y" : zone}`), time).toBeNull();
  expect(begins).toBe(
    BigInt(Date.UTC(2026, 2, 1, ...({ "-04:00": [4], "+0530": [-5, -30] }[zone] ?? []))) * 1_000_000n,
  );
});
