import type { BootstrapOptions } from "./bootstrap.ts";
import { type BootstrapEstimate, bootstrapInterval } from "./bootstrap-interval.ts";
import { unknown } from "./estimate.ts";
import { resampling } from "./resampling.ts";

/** Computes several statistics of the items with these indices (with repeats) into a list; NaN where undefined. */
export type ManyStatistics = (items: Uint32Array, into: Float64Array) => unknown;

export interface ManyOptions extends BootstrapOptions {
  /** Called now and then with the share of draws that are done. */
  readonly progress?: (share: number) => unknown;
}

/**
 * Intervals of `count` statistics of n items from the same draws, so that what they share, counting a draw above all,
 * is done once. Their differences may be statistics too: they are then paired. Percentile intervals.
 *
 * O(draws × the statistics). Throws when `draws` is not positive, the seed is no whole number, or clusters are given
 * for another number of items.
 *
 *     bootstrapMany(n, 2, (items, into) => { into[0] = meanOf(first, items); into[1] = meanOf(second, items); });
 */
export function bootstrapMany(
  n: number,
  count: number,
  measure: ManyStatistics,
  options: ManyOptions = {},
): readonly BootstrapEstimate[] {
  const { draws = 2000, level, progress } = options;
  if (!(draws > 0)) throw new Error(`bootstrapMany: the number of draws must be positive: ${draws}`);
  const values = new Float64Array(count).fill(Number.NaN);
  if (n > 0)
    measure(
      Uint32Array.from({ length: n }, (_, item) => item),
      values,
    );
  const plan = resampling(n, options);
  if (plan.units < 2) return Array.from(values, (value) => undrawn(value, n));
  const replicates = Array.from(values, () => new Float64Array(draws));
  const drawn = new Float64Array(count);
  for (let draw = 0; draw < draws; draw++) {
    drawn.fill(Number.NaN);
    measure(plan.draw(), drawn);
    for (let place = 0; place < count; place++) (replicates[place] as Float64Array)[draw] = drawn[place] as number;
    if (progress && draw % 100 === 99) progress((draw + 1) / draws);
  }
  return Array.from(values, (value, place) =>
    Number.isFinite(value)
      ? bootstrapInterval(replicates[place] as Float64Array, value, n, { level })
      : undrawn(value, n),
  );
}

function undrawn(value: number, n: number): BootstrapEstimate {
  const none = { standardError: null, draws: 0, undefinedDraws: 0 };
  if (!Number.isFinite(value)) return { ...unknown(n, n > 0 ? "undefined for these items" : "no items"), ...none };
  return { value, low: null, high: null, n, reason: "no interval: a single unit cannot be resampled", ...none };
}
