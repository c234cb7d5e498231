import type { ScatterData } from "plotly.js-dist-min";
import type { FigureLayout, FigureProps, FigureSeries } from "../../widgets/figure.tsx";
import { counted } from "../../widgets/format.ts";
import type { AlertReplayResult, CurvePoint, HistoryWindow } from "./result.ts";
import { table } from "./table.ts";
import { measureWords, timeWords } from "./words.ts";

type Drawn = Pick<FigureProps, "label" | "summary" | "data" | "layout" | "table">;

/** The measure over time with both bounds, the windows in which an alert stood, and where it fired. */
export function replayFigure(result: AlertReplayResult): Drawn {
  const { measure, of, windows } = result;
  return {
    label: `${measure} of ${of}, replayed`,
    summary: replaySummary(result),
    data: replaySeries(result),
    layout: replayLayout(result),
    table: { columns: table(result).columns, rows: windows.map((_, row) => table(result).rows[row] ?? []) },
  };
}

function replaySummary({ windows, events, unknown, measure }: AlertReplayResult): string {
  const fired = (level: "flag" | "act") =>
    events.filter((event) => event.level === level).map(({ firedAt }) => timeWords(firedAt));
  const told = (level: "flag" | "act") => (fired(level).length ? `on ${fired(level).slice(0, 5).join(", ")}` : "never");
  const rest = unknown ? `; ${unknown} unknown` : "";
  return `${measure} over ${counted(windows.length, "window")}${rest}. Flag fires ${told("flag")}; act fires ${told("act")}.`;
}

function replaySeries({ windows, events, measure }: AlertReplayResult): FigureSeries[] {
  const line: FigureSeries = {
    type: "scatter",
    mode: "lines",
    name: measure,
    showlegend: false,
    x: windows.map(({ start }) => start),
    y: windows.map(({ value }) => value),
    line: { color: "var(--border-strong)", width: 1.5 },
    cliponaxis: false,
    hoverinfo: "skip",
  };
  const groups = [
    {
      name: "reference",
      colour: "var(--reference)",
      symbol: "circle",
      own: quiet(windows).filter(({ isReference }) => isReference),
    },
    {
      name: "quiet",
      colour: "var(--text-3)",
      symbol: "circle",
      own: quiet(windows).filter(({ isReference }) => !isReference),
    },
    {
      name: "flagged",
      colour: "var(--current)",
      symbol: "circle",
      own: windows.filter((window) => isFlagged(window) && !isActing(window)),
    },
    { name: "act", colour: "var(--text)", symbol: "square", own: windows.filter(isActing) },
  ] as const;
  const dots = groups.flatMap(({ name, colour, symbol, own }): FigureSeries[] => {
    const known = own.filter(({ value }) => value !== null);
    if (known.length === 0) return [];
    const marker = { color: colour, size: symbol === "square" ? 7 : 6, symbol };
    return [{ ...dotsOf(known, measure), name, marker }];
  });
  const fired = events.flatMap(({ firedAt, level }) =>
    windows.filter(({ start }) => start === firedAt).map((window) => ({ window, level })),
  );
  const rings: FigureSeries = {
    ...dotsOf(
      fired.map(({ window }) => window),
      measure,
    ),
    name: "fires",
    marker: {
      color: "var(--bg-paper)",
      size: 12,
      symbol: "circle",
      line: { color: "var(--text)", width: 2 },
      opacity: 0.9,
    },
  };
  return fired.length ? [line, rings, ...dots] : [line, ...dots];
}

function dotsOf(windows: readonly HistoryWindow[], measure: string): Partial<ScatterData> {
  return {
    type: "scatter",
    mode: "markers",
    cliponaxis: false,
    x: windows.map(({ start }) => start),
    y: windows.map(({ value }) => value),
    hovertext: windows.map(
      ({ start, value, n, flag, act }) =>
        `${timeWords(start)}<br>${measure} ${measureWords(value)}${n === null ? "" : `, n = ${n}`}<br>flag: ${flag}; act: ${act}`,
    ),
    hovertemplate: "%{hovertext}<extra></extra>",
  };
}

function isFlagged({ flag }: HistoryWindow): boolean {
  return flag === "alert" || flag === "recovering";
}

function isActing({ act }: HistoryWindow): boolean {
  return act === "alert" || act === "recovering";
}

function quiet(windows: readonly HistoryWindow[]): readonly HistoryWindow[] {
  return windows.filter((window) => !isFlagged(window) && !isActing(window));
}

