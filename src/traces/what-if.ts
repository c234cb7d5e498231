import { type Arrays, ownArrays } from "./arrays.ts";
import { childrenByEnd } from "./child-choice.ts";
import { at, timeAt } from "./grouping.ts";
import type { SpanTree } from "./tree.ts";

/** What becomes of a span in a question of "what if". */
export const Fate = {
  stays: 0,
  /** It and all that runs in it take no time; the wait before it stays. */
  instant: 1,
  /** It does not happen: neither its time nor the wait before it. */
  gone: 2,
  /** It stays, but begins as soon as what it waited for has ended. */
  atOnce: 3,
} as const;

/**
 * How long the path from the first root's start to the last root's end would be if some spans took no time.
 *
 * A step waits for all its siblings that had ended when it started, and its parent waits for all its children: what
 * stood after a span's end moves forward until the next thing that it waits for holds it. The time between what a step
 * waited for and its start stays as it was, and so does the parent's time after its last child. A child counts as long
 * as it is, but never longer than what of it lies within its parent. One that outlasts its parent is waited for when
 * less of it lies outside than it covers of the parent's last stretch (clocks that disagree); otherwise it runs in the
 * background and nothing waits for it. Instants take no part, as on the critical path.
 *
 * The answer is never more than the path's length and, where no child outlasts its parent, never less than that length
 * minus the path's time in those spans and all below them. O(n) for each question after O(n log n) once.
 */
export class WhatIf {
  /** The path's length as it is. */
  readonly length: number;
  readonly #tree: SpanTree;
  /** Children by end, the last first. */
  readonly #byEnd: Int32Array;
  /** The spans with children, children before parents. */
  readonly #inner: Int32Array;
  /** Each span's length as asked, then each child's end after its parent's start. */
  readonly #length: Float64Array;
  readonly #until: Float64Array;
  /** 1 for each span that something below it changes. */
  readonly #touched: Uint8Array;
  readonly #low: number;
  readonly #high: number;

  constructor(tree: SpanTree, byEnd: Int32Array = childrenByEnd(tree), arrays: Arrays = ownArrays) {
    this.#tree = tree;
    this.#byEnd = byEnd;
    this.#length = arrays.floats(tree.size);
    for (let span = 0; span < tree.size; span++) this.#length[span] = timeAt(tree.end, span) - timeAt(tree.start, span);
    this.#inner = innerSpans(tree, arrays);
    this.#until = arrays.floats(tree.size);
    this.#touched = arrays.flags(tree.size);
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let c = at(tree.firstChild, tree.size); c < at(tree.firstChild, tree.size + 1); c++) {
      low = Math.min(low, timeAt(tree.start, at(tree.children, c)));
      high = Math.max(high, timeAt(tree.end, at(tree.children, c)));
    }
    this.#low = low;
    this.#high = high;
    this.length = tree.size ? high - low : 0;
  }

  /** The path's length if each span met its fate. */
  lengthIf(fate: Uint8Array): number {
    const { start, end, size } = this.#tree;
    if (!size) return 0;
    this.#touch(fate);
    for (const span of this.#inner) {
      const from = timeAt(start, span);
      const to = timeAt(end, span);
      this.#length[span] = this.#touched[span] === 1 ? this.#inside(span, from, to, fate) : to - from;
    }
    return this.#inside(size, this.#low, this.#high, fate);
  }

  #touch(fate: Uint8Array): void {
    this.#touched.fill(0);
    for (let span = 0; span < fate.length; span++) {
      if (!fate[span]) continue;
      let above = at(this.#tree.parent, span);
      for (; above >= 0 && this.#touched[above] === 0; above = at(this.#tree.parent, above)) this.#touched[above] = 1;
    }
  }

  /** The length of a span whose children have theirs; `size` stands for what holds the roots. */
  #inside(span: number, low: number, high: number, fate: Uint8Array): number {
    const { firstChild, children, start, end } = this.#tree;
    const first = at(firstChild, span);
    const past = at(firstChild, span + 1);
    let ended = past - 1;
    let waited = low;
    let reach = 0;
    /** Goes past the children that had ended by then. */
    const endUntil = (moment: number) => {
      for (; ended >= first && timeAt(end, at(this.#byEnd, ended)) <= moment; ended--) {
        const child = at(this.#byEnd, ended);
        if (timeAt(end, child) <= low || timeAt(start, child) === timeAt(end, child)) continue;
        waited = timeAt(end, child);
        reach = Math.max(reach, timeAt(this.#until, child));
      }
    };
    for (let c = first; c < past; c++) {
      const child = at(children, c);
      if (timeAt(end, child) <= low || timeAt(start, child) >= high) continue;
      const from = Math.max(low, timeAt(start, child));
      endUntil(from);
      const begins = reach + (fate[child] === Fate.gone || fate[child] === Fate.atOnce ? 0 : from - waited);
      const within = Math.min(high, timeAt(end, child)) - from;
      this.#until[child] = begins + (isEmpty(fate, child) ? 0 : Math.min(within, timeAt(this.#length, child)));
    }
    endUntil(high);
    return this.#close(first, ended, low, high, waited, reach);
  }

  /** The end of a span: after its last child and its own last stretch, and after what clocks let outlast it. */
  #close(first: number, last: number, low: number, high: number, waited: number, reach: number): number {
    const { start, end } = this.#tree;
    let own = high - waited;
    let latest = 0;
    for (let k = first; k <= last; k++) {
      const child = at(this.#byEnd, k);
      const from = Math.max(low, waited, timeAt(start, child));
      if (from >= high || timeAt(end, child) - high > high - from) continue;
      own = Math.min(own, from - waited);
      latest = Math.max(latest, timeAt(this.#until, child));
    }
    return Math.max(reach + own, latest);
  }
}

function innerSpans({ size, order, descendants }: SpanTree, arrays: Arrays): Int32Array {
  const inner = arrays.ints(size);
  let count = 0;
  for (let place = size - 1; place >= 0; place--) {
    const span = at(order, place);
    if (at(descendants, span) > 0) inner[count++] = span;
  }
  return inner.subarray(0, count);
}

function isEmpty(fate: Uint8Array, span: number): boolean {
  return fate[span] === Fate.instant || fate[span] === Fate.gone;
}
