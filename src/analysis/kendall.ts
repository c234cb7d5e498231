import { completeCases } from "./complete-cases.ts";
import { type Correlation, correlationWithInterval, unknownCorrelation } from "./correlation-interval.ts";
import { normalTwoSided } from "./distributions.ts";
import type { Values } from "./estimate.ts";
import { whyUncorrelated } from "./pearson.ts";

/** Kendall's τ-b, and τ-c beside it. */
export interface KendallResult extends Correlation {
  /** Stuart's τ-c, for scales of different length. */
  readonly tauC: number | null;
}

/**
 * Kendall's τ-b = (C − D) / √((n₀ − n₁)(n₀ − n₂)), where n₁ and n₂ are the pairs tied on a side (Kendall, Rank
 * Correlation Methods), counted by Knight's sort (JASA 61, 1966, 436–439). The p-value is exact without ties up to 33
 * items (or where at most one pair is out of order), by the normal approximation with ties otherwise; the interval is
 * Bonett and Wright's. Pairs that miss a value are left out. Undefined for fewer than two pairs or where a side does
 * not vary.
 *
 * O(n log n). Throws when the columns differ in length.
 *
 *     kendall([1, 2, 3, 4, 5], [2, 1, 4, 3, 5]).value; // 0.6
 */
export function kendall(first: Values, second: Values, level = 0.95): KendallResult {
  const { columns, n } = completeCases(first, second);
  const [one, other] = columns as [Float64Array, Float64Array];
  const none = whyUncorrelated(one, other);
  if (none) return { ...unknownCorrelation(n, none), tauC: null };
  const counts = countPairs(one, other);
  const { all, left, right, excess } = counts;
  const tau = excess / Math.sqrt(all - left.pairs) / Math.sqrt(all - right.pairs);
  const fewest = Math.min(left.distinct, right.distinct);
  const tauC = (2 * excess) / ((n * n * (fewest - 1)) / fewest);
  return { ...correlationWithInterval(tau, n, pValue(n, counts), 0.437 / (n - 4), level), tauC };
}

interface Ties {
  readonly distinct: number;
  /** Σ t(t − 1) / 2 over groups of t equal values. */
  readonly pairs: number;
  /** Σ t(t − 1)(t − 2). */
  readonly triples: number;
  /** Σ t(t − 1)(2t + 5). */
  readonly spread: number;
}

interface PairCounts {
  readonly all: number;
  readonly left: Ties;
  readonly right: Ties;
  readonly discordant: number;
  /** Concordant less discordant pairs. */
  readonly excess: number;
}

function countPairs(one: Float64Array, other: Float64Array): PairCounts {
  const order = Uint32Array.from(one.keys());
  const at = (values: Float64Array, item: number) => values[item] as number;
  order.sort((a, b) => at(one, a) - at(one, b) || at(other, a) - at(other, b));
  const left = tiesOf(order.length, (a, b) => at(one, order[a] as number) === at(one, order[b] as number));
  const same = (a: number, b: number) => at(one, a) === at(one, b) && at(other, a) === at(other, b);
  const joint = tiesOf(order.length, (a, b) => same(order[a] as number, order[b] as number));
  const values = Float64Array.from(order, (item) => at(other, item));
  const discordant = sortCounting(values);
  const right = tiesOf(values.length, (a, b) => values[a] === values[b]);
  const all = (order.length * (order.length - 1)) / 2;
  const excess = all - left.pairs - right.pairs + joint.pairs - 2 * discordant;
  return { all, left, right, discordant, excess };
}

/** The groups of equal neighbours in a sorted sequence. */
function tiesOf(n: number, equal: (a: number, b: number) => boolean): Ties {
  let [distinct, pairs, triples, spread] = [0, 0, 0, 0];
  for (let start = 0; start < n; ) {
    let end = start + 1;
    while (end < n && equal(start, end)) end++;
    const t = end - start;
    distinct += 1;
    pairs += (t * (t - 1)) / 2;
    triples += t * (t - 1) * (t - 2);
    spread += t * (t - 1) * (2 * t + 5);
    start = end;
  }
  return { distinct, pairs, triples, spread };
}

/** Sorts in place by merging and counts how many pairs stood in the wrong order. */
function sortCounting(values: Float64Array): number {
  let from: Float64Array = values;
  let to: Float64Array = new Float64Array(values.length);
  let swaps = 0;
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) swaps += merge(from, to, start, width);
    [from, to] = [to, from];
  }
  if (from !== values) values.set(from);
  return swaps;
}

function merge(from: Float64Array, to: Float64Array, start: number, width: number): number {
  const middle = Math.min(start + width, from.length);
  const end = Math.min(start + 2 * width, from.length);
  let [left, right, swaps] = [start, middle, 0];
  for (let place = start; place < end; place++) {
    const takeLeft = left < middle && (right >= end || (from[left] as number) <= (from[right] as number));
    if (!takeLeft) swaps += middle - left;
    to[place] = (takeLeft ? from[left++] : from[right++]) as number;
  }
  return swaps;
}

function pValue(n: number, { all, left, right, discordant, excess }: PairCounts): number {
  const fewer = Math.min(discordant, all - discordant);
  if (left.pairs === 0 && right.pairs === 0 && (n <= 33 || fewer <= 1)) return exactP(n, fewer);
  const m = n * (n - 1);
  const spread = (m * (2 * n + 5) - left.spread - right.spread) / 18;
  const joint = (2 * left.pairs * right.pairs) / m;
  const triple = n > 2 ? (left.triples * right.triples) / (9 * m * (n - 2)) : 0;
  return normalTwoSided(excess / Math.sqrt(spread + joint + triple));
}

/** Twice the chance that a random order of n has at most `most` pairs out of order. */
function exactP(n: number, most: number): number {
  let chances = Float64Array.of(1);
  for (let size = 2; size <= n; size++) {
    const next = new Float64Array(Math.min(most, (size * (size - 1)) / 2) + 1);
    for (let swaps = 0; swaps < next.length; swaps++)
      for (let moved = 0; moved < size && moved <= swaps; moved++)
        next[swaps] = (next[swaps] as number) + (chances[swaps - moved] ?? 0) / size;
    chances = next;
  }
  return Math.min(1, 2 * chances.reduce((sum, chance) => sum + chance, 0));
}
