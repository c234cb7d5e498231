import { chiSquare } from "./chi-square.ts";
import { cramersV } from "./cramers-v.ts";
import { fisherExact } from "./fisher-exact.ts";
import { hypergeometric } from "./hypergeometric.ts";
import type { BinPair } from "./psi.ts";
import { type Random, seededRandom } from "./random.ts";

export interface Homogeneity {
  /** The chance of counts this different if both sides come from one distribution. */
  readonly p: number | null;
  /** Chi-square where every expected count is 5 or more; else Fisher's test of a 2×2 table, else permutations. */
  readonly method: "chi-square" | "fisher" | "permutation" | null;
  readonly statistic: number | null;
  readonly df: number;
  readonly cramersV: number | null;
  readonly cramersVBiasCorrected: number | null;
  readonly smallestExpected: number | null;
  readonly reason: string | null;
}

export interface HomogeneityOptions {
  /** 1 unless given. */
  readonly seed?: number;
  /** How many tables are drawn where chi-square cannot be trusted, 1,999 unless given. */
  readonly permutations?: number;
}

/**
 * Whether reference and current rows fall into the categories alike: the test that their expected counts allow, and
 * Cramér's V. Drawn tables keep both margins, as permuting the rows would: p = (1 + tables at least as extreme) /
 * (1 + tables). O(categories), with permutations O(permutations × categories).
 * Null with a reason when a side has no rows or there is one category only.
 */
export function homogeneity(pairs: readonly BinPair[], options: HomogeneityOptions = {}): Homogeneity {
  const table = [pairs.map(({ reference }) => reference), pairs.map(({ current }) => current)];
  const { statistic, df, p, smallestExpected, reason } = chiSquare(table);
  const { value, biasCorrected } = cramersV(table);
  const strength = { cramersV: value, cramersVBiasCorrected: biasCorrected };
  const known = { statistic, df, smallestExpected, reason, ...strength };
  if (statistic === null || smallestExpected === null) return { ...known, p: null, method: null };
  if (smallestExpected >= 5) return { ...known, p, method: "chi-square" };
  const held = pairs.filter(({ reference, current }) => reference + current > 0);
  if (held.length === 2) return { ...known, p: fisherOf(held), method: "fisher" };
  return { ...known, p: permuted(held, statistic, options), method: "permutation" };
}

function fisherOf([one, other]: readonly BinPair[]): number {
  const row = (pair?: BinPair) => [pair?.reference ?? 0, pair?.current ?? 0] as const;
  return fisherExact([row(one), row(other)]);
}

function permuted(pairs: readonly BinPair[], statistic: number, options: HomogeneityOptions): number {
  const { seed = 1, permutations = 1999 } = options;
  const random = seededRandom(seed);
  const totals = Float64Array.from(pairs, ({ reference, current }) => reference + current);
  const n = totals.reduce((sum, count) => sum + count, 0);
  const reference = pairs.reduce((sum, pair) => sum + pair.reference, 0);
  let extreme = 1;
  for (let draw = 0; draw < permutations; draw++)
    if (drawnStatistic(totals, reference, n, random) >= statistic * (1 - 1e-12)) extreme++;
  return extreme / (permutations + 1);
}

/** Chi-square of a two-row table with these column totals, its first row drawn from the second without putting back. */
function drawnStatistic(totals: Float64Array, reference: number, n: number, random: Random): number {
  let [rows, left, sum] = [n, reference, 0];
  for (const total of totals) {
    const count = hypergeometric(rows, total, left, random);
    const expected = (total * reference) / n;
    sum += (count - expected) ** 2 / total;
    rows -= total;
    left -= count;
  }
  return (sum * n * n) / (reference * (n - reference));
}
