import type { ColumnInfo, Plain, TableData } from "../../engine/table-data.ts";
import type { JudgeResult, JudgeScore, ResultItem } from "./result.ts";

type Column = readonly [name: string, type: string, read: (score: JudgeScore, item: ResultItem) => Plain];

/** The columns of `scores`, so that whatever reads scores reads this cell too, and what is known of each judgement. */
const columns = (result: JudgeResult): readonly Column[] => [
  ["target_type", "VARCHAR", () => result.selection.targetType],
  ["target_id", "VARCHAR", (_, item) => item.id],
  ["name", "VARCHAR", ({ dimension }) => dimension],
  ["value_num", "DOUBLE", ({ score }) => score],
  ["value_str", "VARCHAR", ({ label }) => label],
  ["source", "VARCHAR", () => "judge"],
  ["rater", "VARCHAR", () => result.rater],
  ["rationale", "VARCHAR", ({ reasoning }) => reasoning],
  ["repeat", "BIGINT", ({ repeat }) => repeat + 1],
  ["answer_order", "VARCHAR", ({ order }) => order],
  ["unreadable", "VARCHAR", ({ problem }) => problem],
  ["repaired", "BOOLEAN", ({ repaired }) => repaired],
  ["addressed", "VARCHAR", (_, item) => addressedWords(item) || null],
  ["trace_id", "VARCHAR", (_, item) => item.traceId],
  ["cohort", "VARCHAR", (_, item) => item.cohort],
  ["stratum", "VARCHAR", (_, item) => item.stratum],
  ["weight", "DOUBLE", (_, item) => item.weight],
  ["text", "VARCHAR", (_, item) => item.excerpt],
  ["model", "VARCHAR", ({ model }) => model ?? result.model],
  ["rubric", "VARCHAR", () => result.rubric.name],
  ["rubric_version", "VARCHAR", () => result.rubric.version],
  ["input_tokens", "BIGINT", ({ inputTokens }) => inputTokens],
  ["output_tokens", "BIGINT", ({ outputTokens }) => outputTokens],
  ["cost_usd", "DOUBLE", ({ costUsd }) => costUsd],
];

/** One row for each item, dimension, repeat and order. */
export function table(result: JudgeResult): TableData {
  const all = columns(result);
  const infos: readonly ColumnInfo[] = all.map(([name, type]) => ({ name, type }));
  const rows = result.scores.flatMap((score) => {
    const item = result.items[score.item];
    return item ? [all.map(([, , read]) => read(score, item))] : [];
  });
  return { columns: infos, rows };
}

/** "asks for a score in answer, role mark in context" */
export function addressedWords({ addressed }: ResultItem): string {
  return [...new Set(addressed.map(({ type, field }) => `${type} in ${field}`))].join(", ");
}
