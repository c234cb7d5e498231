import { at, timeAt } from "./grouping.ts";
import type { SpanTree } from "./tree.ts";
import { Fate } from "./what-if.ts";

/** A failed call and the same call made once more. */
export interface Retry {
  readonly failed: number;
  readonly next: number;
}

/**
 * Which failed calls were tried again: each failed span is followed by the first span below the same parent that makes
 * the same call, starts at or after its end, and answers no other failure. Grouped by parent. O(n log n).
 *
 * @param failed 1 for each span that ended in an error
 * @param call tells calls apart: spans of one number make the same call
 */
export function findRetries(tree: SpanTree, failed: Uint8Array, call: Int32Array): Retry[] {
  if (!failed.includes(1)) return [];
  const found: Retry[] = [];
  for (let group = 0; group <= tree.size; group++) {
    const children = tree.children.subarray(at(tree.firstChild, group), at(tree.firstChild, group + 1));
    if (children.length < 2 || !children.some((child) => failed[child] === 1)) continue;
    for (const calls of callsWithFailures(children, failed, call)) found.push(...triedAgain(tree, calls, failed));
  }
  return found;
}

/** The children by call, by start, for each call that failed once or more. */
function callsWithFailures(children: Int32Array, failed: Uint8Array, call: Int32Array): Iterable<number[]> {
  const calls = new Map<number, number[]>();
  for (const child of children) if (failed[child] === 1) calls.set(at(call, child), []);
  for (const child of children) calls.get(at(call, child))?.push(child);
  return calls.values();
}

function triedAgain({ start, end }: SpanTree, calls: readonly number[], failed: Uint8Array): Retry[] {
  const failures = calls.filter((span) => failed[span] === 1);
  failures.sort((a, b) => timeAt(end, a) - timeAt(end, b) || a - b);
  const found: Retry[] = [];
  let next = 0;
  for (const failure of failures) {
    const answers = (span: number) => span !== failure && timeAt(start, span) >= timeAt(end, failure);
    while (next < calls.length && !answers(calls[next] as number)) next++;
    if (next === calls.length) break;
    found.push({ failed: failure, next: calls[next++] as number });
  }
  return found;
}

/** What would become of each span had the first try of every call that was tried again succeeded as the last one did. */
export function withoutRetries(size: number, retries: readonly Retry[]): Uint8Array {
  const fate = new Uint8Array(size);
  for (const { failed, next } of retries) {
    fate[next] = Fate.atOnce;
    fate[failed] = Fate.instant;
  }
  // In between: tries that failed and followed a failure.
  const later = new Set(retries.map(({ next }) => next));
  for (const { failed } of retries) if (later.has(failed)) fate[failed] = Fate.gone;
  return fate;
}
