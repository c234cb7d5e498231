import { incompleteBeta, lowerGamma, upperGamma } from "./special-functions.ts";

/** P(Z ≤ z) of a standard normal Z, exact in both tails. */
export function normalCdf(z: number): number {
  const beyond = upperGamma(0.5, (z * z) / 2) / 2;
  return z < 0 ? beyond : 1 - beyond;
}

/**
 * The z with P(Z ≤ z) = p: a rational start (Abramowitz and Stegun, 26.2.23), then Halley's steps on the tail.
 * −∞ and ∞ at p = 0 and 1. Throws outside.
 */
export function normalQuantile(p: number): number {
  checkProbability("normalQuantile", p);
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 0.5) return 0;
  const t = Math.sqrt(-2 * Math.log(p));
  const low = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  let z = (2.515517 + t * (0.802853 + t * 0.010328)) / low - t;
  for (let step = 0; step < 3; step++) {
    const error = (normalCdf(z) - p) / (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI));
    z -= error / (1 + (z * error) / 2);
  }
  return z;
}

/** P(|Z| ≥ |z|) of a standard normal Z: a two-sided p-value. */
export function normalTwoSided(z: number): number {
  return upperGamma(0.5, (z * z) / 2);
}

/** P(T ≤ t) of Student's t with `df` degrees of freedom. Throws unless df > 0. */
export function tCdf(t: number, df: number): number {
  const beyond = tTwoSided(t, df) / 2;
  return t < 0 ? beyond : 1 - beyond;
}

/** P(|T| ≥ |t|) of Student's t: a two-sided p-value. Throws unless df > 0. */
export function tTwoSided(t: number, df: number): number {
  if (!Number.isFinite(t)) return 0;
  return incompleteBeta(df / (df + t * t), df / 2, 0.5);
}

/** The t with P(T ≤ t) = p. Throws unless p lies from 0 to 1 and df > 0. */
export function tQuantile(p: number, df: number): number {
  checkProbability("tQuantile", p);
  if (p > 0.5) return -tQuantile(1 - p, df);
  if (p < 0.25) return -Math.sqrt(df * (1 / betaQuantile(2 * p, df / 2, 0.5) - 1));
  const inner = betaQuantile(1 - 2 * p, 0.5, df / 2);
  return -Math.sqrt((df * inner) / (1 - inner));
}

/** P(X ≥ x) of chi-square with `df` degrees of freedom: the p-value. Throws unless x ≥ 0 and df > 0. */
export function chiSquareSurvival(x: number, df: number): number {
  return upperGamma(df / 2, x / 2);
}

/** The x with P(X ≤ x) = p of chi-square. Throws unless p lies from 0 to 1 and df > 0. */
export function chiSquareQuantile(p: number, df: number): number {
  checkProbability("chiSquareQuantile", p);
  if (p === 1) return Number.POSITIVE_INFINITY;
  let top = df + 10;
  while (lowerGamma(df / 2, top / 2) < p) top *= 2;
  return solved((x) => lowerGamma(df / 2, x / 2) - p, 0, top);
}

/** P(X ≥ x) of F with df1 and df2 degrees of freedom. Throws unless x ≥ 0 and both are positive. */
export function fSurvival(x: number, df1: number, df2: number): number {
  return incompleteBeta(df2 / (df2 + df1 * x), df2 / 2, df1 / 2);
}

/** The x with P(X ≤ x) = p of F. Throws unless p lies from 0 to 1 and both degrees of freedom are positive. */
export function fQuantile(p: number, df1: number, df2: number): number {
  const inner = betaQuantile(p, df1 / 2, df2 / 2);
  return (df2 * inner) / (df1 * (1 - inner));
}

/** P(X ≤ x) of beta(a, b). Throws unless x lies from 0 to 1 and a, b > 0. */
export function betaCdf(x: number, a: number, b: number): number {
  return incompleteBeta(x, a, b);
}

/** The x with P(X ≤ x) = p of beta(a, b). Throws unless p lies from 0 to 1 and a, b > 0. */
export function betaQuantile(p: number, a: number, b: number): number {
  checkProbability("betaQuantile", p);
  if (p === 0 || p === 1) return p;
  return solved((x) => incompleteBeta(x, a, b) - p, 0, 1);
}

function checkProbability(name: string, p: number): void {
  if (!(p >= 0 && p <= 1)) throw new Error(`${name}: a probability lies from 0 to 1: ${p}`);
}

/** Where an increasing function crosses 0 between `low` and `high`, by halving to the last bit. */
function solved(excess: (x: number) => number, low: number, high: number): number {
  let [left, right] = [low, high];
  for (;;) {
    const middle = (left + right) / 2;
    if (middle <= left || middle >= right) return middle;
    if (excess(middle) < 0) left = middle;
    else right = middle;
  }
}
