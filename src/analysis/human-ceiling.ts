import type { TableStatistic } from "./agreement-of-table.ts";
import type { BootstrapOptions } from "./bootstrap.ts";
import type { BootstrapEstimate } from "./bootstrap-interval.ts";
import { bootstrapKinds } from "./bootstrap-kinds.ts";
import { unknown } from "./estimate.ts";
import { isMissing, type Label, type Labels, placeOf, placesOf } from "./joint-table.ts";
import { type Kinds, kindsOf } from "./kinds.ts";

/** How well people agree with each other, and the judge with people, on the same items by the same statistic. */
export interface HumanCeiling {
  /** Mean over all pairs of people. */
  readonly humans: BootstrapEstimate;
  /** Mean over all people of judge and one of them: never judge against their mean. */
  readonly judge: BootstrapEstimate;
  /** judge − humans, from the same draws. */
  readonly difference: BootstrapEstimate;
}

export interface CeilingOptions extends BootstrapOptions {
  readonly scale: readonly Label[];
  /** Any statistic of a joint table: kappaOfTable("quadratic"), alphaOfTable("ordinal", scale), … */
  readonly statistic: TableStatistic;
}

/**
 * The human–human ceiling beside the judge, on the items that the judge and two people or more rated; draws that leave
 * a pair undefined leave that pair out. `humans[rater][item]`, with gaps.
 *
 * O(n + draws × kinds × raters²), where items that all raters label alike are of one kind. Throws when a rater
 * has another number of items than the judge or a label is not on the scale.
 *
 *     humanCeiling(judge, [rater1, rater2], { scale, statistic: kappaOfTable("quadratic") }).difference;
 */
export function humanCeiling(judge: Labels, humans: readonly Labels[], options: CeilingOptions): HumanCeiling {
  const { scale, statistic, clusters } = options;
  const other = humans.find((labels) => labels.length !== judge.length);
  if (other) throw new Error(`humanCeiling: ${other.length} labels for ${judge.length} items`);
  const [byJudge, ...byHumans] = [judge, ...humans].map((labels) => placed(labels, scale)) as [Int32Array];
  const isShared = (item: number) =>
    (byJudge[item] as number) >= 0 &&
    byHumans.filter((labels: Int32Array) => (labels[item] as number) >= 0).length >= 2;
  const items = Uint32Array.from(byJudge.keys()).filter(isShared);
  const pick = (labels: Int32Array) => Int32Array.from(items, (item) => labels[item] as number);
  const sides = [byJudge, ...byHumans].map(pick);
  const kinds = kindsOf(items.length, sides);
  const measure = measureOf(sides, kinds, scale.length, statistic);
  if (measure(kinds.sizes).some(Number.isNaN)) return undefinedCeiling(items.length);
  const [among, judged, difference] = bootstrapKinds(kinds, 3, (times, into) => into.set(measure(times)), {
    ...options,
    method: "percentile",
    clusters: clusters && Array.from(items, (item) => clusters[item]),
  }) as [BootstrapEstimate, BootstrapEstimate, BootstrapEstimate];
  return { humans: among, judge: judged, difference };
}

function undefinedCeiling(n: number): HumanCeiling {
  const reason = n === 0 ? "no item was rated by the judge and two people" : "no variation among the labels";
  const none = { ...unknown(n, reason), standardError: null, draws: 0, undefinedDraws: 0 };
  return { humans: none, judge: none, difference: none };
}

/** Places on the scale, −1 where a label is missing. */
function placed(labels: Labels, scale: readonly Label[]): Int32Array {
  const places = placesOf(scale);
  return Int32Array.from(Array.from(labels), (label) => (isMissing(label) ? -1 : placeOf(places, label)));
}

type Measured = readonly [humans: number, judge: number, difference: number];

/** The first side is the judge's. */
function measureOf(
  sides: readonly Int32Array[],
  { first }: Kinds,
  size: number,
  statistic: TableStatistic,
): (times: Float64Array) => Measured {
  const labels = sides.map((side) => Int32Array.from(first, (item) => side[item] as number));
  const [judge, ...humans] = labels as [Int32Array, ...Int32Array[]];
  const cellsOf = (one: Int32Array, other: Int32Array) =>
    one.map((label, kind) => (label < 0 || (other[kind] as number) < 0 ? -1 : label * size + (other[kind] as number)));
  const pairs = humans.flatMap((one, place) => humans.slice(place + 1).map((other) => cellsOf(one, other)));
  const beside = humans.map((human) => cellsOf(judge, human));
  const counts = new Float64Array(size * size);
  const meanOver = (tables: readonly Int32Array[], times: Float64Array) => {
    const values = tables.map((cells) => {
      count(cells, times, counts);
      return statistic(counts, size);
    });
    const defined = values.filter(Number.isFinite);
    return defined.reduce((sum, value) => sum + value, 0) / defined.length;
  };
  return (times) => {
    const [among, judged] = [meanOver(pairs, times), meanOver(beside, times)];
    return [among, judged, judged - among];
  };
}

function count(cells: Int32Array, times: Float64Array, counts: Float64Array): void {
  counts.fill(0);
  for (let kind = 0; kind < cells.length; kind++) {
    const cell = cells[kind] as number;
    if (cell >= 0) counts[cell] = (counts[cell] as number) + (times[kind] as number);
  }
}
