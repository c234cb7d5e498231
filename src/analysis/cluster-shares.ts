import { adjustedPValues } from "./adjusted-p-values.ts";
import { type Estimate, estimated, unknown } from "./estimate.ts";
import { homogeneity } from "./homogeneity.ts";
import { wilsonInterval } from "./proportion-interval.ts";
import { differenceInterval } from "./quantile-interval.ts";

export interface ClusterShare {
  readonly cluster: number;
  readonly referenceCount: number;
  readonly currentCount: number;
  /** Shares of all rows of a side, with Wilson's intervals. */
  readonly reference: Estimate;
  readonly current: Estimate;
  /** Current less reference, with Newcombe's interval (Statistics in Medicine 17, 1998, 873–890, method 10). */
  readonly change: Estimate;
  /** Of this cluster against all others, adjusted over the clusters by Benjamini and Hochberg. */
  readonly adjustedP: number | null;
}

export interface ClusterShares {
  readonly clusters: readonly ClusterShare[];
  /** Of all clusters' counts together. */
  readonly p: number | null;
  readonly cramersV: number | null;
  readonly reason: string | null;
}

/**
 * How the rows' shares of the clusters changed, by the cluster of every row, the largest change first. Intervals are
 * 95 %. Clusters found in the reference alone may be used for both sides: that makes the test no less strict.
 *
 * O(rows + clusters log clusters), and permutations for small clusters. Null with a reason when a side has no rows.
 * Throws when a label is not a cluster's number.
 */
export function clusterShares(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  clusters: number,
  seed = 1,
): ClusterShares {
  const [before, after] = [countsOf(reference, clusters), countsOf(current, clusters)];
  const pairs = before.map((count, cluster) => ({ reference: count, current: after[cluster] as number }));
  const [n, m] = [reference.length, current.length];
  const whole = homogeneity(pairs, { seed });
  const against = pairs.map(
    (pair) => homogeneity([pair, { reference: n - pair.reference, current: m - pair.current }]).p,
  );
  const adjusted = adjustedPValues(against);
  const shares = pairs.map((pair, cluster) => ({
    cluster,
    referenceCount: pair.reference,
    currentCount: pair.current,
    reference: share(pair.reference, n, "no reference rows"),
    current: share(pair.current, m, "no current rows"),
    change: change(share(pair.reference, n, "no reference rows"), share(pair.current, m, "no current rows")),
    adjustedP: adjusted[cluster] ?? null,
  }));
  const size = ({ change }: ClusterShare) => Math.abs(change.value ?? 0);
  shares.sort((one, other) => size(other) - size(one) || one.cluster - other.cluster);
  return { clusters: shares, p: whole.p, cramersV: whole.cramersV, reason: whole.reason };
}

function share(count: number, n: number, reason: string): Estimate {
  return n === 0 ? unknown(0, reason) : estimated(count / n, n, wilsonInterval(count, n));
}

function change(before: Estimate, after: Estimate): Estimate {
  const n = before.n + after.n;
  const [reference, current] = [whole(before), whole(after)];
  if (reference === null || current === null) return unknown(n, before.reason ?? after.reason ?? "no rows");
  const { value, low, high } = differenceInterval(reference, current);
  return estimated(value, n, { low, high });
}

function whole({ value, low, high }: Estimate): { value: number; low: number; high: number } | null {
  return value === null || low === null || high === null ? null : { value, low, high };
}

function countsOf(labels: ArrayLike<number>, clusters: number): number[] {
  const counts = Array.from({ length: clusters }, () => 0);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    if (!(label in counts)) throw new Error(`clusterShares: no cluster of ${clusters} has this number: ${label}`);
    counts[label] = (counts[label] as number) + 1;
  }
  return counts;
}
