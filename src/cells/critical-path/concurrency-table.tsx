import type { ReactNode } from "react";
import type { Estimate } from "../../analysis/estimate.ts";
import { formatDuration } from "../../traces/format-duration.ts";
import type { Side } from "../cohort-sides.ts";
import { ColumnsTable, type FigureColumn } from "../columns-table.tsx";
import { intervalWords, shortReason } from "../estimate-words.ts";
import type { CriticalPathResult, PathMeasure } from "./result.ts";

type Column = FigureColumn<PathMeasure>;

/** How a trace spends its time on average: the sides in adjacent columns, each figure with its interval. */
export function ConcurrencyTable({ result }: { readonly result: CriticalPathResult }) {
  const columns = columnsOf(result.sides.map(({ side }) => side));
  return <ColumnsTable columns={columns} rows={result.measures} />;
}

function columnsOf(sides: readonly Side[]): readonly Column[] {
  return [
    {
      id: "measure",
      head: "a trace, on average",
      className: "is-left",
      cell: ({ label, about }) => (
        <span className={label.startsWith("of it") ? "path-part" : undefined} title={about}>
          {label}
        </span>
      ),
    },
    ...sides.flatMap(sideColumns),
    ...(sides.length === 2 ? [differenceColumn, differenceInterval] : []),
  ];
}

function sideColumns(side: Side): readonly Column[] {
  const role = side === "all" ? "" : `is-${side}`;
  return [
    {
      id: `value-${side}`,
      head: side === "all" ? "all traces" : side,
      className: role,
      cell: ({ values, unit }) => amount(values[side]?.value ?? null, unit),
    },
    {
      id: `interval-${side}`,
      head: "95 % interval",
      className: "is-left soft",
      cell: ({ values, unit }) => ends(values[side], unit),
    },
  ];
}

const differenceColumn: Column = {
  id: "difference",
  head: "difference",
  cell: ({ difference, unit }) => signed(difference?.value ?? null, unit),
};

const differenceInterval: Column = {
  id: "difference-interval",
  head: "95 % interval",
  className: "is-left soft",
  cell: ({ difference, unit }) => ends(difference ?? undefined, unit, signed),
};

type Unit = PathMeasure["unit"];

function amount(value: number | null, unit: Unit): string {
  if (value === null) return "–";
  return unit === "milliseconds" ? formatDuration(value) : value.toFixed(2);
}

function signed(value: number | null, unit: Unit): string {
  const text = amount(value, unit);
  return value !== null && value > 0 && /[1-9]/.test(text) ? `+${text}` : text.replace("-", "−");
}

function ends(estimate: Estimate | undefined, unit: Unit, write = amount): ReactNode {
  if (!estimate) return "";
  const { low, high, reason } = estimate;
  if (low === null || high === null) return <span title={reason ?? undefined}>{shortReason(reason)}</span>;
  const whole = intervalWords(estimate, (value) => write(value, unit));
  return <span title={whole}>{`${write(low, unit)} to ${write(high, unit)}`}</span>;
}
