import { normalCdf, normalQuantile } from "./distributions.ts";
import type { Estimate, Interval } from "./estimate.ts";
import { quantileOfSorted } from "./quantile.ts";

export type BootstrapMethod = "percentile" | "basic" | "bca";

/** An estimate whose interval comes from resampling. */
export interface BootstrapEstimate extends Estimate {
  /** Standard deviation of the draws; null when fewer than two are defined. */
  readonly standardError: number | null;
  readonly draws: number;
  /** In how many draws the statistic was undefined; they are left out. */
  readonly undefinedDraws: number;
}

export interface IntervalOptions {
  /** 0.95 unless given. */
  readonly level?: number;
  readonly method?: BootstrapMethod;
  /** The statistic with each unit left out once: what BCa needs. */
  readonly jackknife?: ArrayLike<number>;
  /** How many units each value of the jackknife stands for; one unless given. */
  readonly jackknifeCounts?: ArrayLike<number>;
}

/**
 * The interval of a statistic from its bootstrap draws (Efron and Tibshirani, An Introduction to the Bootstrap, 1993,
 * chapters 13 and 14). Draws that are NaN count as undefined: they are left out, and above 5 % there is no interval.
 * There is none either when all draws are equal, as they then say nothing of the spread. BCa falls back to percentiles
 * where all draws lie on one side of the value.
 *
 * O(B log B). Throws when BCa is asked for without a jackknife.
 *
 *     bootstrapInterval(draws, 0.61, 200, { method: "percentile" }).low;
 */
export function bootstrapInterval(
  draws: ArrayLike<number>,
  value: number,
  n: number,
  options: IntervalOptions = {},
): BootstrapEstimate {
  const sorted = Float64Array.from(draws)
    .filter((draw) => Number.isFinite(draw))
    .sort();
  const undefinedDraws = draws.length - sorted.length;
  const reason = whyNone(sorted, undefinedDraws, draws.length);
  const interval = reason ? null : ends(sorted, value, options);
  const [low, high] = interval ? [interval.low, interval.high] : [null, null];
  return { value, low, high, n, reason, standardError: deviation(sorted), draws: draws.length, undefinedDraws };
}

function whyNone(sorted: Float64Array, undefinedDraws: number, draws: number): string | null {
  if (draws === 0) return "no interval: nothing was drawn";
  if (undefinedDraws > draws * 0.05) return `no interval: undefined in ${undefinedDraws} of ${draws} bootstrap draws`;
  if (sorted[0] === sorted.at(-1)) return "no interval: all bootstrap draws are equal";
  return null;
}

function ends(sorted: Float64Array, value: number, options: IntervalOptions): Interval {
  const { level = 0.95, method = "percentile" } = options;
  const tail = (1 - level) / 2;
  const at = (p: number) => quantileOfSorted(sorted, p);
  if (method === "basic") return { low: 2 * value - at(1 - tail), high: 2 * value - at(tail) };
  const shifted = method === "bca" ? shiftedTails(sorted, value, tail, options) : null;
  const [low, high] = shifted ?? [tail, 1 - tail];
  return { low: at(low), high: at(high) };
}

/** The tails that BCa takes in place of 2.5 and 97.5 %. */
export function shiftedTails(
  sorted: ArrayLike<number>,
  value: number,
  tail: number,
  { jackknife, jackknifeCounts }: IntervalOptions,
): readonly [number, number] | null {
  if (!jackknife) throw new Error("bootstrapInterval: BCa needs a jackknife");
  const shift = normalQuantile(shareBelow(sorted, value));
  if (!Number.isFinite(shift)) return null;
  const bend = acceleration(jackknife, jackknifeCounts);
  const moved = (z: number) => normalCdf(shift + (shift + z) / (1 - bend * (shift + z)));
  const z = normalQuantile(tail);
  return [moved(z), moved(-z)];
}

/** The share of draws below the value, those equal to it counted half. */
function shareBelow(sorted: ArrayLike<number>, value: number): number {
  let twice = 0;
  for (let draw = 0; draw < sorted.length; draw++) {
    const at = sorted[draw] as number;
    twice += at < value ? 2 : at === value ? 1 : 0;
  }
  return twice / (2 * sorted.length);
}

function acceleration(jackknife: ArrayLike<number>, counts?: ArrayLike<number>): number {
  const values = Array.from(jackknife, (value, place) => ({ value, weight: counts?.[place] ?? 1 }));
  const defined = values.filter(({ value }) => Number.isFinite(value));
  const total = defined.reduce((sum, { weight }) => sum + weight, 0);
  const mean = defined.reduce((sum, { value, weight }) => sum + value * weight, 0) / total;
  const power = (exponent: number) =>
    defined.reduce((sum, { value, weight }) => sum + weight * (mean - value) ** exponent, 0);
  const spread = power(2);
  return spread > 0 ? power(3) / (6 * spread ** 1.5) : 0;
}

function deviation(values: Float64Array): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
