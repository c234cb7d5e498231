import { type Arrays, ownArrays } from "./arrays.ts";

/**
 * Makes circles of parents into trees: in each circle, the span that starts first (unknown starts last) loses its
 * parent. Changes `parent` in place and returns those spans.
 */
export function breakCycles(parent: Int32Array, start: Float64Array, arrays: Arrays = ownArrays): number[] {
  // The walk that first came by each span, counted from 1.
  const seen = arrays.ints(parent.length);
  const broken: number[] = [];
  for (let from = 0; from < parent.length; from++) {
    let span = from;
    while (span >= 0 && seen[span] === 0) {
      seen[span] = from + 1;
      span = parent[span] as number;
    }
    if (span < 0 || seen[span] !== from + 1) continue;
    const first = earliestAround(span, parent, start);
    parent[first] = -1;
    broken.push(first);
  }
  return broken;
}

function earliestAround(from: number, parent: Int32Array, start: Float64Array): number {
  const time = (span: number) => {
    const value = start[span] as number;
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  };
  let first = from;
  for (let span = parent[from] as number; span !== from; span = parent[span] as number)
    if (time(span) < time(first) || (time(span) === time(first) && span < first)) first = span;
  return first;
}
