import type { ReactNode } from "react";
import { groupDigits } from "../../widgets/format.ts";
import type { Side } from "../cohort-sides.ts";
import { ColumnsTable, type FigureColumn } from "../columns-table.tsx";
import type { Measure, OverviewResult, Value } from "./result.ts";
import { amount, certainty, differenceCertainty, signedAmount } from "./words.ts";

type Column = FigureColumn<Measure>;

/** Every measure with its interval and n, the sides in adjacent columns. */
export function MeasureTable({ result }: { result: OverviewResult }) {
  const columns = columnsOf(result.sides.map(({ side }) => side));
  return <ColumnsTable columns={columns} rows={result.measures} className="overview-measures" />;
}

function columnsOf(sides: readonly Side[]): readonly Column[] {
  const compared = sides.length === 2;
  const short = (side: Side) => (compared ? `, ${side === "reference" ? "ref." : "cur."}` : "");
  const each = (id: string, head: (side: Side) => string, draw: (value: Value, measure: Measure) => ReactNode) =>
    sides.map(
      (side): Column => ({
        id: `${id}-${side}`,
        head: head(side),
        className: `is-${side}`,
        cell: (measure) => measure.values[side] && draw(measure.values[side], measure),
      }),
    );
  return [
    { id: "measure", head: "measure", className: "is-left", cell: ({ label }) => label },
    ...each(
      "value",
      (side) => (side === "all" ? "all traces" : side),
      (value, { unit }) => <span title={certainty(value, unit)}>{amount(value.value, unit)}</span>,
    ),
    ...(compared ? differenceColumns : [intervalColumn(sides[0] ?? "all")]),
    ...each(
      "n",
      (side) => `n${short(side)}`,
      (value, { id }) => (id === "traces" ? "" : groupDigits(value.n)),
    ),
    ...each("total", (side) => `total${short(side)}`, totalText),
  ];
}

const differenceColumns: readonly Column[] = [
  {
    id: "difference",
    head: "difference",
    cell: ({ difference, unit }) => difference && signedAmount(difference.value, unit),
  },
  {
    id: "difference-interval",
    head: "its 95 % interval",
    className: "is-left soft",
    cell: ({ difference, unit }) => difference && differenceCertainty(difference, unit),
  },
];

function intervalColumn(side: Side): Column {
  return {
    id: "interval",
    head: "95 % interval",
    className: "is-left soft",
    cell: ({ id, values, unit }) => {
      const value = values[side];
      if (!value || id === "traces") return "";
      return value.low === null || value.high === null
        ? value.reason
        : `${amount(value.low, unit)} to ${amount(value.high, unit)}`;
    },
  };
}

const totalWords: Readonly<Record<string, string>> = { errors: " error spans" };

function totalText({ total }: Value, { id, unit }: Measure): string {
  if (total === null) return "";
  const text = unit === "dollars" ? amount(total, unit) : groupDigits(Math.round(total));
  return text + (totalWords[id] ?? "");
}
