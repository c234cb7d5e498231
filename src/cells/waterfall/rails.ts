import { Mark } from "../../traces/marks.ts";
import type { SpanTree } from "../../traces/tree.ts";

/** How the rail that joins parallel siblings passes a span, as bits. */
export const Rail = { up: 1, down: 2, branch: 4 } as const;

/**
 * Siblings that overlap, directly or through others, hang on one rail from the first to the last of them. Instants
 * among them are passed by.
 */
export function parallelRails(tree: SpanTree): Uint8Array {
  const rails = new Uint8Array(tree.size);
  for (let group = 0; group <= tree.size; group++) {
    const children = tree.children.subarray(tree.firstChild[group], tree.firstChild[group + 1]);
    if (children.length > 1) joinGroups(tree, children, rails);
  }
  return rails;
}

function joinGroups(tree: SpanTree, children: Int32Array, rails: Uint8Array): void {
  let reached = Number.NEGATIVE_INFINITY;
  let last = -1;
  children.forEach((span, place) => {
    if (!((tree.marks[span] ?? 0) & Mark.parallel)) return;
    rails[span] = (rails[span] ?? 0) | Rail.branch;
    if (last >= 0 && (tree.start[span] ?? 0) < reached) join(children, last, place, rails);
    reached = Math.max(reached, tree.end[span] ?? 0);
    last = place;
  });
}

function join(children: Int32Array, from: number, to: number, rails: Uint8Array): void {
  for (let place = from; place <= to; place++) {
    const span = children[place] ?? 0;
    rails[span] = (rails[span] ?? 0) | (place > from ? Rail.up : 0) | (place < to ? Rail.down : 0);
  }
}
