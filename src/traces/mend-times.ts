import { at, groupChildren, indices, marksAt, timeAt } from "./grouping.ts";
import { Mark } from "./marks.ts";

/** Fills in unknown starts and ends, turns negative durations into instants, and marks each, in place. */
export function mendTimes(parent: Int32Array, start: Float64Array, end: Float64Array, marks: Uint16Array): void {
  if (areWhole(start, end)) return;
  const downwards = parentsFirst(parent);
  const origin = earliest(start, end);
  const firstBelow = new Float64Array(start.length).fill(Number.POSITIVE_INFINITY);
  for (const span of downwards.toReversed()) mendStart(span, start, end, firstBelow, marks, parent);
  for (const span of downwards) {
    if (!Number.isNaN(timeAt(start, span))) continue;
    const above = at(parent, span);
    start[span] = above < 0 ? origin : timeAt(start, above);
  }
  const lastBelow = new Float64Array(start.length).fill(Number.NEGATIVE_INFINITY);
  for (const span of downwards.toReversed()) mendEnd(span, start, end, lastBelow, marks, parent);
}

function areWhole(start: Float64Array, end: Float64Array): boolean {
  for (let span = 0; span < start.length; span++) if (!(timeAt(end, span) >= timeAt(start, span))) return false;
  return true;
}

function mendStart(
  span: number,
  start: Float64Array,
  end: Float64Array,
  firstBelow: Float64Array,
  marks: Uint16Array,
  parent: Int32Array,
): void {
  if (Number.isNaN(timeAt(start, span))) {
    marks[span] = marksAt(marks, span) | Mark.noStart;
    const below = timeAt(firstBelow, span);
    start[span] = below < Number.POSITIVE_INFINITY ? below : timeAt(end, span);
  }
  const above = at(parent, span);
  if (above >= 0 && timeAt(start, span) < timeAt(firstBelow, above)) firstBelow[above] = timeAt(start, span);
}

function mendEnd(
  span: number,
  start: Float64Array,
  end: Float64Array,
  lastBelow: Float64Array,
  marks: Uint16Array,
  parent: Int32Array,
): void {
  if (Number.isNaN(timeAt(end, span))) {
    marks[span] = marksAt(marks, span) | Mark.noEnd;
    end[span] = Math.max(timeAt(start, span), timeAt(lastBelow, span));
  } else if (timeAt(end, span) < timeAt(start, span)) {
    marks[span] = marksAt(marks, span) | Mark.negative;
    end[span] = timeAt(start, span);
  }
  const above = at(parent, span);
  if (above >= 0 && timeAt(end, span) > timeAt(lastBelow, above)) lastBelow[above] = timeAt(end, span);
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
