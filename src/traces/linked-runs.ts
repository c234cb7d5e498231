import { at, timeAt } from "./grouping.ts";

/** The spans of many traces, a column each, and what links traces with each other. */
export interface LinkedSpans {
  /** Which trace each span is of. */
  readonly trace: Int32Array;
  readonly traces: number;
  /** Index of the parent within the trace; −1 for a root. */
  readonly parent: Int32Array;
  /** By one clock for all traces; NaN where unknown. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly links: readonly TraceLink[];
}

/** A span that names another trace, and perhaps a span of it (−1 where it does not, or where that is not known). */
export interface TraceLink {
  readonly span: number;
  readonly trace: number;
  readonly target: number;
}

export interface Runs {
  /** Which run each trace is of: traces that are linked, directly or by way of others, are one run. */
  readonly run: Int32Array;
  readonly count: number;
  /** The parents again, with roots of linked traces put below the span that they came from. */
  readonly parent: Int32Array;
}

/**
 * Puts linked traces together. The root of a linked trace goes below the span that it names, or that names it, when
 * that one began first, or below what still ran above that one when the root began; where a span names a trace that had
 * begun before it (it gathers what others did), that trace's root becomes its sibling. A trace that is named without a
 * span stands for its first root. What fits nowhere stays a root of the run.
 */
export function linkedRuns(spans: LinkedSpans): Runs {
  const sets = new Sets(spans.traces);
  if (!spans.links.length) return { ...sets.numbered(), parent: spans.parent };
  const parent = spans.parent.slice();
  const joining = new Joining(spans, parent);
  for (const link of spans.links) {
    const from = at(spans.trace, link.span);
    if (from === link.trace) continue;
    sets.join(from, link.trace);
    joining.follow(link);
  }
  return { ...sets.numbered(), parent };
}

// Deeper than any trace, so that a circle of parents ends somewhere.
const deepest = 10_000;

class Joining {
  readonly #spans: LinkedSpans;
  readonly #roots: Int32Array;
  readonly #parent: Int32Array;

  constructor(spans: LinkedSpans, parent: Int32Array) {
    this.#spans = spans;
    this.#roots = firstRoots(spans);
    this.#parent = parent;
  }

  follow(link: TraceLink): void {
    const { trace, parent } = this.#spans;
    const target = link.target < 0 ? at(this.#roots, link.trace) : link.target;
    if (target < 0 || this.#attach(link.span, target)) return;
    const root = at(parent, target) < 0 ? target : at(this.#roots, link.trace);
    const above = at(parent, link.span) < 0 ? at(this.#roots, at(trace, link.span)) : at(parent, link.span);
    if (root >= 0 && !this.#attach(root, link.span) && above >= 0 && above !== link.span) this.#attach(root, above);
  }

  /** Puts a root below a span of another trace, if that one began before it. */
  #attach(root: number, below: number): boolean {
    const { trace, start } = this.#spans;
    if (at(this.#parent, root) >= 0 || at(trace, root) === at(trace, below)) return false;
    if (!(timeAt(start, below) <= timeAt(start, root))) return false;
    const above = this.#running(below, timeAt(start, root));
    if (above >= 0) this.#parent[root] = above;
    return true;
  }

  /** The span, or what is above it, that had not ended at a moment; −1 when all had. */
  #running(span: number, moment: number): number {
    let above = span;
    for (let depth = 0; above >= 0 && depth < deepest; depth++) {
      if (!(timeAt(this.#spans.end, above) <= moment)) return above;
      above = at(this.#parent, above);
    }
    return -1;
  }
}

/** The root of each trace that starts first; −1 for a trace without. */
function firstRoots({ trace, traces, parent, start }: LinkedSpans): Int32Array {
  const roots = new Int32Array(traces).fill(-1);
  for (let span = 0; span < trace.length; span++) {
    if (at(parent, span) >= 0) continue;
    const known = at(roots, at(trace, span));
    if (known < 0 || timeAt(start, span) < timeAt(start, known)) roots[at(trace, span)] = span;
  }
  return roots;
}

/** Disjoint sets of numbers. */
class Sets {
  readonly #above: Int32Array;

  constructor(size: number) {
    this.#above = Int32Array.from({ length: size }, (_, index) => index);
  }

  join(a: number, b: number): void {
    const [low, high] = [this.#top(a), this.#top(b)].sort((x, y) => x - y) as [number, number];
    this.#above[high] = low;
  }

  /** The set of each, counted from 0 by its first member. */
  numbered(): { run: Int32Array; count: number } {
    const run = new Int32Array(this.#above.length);
    let count = 0;
    for (let index = 0; index < run.length; index++) {
      const top = this.#top(index);
      run[index] = top === index ? count++ : at(run, top);
    }
    return { run, count };
  }

  #top(index: number): number {
    let top = index;
    while (at(this.#above, top) !== top) {
      this.#above[top] = at(this.#above, at(this.#above, top));
      top = at(this.#above, top);
    }
    return top;
  }
}
