import { type Arrays, ownArrays } from "./arrays.ts";
import { at, timeAt } from "./grouping.ts";
import type { SpanTree } from "./tree.ts";

/** Where each span's children run: `from[k] … to[k]` for k in `first[i] … first[i + 1] − 1`, disjoint, by time. */
export interface ChildTime {
  readonly first: Int32Array;
  readonly from: Float64Array;
  readonly to: Float64Array;
}

/** The union of each span's children's intervals, clipped to the span. O(n). */
export function childTimes(tree: SpanTree, arrays: Arrays = ownArrays): ChildTime {
  const first = arrays.ints(tree.size + 1);
  const from = arrays.floats(tree.size);
  const to = arrays.floats(tree.size);
  let count = 0;
  for (let span = 0; span < tree.size; span++) {
    first[span] = count;
    for (let c = at(tree.firstChild, span); c < at(tree.firstChild, span + 1); c++) {
      const child = at(tree.children, c);
      const a = Math.max(timeAt(tree.start, child), timeAt(tree.start, span));
      const b = Math.min(timeAt(tree.end, child), timeAt(tree.end, span));
      if (b <= a) continue;
      if (count > at(first, span) && a <= timeAt(to, count - 1)) to[count - 1] = Math.max(timeAt(to, count - 1), b);
      else {
        from[count] = a;
        to[count++] = b;
      }
    }
  }
  first[tree.size] = count;
  return { first, from: from.subarray(0, count), to: to.subarray(0, count) };
}

/** Nanoseconds of each span in which none of its children runs: its interval less the union of theirs. O(n). */
export function selfTimes(
  tree: SpanTree,
  covered: ChildTime = childTimes(tree),
  arrays: Arrays = ownArrays,
): Float64Array {
  const times = arrays.floats(tree.size);
  for (let span = 0; span < tree.size; span++) {
    let self = timeAt(tree.end, span) - timeAt(tree.start, span);
    for (let k = at(covered.first, span); k < at(covered.first, span + 1); k++)
      self -= timeAt(covered.to, k) - timeAt(covered.from, k);
    times[span] = Math.max(0, self);
  }
  return times;
}
