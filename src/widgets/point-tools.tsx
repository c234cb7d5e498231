import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import type { MapBox, MapPlace, PointCamera, ScreenPlace } from "./point-camera.ts";
import type { PointIndex } from "./point-index.ts";
import { simpleLoop } from "./point-index.ts";
import type { MapTool } from "./point-map.tsx";
import { token } from "./theme.tsx";

/** Points that were chosen, and how: by a rectangle or a loop in the map's units. */
export interface PointSelection {
  readonly points: Int32Array;
  readonly by: { readonly box: MapBox } | { readonly loop: readonly MapPlace[] };
}

interface PointTools {
  readonly camera: PointCamera;
  readonly index: () => PointIndex;
  readonly isShown: (point: number) => boolean;
  readonly tool: MapTool;
  readonly onSelect: (selection: PointSelection | null) => void;
  readonly onOpen: ((point: number) => void) | undefined;
}

interface Gesture {
  readonly kind: MapTool;
  readonly path: ScreenPlace[];
  isMoved: boolean;
}

export interface Hovered {
  readonly point: number;
  readonly at: ScreenPlace;
}

const reach = 7;

/** Pointer, wheel and keys of a map. `paint` draws what is under way, and `subscribe` tells when that changes. */
export function usePointTools(tools: PointTools) {
  const area = useRef<HTMLDivElement>(null);
  const gesture = useRef<Gesture | null>(null);
  const [hovered, setHovered] = useState<Hovered | null>(null);
  const latest = useRef(tools);
  latest.current = tools;
  const marks = useMarks(tools.camera);
  useWheel(area, tools.camera);
  const pointAt = (at: ScreenPlace) => {
    const { camera, index, isShown } = latest.current;
    return index().nearest(camera.toMap(at), reach / camera.scale, isShown);
  };
  const handlers = {
    onPointerDown(event: PointerEvent<HTMLDivElement>) {
      if (event.button !== 0) return;
      area.current?.focus({ preventScroll: true });
      gesture.current = { kind: kindOf(event, latest.current.tool), path: [placeOf(event)], isMoved: false };
      event.currentTarget.setPointerCapture?.(event.pointerId);
      setHovered(null);
    },
    onPointerMove(event: PointerEvent<HTMLDivElement>) {
      const at = placeOf(event);
      if (gesture.current) drag(gesture.current, at, latest.current.camera, marks.tell);
      else {
        const point = pointAt(at);
        setHovered((before) => (point < 0 ? null : before?.point === point ? before : { point, at }));
      }
    },
    onPointerUp(event: PointerEvent<HTMLDivElement>) {
      const done = gesture.current;
      gesture.current = null;
      marks.tell();
      if (!done) return;
      if (done.isMoved && done.kind !== "move") latest.current.onSelect(selectionOf(done, latest.current));
      if (done.isMoved) return;
      const point = pointAt(placeOf(event));
      if (point >= 0) latest.current.onOpen?.(point);
      else latest.current.onSelect(null);
    },
    onPointerCancel() {
      gesture.current = null;
      marks.tell();
    },
    onPointerLeave: () => setHovered(null),
    onKeyDown: (event: KeyboardEvent<HTMLDivElement>) => {
      if (event.target === event.currentTarget && press(event, latest.current, area.current)) event.preventDefault();
    },
  };
  const paint = (context: CanvasRenderingContext2D) => {
    if (gesture.current?.isMoved && gesture.current.kind !== "move") paintGesture(context, gesture.current);
  };
  return { area, handlers, paint, hovered, subscribe: marks.subscribe };
}

