import { identifier, literal, literals } from "../../engine/sql.ts";
import { type Plain, toObjects } from "../../engine/table-data.ts";
import { type CellContext, CellError } from "../../notebook/cell.ts";
import { nearest } from "../../notebook/yaml-problems.ts";
import type { Rubric } from "../rubric.ts";
import type { LabelSpec } from "./definition.ts";
import type { ItemDocument, ItemText, JudgeScore } from "./result.ts";

const longestText = 50_000;
const mostDocuments = 20;

/** The usual names of what is read and judged, in the order in which they are shown. */
const usualTexts: readonly string[] = [
  ...["question", "query", "prompt", "instruction", "input", "context", "source", "document"],
  ...["answer", "response", "output", "completion", "summary", "text", "answer_a", "answer_b", "output_1", "output_2"],
];

/** What of a table is shown, and by which column its rows are told apart. */
export interface ItemColumns {
  readonly table: string;
  readonly id: string;
  /** Columns that are shown; for `traces`, of the trace's root span. */
  readonly texts: readonly string[];
  readonly traceId: boolean;
  readonly columns: readonly string[];
}

/** @throws CellError when the table has no such column, or none that can be shown */
export async function itemColumns(
  spec: LabelSpec,
  rubric: Rubric,
  { engine, signal }: CellContext,
): Promise<ItemColumns> {
  const { schema } = await engine.query(`SELECT * FROM ${identifier(spec.items)} LIMIT 0`, { signal });
  const columns = schema.fields.map(({ name }) => name);
  const traces = spec.items.toLowerCase() === "traces";
  const known = traces ? [...columns, "input", "output"] : columns;
  const has = (name: string, key: string) => {
    const found = known.find((column) => column.toLowerCase() === name.toLowerCase());
    if (found) return found;
    const meant = nearest(name, known);
    const hint = meant ? `did you mean ${meant}?` : `it has ${known.slice(0, 12).join(", ")}`;
    throw new CellError(`${key}: ${spec.items} has no column ${name}; ${hint}`, { key });
  };
  const id = spec.id ? has(spec.id, "id") : idColumn(spec.items, columns);
  const usual = [...usualTexts, ...(rubric.pair ?? [])].filter((name) => known.includes(name));
  const texts = spec.text?.map((name) => has(name, "text")) ?? [...new Set(usual)];
  if (texts.length === 0)
    throw new CellError(
      `text: name the columns of ${spec.items} that are to be read: ${columns.slice(0, 12).join(", ")}`,
      {
        key: "text",
      },
    );
  for (const name of rubric.pair ?? [])
    if (!texts.includes(name))
      throw new CellError(`text: the rubric compares ${name}, which ${spec.items} does not show; name both answers`, {
        key: "text",
      });
  return { table: spec.items, id, texts, traceId: columns.includes("trace_id"), columns };
}

function idColumn(table: string, columns: readonly string[]): string {
  const usual = table === "spans" ? ["span_id"] : ["item_id", "id", "trace_id", "span_id"];
  const found = usual.find((name) => columns.includes(name)) ?? columns[0];
  if (!found) throw new CellError(`items: ${table} has no columns`, { key: "items" });
  return found;
}

export interface ItemRow {
  readonly traceId: string | null;
  readonly texts: readonly ItemText[];
}

/** The texts of the items by their ids. Of rows that share an id, the first counts. */
export async function itemRows(
  { table, id, texts, traceId }: ItemColumns,
  ids: readonly string[],
  { engine, signal }: CellContext,
): Promise<ReadonlyMap<string, ItemRow>> {
  if (ids.length === 0) return new Map();
  const shown = texts.flatMap((name, place) => [
    `left(CAST(${identifier(name)} AS VARCHAR), ${longestText}) AS text_${place}`,
    `length(CAST(${identifier(name)} AS VARCHAR)) AS length_${place}`,
  ]);
  const from = table.toLowerCase() === "traces" ? rootsSql(id, ids) : identifier(table);
  const sql = `SELECT DISTINCT ON (item) CAST(${identifier(id)} AS VARCHAR) AS item,
      ${traceId ? "trace_id" : "NULL"} AS trace, ${shown.join(", ")}
    FROM ${from} WHERE CAST(${identifier(id)} AS VARCHAR) IN ${literals(ids)}`;
  const rows = toObjects(await engine.query(sql, { signal }));
  return new Map(
    rows.map((row) => [
      String(row.item),
      { traceId: row.trace === null ? null : String(row.trace), texts: texts.map((name, at) => textOf(name, row, at)) },
    ]),
  );
}

