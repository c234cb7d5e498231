import { at, timeAt } from "./grouping.ts";
import type { SpanTree } from "./tree.ts";

/** A stretch of the trace in which nothing works: spans may be open, but only ones that wait. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  /** Nanoseconds of it in which no span was open at all. */
  readonly empty: number;
}

/**
 * The stretches of the trace in which no working span runs, by time. A span without children works; what else does
 * (a model call with a small child, say) is for the caller to mark with a 1 in `works`.
 */
export function findGaps(tree: SpanTree, works?: Uint8Array): Gap[] {
  const isWorking = (span: number) => at(tree.descendants, span) === 0 || works?.[span] === 1;
  const idle = uncovered(tree, isWorking);
  const empty = uncovered(tree, () => true);
  let next = 0;
  return idle.map(([from, to]) => {
    let inside = 0;
    // Nothing runs only where nothing works, so every empty stretch lies inside one idle stretch.
    for (let hole = empty[next]; hole && hole[1] <= to; hole = empty[++next]) inside += hole[1] - hole[0];
    return { from, to, empty: inside };
  });
}

function uncovered(tree: SpanTree, counts: (span: number) => boolean): [from: number, to: number][] {
  const holes: [number, number][] = [];
  let reached = tree.from;
  for (const span of tree.byStart) {
    if (!counts(span)) continue;
    if (timeAt(tree.start, span) > reached) holes.push([reached, timeAt(tree.start, span)]);
    reached = Math.max(reached, timeAt(tree.end, span));
  }
  if (reached < tree.to) holes.push([reached, tree.to]);
  return holes;
}

/** The gaps that are worth folding away: longer than a share (5 %) of the trace, unless nothing else would be left. */
export function longGaps(gaps: readonly Gap[], tree: SpanTree, share = 0.05): Gap[] {
  const whole = tree.to - tree.from;
  const long = gaps.filter((gap) => gap.to - gap.from > whole * share);
  const rest = whole - long.reduce((sum, gap) => sum + gap.to - gap.from, 0);
  return rest > 0 ? long : [];
}
