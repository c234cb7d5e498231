import type { CriticalPath } from "../../traces/critical-path.ts";
import type { SpanTree } from "../../traces/tree.ts";

/** Which spans stand in which rows. */
export interface Rows {
  /** The span of each row. */
  readonly span: Int32Array;
  /** The row of each span; −1 for one that is not shown. */
  readonly row: Int32Array;
}

/** The rows in order. A folded span (1) hides everything below it; where `kept` is given, only spans with a 1 stand. */
export function visibleRows(tree: SpanTree, folded: Uint8Array, kept: Uint8Array | null): Rows {
  const row = new Int32Array(tree.size).fill(-1);
  const span = new Int32Array(tree.size);
  let rows = 0;
  for (let place = 0; place < tree.size; place++) {
    const next = tree.order[place] ?? 0;
    if (kept && !kept[next]) {
      place += tree.descendants[next] ?? 0;
      continue;
    }
    row[next] = rows;
    span[rows++] = next;
    if (folded[next]) place += tree.descendants[next] ?? 0;
  }
  return { span: span.slice(0, rows), row };
}

/** The spans of the critical path with everything above them, as 1. */
export function onCriticalPath(tree: SpanTree, path: CriticalPath): Uint8Array {
  const kept = new Uint8Array(tree.size);
  for (const owner of path.span)
    for (let span = owner; span >= 0 && !kept[span]; span = tree.parent[span] ?? -1) kept[span] = 1;
  return kept;
}

/** Folds so that spans of the first `levels` levels stand and nothing below. */
export function foldBelow(tree: SpanTree, levels: number): Uint8Array {
  return Uint8Array.from(tree.depth, (depth, span) => (depth >= levels - 1 && tree.descendants[span] ? 1 : 0));
}

/** Unfolds everything above a span; the same array when nothing was folded there. */
export function unfoldAbove(tree: SpanTree, folded: Uint8Array, span: number): Uint8Array {
  let changed = folded;
  for (let above = tree.parent[span] ?? -1; above >= 0; above = tree.parent[above] ?? -1) {
    if (!changed[above]) continue;
    if (changed === folded) changed = folded.slice();
    changed[above] = 0;
  }
  return changed;
}

/** The nearest span at or above one that has a row; −1 when there is none. */
export function shownAbove(tree: SpanTree, rows: Rows, span: number): number {
  let nearest = span;
  while (nearest >= 0 && (rows.row[nearest] ?? -1) < 0) nearest = tree.parent[nearest] ?? -1;
  return nearest;
}

/** Levels of the tree. */
export function levels(tree: SpanTree): number {
  return tree.depth.reduce((most, depth) => Math.max(most, depth + 1), 0);
}
