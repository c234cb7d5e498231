import { at } from "./grouping.ts";

/** The spans of many traces, a column each; flags are 0 or 1. */
export interface UsageOfSpans {
  /** The trace of each, 0 … traces−1. */
  readonly trace: Int32Array;
  readonly traces: number;
  /** The parent's row; −1 for a root. */
  readonly parent: Int32Array;
  /** Whether it says what it used, and whether it calls a model. */
  readonly hasUsage: Uint8Array;
  readonly callsModel: Uint8Array;
}

/**
 * Which spans' tokens and cost count in a sum: a span above others repeats what they used, so it counts only when
 * nothing below it does, and an agent or chain only when no model call of its trace says what it used.
 */
export function countedUsage({ trace, traces, parent, hasUsage, callsModel }: UsageOfSpans): Uint8Array {
  const isAbove = new Uint8Array(parent.length);
  const calledIn = new Uint8Array(traces);
  for (let span = 0; span < parent.length; span++) {
    if (!hasUsage[span]) continue;
    if (at(parent, span) >= 0) isAbove[at(parent, span)] = 1;
    if (callsModel[span]) calledIn[at(trace, span)] = 1;
  }
  const counts = new Uint8Array(parent.length);
  for (let span = 0; span < parent.length; span++)
    counts[span] = Number(hasUsage[span] && !isAbove[span] && (callsModel[span] || !calledIn[at(trace, span)]));
  return counts;
}
