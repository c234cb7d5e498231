import { type CSSProperties, type KeyboardEvent, memo, useEffect, useId, useRef } from "react";
import { formatNanoseconds } from "../../traces/format-duration.ts";
import { groupDigits, oneLine } from "../../widgets/format.ts";
import { SpanKindMark } from "../span-kind-mark.tsx";
import { type KeyActions, press } from "./keys.ts";
import { type Chosen, rowHeight, type WaterfallModel } from "./model.ts";
import type { WaterfallResult } from "./result.ts";
import { spanName } from "./table.ts";
import { scrolledHeight, useChosen, useFirstRow, useScroll } from "./use-model.tsx";
import { badges, durationText, headline, kindOf, money } from "./words.ts";

interface TreeGridProps {
  readonly model: WaterfallModel;
  readonly open: (span: number) => void;
  readonly actions: KeyActions;
}

/** What each row says besides its step, with the column's head. */
export const rowColumns: readonly {
  readonly head: string;
  readonly text: (result: WaterfallResult, span: number) => string;
}[] = [
  { head: "start", text: ({ shape }, span) => formatNanoseconds((shape.tree.start[span] ?? 0) - shape.tree.from) },
  { head: "duration", text: ({ spans, shape }, span) => durationText(spans, shape, span) },
  { head: "own time", text: ({ shape }, span) => formatNanoseconds(shape.self[span] ?? 0) },
  {
    head: "on critical path",
    text: ({ shape }, span) => (shape.critical[span] ? formatNanoseconds(shape.critical[span] ?? 0) : ""),
  },
  { head: "tokens in", text: ({ spans }, span) => count(spans.inputTokens[span]) },
  { head: "tokens out", text: ({ spans }, span) => count(spans.outputTokens[span]) },
  {
    head: "cost",
    text: ({ spans }, span) => (Number.isNaN(spans.costUsd[span]) ? "" : money(spans.costUsd[span] ?? 0)),
  },
];

function count(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "" : groupDigits(value);
}

const extraRows = 8;

/** The same rows as a table that keyboard and screen reader can walk through. */
export function TreeGrid({ model, open, actions }: TreeGridProps) {
  const chosen = useChosen(model);
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  useScroll(scroller, model);
  useMeasured(scroller, model);
  const first = useFirstRow(model, rowHeight);
  const rows = chosen.rows.span.length;
  const from = Math.max(0, first - extraRows);
  const to = Math.min(rows, first + Math.ceil(model.height / rowHeight) + extraRows);
  const selectedRow = chosen.rows.row[chosen.selected] ?? -1;
  const onKeyDown = (event: KeyboardEvent) => {
    const other = event.ctrlKey || event.altKey || event.metaKey;
    if (!press(model, { key: event.key, shift: event.shiftKey, other }, actions)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const height = scrolledHeight(rows * rowHeight);
  const shift = height < rows * rowHeight ? model.scrollTop - (scroller.current?.scrollTop ?? 0) : 0;
  return (
    <div className="wf-grid" style={{ "--wf-height": `${height}px` } as CSSProperties}>
      <div
        className="wf-grid-table"
        role="treegrid"
        aria-label={`Spans: ${headline(model.result, rows)}`}
        aria-rowcount={rows + 1}
        aria-colcount={rowColumns.length + 2}
        aria-activedescendant={selectedRow >= 0 ? `${id}-${selectedRow}` : undefined}
        aria-keyshortcuts="ArrowUp ArrowDown ArrowLeft ArrowRight Enter"
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <GridHead />
        {/* biome-ignore lint/a11y/useSemanticElements: a table element cannot be virtualised */}
        <div ref={scroller} className="wf-grid-scroll" role="rowgroup">
          <div style={{ height }}>
            {Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index).map((row) => (
              <GridRow
                key={row}
                id={`${id}-${row}`}
                model={model}
                chosen={chosen}
                row={row}
                top={row * rowHeight - shift}
                open={open}
              />
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}

/** Tells the model how many rows there is room for. */
function useMeasured(scroller: { readonly current: HTMLElement | null }, model: WaterfallModel): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => model.resize(element.clientWidth, element.clientHeight);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [scroller, model]);
}

function GridHead() {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div className="wf-grid-row wf-grid-head" role="row" aria-rowindex={1}>
      <HeadCell text="step" />
      {rowColumns.map(({ head }) => (
        <HeadCell key={head} text={head} />
      ))}
      <HeadCell text="remarks" />
    </div>
  );
}

function HeadCell({ text }: { readonly text: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <span role="columnheader">{text}</span>
  );
}

interface GridRowProps {
  readonly id: string;
  readonly model: WaterfallModel;
  readonly chosen: Chosen;
  readonly row: number;
  readonly top: number;
  readonly open: (span: number) => void;
}

const GridRow = memo(function GridRow({ id, model, chosen, row, top, open }: GridRowProps) {
  const { result } = model;
  const { tree } = result.shape;
  const span = chosen.rows.span[row] ?? 0;
  const folds = (tree.descendants[span] ?? 0) > 0;
  const isFolded = chosen.folded[span] === 1;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys
    <div
      id={id}
      className="wf-grid-row"
      role="row"
      aria-rowindex={row + 2}
      aria-level={(tree.depth[span] ?? 0) + 1}
      aria-expanded={folds ? !isFolded : undefined}
      aria-selected={span === chosen.selected}
      style={{ top }}
      onClick={() => open(span)}
    >
      <Cell className="wf-grid-step" indent={tree.depth[span] ?? 0}>
        <FoldMark shown={folds} folded={isFolded} onClick={() => model.toggle(span)} />
        <SpanKindMark kind={kindOf(result.spans, span)} />
        <span className="wf-cut">{oneLine(spanName(result.spans, span)) || "no name"}</span>
      </Cell>
      {rowColumns.map(({ head, text }) => (
        <Cell key={head}>{text(result, span)}</Cell>
      ))}
      <Cell className="wf-grid-notes">
        {badges(result.spans, result.shape, span).map((badge) => (
          <span key={badge.text} className={badge.failure ? "wf-badge is-failure" : "wf-badge"}>
            {badge.text}
          </span>
        ))}
      </Cell>
    </div>
  );
});

interface CellProps {
  readonly className?: string;
  readonly indent?: number;
  readonly children: React.ReactNode;
}

function Cell({ className, indent, children }: CellProps) {
  const style = indent === undefined ? undefined : { paddingLeft: 8 + Math.min(indent, 40) * 12 };
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <span role="gridcell" className={className} style={style}>
      {children}
    </span>
  );
}

interface FoldMarkProps {
  readonly shown: boolean;
  readonly folded: boolean;
  readonly onClick: () => void;
}

function FoldMark({ shown, folded, onClick }: FoldMarkProps) {
  if (!shown) return <span className="wf-fold" />;
  return (
    <button
      type="button"
      className="wf-fold"
      tabIndex={-1}
      aria-label={folded ? "Unfold" : "Fold"}
      onClick={(event) => {
        event.stopPropagation();
        onClick();
      }}
    >
      {folded ? "▸" : "▾"}
    </button>
  );
}
