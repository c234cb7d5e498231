import { type BootstrapEstimate, bootstrapInterval } from "./bootstrap-interval.ts";
import { unknown } from "./estimate.ts";
import { seededRandom } from "./random.ts";

/** Sums of columns over all rows, and over the rows of each bootstrap draw. */
export interface SumDraws {
  /** Rows that were summed. */
  readonly n: number;
  readonly sums: Float64Array;
  /** `draws[d * columns + c]`: the sum of column c in draw d. */
  readonly draws: Float64Array;
  readonly columns: number;
}

export interface SumOptions {
  /** 1 unless given. */
  readonly seed?: number;
  /** 1,000 unless given. */
  readonly draws?: number;
  /** Rows beyond this many are resampled in this many groups of equal size; 500 unless given. */
  readonly groups?: number;
}

/**
 * Bootstrap draws of the sums of many columns at once, for means and ratios of sums. `add` adds a row's values to a
 * stretch of sums. Many rows are put into groups by turns and the groups are resampled, which leaves the spread of a sum
 * as it is and costs no more than the groups do.
 *
 * O(rows × columns + draws × groups × columns). Throws when `draws` or `groups` is not positive.
 *
 *     const draws = bootstrapSums(n, 2, (row, into, at) => { into[at] += time[row]; into[at + 1] += 1; });
 *     ratioOfSums(draws, 0, 1); // the mean time
 */
export function bootstrapSums(
  n: number,
  columns: number,
  add: (row: number, into: Float64Array, at: number) => void,
  { seed = 1, draws = 1000, groups = 500 }: SumOptions = {},
): SumDraws {
  if (!(draws > 0 && groups > 0)) throw new Error(`bootstrapSums: not positive: ${draws} draws of ${groups} groups`);
  const units = Math.min(n, groups);
  const grouped = new Float64Array(units * columns);
  for (let row = 0; row < n; row++) add(row, grouped, (row % units) * columns);
  const sums = new Float64Array(columns);
  for (let unit = 0; unit < units; unit++) addStretch(grouped, unit * columns, sums, 0, columns);
  const drawn = new Float64Array(units > 0 ? draws * columns : 0);
  const random = seededRandom(seed);
  for (let at = 0; at < drawn.length; at += columns)
    for (let unit = 0; unit < units; unit++) addStretch(grouped, random.below(units) * columns, drawn, at, columns);
  return { n, sums, draws: drawn, columns };
}

function addStretch(from: Float64Array, start: number, into: Float64Array, at: number, length: number): void {
  for (let k = 0; k < length; k++) into[at + k] = (into[at + k] as number) + (from[start + k] as number);
}

/** One column's sum over another's, with its interval; undefined where the lower sum is 0. */
export function ratioOfSums(of: SumDraws, upper: number, lower: number): BootstrapEstimate {
  const value = (of.sums[upper] as number) / (of.sums[lower] as number);
  if (!Number.isFinite(value)) return undrawn(of.n, of.n ? "undefined: divided by 0" : "no rows");
  return bootstrapInterval(ratios(of, upper, lower), value, of.n);
}

/** The ratio of the second less that of the first; both have to have as many draws. */
export function ratioDifference(first: SumDraws, second: SumDraws, upper: number, lower: number): BootstrapEstimate {
  const [before, after] = [first, second].map((of) => (of.sums[upper] as number) / (of.sums[lower] as number));
  const value = (after as number) - (before as number);
  const n = first.n + second.n;
  if (!Number.isFinite(value)) return undrawn(n, "undefined on one of the sides");
  const [a, b] = [ratios(first, upper, lower), ratios(second, upper, lower)];
  return bootstrapInterval(
    a.map((ratio, draw) => (b[draw] as number) - ratio),
    value,
    n,
  );
}

function ratios({ draws, columns }: SumDraws, upper: number, lower: number): Float64Array {
  return new Float64Array(draws.length / columns).map(
    (_, draw) => (draws[draw * columns + upper] as number) / (draws[draw * columns + lower] as number),
  );
}

function undrawn(n: number, reason: string): BootstrapEstimate {
  return { ...unknown(n, reason), standardError: null, draws: 0, undefinedDraws: 0 };
}
