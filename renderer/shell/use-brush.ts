import { type PointerEvent, useEffect, useRef, useState } from "react";
import type { Cohort } from "../../src/notebook/cohorts.ts";
import { dragged, type Grip, gripAt, otherCohort, shareAt, timeAt, type Windows } from "./brush.ts";
import type { Grid } from "./time-buckets.ts";

/** How near to an edge takes hold of it, in pixels. */
const reachPx = 6;
/** Less than this is a press, not a drag. */
const dragPx = 4;

interface BrushOptions {
  readonly grid: Grid;
  readonly windows: Windows;
  readonly active: Cohort;
  readonly onActive: (cohort: Cohort) => void;
  /** Called once, on release. */
  readonly onWindows: (windows: Windows) => void;
}

interface Hold {
  readonly grip: Grip;
  readonly x: number;
  moved: boolean;
  /** What it has been dragged to, which a busy page may not have drawn yet. */
  next: Windows | null;
}

/**
 * The pointer's part of the brush: drawing, moving and stretching windows on an element that spans the grid.
 * Shift draws the current window and Alt the reference, wherever they are held; Esc lets go without a change.
 */
export function useBrush({ grid, windows, active, onActive, onWindows }: BrushOptions) {
  const hold = useRef<Hold | null>(null);
  const [draft, setDraft] = useState<Windows | null>(null);
  const [cursor, setCursor] = useState("crosshair");

  const letGo = () => {
    hold.current = null;
    setDraft(null);
  };
  useEffect(() => {
    if (!draft) return;
    const press = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      hold.current = null;
      setDraft(null);
    };
    window.addEventListener("keydown", press, { capture: true });
    return () => window.removeEventListener("keydown", press, { capture: true });
  }, [draft]);

  const timeOf = (event: PointerEvent) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return { time: timeAt(grid, (event.clientX - left) / width), reach: (reachPx / width) * grid.size * grid.count };
  };
  const gripOf = (event: PointerEvent): Grip => {
    const { time, reach } = timeOf(event);
    if (event.shiftKey) return { type: "draw", cohort: "current", at: time };
    if (event.altKey) return { type: "draw", cohort: "reference", at: time };
    return gripAt(windows, active, time, reach);
  };
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const grip = gripOf(event);
    event.currentTarget.setPointerCapture(event.pointerId);
    hold.current = { grip, x: event.clientX, moved: false, next: null };
    onActive(grip.cohort);
  };
  const onPointerMove = (event: PointerEvent) => {
    const held = hold.current;
    if (!held) return setCursor(cursorFor(gripOf(event)));
    held.moved ||= Math.abs(event.clientX - held.x) >= dragPx;
    if (!held.moved) return;
    held.next = dragged(windows, held.grip, timeOf(event).time, grid);
    setDraft(held.next);
  };
  const onPointerUp = () => {
    const held = hold.current;
    letGo();
    if (!held?.next) return;
    const { next } = held;
    onWindows(next);
    // The pair is usually drawn in one go: after the first window comes the other.
    const other = otherCohort(held.grip.cohort);
    if (held.grip.type === "draw" && !next[other]) onActive(other);
  };
  const onDoubleClick = (event: { clientX: number; currentTarget: Element }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const time = timeAt(grid, (event.clientX - left) / width);
    const grip = gripAt(windows, active, time, (reachPx / width) * grid.size * grid.count);
    if (grip.type === "draw") return;
    onWindows({ ...windows, [grip.cohort]: null });
    // Without windows, the reference is drawn first.
    onActive(windows[otherCohort(grip.cohort)] ? grip.cohort : "reference");
  };
  return {
    /** The windows while they are being drawn; null at rest. */
    draft,
    held: hold.current?.grip.cohort ?? null,
    cursor,
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: letGo, onDoubleClick },
  };
}

function cursorFor(grip: Grip): string {
  return { draw: "crosshair", edge: "ew-resize", move: "grab" }[grip.type];
}

/** Where a time stands, as a CSS length. */
export function leftAt(grid: Grid, time: number): string {
  return `${(shareAt(grid, time) * 100).toFixed(3)}%`;
}
