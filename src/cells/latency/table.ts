import type { ColumnInfo, Plain, TableData } from "../../engine/table-data.ts";
import type { Figures, LatencyResult, LatencyStep } from "./result.ts";

type Column<T> = readonly [name: string, type: "BIGINT" | "DOUBLE", read: (of: T) => number | null];

const columns: readonly Column<Figures>[] = [
  ["spans", "BIGINT", (figures) => figures.spans],
  ["calls_per_trace", "DOUBLE", (figures) => figures.callsPerTrace],
  ["errors", "BIGINT", (figures) => figures.errors],
  ["error_rate", "DOUBLE", (figures) => figures.errorRate?.value ?? null],
  ["error_rate_low", "DOUBLE", (figures) => figures.errorRate?.low ?? null],
  ["error_rate_high", "DOUBLE", (figures) => figures.errorRate?.high ?? null],
  ["timed", "BIGINT", (figures) => figures.timed],
  ["p50_ms", "DOUBLE", (figures) => figures.p50],
  ["p95_ms", "DOUBLE", (figures) => figures.p95],
  ["p99_ms", "DOUBLE", (figures) => figures.p99],
  ["total_ms", "DOUBLE", (figures) => figures.total],
  ["self_ms", "DOUBLE", (figures) => figures.self],
  ["self_per_trace_ms", "DOUBLE", (figures) => figures.selfPerTrace],
  ["share_of_wall_time", "DOUBLE", (figures) => figures.share],
];

/** One row per step: its value and kind, the figures of each side under the side's name, and the difference. */
export function table(result: LatencyResult): TableData {
  const { sides, quantile } = result;
  const chosen: readonly Column<Figures>[] = [
    [`${quantile}_low_ms`, "DOUBLE", (figures) => figures.interval?.low ?? null],
    [`${quantile}_high_ms`, "DOUBLE", (figures) => figures.interval?.high ?? null],
    ...(columns.some(([name]) => name === `${quantile}_ms`)
      ? []
      : [[`${quantile}_ms`, "DOUBLE", (figures: Figures) => figures.chosen] as const]),
  ];
  const perSide = [...columns, ...chosen].flatMap(([name, type, read]) =>
    sides.map(({ side }) => ({
      name: side === "all" ? name : `${side}_${name}`,
      type,
      read: (step: LatencyStep) => (step.sides[side] ? read(step.sides[side]) : null),
    })),
  );
  const compared = sides.length === 2 ? differences(quantile) : [];
  const all = [...perSide, ...compared];
  const head: ColumnInfo[] = [
    { name: "step", type: "VARCHAR" },
    { name: "kind", type: "VARCHAR" },
  ];
  return {
    columns: [...head, ...all.map(({ name, type }) => ({ name, type }))],
    rows: result.steps.map((step): Plain[] => [step.step, step.kind, ...all.map(({ read }) => read(step))]),
  };
}

function differences(quantile: string) {
  const column = (suffix: string, read: (step: LatencyStep) => Plain, type = "DOUBLE") => ({
    name: `${quantile}_difference${suffix}`,
    type,
    read,
  });
  return [
    column("_ms", (step) => step.difference?.value ?? null),
    column("_low_ms", (step) => step.difference?.low ?? null),
    column("_high_ms", (step) => step.difference?.high ?? null),
    column("_note", (step) => step.difference?.reason ?? null, "VARCHAR"),
  ];
}