function replayLayout({ bounds, change, measure, windows }: AlertReplayResult): FigureLayout {
  const bound = (at: number, dash: "dot" | "dash") => ({
    type: "line" as const,
    xref: "paper" as const,
    yref: "y" as const,
    x0: 0,
    x1: 1,
    y0: at,
    y1: at,
    line: { color: "var(--text-3)", width: 1, dash },
  });
  const note = (text: string, y: number) => ({
    text,
    xref: "paper" as const,
    yref: "y" as const,
    x: 1,
    y,
    xanchor: "right" as const,
    yanchor: "bottom" as const,
    showarrow: false,
    font: { size: 10.5, color: "var(--text-3)" },
  });
  const first = windows[0]?.start ?? "";
  const isInside = change !== null && change.at >= first && change.at <= (windows.at(-1)?.start ?? "");
  const at = isInside
    ? [
        {
          type: "line" as const,
          xref: "x" as const,
          yref: "paper" as const,
          x0: change.at,
          x1: change.at,
          y0: 0,
          y1: 1,
          line: { color: "var(--text-2)", width: 1, dash: "dot" as const },
        },
      ]
    : [];
  const changed = isInside
    ? [
        {
          text: "change",
          xref: "x" as const,
          yref: "paper" as const,
          x: change.at,
          y: 1,
          xanchor: "left" as const,
          yanchor: "top" as const,
          xshift: 4,
          showarrow: false,
          font: { size: 10.5, color: "var(--text-2)" },
        },
      ]
    : [];
  return {
    showlegend: true,
    shapes: [bound(bounds.flag, "dot"), bound(bounds.act, "dash"), ...at],
    annotations: [note(`flag ${bounds.flag}`, bounds.flag), note(`act ${bounds.act}`, bounds.act), ...changed],
    xaxis: { type: "date" },
    yaxis: { title: { text: measure }, nticks: 5, ...rangeOf(windows, bounds) },
  };
}

function rangeOf(windows: readonly HistoryWindow[], { direction, flag, act }: AlertReplayResult["bounds"]) {
  const values = [flag, act, ...windows.flatMap(({ value }) => (value === null ? [] : [value]))];
  const [low, high] = [direction === "up" ? Math.min(0, ...values) : Math.min(...values), Math.max(...values)];
  const room = (high - low || 1) * 0.1;
  return { range: [low === 0 ? 0 : low - room, high + room] as [number, number] };
}

/** Detection delay against false alarms on the reference; each line a persistence, each point a bound. */
export function curveFigure(result: AlertReplayResult): Drawn {
  const points = result.curve.filter(({ delay }) => delay !== null);
  const persists = [...new Set(points.map(({ persist }) => persist))].sort((one, other) => one - other);
  const chosen = points.filter(({ bound, persist }) => bound === result.bounds.act && persist === result.persist);
  const lines = persists.map((persist, place): FigureSeries => {
    const own = ordered(points.filter((point) => point.persist === persist));
    const colour = colours[place % colours.length] ?? "var(--text-2)";
    return {
      ...pointsOf(own),
      mode: "lines+markers",
      name: `${persist} in a row`,
      line: { color: colour, width: 1 },
      marker: { color: colour, size: 6 },
    };
  });
  const ring: FigureSeries = {
    ...pointsOf(chosen),
    mode: "markers",
    name: "this rule",
    marker: { color: "var(--bg-paper)", size: 13, line: { color: "var(--text)", width: 2 } },
  };
  return {
    label: "Detection delay against false alarms",
    summary: curveSummary(result, points),
    data: chosen.length ? [ring, ...lines] : lines,
    layout: {
      showlegend: true,
      xaxis: {
        title: { text: "false alarms on the reference" },
        showgrid: true,
        ...countAxis(points.map(({ falseAlarms }) => falseAlarms)),
      },
      yaxis: { title: { text: "delay, windows" }, ...countAxis(points.map(({ delay }) => Number(delay))) },
    },
    table: {
      columns: [
        { name: "act bound", type: "DOUBLE" },
        { name: "windows in a row", type: "BIGINT" },
        { name: "false alarms on the reference", type: "BIGINT" },
        { name: "delay, windows", type: "BIGINT" },
      ],
      rows: result.curve.map(({ bound, persist, falseAlarms, delay }) => [bound, persist, falseAlarms, delay]),
    },
  };
}

/** An axis of whole numbers, with room for a point at its ends. */
function countAxis(counts: readonly number[]) {
  const most = Math.max(1, ...counts);
  const room = most * 0.04;
  return { range: [-room, most + room] as [number, number], dtick: Math.max(1, Math.ceil(most / 6)), tick0: 0 };
}

const colours = ["var(--seq-4)", "var(--seq-5)", "var(--seq-6)", "var(--text-2)", "var(--accent)"];

function ordered(points: readonly CurvePoint[]): readonly CurvePoint[] {
  return [...points].sort(
    (one, other) => one.falseAlarms - other.falseAlarms || Number(other.delay) - Number(one.delay),
  );
}

function pointsOf(points: readonly CurvePoint[]): Partial<ScatterData> {
  return {
    type: "scatter",
    cliponaxis: false,
    x: points.map(({ falseAlarms }) => falseAlarms),
    y: points.map(({ delay }) => delay),
    hovertext: points.map(
      ({ bound, persist, falseAlarms, delay }) =>
        `bound ${bound}, ${persist} in a row<br>${delay} windows late, ${counted(falseAlarms, "false alarm")}`,
    ),
    hovertemplate: "%{hovertext}<extra></extra>",
  };
}

function curveSummary({ curve, reference }: AlertReplayResult, seen: readonly CurvePoint[]): string {
  const clean = seen.filter(({ falseAlarms }) => falseAlarms === 0);
  const best = [...clean].sort((one, other) => Number(one.delay) - Number(other.delay) || one.bound - other.bound)[0];
  const missed = curve.length - seen.length;
  const rest = missed ? ` ${missed} of ${curve.length} rules never fire after the change.` : "";
  if (!best)
    return `Of ${curve.length} rules none detects the change without a false alarm on ${counted(reference.windows, "reference window")}.${rest}`;
  return `Without a false alarm on ${counted(reference.windows, "reference window")} the quickest rule is act at ${best.bound}, ${best.persist} in a row: ${counted(Number(best.delay), "window")} late.${rest}`;
}
