import { useMemo } from "react";
import { Figure, type FigureLayout, type FigureProps, type FigureSeries } from "../../widgets/figure.tsx";
import { counted, groupDigits } from "../../widgets/format.ts";
import type { EmbeddingDriftResult, Window } from "./result.ts";
import { table } from "./table.ts";
import { figure, pWords } from "./words.ts";

/** How far each window's mean vector lies from the reference's, over what no drift comes to with as many rows. */
export function WindowFigure({ result }: { readonly result: EmbeddingDriftResult }) {
  const props = useMemo(() => figureOf(result), [result]);
  return <Figure {...props} height={230} />;
}

const looks = {
  reference: { name: "reference", colour: "var(--reference)" },
  current: { name: "current", colour: "var(--current)" },
  none: { name: "in neither window", colour: "var(--text-3)" },
} as const;

function figureOf(result: EmbeddingDriftResult): Omit<FigureProps, "height"> {
  const { windows } = result;
  const cohorts = (["reference", "current", "none"] as const).filter((look) => ofLook(windows, look).length > 0);
  return {
    label: "Distance of the centroids per window, in reference standard deviations",
    summary: summary(windows),
    data: [band(windows), line(windows), ...cohorts.map((look) => dots(ofLook(windows, look), look))],
    layout: layout(result),
    table: table(result),
  };
}

function ofLook(windows: readonly Window[], look: keyof typeof looks): readonly Window[] {
  return windows.filter(({ cohort }) => (cohort ?? "none") === look);
}

function band(windows: readonly Window[]): FigureSeries {
  return {
    type: "scatter",
    mode: "lines",
    name: "no drift at this n",
    x: windows.map(({ start }) => start),
    y: windows.map(({ distanceHigh }) => distanceHigh),
    line: { color: "var(--border-strong)", width: 1, dash: "dot" },
    fill: "tozeroy",
    fillcolor: "var(--bg-sunken)",
    hoverinfo: "skip",
  };
}

function line(windows: readonly Window[]): FigureSeries {
  return {
    type: "scatter",
    mode: "lines",
    showlegend: false,
    x: windows.map(({ start }) => start),
    y: windows.map(({ distance }) => distance),
    line: { color: "var(--text-3)", width: 1 },
    hoverinfo: "skip",
  };
}

function dots(windows: readonly Window[], look: keyof typeof looks): FigureSeries {
  const { name, colour } = looks[look];
  return {
    type: "scatter",
    mode: "markers",
    name,
    cliponaxis: false,
    x: windows.map(({ start }) => start),
    y: windows.map(({ distance }) => distance),
    marker: { color: colour, size: 7 },
    hovertext: windows.map(words),
    hovertemplate: "%{hovertext}<extra></extra>",
  };
}

function timeOf({ start }: Window): string {
  return start.slice(0, 16).replace("T", " ").replace(" 00:00", "");
}

function words(window: Window): string {
  const { distance, distanceHigh, similarity, adjustedP, n, verdict } = window;
  return [
    `${timeOf(window)}, ${counted(n, "vector")}`,
    `distance ${figure(distance)} sd, no drift up to ${figure(distanceHigh)}`,
    `cosine ${figure(similarity)}, ${pWords(adjustedP)} adjusted: ${verdict}`,
  ].join("<br>");
}

function layout({ deployments }: EmbeddingDriftResult): FigureLayout {
  const font = { size: 10.5, color: "var(--text-3)" };
  return {
    showlegend: true,
    xaxis: { type: "date" },
    yaxis: { title: { text: "distance, reference sd" }, rangemode: "tozero", nticks: 5 },
    shapes: deployments.map(({ time }) => ({
      ...{ type: "line", xref: "x", yref: "paper", x0: time, x1: time, y0: 0, y1: 1 },
      line: { color: "var(--text-3)", width: 1, dash: "dot" },
    })),
    annotations: deployments.map(({ time, label }, place) => ({
      ...{ x: time, y: 0.02 + 0.09 * (place % 3), xref: "x", yref: "paper", showarrow: false, font },
      ...{ text: label.length > 24 ? `${label.slice(0, 23)}…` : label, xanchor: "left", yanchor: "bottom", xshift: 3 },
    })),
  };
}

function summary(windows: readonly Window[]): string {
  const known = windows.filter(({ distance, distanceHigh }) => distance !== null && distanceHigh !== null);
  const beyond = known.filter(({ distance, distanceHigh }) => (distance ?? 0) > (distanceHigh ?? 0));
  const drifted = windows.filter(({ verdict }) => verdict === "drifted");
  const few = windows.filter(({ verdict }) => verdict === "too little data");
  const first = drifted[0] ? `, the first on ${timeOf(drifted[0])}` : "";
  const expected = groupDigits(Math.round(known.length / 20));
  return [
    `${counted(windows.length, "window")}: ${beyond.length} lie beyond what no drift comes to, where about ${expected} would by chance;`,
    `${drifted.length} drifted with p adjusted over all windows${first}.`,
    few.length > 0 ? `${few.length} have too few vectors for a verdict (30).` : "",
  ].join(" ");
}
