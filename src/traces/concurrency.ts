import { type Arrays, ownArrays } from "./arrays.ts";
import { findGaps } from "./gaps.ts";
import { at, timeAt } from "./grouping.ts";
import type { SpanTree } from "./tree.ts";

/** How much of a trace's time is work, and how much of the work happens at once. Nanoseconds. */
export interface Concurrency {
  /** From the first root's start to the last root's end: the critical path's length. */
  readonly wall: number;
  /** The sum of the self times of all spans that work. */
  readonly work: number;
  /** Time in which no span works, within the trace's extent, and how often. */
  readonly idle: number;
  readonly gaps: number;
  readonly longestGap: number;
  /** Time in which at least one works: the trace's extent less `idle`. */
  readonly busy: number;
  /** The most spans without children that run at one moment. */
  readonly most: number;
}

/** `works` marks, besides the spans without children, those that work themselves (a model call with a child, say). */
export function concurrency(
  tree: SpanTree,
  works: Uint8Array,
  self: Float64Array,
  arrays: Arrays = ownArrays,
): Concurrency {
  let work = 0;
  for (let span = 0; span < tree.size; span++)
    if (works[span] === 1 || at(tree.descendants, span) === 0) work += timeAt(self, span);
  const gaps = findGaps(tree, works);
  let [idle, longestGap] = [0, 0];
  for (const { from, to } of gaps) {
    idle += to - from;
    longestGap = Math.max(longestGap, to - from);
  }
  const [wall, busy] = [pathLength(tree), tree.to - tree.from - idle];
  return { wall, work, idle, gaps: gaps.length, longestGap, busy, most: mostAtOnce(tree, arrays) };
}

/** From the first root's start to the last root's end. */
export function pathLength(tree: SpanTree): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let c = at(tree.firstChild, tree.size); c < at(tree.firstChild, tree.size + 1); c++) {
    low = Math.min(low, timeAt(tree.start, at(tree.children, c)));
    high = Math.max(high, timeAt(tree.end, at(tree.children, c)));
  }
  return tree.size ? high - low : 0;
}

function mostAtOnce(tree: SpanTree, arrays: Arrays): number {
  const ends = arrays.floats(tree.size);
  let leaves = 0;
  for (let span = 0; span < tree.size; span++)
    if (at(tree.descendants, span) === 0 && timeAt(tree.end, span) > timeAt(tree.start, span))
      ends[leaves++] = timeAt(tree.end, span);
  const sorted = ends.subarray(0, leaves).sort();
  let [running, most, ended] = [0, 0, 0];
  for (const span of tree.byStart) {
    if (at(tree.descendants, span) > 0 || timeAt(tree.end, span) === timeAt(tree.start, span)) continue;
    for (; ended < leaves && timeAt(sorted, ended) <= timeAt(tree.start, span); ended++) running--;
    most = Math.max(most, ++running);
  }
  return most;
}
