import type { BootstrapOptions } from "./bootstrap.ts";
import { type BootstrapEstimate, bootstrapInterval } from "./bootstrap-interval.ts";
import { unknown } from "./estimate.ts";
import { type KindDraws, kindDraws } from "./kind-draws.ts";
import type { ItemKinds } from "./kinds.ts";

/** Computes several statistics of so many items of each kind into a list; NaN where undefined. */
export type KindStatistics = (times: Float64Array, into: Float64Array) => unknown;

export interface KindOptions extends BootstrapOptions {
  /** Called now and then with the share of draws that are done. */
  readonly progress?: (share: number) => unknown;
}

/**
 * Intervals of `count` statistics of items from the same draws, where statistics ask only how many items of each kind
 * there are. Their differences may be statistics too: they are then paired. Statistics that are undefined are null,
 * with the reason that `bootstrapInterval` or the caller gives.
 *
 * O(draws × (kinds + the statistics)). Throws when `draws` is not positive, the seed is no whole number, or clusters
 * are given for another number of items.
 *
 *     const kinds = kindsOf(n, [passed]);
 *     bootstrapKinds(kinds, 1, (times, into) => { into[0] = times[0] / (times[0] + times[1]); });
 */
export function bootstrapKinds(
  kinds: ItemKinds,
  count: number,
  measure: KindStatistics,
  options: KindOptions = {},
): readonly BootstrapEstimate[] {
  const { draws = 2000, level, method, progress } = options;
  if (!(draws > 0)) throw new Error(`bootstrapKinds: the number of draws must be positive: ${draws}`);
  const n = kinds.of.length;
  const values = new Float64Array(count).fill(Number.NaN);
  if (n > 0) measure(kinds.sizes, values);
  const plan = kindDraws(kinds, options);
  if (plan.units < 2) return Array.from(values, (value) => undrawn(value, n));
  const replicates = Array.from(values, () => new Float64Array(draws));
  const drawn = new Float64Array(count);
  for (let draw = 0; draw < draws; draw++) {
    drawn.fill(Number.NaN);
    measure(plan.draw(), drawn);
    for (let place = 0; place < count; place++) (replicates[place] as Float64Array)[draw] = drawn[place] as number;
    if (progress && draw % 100 === 99) progress((draw + 1) / draws);
  }
  const left = method === "bca" ? jackknifed(plan, count, measure) : null;
  return Array.from(values, (value, place) => {
    if (!Number.isFinite(value)) return undrawn(value, n);
    const jackknife = left ? { jackknife: left.values[place], jackknifeCounts: left.units } : {};
    return bootstrapInterval(replicates[place] as Float64Array, value, n, { level, method, ...jackknife });
  });
}

function undrawn(value: number, n: number): BootstrapEstimate {
  const none = { standardError: null, draws: 0, undefinedDraws: 0 };
  if (!Number.isFinite(value)) return { ...unknown(n, n > 0 ? "undefined for these items" : "no items"), ...none };
  return { value, low: null, high: null, n, reason: "no interval: a single unit cannot be resampled", ...none };
}

interface Jackknife {
  /** For each statistic, its value with a unit left out. */
  readonly values: readonly number[][];
  /** How many units each of those stands for. */
  readonly units: readonly number[];
}

function jackknifed(plan: KindDraws, count: number, measure: KindStatistics): Jackknife {
  const values: number[][] = Array.from({ length: count }, () => []);
  const units: number[] = [];
  const found = new Float64Array(count);
  for (const left of plan.without()) {
    found.fill(Number.NaN);
    measure(left.times, found);
    units.push(left.units);
    for (const [place, value] of found.entries()) values[place]?.push(value);
  }
  return { values, units };
}
