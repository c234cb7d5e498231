/**
 * The smallest k with P(B ≤ k) ≥ `probability`, where B counts successes in n tries of chance p.
 * Walks up from ten standard deviations below the mean, so a million tries take some thousand steps.
 */
export function binomialQuantile(n: number, p: number, probability: number): number {
  if (!Number.isInteger(n) || n < 0) throw new Error(`binomialQuantile: tries must be a whole number: ${n}`);
  if (!(p >= 0 && p <= 1)) throw new Error(`binomialQuantile: chance must lie from 0 to 1: ${p}`);
  if (p === 0 || n === 0) return 0;
  if (p === 1) return n;
  let k = Math.max(0, Math.floor(n * p - 10 * Math.sqrt(n * p * (1 - p)) - 10));
  let mass = Math.exp(logBinomialMass(n, p, k));
  let below = mass;
  while (below < probability && k < n) {
    mass *= ((n - k) / (k + 1)) * (p / (1 - p));
    k += 1;
    below += mass;
  }
  return k;
}

function logBinomialMass(n: number, p: number, k: number): number {
  const ways = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  return ways + k * Math.log(p) + (n - k) * Math.log1p(-p);
}

/** ln Γ(x) for x > 0: Stirling's series above 15, brought there by Γ(x + 1) = x Γ(x). Error below 1e-13 relative. */
export function logGamma(x: number): number {
  let shift = 0;
  let large = x;
  while (large < 15) {
    shift += Math.log(large);
    large += 1;
  }
  const inverse = 1 / (large * large);
  const series = 1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)));
  return (large - 0.5) * Math.log(large) - large + 0.5 * Math.log(2 * Math.PI) + series / large - shift;
}
