import { at } from "./grouping.ts";
import type { SpanTree } from "./tree.ts";

/** The tree's `children` with the last to end first in each group (the later to start, when they end together). */
export function childrenByEnd({ size, firstChild, children, start, end }: SpanTree): Int32Array {
  const sorted = children.slice();
  const compare = (a: number, b: number) => at(end, b) - at(end, a) || at(start, b) - at(start, a);
  for (let group = 0; group <= size; group++) {
    const [first, last] = [at(firstChild, group), at(firstChild, group + 1)];
    if (last - first > 1) sorted.subarray(first, last).sort(compare);
  }
  return sorted;
}

/**
 * Whom a span waits for at each moment between two times, by time: the child that had finished last by then;
 * while none that had finished reaches the moment, a child that was still running; else nobody (−1).
 */
export function eachChoice(
  tree: SpanTree,
  byEnd: Int32Array,
  span: number,
  low: number,
  high: number,
  give: (child: number, from: number, to: number) => void,
): void {
  const { children, bounds } = choices(tree, byEnd, span, low, high);
  for (let k = children.length - 1; k >= 0; k--) give(at(children, k), at(bounds, k + 1), at(bounds, k));
}

/** From late to early: the k-th choice lasts from the (k + 1)-th bound to the k-th. */
function choices(
  { firstChild, start, end }: SpanTree,
  byEnd: Int32Array,
  span: number,
  low: number,
  high: number,
): { children: number[]; bounds: number[] } {
  const last = at(firstChild, span + 1);
  const startOf = (k: number) => at(start, at(byEnd, k));
  const endOf = (k: number) => at(end, at(byEnd, k));
  const isInstant = (k: number) => startOf(k) === endOf(k);
  const children: number[] = [];
  const bounds = [high];
  // Both only move on: what ends after a moment, or starts at or after it, does so for every earlier moment too.
  let finished = at(firstChild, span);
  let running = finished;
  for (let moment = high; moment > low; bounds.push(moment)) {
    while (finished < last && (endOf(finished) > moment || isInstant(finished))) finished++;
    const reach = finished < last ? Math.max(low, endOf(finished)) : low;
    if (reach < moment) while (running < finished && (startOf(running) >= moment || isInstant(running))) running++;
    const k = reach === moment ? finished : running < finished ? running : -1;
    children.push(k < 0 ? -1 : at(byEnd, k));
    moment = k < 0 ? reach : Math.max(startOf(k), reach === moment ? low : reach);
  }
  return { children, bounds };
}
