import { type PointerEvent, type RefObject, useRef } from "react";
import { windowOf } from "./draw-minimap.tsx";
import { foldWidth, type Indent } from "./draw-tree.tsx";
import { rowHeight, type WaterfallModel } from "./model.ts";
import { useActive } from "./use-model.tsx";

/** Handlers to spread onto an element. */
export interface Drag {
  onPointerDown(event: PointerEvent<HTMLElement>): void;
  onPointerMove(event: PointerEvent<HTMLElement>): void;
  onPointerUp(event: PointerEvent<HTMLElement>): void;
  onPointerCancel(): void;
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly shift: boolean;
}

interface DragSteps {
  /** A press that did not move. */
  click?(at: Point): void;
  /** Every move once the pointer has gone 3 px. */
  move(at: Point, from: Point, before: Point): void;
  hover?(at: Point): void;
}

/** Tells a click from a drag, in pixels of the element. */
export function useDrag(steps: DragSteps): Drag {
  const drag = useRef<{ from: Point; before: Point; moved: boolean } | null>(null);
  return {
    onPointerDown(event) {
      if (event.button !== 0) return;
      const at = pointOf(event);
      drag.current = { from: at, before: at, moved: false };
      event.currentTarget.setPointerCapture?.(event.pointerId);
    },
    onPointerMove(event) {
      const at = pointOf(event);
      const { current } = drag;
      if (!current) return steps.hover?.(at);
      if (!current.moved && Math.hypot(at.x - current.from.x, at.y - current.from.y) < 3) return;
      steps.move(at, current.from, current.before);
      drag.current = { from: current.from, before: at, moved: true };
    },
    onPointerUp(event) {
      if (drag.current && !drag.current.moved) steps.click?.(pointOf(event));
      drag.current = null;
    },
    onPointerCancel() {
      drag.current = null;
    },
  };
}

function pointOf(event: PointerEvent<HTMLElement>): Point {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top, shift: event.shiftKey };
}

/** On the rows: a click selects or folds, a drag moves what is in view or, with Shift, marks a range. */
export function useRowDrag(model: WaterfallModel, indent: Indent, open: (span: number) => void): Drag {
  const spanAt = (y: number) => model.chosen().rows.span[Math.floor((y + model.scrollTop) / rowHeight)] ?? -1;
  const timeAt = (x: number) => (x >= model.treeWidth ? model.view.time(x - model.treeWidth) : null);
  return useDrag({
    hover: ({ x, y }) => model.point(Math.floor((y + model.scrollTop) / rowHeight), timeAt(x)),
    click: ({ x, y }) => {
      const span = spanAt(y);
      if (span < 0) return;
      const depth = model.result.shape.tree.depth[span] ?? 0;
      const fold = indent.x(depth);
      if (x >= fold - 4 && x < fold + foldWidth && model.result.shape.tree.descendants[span]) return model.toggle(span);
      if (x >= model.treeWidth) model.revealTime(span);
      open(span);
    },
    move: (at, from, before) => {
      if (from.x < model.treeWidth) return model.scrollTo(model.scrollTop - (at.y - before.y));
      if (from.shift) return markBetween(model, from.x - model.treeWidth, at.x - model.treeWidth);
      model.look(model.view.pan(before.x - at.x));
      model.scrollTo(model.scrollTop - (at.y - before.y));
    },
  });
}

/** On the axis: a drag marks a range, a click unmarks it. */
export function useAxisDrag(model: WaterfallModel): Drag {
  return useDrag({
    hover: ({ x }) => model.point(-1, model.view.time(x)),
    click: () => model.mark(null),
    move: (at, from) => markBetween(model, from.x, at.x),
  });
}

function markBetween(model: WaterfallModel, a: number, b: number): void {
  const { view } = model;
  const times = [a, b].map((x) => Math.max(view.ground.from, Math.min(view.time(x), view.ground.to)));
  model.mark({ from: Math.min(...times), to: Math.max(...times) });
}

/** On the minimap: the window follows the pointer. */
export function useMinimapDrag(model: WaterfallModel, size: () => { width: number; height: number }): Drag {
  const centre = (at: Point) => {
    const { width, height } = size();
    const { left, right, top, bottom } = windowOf(model, width, height);
    moveWindow(model, width, at.x - (left + right) / 2, at.y - (top + bottom) / 2, bottom - top);
  };
  return useDrag({
    click: centre,
    move: (at, from, before) => {
      const { width, height } = size();
      const { left, right, top, bottom } = windowOf(model, width, height);
      const inside = before.x >= left - 4 && before.x <= right + 4 && before.y >= top - 4 && before.y <= bottom + 4;
      if (!inside && from === before) return centre(at);
      moveWindow(model, width, at.x - before.x, at.y - before.y, bottom - top);
    },
  });
}

/** Moves the view by pixels of the minimap. */
function moveWindow(model: WaterfallModel, width: number, x: number, y: number, windowHeight: number): void {
  model.look(model.view.pan((x * model.view.scale.width) / Math.max(1, width)));
  if (model.fullHeight > model.height && windowHeight > 0)
    model.scrollTo(model.scrollTop + (y * model.height) / windowHeight);
}

/** A trackpad's pinch comes as many small turns of the wheel, a mouse's wheel as few large ones. */
function speedOf(turn: number): number {
  return Math.abs(turn) < 40 ? 0.01 : 0.002;
}

/** Ctrl or ⌘ and wheel: nearer or farther. Shift and wheel, or sideways: along. Else the rows scroll. */
export function useWheel(
  element: RefObject<HTMLElement | null>,
  model: WaterfallModel,
  { left = 0, always = false }: { left?: number; always?: boolean },
): void {
  useActive(element, "wheel", (event) => {
    const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    const box = element.current?.getBoundingClientRect();
    const x = event.clientX - (box?.left ?? 0) - left;
    if (event.ctrlKey || event.metaKey || (always && Math.abs(event.deltaY) > Math.abs(sideways)))
      model.look(model.view.zoom(Math.exp(-event.deltaY * unit * speedOf(event.deltaY)), Math.max(0, x)));
    else if (event.shiftKey || Math.abs(sideways) > Math.abs(event.deltaY)) model.look(model.view.pan(sideways * unit));
    else return;
    event.preventDefault();
  });
}
