import { type CSSProperties, type KeyboardEvent, type RefObject, useCallback, useMemo, useRef } from "react";
import type { Engine } from "../../engine/engine.ts";
import { Canvas, type Paint, type Size } from "../../widgets/canvas.tsx";
import { useTheme } from "../../widgets/theme.tsx";
import { Divider } from "./divider.tsx";
import { drawAxis } from "./draw-axis.tsx";
import { Minimap } from "./draw-minimap.tsx";
import { drawRows } from "./draw-rows.tsx";
import { type Indent, indentOf } from "./draw-tree.tsx";
import { useAxisDrag, useMinimapDrag, useRowDrag, useWheel } from "./gestures.tsx";
import { type KeyActions, press } from "./keys.ts";
import { LevelChoice } from "./level-choice.tsx";
import { rowHeight, type WaterfallModel } from "./model.ts";
import { readPalette } from "./palette.tsx";
import { groupPieces } from "./path-pieces.ts";
import { Pen } from "./pen.tsx";
import { SearchField } from "./search-field.tsx";
import { scrolledHeight, useChosen, useScroll, useTreeWidth } from "./use-model.tsx";
import { levels } from "./visible-rows.ts";
import { headline } from "./words.ts";

interface ChartProps {
  readonly model: WaterfallModel;
  readonly engine: Engine;
  readonly searchField: RefObject<HTMLInputElement | null>;
  readonly open: (span: number) => void;
  readonly actions: KeyActions;
  /** The id of the element that says what is selected. */
  readonly describedBy: string;
}

/** The drawn waterfall: search, minimap, axis and rows. */
export function Chart({ model, engine, searchField, open, actions, describedBy }: ChartProps) {
  const chosen = useChosen(model);
  const scroller = useRef<HTMLDivElement>(null);
  const depth = useMemo(() => levels(model.result.shape.tree), [model]);
  const treeWidth = useTreeWidth(model);
  const indent = useMemo(() => indentOf(treeWidth, depth), [treeWidth, depth]);
  const painters = usePainters(model, indent);
  useScroll(scroller, model);
  useWheel(scroller, model, { left: treeWidth });
  const drag = useRowDrag(model, indent, open);
  const count = chosen.rows.span.length;
  const label = headline(model.result, count);
  const onKeyDown = (event: KeyboardEvent) => {
    const other = event.ctrlKey || event.altKey || event.metaKey;
    if (!press(model, { key: event.key, shift: event.shiftKey, other }, actions)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const style = { "--wf-tree": `${treeWidth}px`, "--wf-height": `${scrolledHeight(count * rowHeight)}px` };
  return (
    <div className="wf-chart" style={style as CSSProperties}>
      <div className="wf-top">
        <SearchField model={model} engine={engine} field={searchField} scroller={scroller} />
        <MinimapCanvas model={model} paint={painters.minimap} />
        <div className="wf-step">
          step
          <LevelChoice model={model} levels={depth} />
        </div>
        <AxisCanvas model={model} paint={painters.axis} />
      </div>
      <div
        ref={scroller}
        className="wf-scroll"
        role="application"
        aria-label={`Waterfall: ${label}`}
        aria-describedby={describedBy}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the keys; what it shows is also a tree grid
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerLeave={() => model.point(-1, null)}
        {...drag}
      >
        <div className="wf-sticky">
          <Canvas
            className="wf-rows"
            paint={painters.rows}
            subscribe={model.subscribe}
            label={label}
            onSize={({ width, height }) => model.resize(width, height)}
          />
        </div>
        <div className="wf-spacer" />
      </div>
      <Divider model={model} width={treeWidth} />
    </div>
  );
}

function MinimapCanvas({ model, paint }: { readonly model: WaterfallModel; readonly paint: Paint }) {
  const box = useRef<HTMLDivElement>(null);
  const size = useCallback(
    (): Size => ({ width: box.current?.clientWidth ?? 0, height: box.current?.clientHeight ?? 0 }),
    [],
  );
  const drag = useMinimapDrag(model, size);
  useWheel(box, model, { always: true });
  return (
    <div ref={box} className="wf-minimap" {...drag}>
      <Canvas paint={paint} subscribe={model.subscribe} label="The whole trace, with what is in view" />
    </div>
  );
}

function AxisCanvas({ model, paint }: { readonly model: WaterfallModel; readonly paint: Paint }) {
  const box = useRef<HTMLDivElement>(null);
  const drag = useAxisDrag(model);
  useWheel(box, model, { always: true });
  return (
    <div ref={box} className="wf-axis" onPointerLeave={() => model.point(-1, null)} {...drag}>
      <Canvas paint={paint} subscribe={model.subscribe} label="Time since the start of the trace" />
    </div>
  );
}

function usePainters(model: WaterfallModel, indent: Indent): Readonly<Record<"rows" | "axis" | "minimap", Paint>> {
  const theme = useTheme();
  return useMemo(() => {
    // `theme` is what the palette is read from.
    const palette = theme === "none" ? null : readPalette();
    const widths = new Map<string, number>();
    const minimap = new Minimap();
    const pieces = groupPieces(model.result.shape.path, model.result.spans.size);
    const withPen =
      (draw: (pen: Pen, size: Size) => void): Paint =>
      (context, size) => {
        if (palette) draw(new Pen(context, palette, widths), size);
      };
    return {
      rows: withPen((pen, size) => drawRows(pen, size, model, indent, pieces)),
      axis: withPen((pen, size) => drawAxis(pen, size, model)),
      minimap: withPen((pen, size) => minimap.draw(pen, size, model)),
    };
  }, [model, indent, theme]);
}
