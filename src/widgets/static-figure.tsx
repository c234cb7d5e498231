import { plain, spanOf, width } from "./figure-frame.ts";
import { Legend, Shapes } from "./figure-overlay.tsx";
import { type AxisSpec, type Scale, scaleOf } from "./figure-scale.ts";
import { type Axes, type BarPlace, Bars, Boxes, type DrawnSeries, Heat, Points, round } from "./figure-shapes.tsx";
import type { FigureLayout, FigureSeries } from "./figure-spec.tsx";
import { withRoleColours } from "./figure-spec.tsx";

const drawable = new Set(["bar", "box", "scatter", "scattergl", "heatmap"]);

/** Whether a figure can be drawn without Plotly. What cannot stands as its table alone. */
export function isDrawable(data: readonly FigureSeries[]): boolean {
  return data.length > 0 && data.every((series) => drawable.has((series as DrawnSeries).type ?? "scatter"));
}

interface AxisLayout extends AxisSpec {
  readonly domain?: readonly number[];
  readonly title?: { readonly text?: string } | string;
  readonly showticklabels?: boolean;
  readonly anchor?: string;
}

interface Placed {
  readonly series: DrawnSeries;
  readonly xaxis: string;
  readonly yaxis: string;
}

interface StaticFigureProps {
  readonly label: string;
  readonly data: readonly FigureSeries[];
  readonly layout: FigureLayout;
  readonly height: number;
}

/**
 * A figure as SVG, for where there is no page to draw on: bars, boxes, lines, points, areas and heat maps on linear, date,
 * logarithmic and category axes. Its colours are tokens, so it follows the theme of whoever opens it.
 */
export function StaticFigure({ label, data, layout, height }: StaticFigureProps) {
  const placed = data.map((series): Placed => {
    const {
      xaxis = "x",
      yaxis = "y",
      ...rest
    } = withRoleColours(series) as DrawnSeries & Partial<Record<"xaxis" | "yaxis", string>>;
    return { series: rest, xaxis, yaxis };
  });
  const stacked = layout.barmode === "stack" || layout.barmode === "relative";
  const bars = barPlaces(placed, stacked);
  const axes = axesOf(placed, layout, height, bars);
  const scales = new Map([...axes].map(([id, { scale }]) => [id, scale]));
  const legend = layout.showlegend
    ? placed.filter(({ series }) => series.name && (series as { showlegend?: boolean }).showlegend !== false)
    : [];
  return (
    <svg className="figure-svg" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {[...axes.entries()].map(([id, axis]) => (
        <AxisMarks key={id} axis={axis} />
      ))}
      {placed.map((one, index) => {
        const pair = pairOf(axes, one);
        const key = `${one.series.name ?? ""} ${index}`;
        if (one.series.type === "bar")
          return <Bars key={key} series={one.series} axes={pair} place={bars[index] as BarPlace} />;
        if (one.series.type === "box")
          return <Boxes key={key} series={one.series} axes={pair} place={bars[index] as BarPlace} />;
        if (one.series.type === "heatmap") return <Heat key={key} series={one.series} axes={pair} />;
        return <Points key={key} series={one.series} axes={pair} />;
      })}
      <Shapes layout={layout} scales={scales} height={height} />
      <Legend entries={legend.map(({ series }) => series)} />
    </svg>
  );
}

interface Axis {
  readonly id: string;
  readonly scale: Scale;
  readonly title: string;
  readonly labels: boolean;
  /** The stretch it takes, in pixels, and where its line stands on the other direction. */
  readonly from: number;
  readonly to: number;
  readonly foot: number;
  readonly end: number;
}

function axesOf(
  placed: readonly Placed[],
  layout: FigureLayout,
  height: number,
  bars: readonly BarPlace[],
): Map<string, Axis> {
  const ids = [...new Set(placed.flatMap(({ xaxis, yaxis }) => [xaxis, yaxis]))];
  const spec = (id: string) => (layout[axisKey(id) as keyof FigureLayout] ?? {}) as AxisLayout;
  const span = (id: string) => spanOf(id, spec(id).domain, height);
  return new Map(
    ids.map((id) => {
      const { from, to } = span(id);
      const values = placed.flatMap((one, index) => valuesOn(id, one, bars[index]));
      const own = spec(id);
      const partner = partnerOf(id, own.anchor, placed);
      const cross = span(partner);
      const scale = scaleOf(own, values, from, to, id.startsWith("y") ? 0.06 : roomOf(placed, id));
      const title = typeof own.title === "string" ? own.title : (own.title?.text ?? "");
      const labels = own.showticklabels !== false;
      return [id, { id, scale, title, labels, from, to, foot: cross.from, end: cross.to }];
    }),
  );
}

