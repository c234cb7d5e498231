import type { Plain, TableData } from "../../engine/table-data.ts";
import type { CostGroup, CostResult, Figures } from "./result.ts";

type Column = readonly [name: string, type: "BIGINT" | "DOUBLE", read: (of: Figures) => number | null];

const columns: readonly Column[] = [
  ["calls", "BIGINT", ({ calls }) => calls],
  ["traces", "BIGINT", ({ traces }) => traces],
  ["input_tokens", "BIGINT", ({ inputTokens }) => inputTokens],
  ["output_tokens", "BIGINT", ({ outputTokens }) => outputTokens],
  ["cache_read_tokens", "BIGINT", ({ cacheReadTokens }) => cacheReadTokens],
  ["cost_usd", "DOUBLE", ({ cost }) => cost],
  ["reported_usd", "DOUBLE", ({ reported }) => reported],
  ["computed_usd", "DOUBLE", ({ computed }) => computed],
  ["unpriced_calls", "BIGINT", ({ unpriced }) => unpriced],
  ["cache_saved_usd", "DOUBLE", ({ saved }) => saved],
  ["per_trace_usd", "DOUBLE", ({ perTrace }) => perTrace.value],
  ["per_trace_low_usd", "DOUBLE", ({ perTrace }) => perTrace.low],
  ["per_trace_high_usd", "DOUBLE", ({ perTrace }) => perTrace.high],
];

/** One row per group: what it is grouped by, each side's figures under the side's name, the difference per trace. */
export function table({ by, sides, groups }: CostResult): TableData {
  const figures = columns.flatMap(([name, type, read]) =>
    sides.map(({ side }) => ({
      name: side === "all" ? name : `${side}_${name}`,
      type,
      read: ({ sides: found }: CostGroup) => (found[side] ? read(found[side]) : null),
    })),
  );
  const compared = sides.length === 2 ? differences : [];
  return {
    columns: [
      ...by.map((name) => ({ name, type: "VARCHAR" })),
      ...[...figures, ...compared].map(({ name, type }) => ({ name, type })),
    ],
    rows: groups.map((group): Plain[] => [
      ...group.values,
      ...[...figures, ...compared].map(({ read }) => read(group)),
    ]),
  };
}

const difference = (name: string, read: (group: CostGroup) => Plain, type = "DOUBLE") => ({
  name: `per_trace_difference${name}`,
  type,
  read,
});

const differences = [
  difference("_usd", (group) => group.difference?.value ?? null),
  difference("_low_usd", (group) => group.difference?.low ?? null),
  difference("_high_usd", (group) => group.difference?.high ?? null),
  difference("_note", (group) => group.difference?.reason ?? null, "VARCHAR"),
];
