import type { Plain, TableData } from "../../engine/table-data.ts";
import { pathMark } from "../../notebook/step-times.ts";
import { pair } from "../cohort-sides.ts";
import { measures } from "./definition.ts";
import type { CompareResult } from "./result.ts";

/** What the table calls a measure, with its unit. */
export function measureColumn(measure: (typeof measures)[number], quantile: string): string {
  const names: Readonly<Record<(typeof measures)[number], string>> = {
    time: "own_ms_per_trace",
    quantile: `${quantile}_ms`,
    p50: "p50_ms",
    self: "self_ms_per_trace",
    presence: "presence",
    calls: "calls_per_trace",
    errors: "errors_per_trace",
    tokens: "tokens_per_trace",
    cost: "cost_usd_per_trace",
  };
  return names[measure];
}

/** One row per step shown: its path, every figure of both sides, every difference with its interval, its share. */
export function table({ comparison, quantile }: CompareResult): TableData {
  const columns = [
    { name: "path", type: "VARCHAR" },
    { name: "step", type: "VARCHAR" },
    { name: "kind", type: "VARCHAR" },
    { name: "share_of_change", type: "DOUBLE" },
    ...measures.flatMap((measure) => {
      const name = measureColumn(measure, quantile);
      const each = pair.map((side) => `${side}_${name}`);
      return [...each, ...["", "_low", "_high"].map((end) => `${name}_difference${end}`)].map((one) => ({
        name: one,
        type: "DOUBLE",
      }));
    }),
    ...pair.map((side) => ({ name: `${side}_timed`, type: "BIGINT" })),
  ];
  const rows = (comparison?.steps ?? []).map((step): Plain[] => [
    step.names.join(pathMark) || null,
    step.names.at(-1) ?? "no span running",
    step.kind,
    step.share,
    ...measures.flatMap((measure) => {
      const { value, low, high } = step.differences[measure];
      return [...pair.map((side) => step.sides[side][measure]), value, low, high];
    }),
    ...pair.map((side) => step.sides[side].timed),
  ]);
  return { columns, rows };
}
