import { adjustedPValues } from "./adjusted-p-values.ts";
import { type BootstrapOptions, bootstrap, type Statistic } from "./bootstrap.ts";
import type { BootstrapEstimate } from "./bootstrap-interval.ts";
import { normalTwoSided } from "./distributions.ts";

/** A slice of the items beside all others. */
export interface SliceDifference {
  readonly slice: string;
  readonly estimate: BootstrapEstimate;
  /** Slice less rest; null where either is undefined. */
  readonly difference: number | null;
  /** Two-sided, from the standard errors of both sides; null for slices that are too small. */
  readonly p: number | null;
  /** Adjusted for all slices by Benjamini and Hochberg. */
  readonly adjustedP: number | null;
  /** Fewer items than `smallest`: show the estimate, but no verdict. */
  readonly tooSmall: boolean;
}

export interface SliceOptions extends BootstrapOptions {
  /** 30 unless given. */
  readonly smallest?: number;
}

/**
 * A statistic in each slice, and whether it differs from the rest, corrected for looking at many. Slices in order of
 * size.
 *
 * O(slices × draws × the statistic). Throws as `bootstrap` does.
 *
 *     sliceDifferences(languages, (items) => agreementOf(items), { clusters: prompts });
 */
export function sliceDifferences(
  slices: ArrayLike<string>,
  statistic: Statistic,
  options: SliceOptions = {},
): readonly SliceDifference[] {
  const { smallest = 30 } = options;
  const names = [...new Set(Array.from(slices))];
  const measure = (items: readonly number[]) => bootstrapOf(items, statistic, options);
  const rows = names.map((slice) => {
    const all = Array.from({ length: slices.length }, (_, item) => item);
    const estimate = measure(all.filter((item) => slices[item] === slice));
    const tooSmall = estimate.n < smallest;
    return {
      slice,
      estimate,
      tooSmall,
      ...against(estimate, measure(all.filter((item) => slices[item] !== slice)), tooSmall),
    };
  });
  const adjusted = adjustedPValues(rows.map(({ p }) => p));
  const results = rows.map((row, place) => ({ ...row, adjustedP: adjusted[place] ?? null }));
  return results.sort((one, other) => other.estimate.n - one.estimate.n);
}

function bootstrapOf(items: readonly number[], statistic: Statistic, options: SliceOptions): BootstrapEstimate {
  const { clusters } = options;
  const original = Uint32Array.from(items);
  const here: Statistic = (rows) => statistic(rows.map((row) => original[row] as number));
  return bootstrap(items.length, here, { ...options, clusters: clusters && items.map((item) => clusters[item]) });
}

function against(slice: BootstrapEstimate, rest: BootstrapEstimate, tooSmall: boolean) {
  if (slice.value === null || rest.value === null) return { difference: null, p: null };
  const difference = slice.value - rest.value;
  const known = slice.standardError !== null && rest.standardError !== null && slice.reason === null && !tooSmall;
  const error = Math.hypot(slice.standardError ?? 0, rest.standardError ?? 0);
  return { difference, p: known && error > 0 ? normalTwoSided(difference / error) : null };
}
