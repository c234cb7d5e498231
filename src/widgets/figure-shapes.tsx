import type { ReactNode } from "react";
import type { Scale } from "./figure-scale.ts";

/** A series as far as it is drawn without Plotly. */
export interface DrawnSeries {
  readonly type?: string;
  readonly name?: string;
  readonly mode?: string;
  readonly x?: ArrayLike<unknown>;
  readonly y?: ArrayLike<unknown>;
  readonly z?: readonly ArrayLike<unknown>[];
  readonly orientation?: string;
  readonly offset?: number;
  readonly width?: number;
  readonly opacity?: number;
  readonly fill?: string;
  readonly marker?: { readonly color?: unknown; readonly size?: unknown; readonly opacity?: number };
  readonly line?: {
    readonly color?: unknown;
    readonly width?: number;
    readonly dash?: string;
    readonly shape?: string;
  };
  readonly lowerfence?: ArrayLike<unknown>;
  readonly q1?: ArrayLike<unknown>;
  readonly median?: ArrayLike<unknown>;
  readonly q3?: ArrayLike<unknown>;
  readonly upperfence?: ArrayLike<unknown>;
  readonly error_y?: { readonly array?: ArrayLike<unknown>; readonly arrayminus?: ArrayLike<unknown> };
}

export interface Axes {
  readonly x: Scale;
  readonly y: Scale;
}

/** Where a bar begins and which part of its place it takes: bars of one place stand on or beside each other. */
export interface BarPlace {
  readonly base: readonly number[];
  readonly slot: number;
  readonly slots: number;
}

const fallback = "var(--seq-5)";

export function colourOf({ marker, line }: DrawnSeries, index?: number): string {
  const own = marker?.color ?? line?.color;
  const chosen = index !== undefined && Array.isArray(own) ? own[index] : own;
  return inkOf(chosen, fallback);
}

/** A colour that may stand in a style: a token, a hexadecimal or functional colour, or a name; else the other. */
export function inkOf(colour: unknown, otherwise: string): string {
  const known = /^(var\(--[\w-]+\)|#[\da-f]{3,8}|(rgb|hsl)a?\([\d\s.,%/]+\)|[a-z]+)$/i;
  return typeof colour === "string" && known.test(colour) ? colour : otherwise;
}

export function Bars({
  series,
  axes,
  place,
}: {
  readonly series: DrawnSeries;
  readonly axes: Axes;
  readonly place: BarPlace;
}) {
  const flat = series.orientation === "h";
  const [along, across] = flat ? [axes.y, axes.x] : [axes.x, axes.y];
  const values = Array.from((flat ? series.x : series.y) ?? []);
  const names = Array.from((flat ? series.y : series.x) ?? []);
  const full = series.width === undefined ? unitOf(names, along) * 0.8 : series.width * along.perUnit;
  const width = Math.max(1, full / place.slots);
  const bars = values.flatMap((value, index) => {
    const middle = along.place(names[index]);
    const base = place.base[index] ?? 0;
    const [low, high] = [across.place(base), across.place(base + Number(value))];
    if (middle === null || low === null || high === null || value === null) return [];
    const start =
      series.offset === undefined ? middle - full / 2 + place.slot * width : middle + series.offset * along.perUnit;
    const [from, length] = [Math.min(low, high), Math.abs(high - low)];
    const box = flat
      ? { x: from, y: start, width: length, height: width }
      : { x: start, y: from, width, height: length };
    // biome-ignore lint/suspicious/noArrayIndexKey: bars never move
    return [<rect key={index} {...box} style={{ fill: colourOf(series, index) }} />];
  });
  return <g opacity={series.opacity ?? 1}>{bars}</g>;
}

/** Pixels between neighbours. */
function unitOf(names: readonly unknown[], scale: Scale): number {
  if (scale.kind === "category") return scale.perUnit;
  const places = [...new Set(names.map((name) => scale.place(name)).filter((at) => at !== null))].sort((a, b) => a - b);
  const gaps = places.slice(1).map((at, index) => at - (places[index] as number));
  return gaps.length ? Math.min(...gaps) : 40;
}

/** Boxes from the lower to the upper quartile with the median across and whiskers to the fences. */
export function Boxes({
  series,
  axes,
  place,
}: {
  readonly series: DrawnSeries;
  readonly axes: Axes;
  readonly place: BarPlace;
}) {
  const { lowerfence, q1, median, q3, upperfence } = series;
  const names = Array.from(series.x ?? []);
  const full = unitOf(names, axes.x) * 0.7;
  const width = full / place.slots;
  const ink = { stroke: colourOf(series), fill: "none" };
  return names.map((name, index) => {
    const middle = axes.x.place(name);
    const at = [lowerfence, q1, median, q3, upperfence].map((part) => axes.y.place(part?.[index] ?? null));
    const [low, first, centre, third, high] = at;
    if (middle === null || low == null || first == null || centre == null || third == null || high == null) return null;
    const from = round(middle - full / 2 + place.slot * width + width * 0.1);
    const to = round(from + width * 0.8);
    const across = round((from + to) / 2);
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: boxes never move
      <g key={index} style={ink}>
        <path
          d={`M${across} ${round(low)}V${round(first)}M${across} ${round(third)}V${round(high)}M${from} ${round(low)}H${to}M${from} ${round(high)}H${to}M${from} ${round(centre)}H${to}`}
        />
        <rect
          x={from}
          y={round(third)}
          width={round(to - from)}
          height={round(Math.max(1, first - third))}
          style={{ fill: colourOf(series), fillOpacity: 0.18 }}
        />
      </g>
    );
  });
}

