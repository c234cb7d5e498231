import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import { fittedWidths, type ShownColumn } from "./shown-columns.tsx";
import type { PlacedColumn } from "./table-head.tsx";

/** Browsers end an element's height somewhere above this many pixels. */
const tallest = 15_000_000;

export interface GridRows {
  /** The height of the scrolled body in pixels. */
  readonly height: number;
  readonly visible: readonly { readonly index: number; readonly top: number }[];
  /** Rows that fit. */
  readonly page: number;
  /** Scrolls as little as it takes to have the row in view. */
  reveal(row: number): void;
}

/** Which rows are in view. Where they would be taller than a browser can make them, scrolling is geared up. */
export function useRows(scroller: RefObject<HTMLElement | null>, count: number, row: number, head: number): GridRows {
  const total = count * row;
  const height = Math.min(total, tallest);
  const room = () => Math.max(row, (scroller.current?.clientHeight ?? 0) - head);
  const gear = total > height ? (total - room()) / (height - room()) : 1;
  const gearNow = useRef(gear);
  gearNow.current = gear;
  const virtual = useVirtualizer<HTMLElement, HTMLElement>({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => row,
    overscan: 6,
    useFlushSync: false,
    observeElementOffset: ({ scrollElement }, report) =>
      onScroll(scrollElement, (top) => report(top * gearNow.current, false)),
  });
  const scrollTop = scroller.current?.scrollTop ?? 0;
  const shift = scrollTop - scrollTop * gear;
  return {
    height,
    visible: virtual.getVirtualItems().map(({ index, start }) => ({ index, top: start + shift })),
    page: Math.floor(room() / row),
    reveal(index) {
      const element = scroller.current;
      if (!element) return;
      const top = element.scrollTop * gear;
      const wanted = Math.min(index * row, Math.max(top, (index + 1) * row - room()));
      if (wanted !== top) element.scrollTop = wanted / gear;
    },
  };
}

function onScroll(element: HTMLElement | null, report: (top: number) => void): () => void {
  const listener = () => report(element?.scrollTop ?? 0);
  element?.addEventListener("scroll", listener, { passive: true });
  listener();
  return () => element?.removeEventListener("scroll", listener);
}

export interface GridColumns {
  /** Of all columns together, in pixels. */
  readonly width: number;
  readonly widths: readonly number[];
  readonly visible: readonly PlacedColumn[];
  reveal(column: number): void;
}

/** Which columns are in view, and how wide. */
export function useColumns(
  scroller: RefObject<HTMLElement | null>,
  columns: readonly ShownColumn[],
  own: Readonly<Record<string, number>>,
): GridColumns {
  const widths = fittedWidths(columns, own, useWidth(scroller));
  const virtual = useVirtualizer<HTMLElement, HTMLElement>({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => widths[index] ?? 0,
    overscan: 2,
    useFlushSync: false,
  });
  const signature = widths.join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when a width changes
  useLayoutEffect(() => virtual.measure(), [virtual, signature]);
  const items = virtual.getVirtualItems();
  const placed = useRef<readonly PlacedColumn[]>([]);
  placed.current = kept(
    placed.current,
    items.flatMap(({ index, start, size }) => {
      const column = columns[index];
      return column ? [{ column, place: index, left: start, width: size }] : [];
    }),
  );
  return {
    width: widths.reduce((sum, width) => sum + width, 0),
    widths,
    visible: placed.current,
    reveal(index) {
      const element = scroller.current;
      if (!element) return;
      const left = widths.slice(0, index).reduce((sum, width) => sum + width, 0);
      const furthest = left + (widths[index] ?? 0) - element.clientWidth;
      element.scrollLeft = Math.min(left, Math.max(element.scrollLeft, furthest));
    },
  };
}

/** The old list when nothing in it changed, so that rows that show it need not be drawn again. */
function kept(old: readonly PlacedColumn[], next: readonly PlacedColumn[]): readonly PlacedColumn[] {
  const same = (a: PlacedColumn, b: PlacedColumn | undefined) =>
    a.column === b?.column && a.place === b.place && a.left === b.left && a.width === b.width;
  return old.length === next.length && next.every((column, index) => same(column, old[index])) ? old : next;
}

/** The width of the scroller's inside, followed. */
function useWidth(scroller: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  const measure = useCallback(() => setWidth(scroller.current?.clientWidth ?? 0), [scroller]);
  useLayoutEffect(() => {
    measure();
    const observer = new ResizeObserver(measure);
    if (scroller.current) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [scroller, measure]);
  return width;
}
