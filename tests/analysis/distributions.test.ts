import { expect, test } from "vitest";
import {
  betaCdf,
  betaQuantile,
  chiSquareQuantile,
  chiSquareSurvival,
  fQuantile,
  fSurvival,
  normalCdf,
  normalQuantile,
  normalTwoSided,
  tCdf,
  tQuantile,
  tTwoSided,
} from "../../src/analysis/distributions.ts";

function agrees(actual: number, expected: number, tolerance = 1e-11): void {
  const error = expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1);
  expect(error, `${actual} for ${expected}`).toBeLessThan(tolerance);
}

test("the normal distribution is scipy's, far into its tails", () => {
  const below = [
    [-37, 5.7255712225239266e-300],
    [-8, 6.22096057427174e-16],
    [-1.5, 0.06680720126885807],
    [0, 0.5],
    [0.3, 0.6179114221889526],
    [2, 0.9772498680518208],
    [6, 0.9999999990134123],
  ] as const;
  for (const [z, p] of below) agrees(normalCdf(z), p);
  const quantiles = [
    [1e-300, -37.0470962993612],
    [1e-12, -7.034483825301131],
    [0.025, -1.9599639845400545],
    [0.3, -0.5244005127080409],
    [0.5, 0],
    [0.7, 0.5244005127080407],
    [0.975, 1.959963984540054],
  ] as const;
  for (const [p, z] of quantiles) agrees(normalQuantile(p), z);
  agrees(normalTwoSided(-1.959963984540054), 0.05);
  expect([normalQuantile(0), normalQuantile(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
});

test("Student's t is scipy's", () => {
  const below = [
    [-40, 3, 1.7190340394579253e-5],
    [-2, 1, 0.14758361765043326],
    [0.5, 2.5, 0.6711510400651426],
    [0, 4, 0.5],
    [3, 57, 0.9980005513961553],
    [1, 1e6, 0.8413446250832108],
  ] as const;
  for (const [t, df, p] of below) agrees(tCdf(t, df), p, 1e-9);
  const quantiles = [
    [0.025, 1, -12.706204736174705],
    [0.975, 11, 2.200985160091639],
    [0.975, 59, 2.000995378088267],
    [1e-10, 3, -2225.769284683093],
    [0.45, 7, -0.13029279659177742],
    [0.2, 1e5, -0.8416248279969006],
    [0.5, 3, 0],
    [0.3, 0.5, -1.0095258786071655],
  ] as const;
  for (const [p, df, t] of quantiles) agrees(tQuantile(p, df), t, 1e-9);
  expect(tTwoSided(Number.NEGATIVE_INFINITY, 3)).toBe(0);
});

test("chi-square and F are scipy's", () => {
  agrees(chiSquareSurvival(2.769230769230769, 1), 0.0960923294556734);
  agrees(chiSquareSurvival(200, 10), 1.6139305336977317e-37);
  agrees(chiSquareSurvival(0.001, 3), 0.9999915920809419);
  agrees(chiSquareSurvival(900, 1000), 0.9892827619087102);
  agrees(chiSquareQuantile(0.95, 9), 16.918977604620448);
  agrees(chiSquareQuantile(0.01, 1), 0.00015708785790970184);
  agrees(chiSquareQuantile(1e-8, 2), 2.0000000099999995e-8);
  agrees(chiSquareQuantile(0.5, 1000), 999.333412403381);
  agrees(fSurvival(3, 2, 10), 0.09536743164062497);
  agrees(fSurvival(0.2, 5, 7), 0.9524164502214273);
  agrees(fSurvival(12, 1, 100), 0.0007847827245154137);
  agrees(fQuantile(0.95, 2, 10), 4.1028210151304);
  agrees(fQuantile(0.05, 5, 7), 0.2050915328338954);
});

test("beta is scipy's", () => {
  agrees(betaCdf(0.3, 2, 5), 0.5798250000000003);
  agrees(betaCdf(0.999, 0.5, 0.5), 0.9798649583666235);
  agrees(betaCdf(1e-5, 0.5, 80), 0.031857164610792);
  agrees(betaCdf(0.51, 20_000, 20_000), 0.9999683789182515, 1e-9);
  agrees(betaQuantile(0.025, 8, 3), 0.4439045376923585);
  agrees(betaQuantile(0.975, 0.5, 20.5), 0.11663898290487539);
  agrees(betaQuantile(1e-6, 0.5, 0.5), 2.46740110027031e-12);
  agrees(betaQuantile(0.5, 3000, 9), 0.9971183552837156);
  expect([betaQuantile(0, 2, 2), betaQuantile(1, 2, 2)]).toEqual([0, 1]);
});

test("what is no probability or no degree of freedom is refused", () => {
  expect(() => normalQuantile(1.5)).toThrow("normalQuantile: a probability lies from 0 to 1: 1.5");
  expect(() => tCdf(1, 0)).toThrow("parameters must be positive");
  expect(() => betaCdf(2, 1, 1)).toThrow("x must lie from 0 to 1: 2");
});
