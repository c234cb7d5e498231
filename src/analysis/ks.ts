import { type EcdfSteps, ecdfSteps, ecdfStepsOfCounts, type ValueCounts } from "./ecdf-steps.ts";
import type { Values } from "./estimate.ts";
import { kolmogorovSurvival } from "./kolmogorov.ts";
import { sortedNumbers } from "./sorted-numbers.ts";

export interface KolmogorovSmirnov {
  /** The largest difference between the two distribution functions. */
  readonly statistic: number | null;
  readonly p: number | null;
  /** Where the difference is largest, and whether the reference (1) or the current sample (−1) has more below there. */
  readonly location: number | null;
  readonly sign: 1 | -1 | null;
  readonly referenceRows: number;
  readonly currentRows: number;
  readonly reason: string | null;
}

/** `auto`: exact while that is quick (n · m up to 4 million). With ties the exact p is too large, never too small. */
export type KsMethod = "auto" | "exact" | "asymptotic";

/**
 * The two-sample Kolmogorov–Smirnov test, two-sided. Missing and infinite values do not count.
 * O(n log n), the exact p O(n · m). Null with a reason when a side has no numbers.
 *
 *     ksTest([1, 2, 3], [10, 11, 12, 13]).p; // 0.057
 */
export function ksTest(reference: Values, current: Values, method: KsMethod = "auto"): KolmogorovSmirnov {
  const [before, after] = [sortedNumbers(reference), sortedNumbers(current)];
  return ofSteps(ecdfSteps(before, after), before.length, after.length, method);
}

/**
 * The same of counted values in ascending order. Of bins it is the test of the binned values: never more significant
 * than that of the values themselves.
 */
export function ksTestOfCounts(counts: readonly ValueCounts[], method: KsMethod = "auto"): KolmogorovSmirnov {
  const rows = (side: "reference" | "current") => counts.reduce((sum, entry) => sum + entry[side], 0);
  return ofSteps(ecdfStepsOfCounts(counts), rows("reference"), rows("current"), method);
}

/**
 * The two-sided p of a Kolmogorov–Smirnov statistic found elsewhere. Exact: the share of orderings of both samples
 * that stray as far (Hodges, Arkiv för Matematik 3, 1958, 469–486). Asymptotic: the one-sample distribution at
 * n · m / (n + m) values. Throws unless the statistic lies from 0 to 1 and both samples have values.
 */
export function ksPValue(statistic: number, n: number, m: number, method: KsMethod = "auto"): number {
  if (!(statistic >= 0 && statistic <= 1)) throw new Error(`ksPValue: the statistic lies from 0 to 1: ${statistic}`);
  if (!(n > 0 && m > 0)) throw new Error(`ksPValue: both samples need values: ${n}, ${m}`);
  const exact = method === "exact" || (method === "auto" && n * m <= 4e6);
  return exact ? exactP(statistic, n, m) : kolmogorovSurvival(statistic, Math.max(1, Math.round((n * m) / (n + m))));
}

function ofSteps(steps: EcdfSteps, n: number, m: number, method: KsMethod): KolmogorovSmirnov {
  const sizes = { referenceRows: n, currentRows: m };
  if (n === 0 || m === 0) {
    const reason = n === 0 ? "no reference values" : "no current values";
    return { ...sizes, statistic: null, p: null, location: null, sign: null, reason };
  }
  let place = 0;
  const gap = (at: number) => (steps.reference[at] as number) - (steps.current[at] as number);
  for (let at = 1; at < steps.values.length; at++) if (Math.abs(gap(at)) > Math.abs(gap(place)) + 1e-15) place = at;
  const statistic = Math.abs(gap(place));
  const found = {
    statistic,
    location: steps.values[place] as number,
    sign: gap(place) < 0 ? (-1 as const) : (1 as const),
  };
  return { ...sizes, ...found, p: ksPValue(statistic, n, m, method), reason: null };
}

/**
 * Of all paths over the grid from (0, 0) to (n, m), the share that somewhere strays at least as far from the diagonal.
 * The last step of a random path to (i, j) comes from the left with chance i / (i + j), so the shares follow one another
 * without large numbers, and as sums of positive terms stay exact where they are tiny. Only places nearer to the diagonal
 * are gone through: the share beyond is 1.
 */
function exactP(statistic: number, n: number, m: number): number {
  const reach = Math.round(statistic * n * m * 2) / 2 - 1e-9 * n * m;
  if (reach <= 0) return 1;
  const strays = new Float64Array(m + 1).fill(1);
  strays[0] = 0;
  for (let i = 0; i <= n; i++) {
    const first = Math.floor((i * m - reach) / n) + 1;
    if (first > 0) strays[first - 1] = 1;
    for (let j = Math.max(1, first); j <= m && j * n - i * m < reach; j++)
      strays[j] = i === 0 ? 0 : (i * (strays[j] as number) + j * (strays[j - 1] as number)) / (i + j);
  }
  return Math.min(1, strays[m] as number);
}
