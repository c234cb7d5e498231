import { type Arrays, ownArrays } from "./arrays.ts";
import { at, timeAt } from "./grouping.ts";
import { sortIndices } from "./sort-indices.ts";
import type { SpanTree } from "./tree.ts";

/** The tree's `children` with the last to end first in each group (the later to start, when they end together). */
export function childrenByEnd(
  { size, firstChild, children, start, end }: SpanTree,
  arrays: Arrays = ownArrays,
): Int32Array {
  const sorted = arrays.ints(size);
  sorted.set(children);
  const compare = (a: number, b: number) => timeAt(end, b) - timeAt(end, a) || timeAt(start, b) - timeAt(start, a);
  for (let group = 0; group <= size; group++) {
    const [first, last] = [at(firstChild, group), at(firstChild, group + 1)];
    if (last - first > 1) sortIndices(sorted, compare, first, last);
  }
  return sorted;
}

/** A stretch of a span's time and the child that the span was waiting for, or −1 for its own work. */
export interface Choice {
  readonly child: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Whom a span waits for at each moment between two times, by time: the child that had finished last by then;
 * while none that had finished reaches the moment, a child that was still running; else nobody.
 */
export function choices(tree: SpanTree, byEnd: Int32Array, span: number, low: number, high: number): Choice[] {
  const { firstChild, start, end } = tree;
  const last = at(firstChild, span + 1);
  const startOf = (k: number) => timeAt(start, at(byEnd, k));
  const endOf = (k: number) => timeAt(end, at(byEnd, k));
  const isInstant = (k: number) => startOf(k) === endOf(k);
  const made: Choice[] = [];
  // Both only move on: what ends after a moment, or starts at or after it, does so for every earlier moment too.
  let finished = at(firstChild, span);
  let running = finished;
  for (let moment = high; moment > low; ) {
    while (finished < last && (endOf(finished) > moment || isInstant(finished))) finished++;
    const reach = finished < last ? Math.max(low, endOf(finished)) : low;
    if (reach < moment) while (running < finished && (startOf(running) >= moment || isInstant(running))) running++;
    const k = reach === moment ? finished : running < finished ? running : -1;
    const from = k < 0 ? reach : Math.max(startOf(k), reach === moment ? low : reach);
    made.push({ child: k < 0 ? -1 : at(byEnd, k), from, to: moment });
    moment = from;
  }
  return made.reverse();
}
