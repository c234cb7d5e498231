import type { Estimate } from "../analysis/estimate.ts";
import type { Plain, TableData } from "../engine/table-data.ts";
import { groupDigits } from "../widgets/format.ts";
import type { Side } from "./cohort-sides.ts";
import { Estimated, perSide } from "./estimate-columns.tsx";
import { FiguresTable } from "./figures-table.tsx";

/** A quantity of each side with its interval, and how the sides differ. */
export interface SidedMeasure {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly sides: Readonly<Partial<Record<Side, Estimate>>>;
  /** Null where the sides are not compared. */
  readonly difference: Estimate | null;
}

interface MeasureTableProps<M extends SidedMeasure> {
  readonly label: string;
  readonly measures: readonly M[];
  readonly sides: readonly Side[];
  readonly format: (value: number, measure: M) => string;
  /** A difference, with its sign. */
  readonly signed: (value: number, measure: M) => string;
}

/** Measures under each other, the sides in adjacent columns, n and interval beside. */
export function MeasureTable<M extends SidedMeasure>({ label, measures, sides, format, signed }: MeasureTableProps<M>) {
  const [only] = sides;
  const compared = sides.length === 2;
  const each = (measure: M) => ({ measure, sides: measure.sides });
  type Row = ReturnType<typeof each>;
  const interval = ({ measure }: Row) => {
    const found = compared ? measure.difference : measure.sides[only ?? "all"];
    if (!found) return null;
    if (found.low === null || found.high === null) return found.reason;
    const words = (value: number) => (compared ? signed(value, measure) : format(value, measure));
    return `${words(found.low)} to ${words(found.high)}`;
  };
  return (
    <FiguresTable
      label={label}
      rows={measures.map(each)}
      rowKey={({ measure }) => measure.id}
      groups={[
        {
          head: "measure",
          className: "is-left",
          columns: [{ id: "measure", className: "is-left", cell: ({ measure }) => measure.label }],
        },
        { head: "value", columns: valueColumns<M>(sides, format) },
        ...(compared
          ? [
              {
                head: "difference",
                columns: [
                  {
                    id: "difference",
                    cell: ({ measure }: Row) =>
                      measure.difference?.value == null ? null : signed(measure.difference.value, measure),
                  },
                ],
              },
            ]
          : []),
        {
          head: compared ? "its 95 % interval" : "95 % interval",
          className: "is-left",
          columns: [{ id: "interval", className: "is-left soft", cell: interval }],
        },
        { head: "n", columns: perSide("n", sides, (estimate: Estimate) => groupDigits(estimate.n)) },
      ]}
    />
  );
}

function valueColumns<M extends SidedMeasure>(sides: readonly Side[], format: MeasureTableProps<M>["format"]) {
  return sides.map((side) => ({
    id: `value-${side}`,
    head: sides.length === 2 ? side : undefined,
    className: side === "all" ? undefined : `is-${side}`,
    cell: ({ measure, sides: found }: { measure: M; sides: M["sides"] }) =>
      found[side] ? <Estimated of={found[side]} format={(value) => format(value, measure)} /> : null,
  }));
}

/** One row per measure: value, 95 % interval, n and note of each side, then the difference. */
export function measureRows(measures: readonly SidedMeasure[], sides: readonly Side[]): TableData {
  const parts = [
    ["value", "DOUBLE", (found: Estimate) => found.value],
    ["low", "DOUBLE", (found: Estimate) => found.low],
    ["high", "DOUBLE", (found: Estimate) => found.high],
    ["n", "BIGINT", (found: Estimate) => found.n],
    ["note", "VARCHAR", (found: Estimate) => found.reason],
  ] as const;
  const differences = sides.length === 2 ? parts.filter(([part]) => part !== "n") : [];
  const each = sides.flatMap((side) => parts.map(([part, type, read]) => ({ side, part, type, read })));
  return {
    columns: [
      { name: "measure", type: "VARCHAR" },
      { name: "unit", type: "VARCHAR" },
      ...each.map(({ side, part, type }) => ({ name: side === "all" ? part : `${side}_${part}`, type })),
      ...differences.map(([part, type]) => ({ name: part === "value" ? "difference" : `difference_${part}`, type })),
    ],
    rows: measures.map((measure): Plain[] => [
      measure.label,
      measure.unit,
      ...each.map(({ side, read }) => (measure.sides[side] ? read(measure.sides[side]) : null)),
      ...differences.map(([, , read]) => (measure.difference ? read(measure.difference) : null)),
    ]),
  };
}
