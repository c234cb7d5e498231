import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { type Chosen, WaterfallModel } from "./model.ts";
import type { WaterfallResult } from "./result.ts";

/** The state of the waterfall of a result. A new result of the same trace goes on where the old one stood. */
export function useWaterfallModel(result: WaterfallResult, foldGaps: boolean): WaterfallModel {
  const before = useRef<WaterfallModel | null>(null);
  const model = useMemo(() => {
    const made = new WaterfallModel(result, { foldGaps });
    if (before.current) made.adopt(before.current);
    return made;
  }, [result, foldGaps]);
  before.current = model;
  return model;
}

export function useChosen(model: WaterfallModel): Chosen {
  return useSyncExternalStore(model.subscribe, model.chosen, model.chosen);
}

/** The width of the tree's column, as it follows the user or the room that there is. */
export function useTreeWidth(model: WaterfallModel): number {
  const width = () => model.treeWidth;
  return useSyncExternalStore(model.subscribe, width, width);
}

/** The first row in view; changes only when another row comes to the top. */
export function useFirstRow(model: WaterfallModel, rowHeight: number): number {
  const first = () => Math.floor(model.scrollTop / rowHeight);
  return useSyncExternalStore(model.subscribe, first, first);
}

/** Browsers end an element's height somewhere above this many pixels. */
const tallest = 15_000_000;

/** The height of the scrolled content for so many pixels of rows. */
export function scrolledHeight(pixels: number): number {
  return Math.min(pixels, tallest);
}

/** Keeps an element's scroll position and the model's in step; geared up where the rows are taller than an element can be. */
export function useScroll(scroller: RefObject<HTMLElement | null>, model: WaterfallModel): void {
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const gear = () => {
      const room = element.clientHeight;
      const shown = scrolledHeight(model.fullHeight) - room;
      return shown > 0 ? (model.fullHeight - room) / shown : 1;
    };
    const fromModel = () => {
      if (Math.abs(element.scrollTop * gear() - model.scrollTop) > gear()) element.scrollTop = model.scrollTop / gear();
    };
    const toModel = () => model.scrollTo(element.scrollTop * gear());
    fromModel();
    element.addEventListener("scroll", toModel, { passive: true });
    const unsubscribe = model.subscribe(fromModel);
    return () => {
      element.removeEventListener("scroll", toModel);
      unsubscribe();
    };
  }, [scroller, model]);
}

/** Calls a listener that may keep the event from the page, which React's own wheel handlers may not. */
export function useActive<K extends "wheel">(
  element: RefObject<HTMLElement | null>,
  type: K,
  listener: (event: HTMLElementEventMap[K]) => void,
): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => {
    const target = element.current;
    const call = (event: HTMLElementEventMap[K]) => latest.current(event);
    target?.addEventListener(type, call, { passive: false });
    return () => target?.removeEventListener(type, call);
  }, [element, type]);
}
