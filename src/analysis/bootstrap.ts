import { type BootstrapEstimate, type BootstrapMethod, bootstrapInterval } from "./bootstrap-interval.ts";
import { unknown } from "./estimate.ts";
import { type ResamplingOptions, resampling } from "./resampling.ts";

export interface BootstrapOptions extends ResamplingOptions {
  /** 2,000 unless given. */
  readonly draws?: number;
  /** 0.95 unless given. */
  readonly level?: number;
  /** Percentiles unless given. */
  readonly method?: BootstrapMethod;
}

/** A statistic of the items with these indices (with repeats); null or NaN where it is undefined. */
export type Statistic = (items: Uint32Array) => number | null;

/**
 * The interval of any statistic of n items by resampling items, or clusters of them. `bootstrapInterval` says what
 * becomes of undefined draws. BCa also computes the statistic once with each unit left out.
 *
 * O(draws × the statistic), for BCa O((draws + n) × the statistic). Throws when `draws` is not positive, the seed is
 * no whole number, or clusters are given for another number of items.
 *
 *     bootstrap(scores.length, (items) => items.reduce((sum, item) => sum + scores[item], 0) / items.length);
 */
export function bootstrap(n: number, statistic: Statistic, options: BootstrapOptions = {}): BootstrapEstimate {
  const { draws = 2000, method = "percentile" } = options;
  if (!(draws > 0)) throw new Error(`bootstrap: the number of draws must be positive: ${draws}`);
  const value = n > 0 ? statistic(Uint32Array.from({ length: n }, (_, item) => item)) : null;
  if (value === null || !Number.isFinite(value)) return undrawn(n);
  const plan = resampling(n, options);
  if (plan.units < 2) return { ...undrawn(n), value, reason: "no interval: a single unit cannot be resampled" };
  const replicates = Float64Array.from({ length: draws }, () => statistic(plan.draw()) ?? Number.NaN);
  const leftOut = (_: unknown, unit: number) => statistic(plan.without(unit)) ?? Number.NaN;
  const jackknife = method === "bca" ? Float64Array.from({ length: plan.units }, leftOut) : undefined;
  return bootstrapInterval(replicates, value, n, { ...options, jackknife });
}

function undrawn(n: number): BootstrapEstimate {
  const reason = n > 0 ? "undefined for these items" : "no items";
  return { ...unknown(n, reason), standardError: null, draws: 0, undefinedDraws: 0 };
}
