import type { ColumnInfo, Plain, TableData } from "../../engine/table-data.ts";
import { type Labelled, type Standing, standings } from "./log.ts";
import type { LabelItem, LabelResult } from "./result.ts";

const columns: readonly ColumnInfo[] = [
  { name: "target_type", type: "VARCHAR" },
  { name: "target_id", type: "VARCHAR" },
  { name: "trace_id", type: "VARCHAR" },
  { name: "name", type: "VARCHAR" },
  { name: "value_num", type: "DOUBLE" },
  { name: "value_str", type: "VARCHAR" },
  { name: "source", type: "VARCHAR" },
  { name: "rater", type: "VARCHAR" },
  { name: "rationale", type: "VARCHAR" },
  { name: "time", type: "TIMESTAMP" },
  { name: "is_ground_truth", type: "BOOLEAN" },
  { name: "rubric", type: "VARCHAR" },
  { name: "unsure", type: "BOOLEAN" },
  { name: "seconds", type: "DOUBLE" },
  { name: "judge_seen", type: "BOOLEAN" },
  { name: "first_value", type: "VARCHAR" },
  { name: "stratum", type: "VARCHAR" },
  { name: "weight", type: "DOUBLE" },
];

/**
 * The labels as rows of `scores`: one for each item, rater and dimension. `weight` is how many items the item stands
 * for, `first_value` what the rater had said before a change of mind.
 */
export function table({ events, items, draw }: LabelResult): TableData {
  const known = new Map(items.map((item) => [item.id, item]));
  const weights = new Map(draw.strata.map(({ stratum, weight }) => [stratum, weight]));
  const rows = [...standings(events)].flatMap(([item, raters]) =>
    [...raters.values()].flatMap((standing) =>
      standing.now?.type === "label" ? labelRows(standing.now, standing, known.get(item), weights) : [],
    ),
  );
  return { columns, rows };
}

function labelRows(
  label: Labelled,
  { before }: Standing,
  item: LabelItem | undefined,
  weights: ReadonlyMap<string, number | null>,
): Plain[][] {
  const weight = weights.get(label.stratum) ?? label.weight;
  const traceId = item?.traceId ?? null;
  return Object.entries(label.values).map(([dimension, value]) => [
    traceId !== null && traceId === label.item ? "trace" : "item",
    label.item,
    traceId,
    dimension,
    typeof value === "number" ? value : null,
    typeof value === "string" ? value : null,
    "human",
    label.rater,
    label.note || null,
    label.time.replace("T", " ").replace("Z", ""),
    true,
    label.rubric,
    label.unsure,
    label.seconds,
    label.seen,
    before[0] ? String(before[0].values[dimension] ?? "") || null : null,
    label.stratum,
    weight,
  ]);
}
