import { logGamma } from "./binomial.ts";

const tiny = 1e-300;
const precision = 1e-16;
const mostSteps = 20_000;

/**
 * The regularised incomplete beta function I_x(a, b), by its continued fraction (NIST Digital Library of Mathematical
 * Functions, 8.17.22). Relative error about 1e-13. O(√max(a, b)). Throws unless a, b > 0 and x lies from 0 to 1.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(a > 0 && b > 0)) throw new Error(`incompleteBeta: parameters must be positive: ${a}, ${b}`);
  if (!(x >= 0 && x <= 1)) throw new Error(`incompleteBeta: x must lie from 0 to 1: ${x}`);
  if (x === 0 || x === 1) return x;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  if (x <= (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(1 - x, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  const term = (step: number) => {
    const half = step >> 1;
    if (step % 2 === 0) return (half * (b - half) * x) / ((a + step - 1) * (a + step));
    return (-(a + half) * (a + b + half) * x) / ((a + step - 1) * (a + step));
  };
  return 1 / continued(1, term, () => 1);
}

/**
 * The regularised upper incomplete gamma function Q(a, x): by the series of P below x = a + 1 (NIST, 8.11.4), by a
 * continued fraction above (8.9.2). Relative error about 1e-13. O(√a). Throws unless a > 0 and x ≥ 0.
 */
export function upperGamma(a: number, x: number): number {
  if (!(a > 0 && x >= 0)) throw new Error(`upperGamma: a must be positive and x not negative: ${a}, ${x}`);
  if (x === 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) return 1 - front * gammaSeries(a, x);
  const term = (step: number) => -step * (step - a);
  return front / continued(x + 1 - a, term, (step) => x + 2 * step + 1 - a);
}

/** The regularised lower incomplete gamma function P(a, x) = 1 − Q(a, x), without loss where it is small. */
export function lowerGamma(a: number, x: number): number {
  if (!(x > 0) || x >= a + 1) return 1 - upperGamma(a, x);
  return Math.exp(a * Math.log(x) - x - logGamma(a)) * gammaSeries(a, x);
}

function gammaSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let step = 1; step < mostSteps && term > sum * precision; step++) {
    term *= x / (a + step);
    sum += term;
  }
  return sum;
}

/** first + term(1) / (next(1) + term(2) / (next(2) + …)), by Lentz's method. */
function continued(first: number, term: (step: number) => number, next: (step: number) => number): number {
  let value = first || tiny;
  let above = value;
  let below = 0;
  for (let step = 1; step < mostSteps; step++) {
    below = 1 / (next(step) + term(step) * below || tiny);
    above = next(step) + term(step) / above || tiny;
    value *= above * below;
    if (Math.abs(above * below - 1) < precision * 4) return value;
  }
  return value;
}
