import type { TableStatistic } from "./agreement-of-table.ts";
import type { BootstrapOptions } from "./bootstrap.ts";
import { type BootstrapEstimate, bootstrapInterval } from "./bootstrap-interval.ts";
import { unknown } from "./estimate.ts";
import type { JointTable } from "./joint-table.ts";
import { type Resampling, resampling } from "./resampling.ts";

export interface TableBootstrapOptions extends BootstrapOptions {
  /** Called now and then with the share of draws that are done. */
  readonly progress?: (share: number) => void;
}

/**
 * Intervals of several statistics of two raters from the same draws. A draw is counted into a table first, so that a
 * statistic costs no more for many items than for few. `clusters` are those of the input's items. Undefined statistics
 * are null, with the reason that `bootstrapInterval` or the caller gives.
 *
 * O(draws × (n + statistics × size²)). Throws when `draws` is not positive or the seed is no whole number.
 *
 *     const [agreement] = bootstrapTable(jointTable(judge, human, scale), [agreementOfTable], { seed: 7 });
 */
export function bootstrapTable(
  table: JointTable,
  statistics: readonly TableStatistic[],
  options: TableBootstrapOptions = {},
): readonly BootstrapEstimate[] {
  const { draws = 2000, clusters } = options;
  if (!(draws > 0)) throw new Error(`bootstrapTable: the number of draws must be positive: ${draws}`);
  const size = table.scale.length;
  const values = statistics.map((statistic) => (table.n > 0 ? statistic(table.counts, size) : Number.NaN));
  const keptClusters = clusters && Array.from(table.kept, (item) => clusters[item]);
  const plan = resampling(table.n, { ...options, clusters: keptClusters });
  if (plan.units < 2) return values.map((value) => single(value, table.n));
  const replicates = replicate(table, statistics, plan, draws, options.progress);
  const jackknife = options.method === "bca" ? jackknifed(table, statistics, keptClusters && plan) : null;
  return values.map((value, k) => {
    if (!Number.isFinite(value)) return { ...unknown(table.n, "undefined for these items"), ...nothingDrawn };
    const left = { jackknife: jackknife?.values[k], jackknifeCounts: jackknife?.counts };
    return bootstrapInterval(replicates[k] as Float64Array, value, table.n, { ...options, ...left });
  });
}

const nothingDrawn = { standardError: null, draws: 0, undefinedDraws: 0 };

function single(value: number, n: number): BootstrapEstimate {
  if (!Number.isFinite(value)) return { ...unknown(n, n ? "undefined for these items" : "no items"), ...nothingDrawn };
  const reason = "no interval: a single unit cannot be resampled";
  return { value, low: null, high: null, n, reason, ...nothingDrawn };
}

function replicate(
  { cells, scale }: JointTable,
  statistics: readonly TableStatistic[],
  plan: Resampling,
  draws: number,
  progress?: (share: number) => void,
): readonly Float64Array[] {
  const replicates = statistics.map(() => new Float64Array(draws));
  const counts = new Float64Array(scale.length ** 2);
  for (let draw = 0; draw < draws; draw++) {
    count(cells, plan.draw(), counts);
    for (let k = 0; k < statistics.length; k++)
      (replicates[k] as Float64Array)[draw] = (statistics[k] as TableStatistic)(counts, scale.length);
    if (progress && draw % 100 === 99) progress((draw + 1) / draws);
  }
  return replicates;
}

function count(cells: Uint32Array, items: Uint32Array, counts: Float64Array): void {
  counts.fill(0);
  for (let place = 0; place < items.length; place++) {
    const cell = cells[items[place] as number] as number;
    counts[cell] = (counts[cell] as number) + 1;
  }
}

interface Jackknife {
  /** For each statistic, its value with a unit left out. */
  readonly values: readonly Float64Array[];
  /** How many units each of those stands for. */
  readonly counts: Float64Array;
}

/** Items in the same cell leave the same table behind, so there are no more values than cells. */
function jackknifed(table: JointTable, statistics: readonly TableStatistic[], clustered?: Resampling): Jackknife {
  const tables = clustered ? withoutClusters(table, clustered) : withoutCells(table);
  const size = table.scale.length;
  const values = statistics.map((statistic) => Float64Array.from(tables, ({ counts }) => statistic(counts, size)));
  return { values, counts: Float64Array.from(tables, ({ times }) => times) };
}

interface LeftOut {
  readonly counts: Float64Array;
  readonly times: number;
}

function withoutCells({ counts }: JointTable): LeftOut[] {
  return Array.from(counts).flatMap((times, cell) => {
    if (times === 0) return [];
    const rest = Float64Array.from(counts);
    rest[cell] = times - 1;
    return [{ counts: rest, times }];
  });
}

function withoutClusters({ cells, counts }: JointTable, plan: Resampling): LeftOut[] {
  return Array.from({ length: plan.units }, (_, unit) => {
    const rest = new Float64Array(counts.length);
    count(cells, plan.without(unit), rest);
    return { counts: rest, times: 1 };
  });
}
