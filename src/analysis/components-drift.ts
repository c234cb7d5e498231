import { adjustedPValues } from "./adjusted-p-values.ts";
import { ksTest } from "./ks.ts";
import type { Matrix } from "./matrix.ts";
import { type PooledComponents, type PooledComponentsOptions, pooledComponents } from "./pooled-components.ts";
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

export interface ComponentsDriftOptions extends Omit<PooledComponentsOptions, "clusters">, ComponentsLevel {}

export interface ComponentsLevel {
  /** The false discovery rate, 0.05 unless given. */
  readonly level?: number;
  /** The Wasserstein distance in reference sd from which a component counts, 0.1 unless given. */
  readonly leastMove?: number;
}

/**
 * The share of principal components along which the current vectors are spread differently: Kolmogorov–Smirnov's p,
 * adjusted by Benjamini and Hochberg, and a Wasserstein distance that matters. Costs and reasons as of
 * `pooledComponents`, with `most` 2,000 unless given.
 */
export function componentsDrift(
  reference: Matrix,
  current: Matrix,
  options: ComponentsDriftOptions = {},
): ComponentsDrift {
  return componentsDriftOf(pooledComponents(reference, current, { most: 2000, ...options }), options);
}

/** The same of components that are there already. */
export function componentsDriftOf(
  { scores, variances, totalVariance, reason, ...pooled }: PooledComponents,
  { level = 0.05, leastMove = 0.1 }: ComponentsLevel = {},
): ComponentsDrift {
  const rows = { referenceRows: pooled.referenceRows.length, currentRows: pooled.currentRows.length };
  if (reason !== null) return { ...rows, value: null, components: [], p: null, reason };
  const tests = Array.from(variances, (_, place) => {
    const all = column(scores, place);
    const [one, other] = [all.subarray(0, rows.referenceRows), all.subarray(rows.referenceRows)];
    return { test: ksTest(one, other), move: wasserstein(one, other).inReferenceSd };
  });
  const adjusted = adjustedPValues(tests.map(({ test }) => test.p));
  const components = tests.map(({ test, move }, place) => ({
    component: place + 1,
    varianceShare: (variances[place] as number) / totalVariance,
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
