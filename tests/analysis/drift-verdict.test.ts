import { expect, test } from "vitest";
import { driftVerdict, psiEffect, smallestP } from "../../src/analysis/drift-verdict.ts";
import { psi } from "../../src/analysis/psi.ts";
import { numericBins } from "../../src/analysis/psi-bins.ts";
import { psiVerdict } from "../../src/analysis/psi-verdict.ts";

const effect = (value: number | null) => ({ name: "PSI", value, monitor: 0.1, drifted: 0.2 });
const told = (p: number | null, value: number | null, rows = 500) =>
  driftVerdict({ p, effects: [effect(null), effect(value)], referenceRows: 500, currentRows: rows });

test("drift needs both significance and size, and the reason says which was missing", () => {
  expect(told(0.0004, 0.25)).toEqual({ verdict: "drifted", reason: "PSI 0.25, from 0.2 on it matters (p = 4e-4)" });
  expect(told(0.05, 0.1)).toEqual({ verdict: "monitor", reason: "PSI 0.1, from 0.1 on it matters (p = 0.05)" });
  expect(told(0.06, 0.9)).toEqual({ verdict: "stable", reason: "no significant change (p = 0.06)" });
  expect(told(1e-9, 0.05).reason).toBe("a change is there (p = 1e-9), but too small to matter");
  expect(told(1e-9, null).verdict).toBe("stable");
});

test("too few rows, or no test, are too little data whatever the size", () => {
  expect(told(1e-9, 3, 29)).toEqual({
    verdict: "too little data",
    reason: "500 reference and 29 current rows; each side needs 30",
  });
  expect(told(null, 3)).toEqual({ verdict: "too little data", reason: "no test could be computed" });
});

test("in small samples PSI must exceed what chance makes of it", () => {
  const small = psi(numericBins(ramp(100, 0), ramp(100, 0.1)));
  expect(small.bins.length).toBe(10);
  expect(psiEffect(small)).toMatchObject({ monitor: small.critical, drifted: small.critical });
  expect(small.critical).toBeCloseTo(0.338, 3);
  expect(psiEffect(psi(numericBins(ramp(9000, 0), ramp(9000, 0.1))))).toMatchObject({ monitor: 0.1, drifted: 0.2 });
});

test("several tests of a column share one p by Bonferroni", () => {
  expect(smallestP([0.02, null, 0.5])).toBe(0.04);
  expect(smallestP([0.7, 0.9])).toBe(1);
  expect(smallestP([null])).toBeNull();
});

test("binned counts alone have a verdict, a constant column too", () => {
  const same = [
    { reference: 400, current: 390 },
    { reference: 100, current: 110 },
  ];
  expect(psiVerdict(same).verdict).toBe("stable");
  const moved = [
    { reference: 400, current: 200 },
    { reference: 100, current: 300 },
  ];
  expect(psiVerdict(moved)).toMatchObject({ verdict: "drifted", test: { method: "chi-square" } });
  expect(psiVerdict([{ reference: 500, current: 500 }])).toMatchObject({
    verdict: "stable",
    reason: "all rows of both sides are in one bin",
    psi: { value: null, reason: "all rows are in one bin" },
  });
  expect(psiVerdict([{ reference: 500, current: 20 }]).verdict).toBe("too little data");
});

test("a constant column that takes another value has drifted", () => {
  const constant = (value: number) => Array<number>(50).fill(value);
  for (const [before, after] of [
    [7, 9],
    [7, -2],
    [0, 1e-9],
    [-3, -3.5],
  ] as const)
    expect(psiVerdict(numericBins(constant(before), constant(after))).verdict).toBe("drifted");
  expect(psiVerdict(numericBins(constant(7), constant(7))).verdict).toBe("stable");
});

function ramp(count: number, shift: number): number[] {
  return Array.from({ length: count }, (_, place) => (place + 0.5) / count + shift);
}