function axisKey(id: string): string {
  return `${id[0]}axis${id.slice(1)}`;
}

function partnerOf(id: string, anchor: string | undefined, placed: readonly Placed[]): string {
  if (anchor && anchor !== "free") return anchor;
  const found = placed.find(({ xaxis, yaxis }) => xaxis === id || yaxis === id);
  return id.startsWith("x") ? (found?.yaxis ?? "y") : (found?.xaxis ?? "x");
}

/** Bars and lone points need room beside them. */
function roomOf(placed: readonly Placed[], id: string): number {
  const bars = placed.filter(
    ({ series, xaxis }) => xaxis === id && series.type === "bar" && series.offset === undefined,
  );
  const most = Math.max(0, ...bars.map(({ series }) => series.x?.length ?? 0));
  return most > 1 ? 0.5 / (most - 1) : 0.02;
}

function valuesOn(id: string, { series, xaxis, yaxis }: Placed, bar: BarPlace | undefined): readonly unknown[] {
  if (series.type === "box" && id === yaxis)
    return [series.lowerfence, series.upperfence].flatMap((fence) => Array.from(fence ?? []));
  const flat = series.orientation === "h";
  const measured = flat ? xaxis : yaxis;
  if (series.type === "bar" && id === measured) {
    const values = Array.from((flat ? series.x : series.y) ?? [], Number);
    return [0, ...values.map((value, index) => value + (bar?.base[index] ?? 0))];
  }
  const own = id === xaxis ? (series.x ?? indexes(series.y)) : id === yaxis ? series.y : [];
  const values = Array.from(own ?? []);
  const ends =
    series.width !== undefined && series.offset !== undefined && id === xaxis
      ? barEnds(values, series.offset + series.width)
      : [];
  return [...values, ...ends];
}

function indexes(list: ArrayLike<unknown> | undefined): readonly number[] {
  return Array.from(list ?? [], (_, index) => index);
}

function barEnds(values: readonly unknown[], length: number): readonly unknown[] {
  const last = values.at(-1);
  if (typeof last === "number") return [last + length];
  return typeof last === "string" && Number.isFinite(Date.parse(last))
    ? [new Date(Date.parse(last) + length).toISOString()]
    : [];
}

function barPlaces(placed: readonly Placed[], stacked: boolean): readonly BarPlace[] {
  const tops = new Map<string, number>();
  const slotted = new Set(["bar", "box"]);
  const groups = placed.filter(({ series }) => slotted.has(series.type ?? ""));
  return placed.map((one) => {
    const { series, xaxis, yaxis } = one;
    if (!slotted.has(series.type ?? "")) return { base: [], slot: 0, slots: 1 };
    const beside = groups.filter((other) => other.xaxis === xaxis && other.yaxis === yaxis);
    if (!stacked || series.type === "box")
      return { base: [], slot: beside.indexOf(one), slots: Math.max(1, beside.length) };
    const flat = series.orientation === "h";
    const names = Array.from((flat ? series.y : series.x) ?? []);
    const base = names.map((name, index) => {
      const key = `${xaxis} ${yaxis} ${name}`;
      const from = tops.get(key) ?? 0;
      tops.set(key, from + Number((flat ? series.x : series.y)?.[index] ?? 0));
      return from;
    });
    return { base, slot: 0, slots: 1 };
  });
}

function pairOf(axes: ReadonlyMap<string, Axis>, { xaxis, yaxis }: Placed): Axes {
  return { x: (axes.get(xaxis) as Axis).scale, y: (axes.get(yaxis) as Axis).scale };
}

function AxisMarks({ axis }: { readonly axis: Axis }) {
  const { id, scale, title, labels, from, to, foot, end } = axis;
  const flat = id.startsWith("x");
  const middle = (from + to) / 2;
  return (
    <g className="figure-axis">
      {!flat &&
        scale.ticks.map(({ at }) => (
          <line key={at} className="figure-grid" x1={foot} x2={end} y1={round(at)} y2={round(at)} />
        ))}
      {labels &&
        scale.ticks.map(({ at, label }) => (
          <text
            key={at}
            x={flat ? round(at) : foot - 6}
            y={flat ? foot + 14 : round(at) + 3.5}
            textAnchor={flat ? "middle" : "end"}
          >
            {cut(label, flat ? 14 : 10)}
          </text>
        ))}
      {title && flat && (
        <text x={middle} y={foot + 28} textAnchor="middle">
          {plain(title)}
        </text>
      )}
      {title && !flat && (
        <text transform={`translate(${foot - 52} ${middle}) rotate(-90)`} textAnchor="middle">
          {plain(title)}
        </text>
      )}
    </g>
  );
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
