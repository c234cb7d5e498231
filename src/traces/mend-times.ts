import { at, groupChildren, indices } from "./grouping.ts";
import { Mark } from "./marks.ts";

/** Fills in unknown starts and ends, turns negative durations into instants, and marks each, in place. */
export function mendTimes(parent: Int32Array, start: Float64Array, end: Float64Array, marks: Uint16Array): void {
  const downwards = parentsFirst(parent);
  const origin = earliest(start, end);
  const firstBelow = new Float64Array(start.length).fill(Number.POSITIVE_INFINITY);
  for (const span of downwards.toReversed()) mendStart(span, start, end, firstBelow, marks, parent);
  for (const span of downwards) {
    if (!Number.isNaN(at(start, span))) continue;
    const above = at(parent, span);
    start[span] = above < 0 ? origin : at(start, above);
  }
  const lastBelow = new Float64Array(start.length).fill(Number.NEGATIVE_INFINITY);
  for (const span of downwards.toReversed()) mendEnd(span, start, end, lastBelow, marks, parent);
}

function mendStart(
  span: number,
  start: Float64Array,
  end: Float64Array,
  firstBelow: Float64Array,
  marks: Uint16Array,
  parent: Int32Array,
): void {
  if (Number.isNaN(at(start, span))) {
    marks[span] = at(marks, span) | Mark.noStart;
    const below = at(firstBelow, span);
    start[span] = below < Number.POSITIVE_INFINITY ? below : at(end, span);
  }
  const above = at(parent, span);
  if (above >= 0 && at(start, span) < at(firstBelow, above)) firstBelow[above] = at(start, span);
}

function mendEnd(
  span: number,
  start: Float64Array,
  end: Float64Array,
  lastBelow: Float64Array,
  marks: Uint16Array,
  parent: Int32Array,
): void {
  if (Number.isNaN(at(end, span))) {
    marks[span] = at(marks, span) | Mark.noEnd;
    end[span] = Math.max(at(start, span), at(lastBelow, span));
  } else if (at(end, span) < at(start, span)) {
    marks[span] = at(marks, span) | Mark.negative;
    end[span] = at(start, span);
  }
  const above = at(parent, span);
  if (above >= 0 && at(end, span) > at(lastBelow, above)) lastBelow[above] = at(end, span);
}

function earliest(start: Float64Array, end: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (const time of start) if (time < least) least = time;
  for (const time of end) if (time < least) least = time;
  return least < Number.POSITIVE_INFINITY ? least : 0;
}

/** Some order in which every parent comes before its children. */
function parentsFirst(parent: Int32Array): Int32Array {
  const { firstChild, children } = groupChildren(parent, indices(parent.length));
  const order = new Int32Array(parent.length);
  let filled = 0;
  const add = (group: number) => {
    for (let c = at(firstChild, group); c < at(firstChild, group + 1); c++) order[filled++] = at(children, c);
  };
  add(parent.length);
  for (let next = 0; next < filled; next++) add(at(order, next));
  return order;
}
