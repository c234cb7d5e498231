import { binomialQuantile } from "./binomial.ts";

/** 1-based places in the sorted sample. */
export interface Ranks {
  readonly lower: number;
  readonly upper: number;
}

/** A value and the two ends of its interval. */
export interface BoundedValue {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The order statistics that enclose a quantile, whatever the distribution: of n values, the count that lies below the
 * true p-quantile is binomial(n, p), so x[lower] is above it, and x[upper] below it, with a chance of at most
 * (1 − level) / 2 each (David and Nagaraja, Order Statistics, 3rd ed., §7.1).
 *
 * Values that come in clusters (the calls of one trace) are worth fewer independent ones. Given `effective`, the ranks
 * are found for that many values and carried over to n by their share, outwards: Woodruff's interval (JASA 47, 1952,
 * 635–646) with the effective sample size of Korn and Graubard (Survey Methodology 24, 1998, 193–201).
 *
 * Null when no value of the sample is far enough out: the sample is too small for that quantile.
 */
export function quantileRanks(n: number, p: number, effective = n, level = 0.95): Ranks | null {
  const tries = Math.min(n, Math.floor(effective));
  if (tries < 1 || p <= 0 || p >= 1) return null;
  const tail = (1 - level) / 2;
  // Largest l with P(B ≤ l − 1) ≤ tail, and smallest u with P(B ≤ u − 1) ≥ 1 − tail.
  const lower = binomialQuantile(tries, p, tail);
  const upper = binomialQuantile(tries, p, 1 - tail) + 1;
  if (lower < 1 || upper > tries) return null;
  if (tries === n) return { lower, upper };
  return { lower: Math.max(1, Math.floor((lower * n) / tries)), upper: Math.min(n, Math.ceil((upper * n) / tries)) };
}

/** How many independent values `quantileRanks` needs at least. */
export function smallestSample(p: number, level = 0.95): number {
  const tail = (1 - level) / 2;
  return Math.ceil(Math.log(tail) / Math.log(Math.max(p, 1 - p)));
}

/** What is known of a share that was counted in clusters: per cluster, `size` values of which `hits` count. */
export interface ClusterSums {
  readonly clusters: number;
  readonly size: number;
  readonly hits: number;
  readonly sizeSquared: number;
  readonly hitsSquared: number;
  readonly sizeTimesHits: number;
}

/**
 * How much wider than under independence the variance of a share is, because its values come in clusters: the
 * linearised variance of a ratio of totals over p(1 − p) / n (Kish's design effect), never below 1.
 * Null when it cannot be told: fewer than two clusters, or a share of 0 or 1.
 */
export function designEffect(sums: ClusterSums): number | null {
  const { clusters, size, hits, sizeSquared, hitsSquared, sizeTimesHits } = sums;
  const share = hits / size;
  if (clusters < 2 || !(share > 0 && share < 1)) return null;
  const residuals = hitsSquared - 2 * share * sizeTimesHits + share * share * sizeSquared;
  const variance = ((clusters / (clusters - 1)) * residuals) / (size * size);
  return Math.max(1, variance / ((share * (1 - share)) / size));
}

/**
 * The interval of a difference `current − reference` from the intervals of its two sides, which need not be symmetric
 * (MOVER: Zou and Donner, Statistics in Medicine 27, 2008, 1693–1702):
 *   low  = d − √((c − c.low)² + (r.high − r)²)
 *   high = d + √((c.high − c)² + (r − r.low)²)
 */
export function differenceInterval(reference: BoundedValue, current: BoundedValue): BoundedValue {
  const value = current.value - reference.value;
  return {
    value,
    low: value - Math.hypot(current.value - current.low, reference.high - reference.value),
    high: value + Math.hypot(current.high - current.value, reference.value - reference.low),
  };
}
