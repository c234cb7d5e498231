import type { Plain } from "../../engine/table-data.ts";
import type { FigureLayout, FigureSeries } from "../../widgets/figure.tsx";
import { dateTicks } from "../../widgets/figure-spec.tsx";
import { type Axis, type ChartResult, otherColour, type Point, valueLabel } from "./result.ts";

/**
 * Colours that stay apart for colour-blind eyes and are neither a cohort's nor failure's: those of the span kinds, in
 * an order in which the first ones differ most.
 */
const palette = ["llm", "tool", "reranker", "embedding", "evaluator", "agent", "guardrail", "chain"];

/** What stands for a value of the colour wherever it appears. */
export function colourOf(value: string | null, colours: readonly (string | null)[]): string {
  if (value === "reference" || value === "current") return `var(--${value})`;
  if (value === null) return "var(--kind-unknown)";
  if (value === otherColour) return "var(--border-strong)";
  const kind = value.toLowerCase();
  if (palette.includes(kind) || kind === "retriever") return `var(--kind-${kind})`;
  const named = colours.filter((colour) => colour !== null && colour !== "reference" && colour !== "current");
  return `var(--kind-${palette[named.indexOf(value) % palette.length]})`;
}

/** Plotly's traces and layout for a result. */
export function figureOf(result: ChartResult): {
  readonly data: readonly FigureSeries[];
  readonly layout: FigureLayout;
} {
  const data = result.facets.flatMap((facet, panel) =>
    result.colours.flatMap((colour) => {
      const points = result.points.filter((point) => point.facet === facet && point.colour === colour);
      return points.length ? [seriesOf(result, points, colour, panel)] : [];
    }),
  );
  const legend = new Set<unknown>();
  for (const trace of data) {
    const name = "name" in trace ? trace.name : undefined;
    Object.assign(trace, { legendgroup: name, showlegend: result.colour !== null && !legend.has(name) });
    legend.add(name);
  }
  return { data, layout: layoutOf(result) };
}

function seriesOf(result: ChartResult, points: readonly Point[], colour: string | null, panel: number): FigureSeries {
  const { kind, x } = result;
  const paint = result.colour === null ? "var(--seq-5)" : colourOf(colour, result.colours);
  const axes = { xaxis: axisName("x", panel), yaxis: axisName("y", panel) };
  const common = {
    name: colour ?? "(none)",
    ...axes,
    hovertext: points.map((point) => words(result, point)),
    hoverinfo: "text",
  };
  const xs = points.map((point) => point.x);
  const values = points.map((point) => point.value);
  const series = (): Record<string, unknown> => {
    switch (kind) {
      case "scatter":
        return {
          type: "scattergl",
          mode: "markers",
          x: xs,
          y: points.map((point) => point.y),
          marker: { color: paint, size: 5, opacity: 0.6 },
        };
      case "box":
        return boxSeries(points, paint, x !== null);
      case "heatmap":
        return heatmapSeries(points);
      case "ecdf":
        return { type: "scatter", mode: "lines", x: xs, y: values, line: { color: paint, width: 1.5, shape: "hv" } };
      case "line":
        return {
          type: "scatter",
          mode: points.length > 60 ? "lines" : "lines+markers",
          x: points.map(middle),
          y: values,
          line: { color: paint, width: 1.5 },
          marker: { color: paint, size: 4 },
        };
      default:
        return barSeries(result, points, paint);
    }
  };
  return { ...common, ...series() } as FigureSeries;
}

function barSeries(
  { x, colours, kind }: ChartResult,
  points: readonly Point[],
  paint: string,
): Record<string, unknown> {
  const xs = points.map((point) => point.x);
  const y = points.map((point) => point.value);
  const overlaid = kind === "histogram" && colours.length > 1;
  const bar = { type: "bar", marker: { color: paint }, y, opacity: overlaid ? 0.6 : 1 };
  if (points[0]?.xEnd == null || x?.log) return { ...bar, x: x?.log ? points.map(middle) : xs };
  const width = Number(wide(points[0]));
  return kind === "histogram" ? { ...bar, x: xs, offset: 0, width } : { ...bar, x: points.map(middle) };
}

function wide({ x, xEnd }: Point): number {
  return typeof x === "string" ? Date.parse(String(xEnd)) - Date.parse(x) : Number(xEnd) - Number(x);
}

/** A line goes through the middle of its bins. */
function middle(point: Point): Plain {
  const { x, xEnd } = point;
  if (xEnd === null) return x;
  if (typeof x === "string") return new Date(Date.parse(x) + wide(point) / 2).toISOString();
  return (Number(x) + Number(xEnd)) / 2;
}

function boxSeries(points: readonly Point[], paint: string, named: boolean): Record<string, unknown> {
  const part = (at: number) => points.map(({ box }) => box?.[at] ?? null);
  return {
    type: "box",
    x: named ? points.map((point) => String(point.x)) : points.map(() => "all"),
    lowerfence: part(0),
    q1: part(1),
    median: part(2),
    q3: part(3),
    upperfence: part(4),
    marker: { color: paint },
    line: { color: paint, width: 1.5 },
    hoverinfo: "text",
    hoveron: "boxes",
  };
}

function heatmapSeries(points: readonly Point[]): Record<string, unknown> {
  return {
    type: "heatmap",
    x: points.map((point) => point.x),
    y: points.map((point) => point.y),
    z: points.map((point) => point.value),
    colorscale: [0, 1, 2, 3, 4, 5, 6, 7].map((step) => [step / 7, `var(--seq-${step})`]),
    showscale: true,
    colorbar: {
      thickness: 8,
      outlinewidth: 0,
      title: { text: "rows", side: "right", font: { size: 10.5, color: "var(--text-3)" } },
      tickfont: { color: "var(--text-3)" },
    },
    hoverongaps: false,
  };
}