const dashes: Readonly<Record<string, string>> = { dot: "1 3", dash: "5 4", longdash: "8 4", dashdot: "6 3 1 3" };

export function dashOf(dash: string | undefined): string | undefined {
  return dash === undefined ? undefined : dashes[dash];
}

export function Points({ series, axes }: { readonly series: DrawnSeries; readonly axes: Axes }): ReactNode {
  const mode = series.mode ?? "lines";
  const runs = runsOf(series, axes);
  const colour = colourOf({ ...series, marker: undefined });
  return (
    <g opacity={series.opacity ?? 1}>
      {series.fill && series.fill !== "none" && <Areas runs={runs} axes={axes} colour={colour} />}
      {mode.includes("lines") &&
        runs.map((run) => (
          <path
            key={run[0]?.index}
            d={lineOf(run, series.line?.shape)}
            style={{ fill: "none", stroke: series.line?.color ? colour : colourOf(series) }}
            strokeWidth={series.line?.width ?? 1.5}
            strokeDasharray={dashOf(series.line?.dash)}
          />
        ))}
      {mode.includes("markers") &&
        runs.flat().map((point) => <Marker key={point.index} series={series} point={point} />)}
      <ErrorBars series={series} axes={axes} />
    </g>
  );
}

interface Point {
  readonly index: number;
  readonly x: number;
  readonly y: number;
}

/** Stretches without a gap. */
function runsOf({ x, y }: DrawnSeries, axes: Axes): Point[][] {
  const runs: Point[][] = [[]];
  const values = Array.from(y ?? []);
  for (const [index, value] of values.entries()) {
    const at = { x: axes.x.place(x ? x[index] : index), y: axes.y.place(value) };
    if (at.x === null || at.y === null) runs.push([]);
    else runs.at(-1)?.push({ index, x: at.x, y: at.y });
  }
  return runs.filter((run) => run.length > 0);
}

function lineOf(run: readonly Point[], shape: string | undefined): string {
  return run
    .map(({ x, y }, index) => {
      if (index === 0) return `M${round(x)} ${round(y)}`;
      return shape === "hv" ? `H${round(x)}V${round(y)}` : `L${round(x)} ${round(y)}`;
    })
    .join("");
}

function Areas({ runs, axes, colour }: { readonly runs: Point[][]; readonly axes: Axes; readonly colour: string }) {
  const foot = axes.y.place(0) ?? axes.y.ticks[0]?.at ?? 0;
  return runs.map((run) => (
    <path
      key={run[0]?.index}
      d={`${lineOf(run, undefined)}L${round(run.at(-1)?.x ?? 0)} ${round(foot)}L${round(run[0]?.x ?? 0)} ${round(foot)}Z`}
      style={{ fill: colour }}
      opacity={0.18}
    />
  ));
}

function Marker({ series, point }: { readonly series: DrawnSeries; readonly point: Point }) {
  const size = series.marker?.size;
  const own = typeof size === "number" ? size : Number((size as ArrayLike<unknown> | undefined)?.[point.index] ?? 6);
  const style = { fill: colourOf(series, point.index) };
  return (
    <circle cx={round(point.x)} cy={round(point.y)} r={own / 2} style={style} opacity={series.marker?.opacity ?? 1} />
  );
}

function ErrorBars({ series, axes }: { readonly series: DrawnSeries; readonly axes: Axes }) {
  const { error_y: error, x, y } = series;
  if (!error?.array || !x || !y) return null;
  const less = error.arrayminus ?? error.array;
  return Array.from(y, (value, index) => {
    const at = axes.x.place(x[index]);
    const low = axes.y.place(Number(value) - Number(less[index]));
    const high = axes.y.place(Number(value) + Number(error.array?.[index]));
    if (at === null || low === null || high === null) return null;
    // biome-ignore lint/suspicious/noArrayIndexKey: points never move
    return <line key={index} x1={at} x2={at} y1={low} y2={high} style={{ stroke: colourOf(series, index) }} />;
  });
}

/** Cells of a heat map in steps of the sequential ramp. */
export function Heat({ series, axes }: { readonly series: DrawnSeries; readonly axes: Axes }) {
  const rows = series.z ?? [];
  const numbers = rows.flatMap((row) => Array.from(row, Number)).filter(Number.isFinite);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const [width, height] = [unitOf(Array.from(series.x ?? []), axes.x), unitOf(Array.from(series.y ?? []), axes.y)];
  return rows.flatMap((row, j) =>
    Array.from(row, (value, i) => {
      const [x, y] = [axes.x.place(series.x ? series.x[i] : i), axes.y.place(series.y ? series.y[j] : j)];
      if (x === null || y === null || value === null) return null;
      const step = Math.min(7, Math.floor(((Number(value) - low) / (high - low || 1)) * 8));
      const box = { x: round(x - width / 2), y: round(y - height / 2), width, height };
      // biome-ignore lint/suspicious/noArrayIndexKey: cells never move
      return <rect key={`${i} ${j}`} {...box} style={{ fill: `var(--seq-${step})` }} />;
    }),
  );
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
