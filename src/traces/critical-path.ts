import { type Arrays, ownArrays } from "./arrays.ts";
import { childrenByEnd, choices } from "./child-choice.ts";
import { at, indices, timeAt } from "./grouping.ts";
import { sortIndices } from "./sort-indices.ts";
import { eachStretch, oneStretch, type Stretches, stretchesWithin, withMore } from "./stretches.ts";
import type { SpanTree } from "./tree.ts";

/** Stretches of time by start, each given to the span that the trace was waiting for; −1 between several roots. */
export interface CriticalPath {
  readonly span: Int32Array;
  readonly from: Float64Array;
  readonly to: Float64Array;
}

/**
 * The critical path. Inside a span, walking back from its end, the path goes into the child that had finished last by
 * that moment; while none that had finished reaches the moment, into a child that was still running (which also clips
 * what outlasts its parent); and stays with the span itself only where none of its children runs.
 * The stretches tile the root's interval exactly. Several roots count as children of one span around them all.
 */
export function criticalPath(tree: SpanTree, byEnd = childrenByEnd(tree), arrays: Arrays = ownArrays): CriticalPath {
  const { low, high, only } = extentOfRoots(tree);
  const pieces = new Pieces(arrays);
  const held = new Array<Stretches | undefined>(tree.size);
  const share = (span: number, owner: number, mine: Stretches, from: number, to: number) => {
    for (const choice of choices(tree, byEnd, span, from, to)) {
      const part = stretchesWithin(mine, choice.from, choice.to);
      if (!part) continue;
      if (choice.child < 0) eachStretch(part, (a, b) => pieces.add(owner, a, b));
      else if (at(tree.descendants, choice.child) === 0) eachStretch(part, (a, b) => pieces.add(choice.child, a, b));
      else held[choice.child] = withMore(held[choice.child], part);
    }
  };
  if (only >= 0) held[only] = oneStretch(low, high);
  else share(tree.size, -1, oneStretch(low, high), low, high);
  for (const span of tree.order) {
    const mine = held[span];
    if (mine) share(span, span, mine, timeAt(tree.start, span), timeAt(tree.end, span));
  }
  return pieces.joined();
}

/** Nanoseconds of the path in each span. */
export function criticalTimes(tree: SpanTree, path: CriticalPath, arrays: Arrays = ownArrays): Float64Array {
  const times = arrays.floats(tree.size);
  for (let k = 0; k < path.span.length; k++) {
    const span = at(path.span, k);
    if (span >= 0) times[span] = timeAt(times, span) + timeAt(path.to, k) - timeAt(path.from, k);
  }
  return times;
}

/** The time from the first root's start to the last root's end, and the root when there is but one. */
function extentOfRoots(tree: SpanTree): { low: number; high: number; only: number } {
  const roots = tree.children.subarray(at(tree.firstChild, tree.size));
  return {
    low: roots.reduce((least, root) => Math.min(least, timeAt(tree.start, root)), Number.POSITIVE_INFINITY),
    high: roots.reduce((most, root) => Math.max(most, timeAt(tree.end, root)), Number.NEGATIVE_INFINITY),
    only: roots.length === 1 ? at(roots, 0) : -1,
  };
}

/** Pieces of the path as they are found: together they cover its time once, in any order. */
class Pieces {
  readonly #spans: number[] = [];
  readonly #from: number[] = [];
  readonly #arrays: Arrays;
  #last = Number.NEGATIVE_INFINITY;

  constructor(arrays: Arrays) {
    this.#arrays = arrays;
  }

  add(span: number, from: number, to: number): void {
    this.#spans.push(span);
    this.#from.push(from);
    this.#last = Math.max(this.#last, to);
  }

  /** By time, neighbours of one span made one. */
  joined(): CriticalPath {
    const [spans, starts, arrays] = [this.#spans, this.#from, this.#arrays];
    const order = sortIndices(indices(spans.length, arrays), (a, b) => (starts[a] as number) - (starts[b] as number));
    const span = arrays.ints(order.length);
    const from = arrays.floats(order.length);
    const to = arrays.floats(order.length);
    let count = 0;
    for (const piece of order) {
      if (count > 0 && at(span, count - 1) === spans[piece]) continue;
      span[count] = spans[piece] as number;
      from[count] = starts[piece] as number;
      if (count > 0) to[count - 1] = timeAt(from, count);
      count++;
    }
    if (count > 0) to[count - 1] = this.#last;
    return { span: span.subarray(0, count), from: from.subarray(0, count), to: to.subarray(0, count) };
  }
}