function placeOf(event: PointerEvent<HTMLDivElement>): ScreenPlace {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

function kindOf(event: PointerEvent<HTMLDivElement>, tool: MapTool): MapTool {
  return event.shiftKey ? "rectangle" : event.altKey ? "lasso" : tool;
}

/** What is drawn above the points changes with the camera and with a gesture. */
function useMarks(camera: PointCamera) {
  return useMemo(() => {
    const listeners = new Set<() => void>();
    return {
      subscribe(listener: () => void) {
        listeners.add(listener);
        const unsubscribe = camera.subscribe(listener);
        return () => {
          listeners.delete(listener);
          unsubscribe();
        };
      },
      tell() {
        for (const listener of listeners) listener();
      },
    };
  }, [camera]);
}

/** The wheel belongs to the page until the map has been clicked; with Ctrl it is always the map's. */
function useWheel(area: RefObject<HTMLDivElement | null>, camera: PointCamera): void {
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const turn = (event: WheelEvent) => {
      if (!event.ctrlKey && document.activeElement !== element) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const amount = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
      camera.zoom(Math.exp(-Math.max(-240, Math.min(240, amount)) / 320), {
        x: event.clientX - box.left,
        y: event.clientY - box.top,
      });
    };
    element.addEventListener("wheel", turn, { passive: false });
    return () => element.removeEventListener("wheel", turn);
  }, [area, camera]);
}

function drag(gesture: Gesture, at: ScreenPlace, camera: PointCamera, tell: () => void): void {
  const first = gesture.path[0] as ScreenPlace;
  if (!gesture.isMoved && Math.hypot(at.x - first.x, at.y - first.y) < 3) return;
  gesture.isMoved = true;
  const last = gesture.path.at(-1) as ScreenPlace;
  if (gesture.kind === "move") camera.pan(at.x - last.x, at.y - last.y);
  if (gesture.kind === "lasso") gesture.path.push(at);
  else if (gesture.kind === "rectangle") gesture.path[1] = at;
  else gesture.path[0] = at;
  tell();
}

function selectionOf({ kind, path }: Gesture, { camera, index, isShown }: PointTools): PointSelection {
  const places = path.map((at) => camera.toMap(at));
  if (kind === "lasso") {
    const loop = simpleLoop(places);
    return { points: index().inLoop(loop).filter(isShown), by: { loop } };
  }
  const [one, other] = [places[0] as MapPlace, places.at(-1) as MapPlace];
  return inBox(one, other, index(), isShown);
}

function inBox(one: MapPlace, other: MapPlace, index: PointIndex, isShown: (point: number) => boolean): PointSelection {
  const box = {
    left: Math.min(one.x, other.x),
    right: Math.max(one.x, other.x),
    bottom: Math.min(one.y, other.y),
    top: Math.max(one.y, other.y),
  };
  return { points: index.inBox(box).filter(isShown), by: { box } };
}

/** True when the key is the map's. */
function press(
  event: KeyboardEvent,
  { camera, index, isShown, onSelect }: PointTools,
  area: HTMLElement | null,
): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const step = event.shiftKey ? 160 : 40;
  const corner = { x: area?.clientWidth ?? 0, y: area?.clientHeight ?? 0 };
  const seen = () => inBox(camera.toMap({ x: 0, y: 0 }), camera.toMap(corner), index(), isShown);
  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => camera.pan(step, 0),
    ArrowRight: () => camera.pan(-step, 0),
    ArrowUp: () => camera.pan(0, step),
    ArrowDown: () => camera.pan(0, -step),
    "+": () => camera.zoom(1.25),
    "=": () => camera.zoom(1.25),
    "-": () => camera.zoom(0.8),
    "0": () => camera.fit(),
    v: () => onSelect(seen()),
    Escape: () => onSelect(null),
  };
  const act = keys[event.key];
  act?.();
  return act !== undefined;
}

function paintGesture(context: CanvasRenderingContext2D, { kind, path }: Gesture): void {
  const [first, second] = path as [ScreenPlace, ScreenPlace | undefined];
  context.beginPath();
  if (kind === "rectangle" && second) context.rect(first.x, first.y, second.x - first.x, second.y - first.y);
  else {
    context.moveTo(first.x, first.y);
    for (const { x, y } of path) context.lineTo(x, y);
    context.closePath();
  }
  context.strokeStyle = token("--accent");
  context.lineWidth = 1.5;
  context.setLineDash([4, 3]);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 0.08;
  context.fillStyle = token("--accent");
  context.fill();
  context.globalAlpha = 1;
}
