import { at, timeAt } from "./grouping.ts";
import type { SpanTree } from "./tree.ts";

/** A failed call and the same call made once more. */
export interface Retry {
  readonly failed: number;
  readonly next: number;
}

/**
 * Which failed calls were tried again: each failed span is followed by the first span below the same parent that makes
 * the same call, starts at or after its end, and answers no other failure. By the failed span's end within a parent.
 *
 * @param failed 1 for each span that ended in an error
 * @param call tells calls apart: spans of one number make the same call
 */
export function findRetries(tree: SpanTree, failed: Uint8Array, call: Int32Array): Retry[] {
  const found: Retry[] = [];
  if (!failed.includes(1)) return found;
  for (let group = 0; group <= tree.size; group++) {
    const [first, past] = [at(tree.firstChild, group), at(tree.firstChild, group + 1)];
    if (past - first < 2) continue;
    const children = tree.children.subarray(first, past);
    const failures = [...children.filter((child) => failed[child] === 1)];
    failures.sort((a, b) => timeAt(tree.end, a) - timeAt(tree.end, b) || a - b);
    const taken = new Set<number>();
    for (const failure of failures) {
      const next = children.find(
        (child) =>
          child !== failure &&
          !taken.has(child) &&
          at(call, child) === at(call, failure) &&
          timeAt(tree.start, child) >= timeAt(tree.end, failure),
      );
      if (next === undefined) continue;
      taken.add(next);
      found.push({ failed: failure, next });
    }
  }
  return found;
}
