import type { TableStatistic } from "./agreement-of-table.ts";
import type { BootstrapOptions } from "./bootstrap.ts";
import { type BootstrapEstimate, bootstrapInterval } from "./bootstrap-interval.ts";
import { unknown } from "./estimate.ts";
import { isMissing, type Label, type Labels, placeOf, placesOf } from "./joint-table.ts";
import { resampling } from "./resampling.ts";

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
 * O(draws × (n + patterns × raters²)), where items that all raters label alike are one pattern. Throws when a rater
 * has another number of items than the judge or a label is not on the scale.
 *
 *     humanCeiling(judge, [rater1, rater2], { scale, statistic: kappaOfTable("quadratic") }).difference;
 */
export function humanCeiling(judge: Labels, humans: readonly Labels[], options: CeilingOptions): HumanCeiling {
  const { scale, statistic, draws = 2000, clusters } = options;
  const other = humans.find((labels) => labels.length !== judge.length);
  if (other) throw new Error(`humanCeiling: ${other.length} labels for ${judge.length} items`);
  const [byJudge, ...byHumans] = [judge, ...humans].map((labels) => placed(labels, scale)) as [Int32Array];
  const isShared = (item: number) =>
    (byJudge[item] as number) >= 0 &&
    byHumans.filter((labels: Int32Array) => (labels[item] as number) >= 0).length >= 2;
  const items = Uint32Array.from(byJudge.keys()).filter(isShared);
  const pick = (labels: Int32Array) => Int32Array.from(items, (item) => labels[item] as number);
  const measure = measureOf(pick(byJudge), byHumans.map(pick), scale.length, statistic);
  const values = measure(Uint32Array.from(items.keys()));
  if (values.some(Number.isNaN)) return undefinedCeiling(items.length);
  const plan = resampling(items.length, {
    ...options,
    clusters: clusters && Array.from(items, (item) => clusters[item]),
  });
  const drawn = Array.from({ length: plan.units < 2 ? 0 : draws }, () => measure(plan.draw()));
  const estimate = (place: number) =>
    bootstrapInterval(
      drawn.map((row) => row[place] as number),
      values[place] as number,
      items.length,
      { level: options.level },
    );
  return { humans: estimate(0), judge: estimate(1), difference: estimate(2) };
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

/** Items that all raters labelled alike, counted together: a draw is counted once, not once for each pair of raters. */
interface Patterns {
  /** For each item, which pattern it has. */
  readonly of: Uint32Array;
  /** For each pattern, the raters' places on the scale. */
  readonly rows: readonly Int32Array[];
}

function patternsOf(raters: readonly Int32Array[], n: number): Patterns {
  const known = new Map<string, number>();
  const rows: Int32Array[] = [];
  const of = Uint32Array.from({ length: n }, (_, item) => {
    const row = Int32Array.from(raters, (labels) => labels[item] as number);
    const pattern = known.get(row.join()) ?? rows.length;
    if (pattern === rows.length) {
      known.set(row.join(), pattern);
      rows.push(row);
    }
    return pattern;
  });
  return { of, rows };
}

function measureOf(
  judge: Int32Array,
  humans: readonly Int32Array[],
  size: number,
  statistic: TableStatistic,
): (items: Uint32Array) => Measured {
  const patterns = patternsOf([judge, ...humans], judge.length);
  const places = Array.from(humans, (_, place) => place + 1);
  const pairs = places.flatMap((one) => places.slice(one).map((other) => [one, other] as const));
  const beside = places.map((other) => [0, other] as const);
  const times = new Uint32Array(patterns.rows.length);
  const counts = new Float64Array(size * size);
  const meanOver = (sides: readonly (readonly [number, number])[]) => {
    const values = sides.map(([one, other]) => {
      count(patterns.rows, times, one, other, counts, size);
      return statistic(counts, size);
    });
    const defined = values.filter(Number.isFinite);
    return defined.reduce((sum, value) => sum + value, 0) / defined.length;
  };
  return (items) => {
    times.fill(0);
    for (let place = 0; place < items.length; place++) {
      const pattern = patterns.of[items[place] as number] as number;
      times[pattern] = (times[pattern] as number) + 1;
    }
    const [among, judged] = [meanOver(pairs), meanOver(beside)];
    return [among, judged, judged - among];
  };
}

function count(
  rows: readonly Int32Array[],
  times: Uint32Array,
  one: number,
  other: number,
  counts: Float64Array,
  size: number,
): void {
  counts.fill(0);
  for (let pattern = 0; pattern < rows.length; pattern++) {
    const row = rows[pattern] as Int32Array;
    const [left, right] = [row[one] as number, row[other] as number];
    if (left < 0 || right < 0) continue;
    counts[left * size + right] = (counts[left * size + right] as number) + (times[pattern] as number);
  }
}