/** Traces with what went into their root span and came out of it: of their first span with a text, where it has none. */
function rootsSql(id: string, ids: readonly string[]): string {
  const first = (column: string) =>
    `arg_min(${column}, CASE WHEN parent_span_id IS NULL THEN 0 ELSE start_ns END) FILTER (${column} <> '') AS ${column}`;
  return `(SELECT t.*, s.input, s.output FROM traces t LEFT JOIN (
      SELECT trace_id, ${first("input")}, ${first("output")} FROM spans
      WHERE trace_id IN (SELECT trace_id FROM traces WHERE CAST(${identifier(id)} AS VARCHAR) IN ${literals(ids)})
      GROUP BY trace_id) s USING (trace_id))`;
}

function textOf(name: string, row: Record<string, Plain>, place: number): ItemText {
  const text = row[`text_${place}`] === null ? "" : String(row[`text_${place}`]);
  return { name, text, cut: Math.max(0, Number(row[`length_${place}`] ?? 0) - longestText) };
}

/** What was retrieved in the items' traces. */
export async function itemDocuments(
  traceIds: readonly string[],
  { engine, signal }: CellContext,
): Promise<ReadonlyMap<string, readonly ItemDocument[]>> {
  if (traceIds.length === 0) return new Map();
  const sql = `SELECT trace_id, doc_id, rank, score, left(content, ${longestText}) AS content FROM documents
    WHERE trace_id IN ${literals(traceIds)} AND content <> ''
    QUALIFY row_number() OVER (PARTITION BY trace_id, content ORDER BY rank) = 1
    ORDER BY trace_id, rank, doc_id`;
  const found = new Map<string, ItemDocument[]>();
  for (const row of toObjects(await engine.query(sql, { signal }))) {
    const trace = String(row.trace_id);
    const documents = found.get(trace) ?? [];
    if (documents.length < mostDocuments)
      documents.push({
        id: row.doc_id === null ? "" : String(row.doc_id),
        rank: row.rank === null ? null : Number(row.rank),
        score: row.score === null ? null : Number(row.score),
        text: String(row.content),
      });
    found.set(trace, documents);
  }
  return found;
}

/** What judges said of the items, by item. `judge` names one of them, or one dimension. */
export async function judgeScores(
  ids: readonly string[],
  judge: string | undefined,
  { engine, signal }: CellContext,
): Promise<ReadonlyMap<string, readonly JudgeScore[]>> {
  if (ids.length === 0) return new Map();
  const sql = `SELECT target_id, coalesce(rater, '') AS rater, name, coalesce(value_str, CAST(value_num AS VARCHAR)) AS value,
      coalesce(left(rationale, 5000), '') AS rationale
    FROM scores WHERE target_id IN ${literals(ids)} AND ${judgeCondition(judge)} ORDER BY target_id, rater, name`;
  const found = new Map<string, JudgeScore[]>();
  for (const row of toObjects(await engine.query(sql, { signal }))) {
    const of = found.get(String(row.target_id)) ?? [];
    of.push({
      rater: String(row.rater),
      dimension: String(row.name ?? ""),
      value: String(row.value ?? ""),
      rationale: String(row.rationale),
    });
    found.set(String(row.target_id), of);
  }
  return found;
}

/** Which scores are a judge's. */
export function judgeCondition(judge: string | undefined): string {
  const human = "source IS DISTINCT FROM 'human'";
  return judge ? `${human} AND (rater = ${literal(judge)} OR name = ${literal(judge)})` : human;
}
