import { type Arrays, ownArrays } from "./arrays.ts";
import { breakCycles } from "./cycles.ts";
import { at, groupChildren, indices, marksAt, timeAt } from "./grouping.ts";
import { Mark } from "./marks.ts";
import { mendTimes } from "./mend-times.ts";
import { sortIndices } from "./sort-indices.ts";

/** The spans of one trace, a column each; times in nanoseconds from any common origin, NaN where unknown. */
export interface SpanTimes {
  readonly id: readonly (string | null)[];
  /** The parent's id; null or "" for a root. */
  readonly parent: readonly (string | null)[];
  readonly start: Float64Array;
  readonly end: Float64Array;
}

/** A forest over spans 0 … size−1. Index `size` stands for what holds the roots. */
export interface SpanTree {
  readonly size: number;
  /** Index of the parent; −1 for a root. */
  readonly parent: Int32Array;
  /** 0 for a root. */
  readonly depth: Int32Array;
  /** All spans, parents before children, siblings by start (the longer first, when they start together). */
  readonly order: Int32Array;
  /** How many spans lie below each: in `order`, a span's subtree is itself and as many after it. */
  readonly descendants: Int32Array;
  /** `children[firstChild[i] … firstChild[i + 1] − 1]` are the children of i, by start; of `size`, the roots. */
  readonly firstChild: Int32Array;
  readonly children: Int32Array;
  /** Every span by start, the longer first. */
  readonly byStart: Int32Array;
  /** Mended: never NaN, never end < start. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly marks: Uint16Array;
  /** Nanoseconds by which a span sticks out of its parent, at the worse side; 0 when it does not. */
  readonly outside: Float64Array;
  /** Circles of parents that were broken. */
  readonly cycles: number;
  /** Earliest start and latest end; 0 and 0 without spans. */
  readonly from: number;
  readonly to: number;
}

/** Builds the forest. Every span is in it exactly once, however broken its relations are. O(n log n). */
export function buildTree(spans: SpanTimes): SpanTree {
  const marks = new Uint16Array(spans.id.length);
  return growTree(findParents(spans, marks), spans.start, spans.end, { marks });
}

export interface TreeOptions {
  readonly arrays?: Arrays;
  /** Those that finding the parents has given. */
  readonly marks?: Uint16Array;
}

/**
 * The same where each parent is known as an index already, −1 for a root. `parent` may hold circles; they are broken in
 * place.
 */
export function growTree(
  parent: Int32Array,
  starts: Float64Array,
  ends: Float64Array,
  { arrays = ownArrays, marks = arrays.marks(parent.length) }: TreeOptions = {},
): SpanTree {
  const size = parent.length;
  const cycles = breakCycles(parent, starts, arrays);
  for (const span of cycles) marks[span] = marksAt(marks, span) | Mark.cycle;
  const start = arrays.floats(size);
  const end = arrays.floats(size);
  start.set(starts);
  end.set(ends);
  mendTimes(parent, start, end, marks);
  const byStart = sortByStart(start, end, arrays);
  const { firstChild, children } = groupChildren(parent, byStart, arrays);
  const outside = arrays.floats(size);
  markOutside(parent, start, end, marks, outside);
  markParallel(firstChild, children, start, end, marks);
  const extent = { from: size ? timeAt(start, at(byStart, 0)) : 0, to: latest(end) };
  const walked = walk(size, firstChild, children, arrays);
  return {
    ...{ size, parent, firstChild, children, byStart, start, end, marks, outside },
    ...{ cycles: cycles.length, ...extent, ...walked },
  };
}

function findParents({ id, parent }: SpanTimes, marks: Uint16Array): Int32Array {
  const place = new Map<string, number>();
  id.forEach((name, span) => {
    if (name === null) return;
    if (place.has(name)) marks[span] = Mark.duplicate;
    else place.set(name, span);
  });
  const found = new Int32Array(id.length).fill(-1);
  parent.forEach((name, span) => {
    if (name === null || name === "") return;
    const above = place.get(name);
    if (above === undefined) marks[span] = marksAt(marks, span) | Mark.orphan;
    else found[span] = above;
  });
  return found;
}

function latest(end: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const time of end) if (time > most) most = time;
  return end.length ? most : 0;
}

function sortByStart(start: Float64Array, end: Float64Array, arrays: Arrays): Int32Array {
  const compare = (a: number, b: number) =>
    timeAt(start, a) - timeAt(start, b) || timeAt(end, b) - timeAt(end, a) || a - b;
  const order = indices(start.length, arrays);
  let sorted = true;
  for (let span = 1; span < order.length; span++) sorted &&= compare(span - 1, span) <= 0;
  return sorted ? order : sortIndices(order, compare);
}

function markOutside(
  parent: Int32Array,
  start: Float64Array,
  end: Float64Array,
  marks: Uint16Array,
  outside: Float64Array,
): void {
  for (let span = 0; span < start.length; span++) {
    const above = at(parent, span);
    if (above < 0 || marksAt(marks, above) & Mark.negative) continue;
    const early = timeAt(start, above) - timeAt(start, span);
    const late = timeAt(end, span) - timeAt(end, above);
    if (early > 0) marks[span] = marksAt(marks, span) | Mark.early;
    if (late > 0) marks[span] = marksAt(marks, span) | Mark.late;
    outside[span] = Math.max(0, early, late);
  }
}

/** Siblings stand by start, so one that overlaps any sibling overlaps the next one or the latest end before it. */
function markParallel(
  firstChild: Int32Array,
  children: Int32Array,
  start: Float64Array,
  end: Float64Array,
  marks: Uint16Array,
): void {
  for (let group = 0; group + 1 < firstChild.length; group++) {
    let reached = Number.NEGATIVE_INFINITY;
    let before = -1;
    for (let c = at(firstChild, group); c < at(firstChild, group + 1); c++) {
      const span = at(children, c);
      if (timeAt(end, span) <= timeAt(start, span)) continue;
      if (timeAt(start, span) < reached) {
        marks[span] = marksAt(marks, span) | Mark.parallel;
        if (timeAt(end, before) > timeAt(start, span)) marks[before] = marksAt(marks, before) | Mark.parallel;
      }
      reached = Math.max(reached, timeAt(end, span));
      before = span;
    }
  }
}

function walk(
  size: number,
  firstChild: Int32Array,
  children: Int32Array,
  arrays: Arrays,
): Pick<SpanTree, "order" | "depth" | "descendants"> {
  const order = arrays.ints(size);
  const depth = arrays.ints(size);
  const descendants = arrays.ints(size);
  const stack: number[] = [];
  const open = (group: number, level: number) => {
    for (let c = at(firstChild, group + 1) - 1; c >= at(firstChild, group); c--) {
      depth[at(children, c)] = level;
      stack.push(at(children, c));
    }
  };
  open(size, 0);
  for (let filled = 0; stack.length; filled++) {
    const span = stack.pop() as number;
    order[filled] = span;
    open(span, at(depth, span) + 1);
  }
  countDescendants(order, depth, descendants);
  return { order, depth, descendants };
}

/** A subtree ends where `order` next comes back to its depth. */
function countDescendants(order: Int32Array, depth: Int32Array, descendants: Int32Array): void {
  const open: number[] = [];
  const close = (level: number, place: number) => {
    for (let top = open.at(-1); top !== undefined && at(depth, at(order, top)) >= level; top = open.at(-1)) {
      descendants[at(order, top)] = place - top - 1;
      open.pop();
    }
  };
  for (let place = 0; place < order.length; place++) {
    close(at(depth, at(order, place)), place);
    open.push(place);
  }
  close(0, order.length);
}
