import type { Arrays } from "../../traces/arrays.ts";
import { childrenByEnd } from "../../traces/child-choice.ts";
import { concurrency } from "../../traces/concurrency.ts";
import { type CriticalPath, criticalPath, criticalTimes } from "../../traces/critical-path.ts";
import { findRetries, type Retry, withoutRetries } from "../../traces/retries.ts";
import { childTimes, selfTimes } from "../../traces/self-time.ts";
import { growTree, type SpanTree } from "../../traces/tree.ts";
import { Fate, WhatIf } from "../../traces/what-if.ts";
import type { RunSpans } from "./run-spans.ts";

/** What is measured of a run, in this order. Times in nanoseconds. */
export const runMeasures = [
  /** From the first root's start to the last root's end; the critical path's length. */
  "wall",
  /** Self times of all spans that work. */
  "work",
  /** Time in which at least one works. */
  "busy",
  /** Time in which none does. */
  "idle",
  /** Time of the path in spans that only hold others together, and between roots. */
  "waiting",
  /** Self time of working spans that failed; that of the path in them. */
  "failed",
  "failedOnPath",
  /** From each failed call that was tried again to the start of the next try; what of it lies on the path. */
  "retry",
  "retryOnPath",
  "retries",
  /** The path's length had the first try of each succeeded as the last one did. */
  "withoutRetries",
  "spans",
  "most",
] as const;

export type RunMeasure = (typeof runMeasures)[number];

/** What is measured of each step of a run. */
export interface StepOfRun {
  readonly step: number;
  readonly calls: number;
  /** Nanoseconds of the path in it. */
  readonly path: number;
  /** By how much shorter the path would be if it took no time; null where it was not tried. */
  readonly saved: number | null;
}

export interface MeasuredRun {
  readonly figures: Readonly<Record<RunMeasure, number>>;
  readonly steps: readonly StepOfRun[];
}

/** A run so large that not every step can be tried is tried with the steps that hold most of its path. */
const mostTried = 4e7;

/** What it gives keeps nothing of `arrays`. */
export function measureRun(run: RunSpans, arrays: Arrays): MeasuredRun {
  const tree = growTree(run.parent, run.start, run.end, { arrays });
  const byEnd = childrenByEnd(tree, arrays);
  const path = criticalPath(tree, byEnd, arrays);
  const onPath = criticalTimes(tree, path, arrays);
  const self = selfTimes(tree, childTimes(tree, arrays), arrays);
  const working = (span: number) => run.works[span] === 1 || tree.descendants[span] === 0;
  const [failed, failedOnPath] = failedTimes(run, working, self, onPath);
  const { wall, work, busy, idle, most } = concurrency(tree, run.works, self, arrays);
  const retries = findRetries(tree, run.failed, run.call);
  const whatIf = new WhatIf(tree, byEnd, arrays);
  return {
    figures: {
      ...{ wall, work, busy, idle, most, failed, failedOnPath, spans: run.size },
      waiting: waitingTime(path, working),
      ...retryTimes(tree, path, retries, arrays),
      withoutRetries: retries.length ? whatIf.lengthIf(withoutRetries(tree.size, retries)) : wall,
    },
    steps: stepsOf(run, tree, onPath, whatIf, arrays),
  };
}

function waitingTime({ span, from, to }: CriticalPath, working: (span: number) => boolean): number {
  let waiting = 0;
  for (let k = 0; k < span.length; k++)
    if ((span[k] as number) < 0 || !working(span[k] as number)) waiting += (to[k] as number) - (from[k] as number);
  return waiting;
}

function failedTimes(
  { failed, size }: RunSpans,
  working: (span: number) => boolean,
  self: Float64Array,
  onPath: Float64Array,
): readonly [all: number, onPath: number] {
  let [all, path] = [0, 0];
  for (let span = 0; span < size; span++) {
    if (failed[span] !== 1 || !working(span)) continue;
    all += self[span] as number;
    path += onPath[span] as number;
  }
  return [all, path];
}

function retryTimes(
  tree: SpanTree,
  path: CriticalPath,
  retries: readonly Retry[],
  arrays: Arrays,
): Pick<MeasuredRun["figures"], "retry" | "retryOnPath" | "retries"> {
  if (!retries.length) return { retry: 0, retryOnPath: 0, retries: 0 };
  const place = arrays.ints(tree.size);
  for (let index = 0; index < tree.size; index++) place[tree.order[index] as number] = index;
  let [retry, retryOnPath] = [0, 0];
  // The parent's waits between two tries may lie beside others of the same parent: each counts once.
  const waits = new Set<number>();
  for (const { failed, next } of retries) {
    const [from, to] = [tree.start[failed] as number, tree.start[next] as number];
    retry += to - from;
    for (let k = firstAfter(path, from); k < path.span.length && (path.from[k] as number) < to; k++) {
      const span = path.span[k] as number;
      const tried = span >= 0 && isWithin(tree, place, span, failed);
      if (!tried && (span !== tree.parent[failed] || waits.has(k))) continue;
      if (!tried) waits.add(k);
      retryOnPath += Math.min(to, path.to[k] as number) - Math.max(from, path.from[k] as number);
    }
  }
  return { retry, retryOnPath, retries: retries.length };
}

function isWithin(tree: SpanTree, place: Int32Array, span: number, above: number): boolean {
  const first = place[above] as number;
  const at = place[span] as number;
  return first <= at && at <= first + (tree.descendants[above] as number);
}

/** The first stretch that ends after a moment. */
function firstAfter({ to }: CriticalPath, moment: number): number {
  let [low, high] = [0, to.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((to[middle] as number) > moment) high = middle;
    else low = middle + 1;
  }
  return low;
}

function stepsOf(
  { step, size }: RunSpans,
  tree: SpanTree,
  onPath: Float64Array,
  whatIf: WhatIf,
  arrays: Arrays,
): StepOfRun[] {
  const below = arrays.floats(size);
  below.set(onPath);
  for (let k = size - 1; k >= 0; k--) {
    const span = tree.order[k] as number;
    const above = tree.parent[span] as number;
    if (above >= 0) below[above] = (below[above] as number) + (below[span] as number);
  }
  const steps = new Map<number, { readonly of: number; calls: number; path: number; reach: number }>();
  for (let span = 0; span < size; span++) {
    const of = step[span] as number;
    let known = steps.get(of);
    if (!known) {
      known = { of, calls: 0, path: 0, reach: 0 };
      steps.set(of, known);
    }
    known.calls++;
    known.path += onPath[span] as number;
    known.reach += below[span] as number;
  }
  const fate = arrays.flags(size);
  const most = Math.max(20, Math.floor(mostTried / Math.max(1, size)));
  const byReach = [...steps.values()].sort((a, b) => b.reach - a.reach);
  return byReach.map(({ of, calls, path, reach }, rank) => {
    // What is nowhere on the path cannot shorten it.
    if (reach === 0) return { step: of, calls, path, saved: 0 };
    if (rank >= most) return { step: of, calls, path, saved: null };
    for (let span = 0; span < size; span++) fate[span] = step[span] === of ? Fate.instant : Fate.stays;
    return { step: of, calls, path, saved: whatIf.length - whatIf.lengthIf(fate) };
  });
}
