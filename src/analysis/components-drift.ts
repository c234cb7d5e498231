import { adjustedPValues } from "./adjusted-p-values.ts";
import { ksTest } from "./ks.ts";
import { type Matrix, stacked, whyIncomparable } from "./matrix.ts";
import { type PooledOptions, sampledPair } from "./pooled-distances.ts";
import { componentScores, principalComponents } from "./principal-components.ts";
import { wasserstein } from "./wasserstein.ts";

export interface ComponentDrift {
  /** 1 is the component with the largest variance. */
  readonly component: number;
  /** Of all variance, from 0 to 1. */
  readonly varianceShare: number;
  readonly statistic: number | null;
  readonly p: number | null;
  readonly adjustedP: number | null;
  readonly wassersteinInSd: number | null;
  readonly drifted: boolean;
}

export interface ComponentsDrift {
  /** Drifted components of all that were looked at, from 0 to 1. */
  readonly value: number | null;
  readonly components: readonly ComponentDrift[];
  /** The smallest adjusted p: the chance that any component drifts this much without drift. */
  readonly p: number | null;
  readonly referenceRows: number;
  readonly currentRows: number;
  readonly reason: string | null;
}

export interface ComponentsDriftOptions extends Omit<PooledOptions, "clusters"> {
  /** How many components are looked at, 50 unless given. */
  readonly count?: number;
  /** The false discovery rate, 0.05 unless given. */
  readonly level?: number;
  /** The Wasserstein distance in reference sd from which a component counts, 0.1 unless given. */
  readonly leastMove?: number;
}

/**
 * The share of principal components along which the current vectors are spread differently: Kolmogorov–Smirnov's p,
 * adjusted by Benjamini and Hochberg, and a Wasserstein distance that matters. The components are those of both sides
 * together: the reference's own fit the reference better than any new rows and would drift without drift.
 *
 * O(rows · columns · count) for `most` rows of each side (2,000 unless given). Null with a reason when a side has fewer
 * than ten vectors, dimensions differ, a number is not finite or all vectors are equal.
 */
export function componentsDrift(
  reference: Matrix,
  current: Matrix,
  options: ComponentsDriftOptions = {},
): ComponentsDrift {
  const { count = 50, level = 0.05, leastMove = 0.1, most = 2000, seed } = options;
  const reason = whyIncomparable(reference, current, 10);
  const rows = { referenceRows: Math.min(most, reference.rows), currentRows: Math.min(most, current.rows) };
  if (reason !== null) return { ...rows, value: null, components: [], p: null, reason };
  const pair = sampledPair(reference, current, { most, seed });
  const found = principalComponents(stacked(pair.reference, pair.current), count, { seed });
  if (found.components.rows === 0)
    return { ...rows, value: null, components: [], p: null, reason: "all vectors are equal" };
  const [before, after] = [componentScores(found, pair.reference), componentScores(found, pair.current)];
  const tests = Array.from(found.variances, (_, place) => {
    const [one, other] = [column(before, place), column(after, place)];
    return { test: ksTest(one, other), move: wasserstein(one, other).inReferenceSd };
  });
  const adjusted = adjustedPValues(tests.map(({ test }) => test.p));
  const components = tests.map(({ test, move }, place) => ({
    component: place + 1,
    varianceShare: (found.variances[place] as number) / found.totalVariance,
    statistic: test.statistic,
    p: test.p,
    adjustedP: adjusted[place] ?? null,
    wassersteinInSd: move,
    drifted: (adjusted[place] ?? 1) <= level && (move ?? Number.POSITIVE_INFINITY) >= leastMove,
  }));
  const value = components.filter(({ drifted }) => drifted).length / components.length;
  return { ...rows, value, components, p: Math.min(...adjusted.map((p) => p ?? 1)), reason: null };
}

function column({ data, rows, columns }: Matrix, place: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => data[row * columns + place] as number);
}
