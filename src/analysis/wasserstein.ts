import { type EcdfSteps, ecdfSteps, ecdfStepsOfCounts, type ValueCounts } from "./ecdf-steps.ts";
import type { Values } from "./estimate.ts";
import { sortedNumbers } from "./sorted-numbers.ts";

export interface Wasserstein {
  /** In the unit of the values. */
  readonly value: number | null;
  /** In standard deviations of the reference (of its n values, not n − 1); null for a constant reference. */
  readonly inReferenceSd: number | null;
  readonly referenceRows: number;
  readonly currentRows: number;
  readonly reason: string | null;
}

/**
 * The Wasserstein-1 distance of two samples, ∫ |F − G|: how far values must be moved on average to make one sample the
 * other. Missing and infinite values do not count. O(n log n). Null with a reason when a side has no numbers.
 *
 *     wasserstein([0, 1, 2], [10, 11, 12, 13]).value; // 10.5
 */
export function wasserstein(reference: Values, current: Values): Wasserstein {
  const [before, after] = [sortedNumbers(reference), sortedNumbers(current)];
  return ofSteps(ecdfSteps(before, after), before.length, after.length);
}

/** The same of counted values in ascending order. */
export function wassersteinOfCounts(counts: readonly ValueCounts[]): Wasserstein {
  const rows = (side: "reference" | "current") => counts.reduce((sum, entry) => sum + entry[side], 0);
  return ofSteps(ecdfStepsOfCounts(counts), rows("reference"), rows("current"));
}

function ofSteps(steps: EcdfSteps, n: number, m: number): Wasserstein {
  const sizes = { referenceRows: n, currentRows: m };
  if (n === 0 || m === 0) {
    const reason = n === 0 ? "no reference values" : "no current values";
    return { ...sizes, value: null, inReferenceSd: null, reason };
  }
  const value = gapIntegral(steps, (gap) => Math.abs(gap));
  const sd = referenceSd(steps);
  if (sd > 0) return { ...sizes, value, inReferenceSd: value / sd, reason: null };
  return { ...sizes, value, inReferenceSd: null, reason: "the reference is constant" };
}

/** The integral over the values of a function of F − G. */
export function gapIntegral({ values, reference, current }: EcdfSteps, height: (gap: number) => number): number {
  let sum = 0;
  for (let at = 0; at + 1 < values.length; at++) {
    const width = (values[at + 1] as number) - (values[at] as number);
    sum += width * height((reference[at] as number) - (current[at] as number));
  }
  return sum;
}

function referenceSd({ values, reference }: EcdfSteps): number {
  const mass = (at: number) => (reference[at] as number) - (at > 0 ? (reference[at - 1] as number) : 0);
  let mean = 0;
  for (let at = 0; at < values.length; at++) mean += mass(at) * (values[at] as number);
  let variance = 0;
  for (let at = 0; at < values.length; at++) variance += mass(at) * ((values[at] as number) - mean) ** 2;
  return Math.abs(variance) <= (1e-12 * mean) ** 2 ? 0 : Math.sqrt(variance);
}
