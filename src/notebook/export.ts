import type { Engine, QueryOptions } from "../engine/engine.ts";
import { literal } from "../engine/sql.ts";
import { toObjects } from "../engine/table-data.ts";
import { OtlpLinesText } from "../importers/otlp/otlp-lines-text.ts";
import { exportChrome } from "./export-chrome.ts";
import type { ScoreFormat, SpanFormat } from "./export-formats.ts";
import { exportTableParquet } from "./export-parquet.ts";
import { exportScoreLines, exportTableCsv } from "./export-tables.ts";
import { type Selection, spanCondition, spansWithDocuments } from "./span-rows.ts";

export type { Selection } from "./span-rows.ts";

/** The spans as a file of the format, in pieces as they come: memory stays bounded however many there are. */
export function exportSpans(
  engine: Engine,
  format: SpanFormat,
  selection: Selection = {},
  options: QueryOptions = {},
): AsyncIterable<Uint8Array> {
  const condition = spanCondition(selection);
  switch (format) {
    case "otlp":
      return exportOtlp(engine, condition, options);
    case "chrome":
      return exportChrome(engine, condition, options);
    case "parquet":
      return exportTableParquet(engine, "spans", condition, options);
    case "csv":
      return exportTableCsv(engine, "spans", condition, options);
  }
}

/** The scores as a file of the format. A trace selects the scores on it and on its spans. */
export function exportScores(
  engine: Engine,
  format: ScoreFormat,
  selection: Selection = {},
  options: QueryOptions = {},
): AsyncIterable<Uint8Array> {
  const condition = scoreCondition(selection);
  return format === "csv"
    ? exportTableCsv(engine, "scores", condition, options)
    : exportScoreLines(engine, condition, options);
}

/** How many rows an export would hold. */
export async function countExported(
  engine: Engine,
  table: "spans" | "scores",
  selection: Selection,
  options: QueryOptions = {},
): Promise<number> {
  const condition = table === "spans" ? spanCondition(selection) : scoreCondition(selection);
  const [row] = toObjects(await engine.query(`SELECT count(*) AS n FROM ${table} WHERE ${condition}`, options));
  return Number(row?.n);
}

function scoreCondition({ trace, where }: Selection): string {
  if (typeof trace !== "string") return spanCondition({ where });
  const id = literal(trace);
  const spans = `SELECT span_id FROM store.spans WHERE trace_id = ${id}`;
  const onTrace = `(target_type = 'trace' AND target_id = ${id}) OR (target_type = 'span' AND target_id IN (${spans}))`;
  return `(${onTrace}) AND ${spanCondition({ where })}`;
}

async function* exportOtlp(engine: Engine, condition: string, options: QueryOptions): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const lines = new OtlpLinesText();
  for await (const rows of spansWithDocuments(engine, condition, options)) {
    for (const { span, documents } of rows) lines.add(span, documents);
    yield encoder.encode(lines.take());
  }
}
