import { formatDuration } from "../../traces/format-duration.ts";
import { durationScale } from "../../widgets/duration-scale.ts";
import type { FigureLayout, FigureProps, FigureSeries } from "../../widgets/figure.tsx";
import { counted, groupDigits } from "../../widgets/format.ts";
import type { Side } from "../cohort-sides.ts";
import { type CurvePoint, type LoopSide, type LoopsResult, mostCalls } from "./result.ts";

/** What a breaker of 1, 2, 3 … calls would have saved, and below it how many traces it would have cut. */
export function curveFigure(
  result: LoopsResult,
): Pick<FigureProps, "label" | "summary" | "data" | "layout" | "table" | "columns"> {
  const scale = durationScale(
    result.sides.flatMap(({ curve }) => curve.map(({ spanMs, wallMs }) => Math.max(spanMs, wallMs))),
  );
  return {
    label: "What a breaker would have saved, and cut, by its limit of calls",
    summary: summary(result),
    data: result.sides.flatMap((side) => seriesOf(side, scale.size, lastShown(result))),
    layout: layout(result, scale.unit),
    table: twin(result),
  };
}

const sideColours: Readonly<Record<Side, string>> = {
  reference: "var(--reference)",
  current: "var(--current)",
  all: "var(--seq-5)",
};

/** The curve ends where nothing is cut any more. */
function lastShown({ sides, breaker }: LoopsResult): number {
  const cutting = sides.flatMap(({ curve }) => curve.map(({ groups, k }) => (groups ? k : 0)));
  return Math.min(mostCalls, 1 + Math.max(breaker, ...cutting));
}

function seriesOf({ side, curve: all }: LoopSide, unitMs: number, last: number): FigureSeries[] {
  const curve = all.slice(0, last);
  const colour = sideColours[side];
  const name = side === "all" ? "" : ` in ${side}`;
  const line = (
    title: string,
    read: (point: CurvePoint) => number,
    look: { dash?: "dot"; lower?: boolean },
  ): FigureSeries => ({
    type: "scatter",
    mode: "lines+markers",
    name: `${title}${name}`,
    x: curve.map(({ k }) => k),
    y: curve.map(read),
    ...(look.lower ? { yaxis: "y2" as const } : {}),
    line: { color: colour, width: 1.5, dash: look.dash ?? "solid" },
    marker: { color: colour, size: look.dash ? 3 : 5 },
    hovertext: curve.map((point) => pointWords(point, side)),
    hovertemplate: "%{hovertext}<extra></extra>",
    cliponaxis: false,
  });
  return [
    line("saved on critical paths", ({ wallMs }) => wallMs / unitMs, {}),
    line("saved span time", ({ spanMs }) => spanMs / unitMs, { dash: "dot" }),
    line("cut though successful", ({ successful }) => successful, { lower: true }),
    line("cut in all", ({ traces }) => traces, { dash: "dot", lower: true }),
  ];
}

function pointWords(point: CurvePoint, side: Side): string {
  const { k, wallMs, spanMs, tokens, cost, traces, successful, calls } = point;
  return [
    `limit of ${counted(k, "call")}${side === "all" ? "" : `, ${side}`}`,
    `${formatDuration(wallMs)} saved on critical paths, ${formatDuration(spanMs)} of span time`,
    `${groupDigits(Math.round(tokens))} tokens, $${cost.toFixed(4)}`,
    `${counted(calls, "call")} not made, ${counted(traces, "trace")} cut, ${groupDigits(successful)} of them had succeeded`,
  ].join("<br>");
}

function layout(result: LoopsResult, unit: string): FigureLayout {
  const { breaker } = result;
  const font = { size: 10.5, color: "var(--text-3)" };
  const axis = { automargin: true, fixedrange: true, gridcolor: "var(--border)", zeroline: false };
  const last = lastShown(result);
  return {
    showlegend: true,
    xaxis: { anchor: "y2", title: { text: "limit of calls" }, dtick: 1, range: [0.6, last + 0.4] },
    yaxis: { domain: [0.56, 1], title: { text: `saved, ${unit}` }, rangemode: "tozero", nticks: 4 },
    yaxis2: {
      ...axis,
      domain: [0, 0.44],
      title: { text: "traces cut", font, standoff: 8 },
      tickfont: font,
      rangemode: "tozero",
      nticks: 4,
    },
    shapes: [
      {
        ...{ type: "line", xref: "x", yref: "paper", x0: breaker, x1: breaker, y0: 0, y1: 1 },
        line: { color: "var(--text-3)", width: 1, dash: "dot" },
      },
    ],
    annotations: [
      {
        ...{ x: breaker, y: 1, xref: "x", yref: "paper", text: `breaker: ${breaker}`, showarrow: false },
        ...{ xanchor: "left", xshift: 4, font },
      },
    ],
  };
}

function summary({ sides, breaker }: LoopsResult): string {
  const told = sides.map(({ side, curve, traces }) => {
    const point = curve[breaker - 1];
    if (!point) return "";
    const where = side === "all" ? "" : `${side}: `;
    return `${where}${formatDuration(point.wallMs)} saved on critical paths (${formatDuration(point.spanMs)} of span time), ${counted(point.traces, "trace")} of ${groupDigits(traces)} cut, ${groupDigits(point.successful)} of which had succeeded`;
  });
  return `With a limit of ${counted(breaker, "call")}: ${told.join("; ")}.`;
}

function twin({ sides }: LoopsResult): FigureProps["table"] {
  return {
    columns: [
      { name: "cohort", type: "VARCHAR" },
      { name: "limit of calls", type: "BIGINT" },
      { name: "saved on critical paths, ms", type: "DOUBLE" },
      { name: "saved span time, ms", type: "DOUBLE" },
      { name: "saved tokens", type: "DOUBLE" },
      { name: "saved, $", type: "DOUBLE" },
      { name: "calls not made", type: "BIGINT" },
      { name: "repetitions cut", type: "BIGINT" },
      { name: "of these loops", type: "BIGINT" },
      { name: "traces cut", type: "BIGINT" },
      { name: "of these successful", type: "BIGINT" },
      { name: "traces in all", type: "BIGINT" },
    ],
    rows: sides.flatMap(({ side, curve, traces }) =>
      curve.map((point) => [
        side,
        point.k,
        point.wallMs,
        point.spanMs,
        point.tokens,
        point.cost,
        point.calls,
        point.groups,
        point.ofLoops,
        point.traces,
        point.successful,
        traces,
      ]),
    ),
  };
}
