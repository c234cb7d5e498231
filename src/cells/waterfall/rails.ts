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

/** For each span the nearest one above it whose rail goes on below it; −1 when there is none. Follow it to find all. */
export function railsAbove(tree: SpanTree, rails: Uint8Array): Int32Array {
  const above = new Int32Array(tree.size).fill(-1);
  for (const span of tree.order) {
    const parent = tree.parent[span] ?? -1;
    if (parent >= 0) above[span] = (rails[parent] ?? 0) & Rail.down ? parent : (above[parent] ?? -1);
  }
  return above;
}
