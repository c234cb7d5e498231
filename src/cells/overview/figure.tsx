import { formatDuration } from "../../traces/format-duration.ts";
import { durationScale } from "../../widgets/duration-scale.ts";
import type { FigureLayout, FigureProps, FigureSeries } from "../../widgets/figure.tsx";
import { counted } from "../../widgets/format.ts";
import { type Stretch, stretches } from "../time-buckets.ts";
import type { Bucket, OverviewResult } from "./result.ts";

/** Traces per stretch of time as bars, and below them the p95 of the root duration. */
export function figureOf(result: OverviewResult): Pick<FigureProps, "label" | "summary" | "data" | "layout" | "table"> {
  const { buckets, per } = result;
  const scale = durationScale(buckets.map((bucket) => bucket.p95));
  const sides = (["reference", "current", "none", "all"] as const).filter((side) =>
    buckets.some((bucket) => bucket.side === side),
  );
  const groups = sides.map((side) => buckets.filter((bucket) => bucket.side === side));
  return {
    label: `Traces and p95 of root duration per ${per}`,
    summary: summary(result),
    data: [...groups.map((group) => bars(group, per)), ...groups.map((group) => line(group, per, scale.size))],
    layout: layout(result, scale.unit),
    table: twin(buckets),
  };
}

const looks: Readonly<Record<Bucket["side"], { name: string; colour: string }>> = {
  reference: { name: "reference", colour: "var(--reference)" },
  current: { name: "current", colour: "var(--current)" },
  none: { name: "in neither window", colour: "var(--border-strong)" },
  all: { name: "all traces", colour: "var(--seq-5)" },
};

const sizeOf = (per: Stretch) => Number(stretches[per] / 1_000_000n);

/** A bar covers its stretch of time, but for a gap to the next. */
function bars(buckets: readonly Bucket[], per: Stretch): FigureSeries {
  const look = looks[buckets[0]?.side ?? "all"];
  return {
    type: "bar",
    name: look.name,
    x: buckets.map((bucket) => bucket.start),
    y: buckets.map((bucket) => bucket.traces),
    offset: sizeOf(per) * 0.06,
    width: sizeOf(per) * 0.88,
    marker: { color: look.colour },
    opacity: 0.55,
    hovertext: buckets.map(words),
    hovertemplate: "%{hovertext}<extra></extra>",
  };
}

function line(buckets: readonly Bucket[], per: Stretch, unitMs: number): FigureSeries {
  const look = looks[buckets[0]?.side ?? "all"];
  const points = withGaps(buckets, per);
  return {
    type: "scatter",
    mode: "lines+markers",
    name: look.name,
    showlegend: false,
    yaxis: "y2",
    cliponaxis: false,
    x: points.map((point) => later(point.start, sizeOf(per) / 2)),
    y: points.map((point) => (point.p95 === null ? null : point.p95 / unitMs)),
    line: { color: look.colour, width: 1.5 },
    marker: { color: look.colour, size: 5 },
    hovertext: points.map((point) => ("traces" in point ? words(point) : "")),
    hovertemplate: "%{hovertext}<extra></extra>",
  };
}

function later(iso: string, ms: number): string {
  return new Date(Date.parse(iso) + ms).toISOString();
}

/** A stretch without traces breaks the line. */
function withGaps(buckets: readonly Bucket[], per: Stretch) {
  const size = sizeOf(per);
  return buckets.flatMap((bucket, index): readonly (Bucket | { start: string; p95: null })[] => {
    const before = buckets[index - 1];
    const gap = before ? Date.parse(bucket.start) - Date.parse(before.start) : size;
    if (gap <= size) return [bucket];
    return [{ start: later(bucket.start, -size), p95: null }, bucket];
  });
}

function words({ start, side, traces, errors, timed, p50, p95 }: Bucket): string {
  const cohort = side === "all" ? "" : `, ${looks[side].name}`;
  return [
    `${start.slice(0, 16).replace("T", " ")}${cohort}`,
    `${counted(traces, "trace")}, ${errors} with an error`,
    `p95 ${formatDuration(p95)}, median ${formatDuration(p50)}, n = ${timed}`,
  ].join("<br>");
}

function layout({ sides, deployments, per }: OverviewResult, unit: string): FigureLayout {
  const axis = { automargin: true, fixedrange: true, gridcolor: "var(--border)", zeroline: false };
  const font = { size: 10.5, color: "var(--text-3)" };
  return {
    barmode: "stack",
    showlegend: sides[0]?.side !== "all",
    legend: { traceorder: "normal" },
    xaxis: { type: "date", anchor: "y2" },
    yaxis: { domain: [0.58, 1], title: { text: `traces per ${per}` }, rangemode: "tozero", nticks: 4 },
    yaxis2: {
      ...axis,
      domain: [0, 0.48],
      title: { text: `p95, ${unit}`, font, standoff: 8 },
      tickfont: font,
      rangemode: "tozero",
      nticks: 4,
    },
    shapes: deployments.map(({ time }) => ({
      type: "line",
      xref: "x",
      yref: "paper",
      x0: time,
      x1: time,
      y0: 0,
      y1: 1,
      line: { color: "var(--text-3)", width: 1, dash: "dot" },
    })),
    annotations: deployments.map(({ time, label }) => ({
      x: time,
      y: 0.53,
      xref: "x",
      yref: "paper",
      text: label.length > 24 ? `${label.slice(0, 23)}…` : label,
      showarrow: false,
      xanchor: "left",
      xshift: 3,
      font,
    })),
  };
}

function summary({ buckets, per, sides }: OverviewResult): string {
  const timed = buckets.filter((bucket) => bucket.p95 !== null);
  const worst = timed.reduce<Bucket | null>(
    (top, bucket) => ((top?.p95 ?? -1) >= (bucket.p95 ?? 0) ? top : bucket),
    null,
  );
  const first = buckets[0]?.start.slice(0, 10);
  const last = buckets.at(-1)?.start.slice(0, 10);
  const counts = sides.map(({ side, traces }) => (side === "all" ? counted(traces, "trace") : `${traces} in ${side}`));
  const peak = worst
    ? ` The highest p95 is ${formatDuration(worst.p95)} in the ${per} of ${worst.start.slice(0, per === "day" || per === "week" ? 10 : 16).replace("T", " ")}, n = ${worst.timed}.`
    : "";
  return `${counts.join(", ")}; ${first} to ${last}, per ${per}.${peak}`;
}

function twin(buckets: readonly Bucket[]): FigureProps["table"] {
  return {
    columns: [
      { name: "start", type: "TIMESTAMP" },
      { name: "cohort", type: "VARCHAR" },
      { name: "traces", type: "BIGINT" },
      { name: "with an error", type: "BIGINT" },
      { name: "n of durations", type: "BIGINT" },
      { name: "p50, ms", type: "DOUBLE" },
      { name: "p95, ms", type: "DOUBLE" },
    ],
    rows: buckets.map(({ start, side, traces, errors, timed, p50, p95 }) => [
      start,
      side === "none" ? "neither" : side,
      traces,
      errors,
      timed,
      p50,
      p95,
    ]),
  };
}
