import { at, groupChildren, indices, timeAt } from "./grouping.ts";

/**
 * How much of each span's time its children cover together, clipped to it. A span whose parent is itself, and one of
 * unknown end, covers nothing; one of unknown start (NaN) covers its parent from the start.
 */
export function coveredTimes(parent: Int32Array, start: Float64Array, end: Float64Array): Float64Array {
  const { firstChild, children } = groupChildren(parent, indices(parent.length));
  const covered = new Float64Array(parent.length);
  for (let span = 0; span < parent.length; span++) {
    const [first, past] = [at(firstChild, span), at(firstChild, span + 1)];
    if (first === past) continue;
    const [from, to] = [timeAt(start, span), timeAt(end, span)];
    const begins = (child: number) => Math.max(from, Number.isNaN(timeAt(start, child)) ? from : timeAt(start, child));
    putInOrder(children.subarray(first, past), begins);
    let reached = from;
    for (let place = first; place < past; place++) {
      const child = at(children, place);
      const begun = Math.max(begins(child), reached);
      const ended = child === span ? Number.NaN : Math.min(to, timeAt(end, child));
      if (!(ended > begun)) continue;
      covered[span] = timeAt(covered, span) + ended - begun;
      reached = ended;
    }
  }
  return covered;
}

/** Most children stand in order already. */
function putInOrder(children: Int32Array, begins: (child: number) => number): void {
  for (let place = 1; place < children.length; place++)
    if (begins(at(children, place)) < begins(at(children, place - 1))) {
      children.sort((a, b) => begins(a) - begins(b));
      return;
    }
}
