import { useMemo, useState } from "react";
import { Figure, type FigureLayout, type FigureSeries } from "../../widgets/figure.tsx";
import { counted } from "../../widgets/format.ts";
import type { PsiResult, TimePoint, TimeSeries } from "./result.ts";
import { short } from "./words.ts";

/** PSI of one column over time: its bands, what no drift would stay under, and which windows are whose. */
export function TimeFigure({ result, live }: { readonly result: PsiResult; readonly live: boolean }) {
  const { series, rows } = result;
  const ordered = useMemo(
    () =>
      inOrder(
        series,
        rows.map(({ id }) => id),
      ),
    [series, rows],
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = ordered.find(({ id }) => id === chosen) ?? ordered[0];
  const figure = useMemo(() => (shown ? figureOf(shown, result.every ?? "") : null), [shown, result.every]);
  if (!shown || !figure) return <p className="analysis-empty">No window of time holds rows.</p>;
  return (
    <div className="psi-time">
      <div className="psi-time-head">
        PSI every {result.every} of{" "}
        {live && ordered.length > 1 ? (
          <select
            aria-label="Column over time"
            value={shown.id}
            onChange={(event) => setChosen(event.currentTarget.value)}
          >
            {ordered.map(({ id }) => (
              <option key={id}>{id}</option>
            ))}
          </select>
        ) : (
          <strong>{shown.id}</strong>
        )}
      </div>
      <Figure {...figure} height={220} />
    </div>
  );
}

function inOrder(series: readonly TimeSeries[], ids: readonly string[]): readonly TimeSeries[] {
  return [...series].sort((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id));
}

function figureOf({ id, points }: TimeSeries, every: string) {
  return {
    label: `PSI of ${id} every ${every}`,
    summary: summaryOf(id, points),
    data: seriesOf(points),
    layout: layoutOf(points),
    table: {
      columns: [
        { name: "window", type: "TIMESTAMP" },
        { name: "rows", type: "BIGINT" },
        { name: "PSI", type: "DOUBLE" },
        { name: "no drift under", type: "DOUBLE" },
        { name: "p", type: "DOUBLE" },
        { name: "side", type: "VARCHAR" },
        { name: "why not", type: "VARCHAR" },
      ],
      rows: points.map(({ start, n, psi, critical, p, side, reason }) => [start, n, psi, critical, p, side, reason]),
    },
  };
}

function summaryOf(id: string, points: readonly TimePoint[]): string {
  const told = points.filter(({ psi }) => psi !== null);
  const most = told.reduce<TimePoint | null>(
    (best, point) => ((point.psi ?? 0) > (best?.psi ?? -1) ? point : best),
    null,
  );
  const unknown = points.length - told.length;
  const above = told.filter(({ psi, critical }) => (psi ?? 0) >= 0.2 && (psi ?? 0) > (critical ?? 0)).length;
  const rest = unknown ? ` ${counted(unknown, "window")} with too few rows.` : "";
  if (!most) return `${id}: no window has enough rows.${rest}`;
  const at = most.start.slice(0, 16).replace("T", " ").replace(" 00:00", "");
  return `${id}: ${above} of ${counted(told.length, "window")} from 0.2 on and above what no drift would reach; highest ${short(most.psi)} on ${at}, n = ${most.n}.${rest}`;
}

const looks = [
  { side: "reference", name: "reference, each against the rest of it", colour: "var(--reference)" },
  { side: "current", name: "current", colour: "var(--current)" },
  { side: null, name: "in neither window", colour: "var(--text-3)" },
] as const;

function seriesOf(points: readonly TimePoint[]): FigureSeries[] {
  const words = (point: TimePoint) =>
    `${point.start.slice(0, 16).replace("T", " ")}<br>PSI ${short(point.psi)}, no drift under ${short(point.critical)}<br>n = ${point.n}`;
  const line: FigureSeries = {
    type: "scatter",
    mode: "lines",
    name: "PSI",
    showlegend: false,
    x: points.map(({ start }) => start),
    y: points.map(({ psi }) => psi),
    line: { color: "var(--border-strong)", width: 1.5 },
    cliponaxis: false,
    hoverinfo: "skip",
  };
  const limit: FigureSeries = {
    type: "scatter",
    mode: "lines",
    name: "no drift would stay under",
    x: points.map(({ start }) => start),
    y: points.map(({ critical }) => critical),
    line: { color: "var(--text-3)", width: 1, dash: "dot" },
    hoverinfo: "skip",
  };
  const dots = looks.flatMap(({ side, name, colour }): FigureSeries[] => {
    const own = points.filter((point) => point.side === side && point.psi !== null);
    if (own.length === 0) return [];
    return [
      {
        type: "scatter",
        mode: "markers",
        name,
        x: own.map(({ start }) => start),
        y: own.map(({ psi }) => psi),
        marker: { color: colour, size: 6 },
        cliponaxis: false,
        hovertext: own.map(words),
        hovertemplate: "%{hovertext}<extra></extra>",
      },
    ];
  });
  return [line, limit, ...dots];
}

function layoutOf(points: readonly TimePoint[]): FigureLayout {
  const top = Math.max(0.25, ...points.flatMap(({ psi, critical }) => [psi ?? 0, critical ?? 0])) * 1.08;
  const bound = (at: number) => ({
    type: "line" as const,
    xref: "paper" as const,
    yref: "y" as const,
    x0: 0,
    x1: 1,
    y0: at,
    y1: at,
    line: { color: "var(--border-strong)", width: 1, dash: "dash" as const },
  });
  return {
    showlegend: true,
    shapes: [bound(0.1), bound(0.2)],
    xaxis: { type: "date" },
    yaxis: { title: { text: "PSI" }, range: [0, top], nticks: 5 },
  };
}
