import { useMemo } from "react";
import { percent } from "../../widgets/duration-scale.ts";
import { Figure, type FigureLayout, type FigureProps, type FigureSeries } from "../../widgets/figure.tsx";
import { counted, groupDigits } from "../../widgets/format.ts";
import { partComponents } from "./input.ts";
import type { EmbeddingDriftResult, Window } from "./result.ts";
import { table } from "./table.ts";
import { figure, pWords } from "./words.ts";

/** What of each window is drawn, over what no drift comes to with as many rows. */
interface Drawn {
  readonly label: string;
  readonly axis: string;
  readonly value: (window: Window) => number | null;
  readonly high: ((window: Window) => number | null) | null;
  /** Where the axis begins, unless a value lies lower. */
  readonly from: number;
}

const distance: Drawn = {
  label: "Distance of the centroids per window, in reference standard deviations",
  axis: "distance, reference sd",
  value: (window) => window.distance,
  high: ({ distanceHigh }) => distanceHigh,
  from: 0,
};

const classifier: Drawn = {
  label: "Domain classifier's AUC per window",
  axis: "classifier's AUC",
  value: ({ auc }) => auc,
  high: ({ aucHigh }) => aucHigh,
  from: 0.4,
};

const components: Drawn = {
  label: "Share of drifted principal components per window",
  axis: "drifted components",
  value: (window) => window.components,
  high: null,
  from: 0,
};

/** How far each window lies from the reference, by three measures that see different things. */
export function WindowFigures({ result }: { readonly result: EmbeddingDriftResult }) {
  return (
    <>
      <WindowFigure result={result} drawn={distance} summary={summary(result.windows)} height={230} />
      <WindowFigure result={result} drawn={classifier} summary={classifierSummary(result.windows)} height={150} />
      <WindowFigure result={result} drawn={components} summary={componentsSummary(result.windows)} height={150} />
    </>
  );
}

interface WindowFigureProps {
  readonly result: EmbeddingDriftResult;
  readonly drawn: Drawn;
  readonly summary: string;
  readonly height: number;
}

function WindowFigure({ result, drawn, summary, height }: WindowFigureProps) {
  const props = useMemo(() => figureOf(result, drawn), [result, drawn]);
  return <Figure {...props} summary={summary} height={height} />;
}

const looks = {
  reference: { name: "reference", colour: "var(--reference)" },
  current: { name: "current", colour: "var(--current)" },
  none: { name: "in neither window", colour: "var(--text-3)" },
} as const;

function figureOf(result: EmbeddingDriftResult, drawn: Drawn): Omit<FigureProps, "height" | "summary"> {
  const { windows } = result;
  const cohorts = (["reference", "current", "none"] as const).filter((look) => ofLook(windows, look).length > 0);
  return {
    label: drawn.label,
    data: [
      ...(drawn.high ? [band(windows, drawn.high)] : []),
      line(windows, drawn),
      ...cohorts.map((look) => dots(ofLook(windows, look), look, drawn)),
    ],
    layout: layout(result, drawn),
    table: table(result),
  };
}

function ofLook(windows: readonly Window[], look: keyof typeof looks): readonly Window[] {
  return windows.filter(({ cohort }) => (cohort ?? "none") === look);
}

function band(windows: readonly Window[], high: (window: Window) => number | null): FigureSeries {
  return {
    type: "scatter",
    mode: "lines",
    name: "no drift at this n",
    x: windows.map(({ start }) => start),
    y: windows.map(high),
    line: { color: "var(--border-strong)", width: 1, dash: "dot" },
    fill: "tozeroy",
    fillcolor: "var(--bg-sunken)",
    hoverinfo: "skip",
  };
}

function line(windows: readonly Window[], { value }: Drawn): FigureSeries {
  return {
    type: "scatter",
    mode: "lines",
    showlegend: false,
    x: windows.map(({ start }) => start),
    y: windows.map(value),
    line: { color: "var(--text-3)", width: 1 },
    hoverinfo: "skip",
  };
}

function dots(windows: readonly Window[], look: keyof typeof looks, { value }: Drawn): FigureSeries {
  const { name, colour } = looks[look];
  return {
    type: "scatter",
    mode: "markers",
    name,
    cliponaxis: false,
    x: windows.map(({ start }) => start),
    y: windows.map(value),
    marker: { color: colour, size: 7 },
    hovertext: windows.map(words),
    hovertemplate: "%{hovertext}<extra></extra>",
  };
}

function timeOf({ start }: Window): string {
  return start.slice(0, 16).replace("T", " ").replace(" 00:00", "");
}

function words(window: Window): string {
  const { distance, distanceHigh, similarity, adjustedP, auc, aucHigh, aucP, n, verdict } = window;
  return [
    `${timeOf(window)}, ${counted(n, "vector")}`,
    `distance ${figure(distance)} sd, no drift up to ${figure(distanceHigh)}`,
    `cosine ${figure(similarity)}, ${pWords(adjustedP)} adjusted: ${verdict}`,
    `AUC ${figure(auc)}, no drift up to ${figure(aucHigh)}, ${pWords(aucP)} adjusted`,
    `drifted components ${percent(window.components)}`,
  ].join("<br>");
}

/** The axis with all that is drawn, and some room above. */
function rangeOf(windows: readonly Window[], { value, high, from }: Drawn): [number, number] {
  const drawn = windows.flatMap((window) => [value(window), high?.(window) ?? null]).filter((y) => y !== null);
  const [low, top] = [Math.min(from, ...drawn), Math.max(from, ...drawn)];
  return [low, top + 0.06 * (top - low || 1)];
}

function layout({ deployments, windows }: EmbeddingDriftResult, drawn: Drawn): FigureLayout {
  const font = { size: 10.5, color: "var(--text-3)" };
  return {
    showlegend: true,
    xaxis: { type: "date" },
    yaxis: { title: { text: drawn.axis }, range: rangeOf(windows, drawn), nticks: 5 },
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

function classifierSummary(windows: readonly Window[]): string {
  const known = windows.filter(({ auc }) => auc !== null);
  const found = known.filter(({ aucP }) => (aucP ?? 1) <= 0.05);
  const first = found[0] ? `, the first on ${timeOf(found[0])}` : "";
  return `Classifier: its AUC is above chance in ${found.length} of ${counted(known.length, "window")} with p adjusted over all${first}; 0.5 is not telling them apart at all.`;
}

function componentsSummary(windows: readonly Window[]): string {
  const known = windows.filter(({ components }) => components !== null);
  const most = known.reduce<Window | null>(
    (best, window) => ((window.components ?? 0) > (best?.components ?? 0) ? window : best),
    null,
  );
  const highest = most ? `; most, ${percent(most.components)}, on ${timeOf(most)}` : "";
  const some = known.filter(({ components }) => (components ?? 0) > 0).length;
  return `Of at most ${partComponents} principal components some drifted in ${some} of ${counted(known.length, "window")}${highest}.`;
}
