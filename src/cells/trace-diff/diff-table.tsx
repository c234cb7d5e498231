import { type KeyboardEvent, useMemo } from "react";
import { formatNanoseconds } from "../../traces/format-duration.ts";
import { oneLine } from "../../widgets/format.ts";
import { timeTicks } from "../../widgets/time-ticks.ts";
import { SpanKindMark } from "../span-kind-mark.tsx";
import type { Change, DiffRow, DiffSpan, DiffTrace } from "./result.ts";

const barsWidth = 260;

const marks: Readonly<Record<Change, string>> = { added: "+", removed: "−", changed: "≠", same: "" };

interface DiffTableProps {
  readonly rows: readonly DiffRow[];
  readonly traces: readonly [DiffTrace, DiffTrace];
  readonly open: ((row: DiffRow) => void) | null;
}

/** One row for each step of either trace; the first's bar above the second's, from a common beginning. */
export function DiffTable({ rows, traces, open }: DiffTableProps) {
  const [first, second] = traces;
  const wall = Math.max(1, first.wall, second.wall);
  const x = (time: number) => Math.round((time / wall) * barsWidth * 10) / 10;
  return (
    <div className="analysis-scroll trace-diff-scroll">
      <table className="analysis-table" aria-label="Steps of both traces" onKeyDown={moveBetweenRows}>
        <thead>
          <tr>
            <th scope="col" className="is-left">
              step
            </th>
            <th scope="col" className="is-left trace-diff-axis">
              <Axis wall={wall} x={x} />
            </th>
            <th scope="col" className="is-reference">
              first
            </th>
            <th scope="col" className="is-current">
              second
            </th>
            <th scope="col">difference</th>
            <th scope="col" className="is-left">
              what differs
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={`${row.first?.id ?? ""} ${row.second?.id ?? ""}`} row={row} x={x} open={open} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Axis({ wall, x }: { wall: number; x: (time: number) => number }) {
  const { ticks } = useMemo(() => timeTicks(0, wall, wall / 4), [wall]);
  return (
    <svg width={barsWidth} height={14} role="img" aria-label={`Time from 0 to ${formatNanoseconds(wall)}`}>
      {ticks
        .filter(({ time }) => x(time) < barsWidth - 24)
        .map(({ time, label }) => (
          <g key={time}>
            <path className="trace-diff-tick" d={`M${x(time) + 0.5} 9v5`} />
            <text x={x(time) + 3} y={10}>
              {label}
            </text>
          </g>
        ))}
    </svg>
  );
}

interface RowProps {
  readonly row: DiffRow;
  readonly x: (time: number) => number;
  readonly open: DiffTableProps["open"];
}

function Row({ row, x, open }: RowProps) {
  const { first, second, change } = row;
  const name = oneLine(row.name.slice(0, 200)) || "no name";
  const difference = first && second ? duration(second) - duration(first) : null;
  return (
    <tr className={`is-${change}${open ? " is-link" : ""}`} onClick={open ? () => open(row) : undefined}>
      <th scope="row" className="is-left">
        <span className="trace-diff-step" style={{ paddingLeft: Math.min(row.depth, 20) * 12 }}>
          <span className="trace-diff-mark" title={change}>
            {marks[change]}
            <span className="visually-hidden">{change}</span>
          </span>
          <SpanKindMark kind={row.kind} />
          {open ? (
            <button
              type="button"
              className="trace-diff-open"
              onClick={(event) => {
                event.stopPropagation();
                open(row);
              }}
            >
              {name}
            </button>
          ) : (
            <span>{name}</span>
          )}
        </span>
      </th>
      <td className="is-left">
        <Bars first={first} second={second} x={x} />
      </td>
      <td>{first ? formatNanoseconds(duration(first)) : "–"}</td>
      <td>{second ? formatNanoseconds(duration(second)) : "–"}</td>
      <td>{difference === null ? "–" : `${difference > 0 ? "+" : ""}${formatNanoseconds(difference)}`}</td>
      <td className="is-left trace-diff-what">
        <What row={row} />
      </td>
    </tr>
  );
}

function What({ row: { change, what, first, second } }: { row: DiffRow }) {
  if (change === "added" || change === "removed") return <span>{change}</span>;
  const words = what.map((word) => {
    if (word === "status") return `${first?.status ?? "no status"} → ${second?.status ?? "no status"}`;
    if (word === "model") return `${first?.model ?? "no model"} → ${second?.model ?? "no model"}`;
    return word;
  });
  const failed = second?.status === "ERROR" && first?.status !== "ERROR";
  return <span className={failed ? "failure" : undefined}>{words.join(", ")}</span>;
}

function duration({ start, end }: DiffSpan): number {
  return end - start;
}

function Bars({ first, second, x }: { first: DiffSpan | null; second: DiffSpan | null; x: (time: number) => number }) {
  const bar = (span: DiffSpan | null, side: string, y: number) =>
    span && (
      <rect
        className={`is-${side}${span.status === "ERROR" ? " is-failed" : ""}`}
        x={x(span.start)}
        y={y}
        width={Math.max(1.5, x(span.end) - x(span.start))}
        height={7}
      />
    );
  return (
    <svg className="trace-diff-bars" width={barsWidth} height={20} aria-hidden="true">
      {bar(first, "reference", 2)}
      {bar(second, "current", 11)}
    </svg>
  );
}

/** Arrow keys walk the rows; Enter on a row is its button's own. */
function moveBetweenRows(event: KeyboardEvent<HTMLTableElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
  if (!step) return;
  const buttons = Array.from(event.currentTarget.querySelectorAll<HTMLElement>(".trace-diff-open"));
  const at = buttons.findIndex((button) => button.matches(":focus"));
  if (at < 0) return;
  event.preventDefault();
  buttons[Math.max(0, Math.min(buttons.length - 1, at + step))]?.focus();
}