/** One hover text says all of a mark. */
function words(result: ChartResult, point: Point): string {
  const { x, y, colour, facet, kind } = result;
  const lines = [
    facet && `${facet}: ${point.facet ?? "none"}`,
    colour && `${colour}: ${point.colour ?? "none"}`,
    x && `${x.column}: ${valueText(point.x)}${point.xEnd === null ? "" : ` to ${valueText(point.xEnd)}`}`,
    (kind === "scatter" || kind === "heatmap") && y && `${y.column}: ${valueText(point.y)}`,
    kind !== "scatter" && `${kind === "box" ? "median" : valueLabel(result)}: ${valueText(point.value)}`,
    kind !== "scatter" && `n = ${valueText(point.n)}`,
  ];
  return lines.filter(Boolean).join("<br>");
}

export function valueText(value: Plain): string {
  if (typeof value !== "number") return String(value ?? "none").replace(/T(\d\d:\d\d)(:00(\.0+)?)?Z?$/, " $1");
  return Number.isInteger(value) ? value.toLocaleString("en") : String(Number(value.toPrecision(4)));
}

function axisName(letter: "x" | "y", panel: number): string {
  return panel === 0 ? letter : `${letter}${panel + 1}`;
}

const axisLook = {
  automargin: true,
  fixedrange: true,
  gridcolor: "var(--border)",
  linecolor: "var(--border-strong)",
  ticks: "",
  tickfont: { size: 10.5, color: "var(--text-3)" },
  showline: false,
  zeroline: false,
};

function layoutOf(result: ChartResult): FigureLayout {
  const { facets, kind, colours, colour } = result;
  const columns = Math.min(3, facets.length);
  const rows = Math.ceil(facets.length / columns);
  const layout: Record<string, unknown> = {
    showlegend: colour !== null,
    barmode: kind === "bar" ? (colours.length > 1 ? "group" : "stack") : "overlay",
    boxmode: "group",
    bargap: kind === "histogram" ? 0.04 : 0.2,
  };
  for (const [panel] of facets.entries()) {
    const place = cell(panel, columns, rows);
    const bottom = panel + columns >= facets.length;
    layout[`xaxis${panel ? panel + 1 : ""}`] = {
      ...xAxis(result, bottom),
      domain: place.x,
      anchor: axisName("y", panel),
      ...(panel ? { matches: "x" } : {}),
    };
    layout[`yaxis${panel ? panel + 1 : ""}`] = {
      ...yAxis(result, place.first),
      domain: place.y,
      anchor: axisName("x", panel),
      ...(panel ? { matches: "y" } : {}),
    };
  }
  // The names of the facets stand where the legend would.
  if (result.facet) layout.legend = { y: 1 + 0.08 * rows };
  if (result.facet) layout.annotations = facets.map((facet, panel) => facetTitle(facet, cell(panel, columns, rows)));
  return layout as FigureLayout;
}

interface Place {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** The leftmost of its row. */
  readonly first: boolean;
}

function cell(panel: number, columns: number, rows: number): Place {
  const [column, row] = [panel % columns, Math.floor(panel / columns)];
  const [gapX, gapY] = [0.05, rows > 1 ? 0.16 : 0];
  const width = (1 - gapX * (columns - 1)) / columns;
  const height = (1 - gapY * (rows - 1)) / rows;
  const left = column * (width + gapX);
  const top = 1 - row * (height + gapY);
  return { x: [left, left + width], y: [Math.max(0, top - height), top], first: column === 0 };
}

function facetTitle(facet: string | null, { x, y }: Place) {
  const text = facet ?? "(none)";
  return {
    text: text.length > 40 ? `${text.slice(0, 39)}…` : text,
    x: x[0],
    y: y[1],
    xref: "paper",
    yref: "paper",
    xanchor: "left",
    yanchor: "bottom",
    showarrow: false,
    font: { size: 11.5, color: "var(--text-2)" },
  };
}

function xAxis({ x, kind }: ChartResult, titled: boolean): Record<string, unknown> {
  const category = kind === "box" || x?.scale === "category" ? { type: "category" } : {};
  return {
    ...axisLook,
    ...typeOf(x),
    ...category,
    showgrid: kind === "scatter",
    ...(titled && x ? title(x.column) : {}),
  };
}

function yAxis(result: ChartResult, titled: boolean): Record<string, unknown> {
  const { kind, y } = result;
  const own = kind === "scatter" || kind === "heatmap" || kind === "box";
  const label = own ? (y?.column ?? "") : valueLabel(result);
  const type = own ? typeOf(y) : y?.log ? { type: "log" } : {};
  const from = own || y?.log ? {} : { rangemode: "tozero" };
  return { ...axisLook, ...type, ...from, showgrid: kind !== "heatmap", ...(titled ? title(label) : {}) };
}

function typeOf(axis: Axis | null): Record<string, unknown> {
  if (axis?.log) return { type: "log" };
  return axis?.scale === "time"
    ? { type: "date", tickformatstops: dateTicks }
    : axis?.scale === "category"
      ? { type: "category" }
      : {};
}

function title(text: string) {
  return { title: { text, standoff: 8, font: { size: 10.5, color: "var(--text-3)" } } };
}
