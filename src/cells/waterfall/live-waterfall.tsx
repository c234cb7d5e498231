import { useEffect, useId, useMemo, useRef, useState } from "react";
import type { Live } from "../cell-kind.tsx";
import { Actions } from "./actions.tsx";
import { Chart } from "./chart.tsx";
import type { KeyActions } from "./keys.ts";
import { rowHeight, type WaterfallModel } from "./model.ts";
import type { WaterfallResult } from "./result.ts";
import { SpanDetail } from "./span-detail.tsx";
import { spanName } from "./table.ts";
import { TreeGrid } from "./tree-grid.tsx";
import { useChosen, useWaterfallModel } from "./use-model.tsx";
import { headline, oddityLine, spanSentence } from "./words.ts";

interface LiveWaterfallProps {
  readonly result: WaterfallResult;
  readonly foldGaps: boolean;
  readonly live: Live;
}

/** The waterfall as one works with it. */
export function LiveWaterfall({ result, foldGaps, live }: LiveWaterfallProps) {
  const model = useWaterfallModel(result, foldGaps);
  const chosen = useChosen(model);
  const [asTable, setAsTable] = useState(false);
  const searchField = useRef<HTMLInputElement>(null);
  const said = useId();
  const detail = useDetail(model, live);
  const actions = useMemo(
    (): KeyActions => ({
      open: detail.openSelected,
      search: () => searchField.current?.focus(),
      close: () => live.showDetail(null),
      get page() {
        return Math.max(1, Math.floor(model.height / rowHeight) - 1);
      },
    }),
    [model, live, detail.openSelected],
  );
  const odd = oddityLine(result);
  return (
    <div className="wf">
      <div className="wf-bar">
        <p className="wf-head">{headline(result, chosen.rows.span.length)}</p>
        <Actions model={model} live={live} asTable={asTable} onTable={() => setAsTable(!asTable)} />
      </div>
      {odd && <OddLine text={odd} />}
      {asTable ? (
        <TreeGrid model={model} open={detail.open} actions={actions} />
      ) : (
        <Chart
          model={model}
          engine={live.engine}
          searchField={searchField}
          open={detail.open}
          actions={actions}
          describedBy={said}
        />
      )}
      <p id={said} className="visually-hidden" aria-live="polite">
        {selectionSentence(model)}
      </p>
    </div>
  );
}

/** What is odd about the trace. */
export function OddLine({ text }: { readonly text: string }) {
  return (
    <p className="wf-odd">
      <b>Odd:</b> {text}.
    </p>
  );
}

function selectionSentence(model: WaterfallModel): string {
  const { selected, rows } = model.chosen();
  if (selected < 0) return headline(model.result, rows.span.length);
  return spanSentence(model.result, selected, rows.row[selected] ?? 0, rows.span.length);
}

interface DetailPanel {
  /** Selects a span and shows its details. */
  open(span: number): void;
  openSelected(): void;
}

/** The panel on the right. While it shows a span of this waterfall, it follows the selection. */
function useDetail(model: WaterfallModel, live: Live): DetailPanel {
  const isShown = useRef(false);
  const { selected } = useChosen(model);
  const panel = useMemo(() => {
    const show = (span: number) => {
      const { trace, spans } = model.result;
      if (!trace || span < 0) return;
      live.showDetail({
        title: spanName(spans, span) || "span without a name",
        body: (
          <SpanDetail
            key={`${trace.id} ${span}`}
            result={model.result}
            span={span}
            live={live}
            go={(to) => model.show(to)}
            onShown={(shown) => {
              isShown.current = shown;
            }}
          />
        ),
      });
    };
    return {
      show,
      open(span: number) {
        model.select(span);
        show(span);
      },
      openSelected: () => show(model.chosen().selected),
    };
  }, [model, live]);
  useEffect(() => {
    if (!isShown.current || selected < 0) return;
    // Not for every row that an arrow key runs over.
    const wait = setTimeout(() => panel.show(selected), 80);
    return () => clearTimeout(wait);
  }, [selected, panel]);
  useEffect(() => () => (isShown.current ? live.showDetail(null) : undefined), [live]);
  return panel;
}
