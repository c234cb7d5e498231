import type { FigureLayout, FigureProps, FigureSeries } from "../widgets/figure.tsx";
import type { Side } from "./cohort-sides.ts";
import { type DeploymentMark, type Stretch, stretches } from "./time-buckets.ts";

/** What is drawn of one stretch of time. */
export interface TimePoint {
  /** ISO, UTC. */
  readonly start: string;
  readonly side: Side | "none";
  /** One height for each of the figure's `bars`, stacked. */
  readonly bars: readonly number[];
  readonly line: number | null;
  /** What is said on hover, below the time. */
  readonly words: readonly string[];
}

interface TimeFigure {
  readonly label: string;
  readonly summary: string;
  readonly per: Stretch;
  readonly points: readonly TimePoint[];
  /** What the stacked parts of a bar are; the first is the boldest. */
  readonly bars: readonly string[];
  readonly barTitle: string;
  readonly lineTitle: string;
  /** A height on the line's axis that matters, and its name. */
  readonly bound?: { readonly at: number; readonly name: string } | null;
  /** The line's axis as shares in percent. */
  readonly shares?: boolean;
  readonly deployments: readonly DeploymentMark[];
  readonly table: FigureProps["table"];
}

const looks: Readonly<Record<TimePoint["side"], { name: string; colour: string }>> = {
  reference: { name: "reference", colour: "var(--reference)" },
  current: { name: "current", colour: "var(--current)" },
  none: { name: "in neither window", colour: "var(--border-strong)" },
  all: { name: "all traces", colour: "var(--seq-5)" },
};

const opacities = [0.75, 0.35];

/** Amounts per stretch of time as bars in the cohorts' colours, and below them a line. */
export function timeFigure(figure: TimeFigure): Pick<FigureProps, "label" | "summary" | "data" | "layout" | "table"> {
  const { points, label, summary, table } = figure;
  const sides = (["reference", "current", "none", "all"] as const).filter((side) =>
    points.some((point) => point.side === side),
  );
  const groups = sides.map((side) => points.filter((point) => point.side === side));
  const bars = groups.flatMap((group) => figure.bars.map((_, part) => barSeries(figure, group, part)));
  const lines = groups.map((group) => lineSeries(figure, group));
  return { label, summary, table, data: [...bars, ...lines], layout: layout(figure, sides) };
}

const sizeOf = (per: Stretch) => Number(stretches[per] / 1_000_000n);

function barSeries({ per, bars }: TimeFigure, points: readonly TimePoint[], part: number): FigureSeries {
  const look = looks[points[0]?.side ?? "all"];
  return {
    type: "bar",
    name: bars.length > 1 ? `${look.name}, ${bars[part]}` : look.name,
    x: points.map(({ start }) => start),
    y: points.map((point) => point.bars[part] ?? 0),
    offset: sizeOf(per) * 0.06,
    width: sizeOf(per) * 0.88,
    marker: { color: look.colour },
    opacity: bars.length > 1 ? opacities[part] : 0.55,
    hovertext: points.map(words),
    hovertemplate: "%{hovertext}<extra></extra>",
  };
}

function lineSeries({ per, shares }: TimeFigure, group: readonly TimePoint[]): FigureSeries {
  const look = looks[group[0]?.side ?? "all"];
  const points = withGaps(group, per);
  return {
    type: "scatter",
    mode: "lines+markers",
    name: look.name,
    showlegend: false,
    yaxis: "y2",
    cliponaxis: false,
    x: points.map(({ start }) => later(start, sizeOf(per) / 2)),
    y: points.map(({ line }) => (line !== null && shares ? line * 100 : line)),
    line: { color: look.colour, width: 1.5 },
    marker: { color: look.colour, size: 5 },
    hovertext: points.map(words),
    hovertemplate: "%{hovertext}<extra></extra>",
  };
}

function later(iso: string, ms: number): string {
  return new Date(Date.parse(iso) + ms).toISOString();
}

/** A stretch without anything breaks the line. */
function withGaps(points: readonly TimePoint[], per: Stretch): readonly TimePoint[] {
  const size = sizeOf(per);
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    const gap = before ? Date.parse(point.start) - Date.parse(before.start) : size;
    if (gap <= size) return [point];
    return [{ ...point, start: later(point.start, -size), line: null, words: [] }, point];
  });
}

function words({ start, side, words: said }: TimePoint): string {
  const cohort = side === "all" ? "" : `, ${looks[side].name}`;
  return [`${start.slice(0, 16).replace("T", " ")}${cohort}`, ...said].join("<br>");
}

function layout(figure: TimeFigure, sides: readonly TimePoint["side"][]): FigureLayout {
  const axis = { automargin: true, fixedrange: true, gridcolor: "var(--border)", zeroline: false };
  const font = { size: 10.5, color: "var(--text-3)" };
  const { deployments, bound, shares } = figure;
  return {
    barmode: "stack",
    showlegend: sides[0] !== "all" || figure.bars.length > 1,
    legend: { traceorder: "normal" },
    xaxis: { type: "date", anchor: "y2" },
    yaxis: { domain: [0.58, 1], title: { text: figure.barTitle }, rangemode: "tozero", nticks: 4 },
    yaxis2: {
      ...axis,
      domain: [0, 0.48],
      title: { text: figure.lineTitle, font, standoff: 8 },
      tickfont: font,
      rangemode: "tozero",
      nticks: 4,
    },
    shapes: [
      ...deployments.map(({ time }) => rule({ xref: "x", yref: "paper", x0: time, x1: time, y0: 0, y1: 1 })),
      ...(bound ? [rule({ xref: "paper", yref: "y2", x0: 0, x1: 1, ...at(bound.at, shares) }, "var(--text-2)")] : []),
    ],
    annotations: [
      ...deployments.map(({ time, label }) => note({ x: time, y: 0.53, xref: "x", yref: "paper", text: cut(label) })),
      ...(bound
        ? [note({ x: 0, y: at(bound.at, shares).y0, xref: "paper", yref: "y2", text: bound.name, yshift: 7 })]
        : []),
    ],
  };
}

function at(height: number, shares = false) {
  const y = shares ? height * 100 : height;
  return { y0: y, y1: y };
}

type Shape = NonNullable<FigureLayout["shapes"]>[number];
type Annotation = NonNullable<FigureLayout["annotations"]>[number];

function rule(shape: Partial<Shape>, color = "var(--text-3)"): Partial<Shape> {
  return { type: "line", line: { color, width: 1, dash: "dot" }, ...shape };
}

function note(annotation: Partial<Annotation>): Partial<Annotation> {
  const font = { size: 10.5, color: "var(--text-3)" };
  return { showarrow: false, xanchor: "left", xshift: 3, font, ...annotation };
}

function cut(label: string): string {
  return label.length > 24 ? `${label.slice(0, 23)}…` : label;
}
