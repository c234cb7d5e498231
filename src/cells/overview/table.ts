import type { TableData } from "../../engine/table-data.ts";
import type { OverviewResult, Value } from "./result.ts";

const parts = [
  ["value", "DOUBLE", (value: Value) => value.value],
  ["low", "DOUBLE", (value: Value) => value.low],
  ["high", "DOUBLE", (value: Value) => value.high],
  ["n", "BIGINT", (value: Value) => value.n],
  ["total", "DOUBLE", (value: Value) => value.total],
  ["note", "VARCHAR", (value: Value) => value.reason],
] as const;

/** One row per measure: value, 95 % interval, n, total and note of each side, then the difference. */
export function table({ sides, measures }: OverviewResult): TableData {
  const columns = sides.flatMap(({ side }) =>
    parts.map(([part, type, read]) => ({ name: side === "all" ? part : `${side}_${part}`, type, side, read })),
  );
  const differences = sides.length === 2 ? parts.filter(([part]) => part !== "n" && part !== "total") : [];
  return {
    columns: [
      { name: "measure", type: "VARCHAR" },
      { name: "unit", type: "VARCHAR" },
      ...columns.map(({ name, type }) => ({ name, type })),
      ...differences.map(([part, type]) => ({ name: part === "value" ? "difference" : `difference_${part}`, type })),
    ],
    rows: measures.map((measure) => [
      measure.label,
      measure.unit,
      ...columns.map(({ side, read }) => (measure.values[side] ? read(measure.values[side]) : null)),
      ...differences.map(([, , read]) => (measure.difference ? read(measure.difference) : null)),
    ]),
  };
}
