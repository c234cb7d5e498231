import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { DataTable } from "./data-table.tsx";
import "./figure.css";
import { type FigureLayout, type FigureSeries, paintedLayout, paintedSeries } from "./figure-spec.tsx";
import { FigureData } from "./movable-figure.tsx";
import type { Rows } from "./row-source.ts";
import { isDrawable, StaticFigure } from "./static-figure.tsx";
import type { TableColumn } from "./table-column.tsx";
import { pixels, token, useTheme } from "./theme.tsx";
import { useNear } from "./use-near.tsx";

export type { FigureLayout, FigureSeries } from "./figure-spec.tsx";

export interface FigureProps {
  /** Names the figure for those who do not see it; it is not drawn. */
  readonly label: string;
  /** What the figure shows, in a sentence with its numbers. */
  readonly summary: string;
  /** Keep its identity between renders, and the layout's. */
  readonly data: readonly FigureSeries[];
  readonly layout?: FigureLayout;
  /** In pixels; 220 unless told. */
  readonly height?: number;
  /** The same values as rows. */
  readonly table: Rows;
  readonly columns?: readonly TableColumn[];
  /** Called with the place of the point in its series when one is clicked. */
  readonly onPick?: (series: number, point: number) => void;
}

/** A chart with its table twin. Without a DOM a still drawing of it, or the twin alone where it cannot be drawn so. */
export function Figure(props: FigureProps) {
  const theme = useTheme();
  if (theme === "none") return <FigureTable {...props} />;
  return <LiveFigure {...props} theme={theme} />;
}

function FigureTable({ label, summary, table, columns, data, layout = {}, height = 220 }: FigureProps) {
  const twin = <DataTable label={label} source={table} columns={columns} bare />;
  if (!isDrawable(data))
    return (
      <figure className="figure" aria-label={label}>
        <FigureData data={data} layout={layout} height={height} />
        <figcaption>{summary}</figcaption>
        {twin}
      </figure>
    );
  return (
    <figure className="figure">
      <StaticFigure label={label} data={data} layout={layout} height={height} />
      <FigureData data={data} layout={layout} height={height} />
      <figcaption>{summary}</figcaption>
      <details>
        <summary>As a table</summary>
        {twin}
      </details>
    </figure>
  );
}

function LiveFigure(props: FigureProps & { readonly theme: string }) {
  const { label, summary, table, columns, height = 220 } = props;
  const plot = useRef<HTMLDivElement>(null);
  const failure = usePlot(plot, props);
  const [open, setOpen] = useState(false);
  return (
    <figure className="figure">
      <div ref={plot} className="figure-plot" role="img" aria-label={label} style={{ minHeight: height }} />
      {failure && <p className="figure-failure">The chart could not be drawn ({failure}); its values are below.</p>}
      <figcaption>{summary}</figcaption>
      <details open={open || failure !== null} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>As a table</summary>
        {(open || failure !== null) && (
          <DataTable label={label} source={table} columns={columns} dense rowsInView={10} />
        )}
      </details>
    </figure>
  );
}

type Plotly = typeof import("plotly.js-dist-min");

/** Draws, and draws again when what is shown, the theme or the width changes. Returns why it could not. */
function usePlot(
  plot: RefObject<HTMLDivElement | null>,
  props: FigureProps & { readonly theme: string },
): string | null {
  const { data, layout, height = 220, theme, onPick } = props;
  const [plotly, failure] = usePlotly(useNear(plot));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes what the tokens say
  const painted = useMemo(() => paint(data, layout ?? {}, height), [data, layout, height, theme]);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const element = plot.current;
    if (!plotly || !element) return;
    plotly
      .react(element, painted.data, painted.layout, { displayModeBar: false, responsive: false, showTips: false })
      .then(
        () => setProblem(null),
        (error) => setProblem(error instanceof Error ? error.message : String(error)),
      );
  }, [plotly, plot, painted]);
  useEffect(() => {
    const element = plot.current;
    if (!plotly || !element) return;
    const observer = new ResizeObserver(() => element.offsetWidth && plotly.Plots.resize(element));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plotly.purge(element);
    };
  }, [plotly, plot]);
  usePicks(plot, plotly !== null, onPick);
  return failure ?? problem;
}

function usePlotly(wanted: boolean): readonly [Plotly | null, string | null] {
  const [plotly, setPlotly] = useState<Plotly | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    if (!wanted) return;
    import("plotly.js-dist-min").then(
      (module) => setPlotly(() => ("default" in module ? (module.default as Plotly) : module)),
      (error) => setFailure(error instanceof Error ? error.message : String(error)),
    );
  }, [wanted]);
  return [plotly, failure];
}

function paint(data: readonly FigureSeries[], layout: FigureLayout, height: number) {
  const look = { font: token("--font-ui"), size: pixels("--fs-micro", 10.5), colour: token };
  return { data: paintedSeries(data, token), layout: paintedLayout(layout, data, height, look) };
}

interface PlotElement extends HTMLElement {
  on?(event: "plotly_click", listener: (event: PlotClick) => void): void;
  removeAllListeners?(event: "plotly_click"): void;
}

interface PlotClick {
  readonly points: readonly { readonly curveNumber: number; readonly pointNumber: number }[];
}

function usePicks(plot: RefObject<HTMLDivElement | null>, drawn: boolean, onPick: FigureProps["onPick"]): void {
  useEffect(() => {
    const element: PlotElement | null = plot.current;
    if (!drawn || !onPick || !element?.on) return;
    element.on("plotly_click", ({ points: [point] }) => point && onPick(point.curveNumber, point.pointNumber));
    return () => element.removeAllListeners?.("plotly_click");
  }, [plot, drawn, onPick]);
}
