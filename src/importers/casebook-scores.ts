import type { ScoreRow } from "../traces/schema.ts";
import type { Importer, Sample } from "./importer.ts";
import { type JsonObject, jsonText } from "./json/json.ts";
import { readRows, rowKeys } from "./rows.ts";
import { valueText } from "./spans/attributes.ts";
import { readTime } from "./spans/times.ts";

/** Scores as Casebook itself lets them out, as CSV or JSON Lines: the columns of the canonical table. */
export const casebookScores: Importer = {
  format: "casebook-scores",
  title: "Casebook's scores",
  detect: detectScores,
  read: (input, sink) =>
    readRows(input, sink, (row) => {
      sink.score(scoreOf(row));
      sink.records(1);
    }),
};

const needed = ["score_id", "target_type", "target_id", "name", "value_num", "value_str"];

function detectScores(sample: Sample): string | null {
  const keys = rowKeys(sample);
  return needed.every((key) => keys.includes(key)) ? `it has the columns ${needed.slice(0, 3).join(", ")}` : null;
}

/** @throws Error when the row judges nothing */
function scoreOf(row: JsonObject): ScoreRow {
  const target = text(row.target_id);
  if (target === null) throw new Error("a score without a target_id");
  return {
    score_id: text(row.score_id),
    target_type: text(row.target_type),
    target_id: target,
    doc_rank: number(row.doc_rank),
    name: text(row.name),
    value_num: number(row.value_num),
    value_str: text(row.value_str),
    source: text(row.source),
    rater: text(row.rater),
    rationale: text(row.rationale),
    time_ns: readTime(row.time_ns ?? row.time, "ns")?.ns ?? null,
    is_ground_truth: { true: true, false: false }[text(row.is_ground_truth) ?? ""] ?? null,
    metadata: row.metadata !== null && typeof row.metadata === "object" ? jsonText(row.metadata) : text(row.metadata),
  };
}

function text(value: unknown): string | null {
  return value === null || value === undefined || value === "" ? null : valueText(value);
}

function number(value: unknown): number | null {
  const found = text(value);
  return found !== null && Number.isFinite(Number(found)) ? Number(found) : null;
}
