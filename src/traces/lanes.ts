import { at, timeAt } from "./grouping.ts";
import { MinHeap } from "./min-heap.ts";
import type { SpanTree } from "./tree.ts";

export interface Lanes {
  /** Which lane each span is on, from 0. */
  readonly lane: Int32Array;
  readonly count: number;
  /** All spans by start, the longer first, parents before children. */
  readonly order: Int32Array;
}

/**
 * Lays spans on lanes on which any two are apart in time or one lies within the other and is above it in the tree: a
 * span goes below its parent where it fits, else on the first lane that is free, else on a new one. O(n log n).
 */
export function assignLanes(tree: SpanTree): Lanes {
  const order = byStartAndDepth(tree);
  const laying = new Laying(tree);
  for (const span of order) laying.add(span);
  return { lane: laying.lane, count: laying.count, order };
}

function byStartAndDepth({ start, end, depth, byStart }: SpanTree): Int32Array {
  return byStart.toSorted(
    (a, b) =>
      timeAt(start, a) - timeAt(start, b) || timeAt(end, b) - timeAt(end, a) || at(depth, a) - at(depth, b) || a - b,
  );
}

class Laying {
  readonly lane: Int32Array;
  count = 0;
  readonly #tree: SpanTree;
  /** Where each span stands in `tree.order`. */
  readonly #place: Int32Array;
  /** Per lane the spans under way, the outermost first. */
  readonly #open: number[][] = [];
  /** Lanes by the end of what is outermost on them, and lanes with nothing on them by their number. */
  readonly #busy = new MinHeap();
  readonly #free = new MinHeap();

  constructor(tree: SpanTree) {
    this.#tree = tree;
    this.lane = new Int32Array(tree.size).fill(-1);
    this.#place = new Int32Array(tree.size);
    tree.order.forEach((span, place) => {
      this.#place[span] = place;
    });
  }

  add(span: number): void {
    this.#release(timeAt(this.#tree.start, span));
    const lane = this.#belowParent(span) ?? this.#firstFree();
    const open = this.#open[lane] as number[];
    if (open.length === 0) this.#busy.push(lane, timeAt(this.#tree.end, span));
    open.push(span);
    this.lane[span] = lane;
  }

  #release(now: number): void {
    while (this.#busy.leastKey <= now) {
      const lane = this.#busy.pop() as number;
      (this.#open[lane] as number[]).length = 0;
      this.#free.push(lane, lane);
    }
  }

  /** The parent's lane, when what is under way there holds the whole span and is above it in the tree. */
  #belowParent(span: number): number | null {
    const { parent, start, end } = this.#tree;
    const above = at(parent, span);
    const lane = above < 0 ? -1 : at(this.lane, above);
    const open = lane < 0 ? [] : (this.#open[lane] as number[]);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      if (timeAt(end, top) > timeAt(start, span))
        return timeAt(end, top) >= timeAt(end, span) && this.#isAbove(top, span) ? lane : null;
      open.pop();
    }
    return null;
  }

  #isAbove(upper: number, span: number): boolean {
    const from = at(this.#place, upper);
    const place = at(this.#place, span);
    return from < place && place <= from + at(this.#tree.descendants, upper);
  }

  #firstFree(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    this.#open.push([]);
    return this.count++;
  }
}
