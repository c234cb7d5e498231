import { type Estimate, estimated, unknown } from "./estimate.ts";
import { wilsonInterval } from "./proportion-interval.ts";
import { type ClusterSums, designEffect } from "./quantile-interval.ts";

/**
 * A share of values that come in clusters (the documents of one search, the calls of one trace), with Wilson's interval
 * at the number of independent values that they are worth: n over the design effect (Korn and Graubard, Survey
 * Methodology 24, 1998, 193–201). Where that cannot be told, as at a share of 0 or 1, the clusters are counted.
 *
 * O(1). Null without values.
 */
export function clusteredShare(sums: ClusterSums): Estimate {
  const { clusters, size, hits } = sums;
  if (size === 0) return unknown(0, "no values");
  const share = hits / size;
  const effect = designEffect(sums);
  const worth = effect === null ? clusters : size / effect;
  return estimated(share, size, wilsonInterval(share * worth, worth));
}
