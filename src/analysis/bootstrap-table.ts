import type { TableStatistic } from "./agreement-of-table.ts";
import type { BootstrapEstimate } from "./bootstrap-interval.ts";
import { bootstrapKinds, type KindOptions } from "./bootstrap-kinds.ts";
import type { JointTable } from "./joint-table.ts";

/**
 * Intervals of several statistics of two raters from the same draws. A draw is a table, so that it costs no more for
 * many items than for few. `clusters` are those of the input's items. Undefined statistics are null, with the reason
 * that `bootstrapInterval` or the caller gives.
 *
 * O(draws × statistics × size²). Throws when `draws` is not positive or the seed is no whole number.
 *
 *     const [agreement] = bootstrapTable(jointTable(judge, human, scale), [agreementOfTable], { seed: 7 });
 */
export function bootstrapTable(
  { cells, counts, kept, scale }: JointTable,
  statistics: readonly TableStatistic[],
  options: KindOptions = {},
): readonly BootstrapEstimate[] {
  const { clusters } = options;
  const measure = measureOf(statistics, scale.length);
  return bootstrapKinds({ of: cells, sizes: counts }, statistics.length, measure, {
    ...options,
    clusters: clusters && Array.from(kept, (item) => clusters[item]),
  });
}

function measureOf(statistics: readonly TableStatistic[], size: number) {
  return (counts: Float64Array, into: Float64Array) => {
    for (let place = 0; place < statistics.length; place++)
      into[place] = (statistics[place] as TableStatistic)(counts, size);
  };
}
