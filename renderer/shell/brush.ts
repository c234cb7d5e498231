import type { Cohort } from "../../src/notebook/cohorts.ts";
import { edgeAfter, edgeBefore, type Grid, gridEnd, nearestEdge } from "./time-buckets.ts";

/** A stretch of time in milliseconds: `from` inclusive, `to` exclusive. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export type Windows = Readonly<Record<Cohort, Stretch | null>>;

export type Edge = "from" | "to";

/** What the pointer took hold of. */
export type Grip =
  | { readonly type: "draw"; readonly cohort: Cohort; readonly at: number }
  | { readonly type: "edge"; readonly cohort: Cohort; readonly edge: Edge }
  | { readonly type: "move"; readonly cohort: Cohort; readonly at: number; readonly window: Stretch };

export function otherCohort(cohort: Cohort): Cohort {
  return cohort === "reference" ? "current" : "reference";
}

/** What lies under the pointer: an edge within reach, else a window, else room for a new one. The active cohort first. */
export function gripAt(windows: Windows, active: Cohort, time: number, reach: number): Grip {
  const order = [active, otherCohort(active)];
  for (const cohort of order) {
    const edge = edgeNear(windows[cohort], time, reach);
    if (edge) return { type: "edge", cohort, edge };
  }
  for (const cohort of order) {
    const window = windows[cohort];
    if (window && time >= window.from && time < window.to) return { type: "move", cohort, at: time, window };
  }
  return { type: "draw", cohort: active, at: time };
}

function edgeNear(window: Stretch | null, time: number, reach: number): Edge | null {
  if (!window) return null;
  const [from, to] = [Math.abs(time - window.from), Math.abs(time - window.to)];
  if (Math.min(from, to) > reach) return null;
  return from <= to && time < (window.from + window.to) / 2 ? "from" : to <= reach ? "to" : "from";
}

/** The windows while the grip is held at a time: always on edges between buckets. */
export function dragged(windows: Windows, grip: Grip, time: number, grid: Grid): Windows {
  return { ...windows, [grip.cohort]: draggedWindow(windows[grip.cohort], grip, time, grid) };
}

function draggedWindow(window: Stretch | null, grip: Grip, time: number, grid: Grid): Stretch | null {
  if (grip.type === "draw") {
    const from = Math.min(grip.at, time);
    const to = Math.max(grip.at, time);
    return widen({ from: edgeBefore(grid, from), to: edgeAfter(grid, to) }, grid);
  }
  if (grip.type === "edge") return window && withEdge(window, grip.edge, nearestEdge(grid, time), grid);
  const length = grip.window.to - grip.window.from;
  const room = Math.max(grid.start, gridEnd(grid) - length);
  const from = Math.min(nearestEdge(grid, grip.window.from + time - grip.at), edgeBefore(grid, room));
  return { from, to: from + length };
}

/** A press on the very edge of a bucket still draws one bucket. */
function widen({ from, to }: Stretch, grid: Grid): Stretch {
  if (to > from) return { from, to };
  return from < gridEnd(grid) ? { from, to: from + grid.size } : { from: from - grid.size, to: from };
}

/** Puts one edge somewhere; a window never gets narrower than the bucket at its other edge. */
export function withEdge(window: Stretch, edge: Edge, time: number, grid: Grid): Stretch {
  if (edge === "from") return { from: Math.min(time, edgeBefore(grid, window.to - 1)), to: window.to };
  return { from: window.from, to: Math.max(time, edgeAfter(grid, window.from + 1)) };
}

/** Moves one edge by so many buckets, first onto the next edge between buckets if it stands off them. */
export function stepEdge(window: Stretch, edge: Edge, buckets: number, grid: Grid): Stretch {
  const time = window[edge];
  const onto = buckets > 0 ? edgeBefore(grid, time) : edgeAfter(grid, time);
  return withEdge(window, edge, nearestEdge(grid, onto + buckets * grid.size), grid);
}

/** How far into the grid a time stands, 0 to 1; times outside stand at its ends. */
export function shareAt(grid: Grid, time: number): number {
  return Math.max(0, Math.min(1, (time - grid.start) / (grid.size * grid.count)));
}

export function timeAt(grid: Grid, share: number): number {
  return grid.start + Math.max(0, Math.min(1, share)) * grid.size * grid.count;
}
