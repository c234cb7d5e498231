import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { type Filters, filterProblem } from "./filter.ts";
import { RowPages } from "./row-pages.ts";
import type { RowQuery, RowSource, Sort, Value } from "./row-source.ts";
import { naturalWidth, type ShownColumn } from "./shown-columns.tsx";

/** How the rows are sorted and filtered, and what has been typed towards that. */
export interface Arrangement {
  readonly query: RowQuery;
  readonly typed: Filters;
  /** Why what was typed is not understood; such a filter does not count yet. */
  readonly problem: string | null;
  readonly filtering: boolean;
  /** Opens or closes the row of filters; closed, none counts. */
  setFiltering(filtering: boolean): void;
  setFilter(column: string, text: string): void;
  /** Ascending, descending, not at all. */
  toggleSort(column: string): void;
}

export function useArrangement(source: RowSource, initial: Sort | null): Arrangement {
  const [sort, setSort] = useState(initial);
  const [filtering, setFiltering] = useState(false);
  const [typed, setTyped] = useState<Filters>({});
  const problems = Object.entries(typed).map(
    ([name, text]) => [name, filterProblem(text, typeOf(source, name))] as const,
  );
  const bad = problems.flatMap(([name, problem]) => (problem ? [name] : [])).join("\0");
  const understood = useMemo(() => {
    const names = new Set(bad.split("\0"));
    return Object.fromEntries(Object.entries(typed).filter(([name, text]) => text.trim() && !names.has(name)));
  }, [typed, bad]);
  const filters = useSettled(understood);
  return {
    query: useMemo(() => ({ sort, filters }), [sort, filters]),
    typed,
    problem: problems.find(([, problem]) => problem)?.[1] ?? null,
    filtering,
    setFiltering(open) {
      setFiltering(open);
      if (!open) setTyped({});
    },
    setFilter: (column, text) => setTyped((known) => ({ ...known, [column]: text })),
    toggleSort: (column) => setSort((known) => nextSort(known, column)),
  };
}

function typeOf(source: RowSource, name: string): string {
  return source.columns.find((column) => column.name === name)?.type ?? "VARCHAR";
}

function nextSort(sort: Sort | null, column: string): Sort | null {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}

/** The value once it has stayed the same, by content, for a moment. */
function useSettled(value: Filters): Filters {
  const [settled, setSettled] = useState(value);
  const [content, known] = [JSON.stringify(value), JSON.stringify(settled)];
  useEffect(() => {
    if (content === known) return;
    const timer = setTimeout(() => setSettled(JSON.parse(content)), 150);
    return () => clearTimeout(timer);
  }, [content, known]);
  return settled;
}

export interface ShownPages {
  /** What to draw: until a new order's first rows are there, the ones of before. */
  readonly pages: RowPages;
  /** What to ask for rows. */
  readonly next: RowPages;
}

export function usePages(source: RowSource, query: RowQuery): ShownPages {
  const next = useMemo(() => new RowPages(source, query), [source, query]);
  useSyncExternalStore(next.subscribe, next.getVersion, next.getVersion);
  const shown = useRef(next);
  if (next.counted || next.failure !== null || shown.current.source !== source) shown.current = next;
  return { pages: shown.current, next };
}

/** Rows to choose formats and widths by: the first that the source gave, whatever comes after them. */
export function useSample(source: RowSource, pages: RowPages): readonly (readonly Value[])[] {
  const sample = useRef<{ source: RowSource; rows: readonly (readonly Value[])[] } | null>(null);
  if (sample.current?.source !== source || sample.current.rows.length === 0)
    sample.current = { source, rows: source.preview?.rows ?? loadedRows(pages, 0, 200) };
  return sample.current.rows;
}

export function loadedRows(pages: RowPages, from: number, to: number): readonly (readonly Value[])[] {
  return Array.from({ length: to - from }, (_, index) => pages.row(from + index)?.values).filter(
    (row) => row !== undefined,
  );
}

/**
 * Columns of numbers wide enough for every one that has been in view: a number that is cut is another number.
 */
export function useWideNumbers(
  source: RowSource,
  columns: readonly ShownColumn[],
  rows: readonly (readonly Value[])[],
): readonly ShownColumn[] {
  const grown = useRef<{ of: readonly ShownColumn[]; columns: readonly ShownColumn[] }>({ of: columns, columns });
  if (grown.current.of !== columns) grown.current = { of: columns, columns };
  const known = grown.current.columns;
  const needed = known.map((column) => (isNumbers(column) ? naturalWidth(column, rows, source, 440) : 0));
  if (needed.some((width, index) => width > (known[index]?.width ?? 0))) {
    const wider = known.map((column, index) => ({ ...column, width: Math.max(column.width, needed[index] ?? 0) }));
    grown.current = { of: columns, columns: wider };
  }
  return grown.current.columns;
}

function isNumbers({ align, elastic, render }: ShownColumn): boolean {
  return align === "right" && elastic && !render;
}

export interface Widths {
  /** By column id, where the user has set one. */
  readonly own: Readonly<Record<string, number>>;
  add(column: ShownColumn, change: number, width: number): void;
  fit(column: ShownColumn, rows: readonly (readonly Value[])[], source: RowSource): void;
}

export function useWidths(): Widths {
  const [own, setOwn] = useState<Readonly<Record<string, number>>>({});
  return {
    own,
    add: ({ id }, change, width) =>
      setOwn((known) => ({ ...known, [id]: Math.max(40, (known[id] ?? width) + change) })),
    fit: (column, rows, source) =>
      setOwn((known) => ({ ...known, [column.id]: naturalWidth(column, rows, source, 1200) })),
  };
}
