import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
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

/** Which rows are in view. Where they would be taller than a browser can make them, the scrollbar is geared up. */
export function useRows(scroller: RefObject<HTMLElement | null>, count: number, row: number, head: number): GridRows {
  const total = count * row;
  const height = Math.min(total, tallest);
  const room = () => Math.max(row, (scroller.current?.clientHeight ?? 0) - head);
  const gear = total > height ? (total - room()) / (height - room()) : 1;
  const offset = useRef(new GearedOffset()).current;
  offset.gear = gear;
  useWheel(scroller, gear > 1 ? offset : null);
  const virtual = useVirtualizer<HTMLElement, HTMLElement>({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => row,
    overscan: 6,
    useFlushSync: false,
    observeElementOffset: ({ scrollElement }, report) =>
      onScroll(scrollElement, (top) => report(offset.follow(top), false)),
  });
  const shift = (scroller.current?.scrollTop ?? 0) - offset.top;
  return {
    height,
    visible: virtual.getVirtualItems().map(({ index, start }) => ({ index, top: start + shift })),
    page: Math.floor(room() / row),
    reveal(index) {
      const least = (index + 1) * row - room();
      if (scroller.current) offset.scroll(scroller.current, Math.min(index * row, Math.max(offset.top, least)));
    },
  };
}

/**
 * How far down the rows are scrolled. One pixel of the scrollbar may stand for many of the rows, so the place among
 * the rows is kept beside it and holds as long as the scrollbar stays where rounding may have put it.
 */
class GearedOffset {
  gear = 1;
  top = 0;

  /** The offset for a scrollbar that has moved. */
  follow(scrollTop: number): number {
    if (this.gear === 1 || Math.abs(scrollTop * this.gear - this.top) > this.gear * 2) this.top = scrollTop * this.gear;
    return this.top;
  }

  scroll(element: HTMLElement, top: number): void {
    if (top === this.top) return;
    this.top = Math.max(0, top);
    element.scrollTop = this.top / this.gear;
    // The scrollbar may be too coarse to move, and the rows move all the same.
    if (this.gear > 1) element.dispatchEvent(new Event("scroll"));
  }
}

/** Geared up, the wheel would leap over rows: it moves the rows themselves. */
function useWheel(scroller: RefObject<HTMLElement | null>, offset: GearedOffset | null): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element || !offset) return;
    const turn = (event: WheelEvent) => {
      if (event.deltaY === 0 || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      const last = (element.scrollHeight - element.clientHeight) * offset.gear;
      offset.scroll(element, Math.min(last, offset.top + event.deltaY * (event.deltaMode === 0 ? 1 : 20)));
    };
    element.addEventListener("wheel", turn, { passive: false });
    return () => element.removeEventListener("wheel", turn);
  }, [scroller, offset]);
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
  /** The height of the bar below that scrolls sideways, where there is one. */
  readonly scrollbar: number;
  readonly visible: readonly PlacedColumn[];
  reveal(column: number): void;
}

/** Which columns are in view, and how wide. */
export function useColumns(
  scroller: RefObject<HTMLElement | null>,
  columns: readonly ShownColumn[],
  own: Readonly<Record<string, number>>,
): GridColumns {
  const { width: room, scrollbar } = useRoom(scroller, columns.length);
  const widths = fittedWidths(columns, own, room);
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
    scrollbar,
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

interface Room {
  readonly width: number;
  readonly scrollbar: number;
}

/** The room inside the scroller, followed. */
function useRoom(scroller: RefObject<HTMLElement | null>, columns: number): Room {
  const [room, setRoom] = useState<Room>({ width: 0, scrollbar: 0 });
  const measure = useCallback(() => {
    const { clientWidth: width = 0, clientHeight = 0, offsetHeight = 0 } = scroller.current ?? {};
    const scrollbar = offsetHeight - clientHeight;
    setRoom((known) => (known.width === width && known.scrollbar === scrollbar ? known : { width, scrollbar }));
  }, [scroller]);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(measure);
    if (scroller.current) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [scroller, measure]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a bar that comes or goes changes no size that is observed
  useLayoutEffect(measure, [measure, columns, room.width]);
  return room;
}
