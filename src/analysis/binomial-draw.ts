import { logGamma } from "./binomial.ts";
import type { Random } from "./random.ts";

/**
 * How many of n tries of chance p succeed, drawn at random. Few expected successes are counted up through the
 * distribution; many are drawn by transformed rejection (BTRS of Hörmann, Journal of Statistical Computation and
 * Simulation 46, 1993, 101–110), which does not depend on n.
 *
 * O(1) on average. `n` is a whole number and p lies from 0 to 1.
 *
 *     binomialDraw(seededRandom(7), 100, 0.3);
 */
export function binomialDraw(random: Random, n: number, p: number): number {
  if (p > 0.5) return n - binomialDraw(random, n, 1 - p);
  if (n === 0 || p <= 0) return 0;
  return n * p < 10 ? countedUp(random, n, p) : byRejection(random, n, p);
}

function countedUp(random: Random, n: number, p: number): number {
  const odds = p / (1 - p);
  let mass = Math.exp(n * Math.log1p(-p));
  let left = random.next();
  let k = 0;
  while (left > mass && k < n) {
    left -= mass;
    k += 1;
    mass *= (odds * (n - k + 1)) / k;
  }
  return k;
}

function byRejection(random: Random, n: number, p: number): number {
  const deviation = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const quick = 0.92 - 4.2 / b;
  for (;;) {
    const u = random.next() - 0.5;
    const v = random.next();
    const edge = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / edge + b) * u + centre);
    if (k < 0 || k > n) continue;
    if (edge >= 0.07 && v <= quick) return k;
    const height = (v * (2.83 + 5.1 / b) * deviation) / (a / (edge * edge) + b);
    if (Math.log(height) <= logMassToMode(n, p, k)) return k;
  }
}

/** ln of the chance of k over that of the likeliest number. */
function logMassToMode(n: number, p: number, k: number): number {
  const mode = Math.floor((n + 1) * p);
  const ways = logFactorial(mode) + logFactorial(n - mode) - logFactorial(k) - logFactorial(n - k);
  return ways + (k - mode) * Math.log(p / (1 - p));
}

const known = new Float64Array(2 ** 16).fill(-1);

/** ln n!, kept for what is asked for again and again. */
function logFactorial(n: number): number {
  if (n >= known.length) return logGamma(n + 1);
  const found = known[n] as number;
  if (found >= 0) return found;
  const value = Math.max(0, logGamma(n + 1));
  known[n] = value;
  return value;
}
