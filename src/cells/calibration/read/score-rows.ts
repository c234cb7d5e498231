import type { Engine } from "../../../engine/engine.ts";
import { identifier, literal, literals } from "../../../engine/sql.ts";
import { CellError } from "../../../notebook/cell.ts";
import { whereCondition } from "../../span-filter.ts";
import { columnAmong, columnsIn, type KnownColumn } from "../../table-columns.ts";
import type { CalibrationSpec } from "../definition.ts";

/** Any table of scores as one relation: item, target, name, rater, is_human, is_judge, num, txt, ord, reason, t. */
export interface ScoreRows {
  /** A query, to be put into brackets. */
  readonly sql: string;
  /** The table's own rows, each with its item as `casebook_item`. */
  readonly own: string;
  readonly isWide: boolean;
  readonly columns: readonly KnownColumn[];
  /** The rows and columns of the table that `labels` names. */
  readonly labels: { readonly own: string; readonly columns: readonly KnownColumn[] } | null;
}

/** @throws CellError at the key of a column that is not there */
export async function scoreRows(spec: CalibrationSpec, engine: Engine, signal: AbortSignal): Promise<ScoreRows> {
  const columns = await columnsIn(engine, { table: spec.table, tableKey: "table" }, signal);
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  const isLong =
    !spec.label &&
    raterColumns.some((name) => names.has(name)) &&
    ["name", "dimension", "metric"].some((name) => names.has(name));
  const item = isLong ? longItem(spec, columns) : wideItem(spec, columns);
  const all = `SELECT *, ${item} AS casebook_item FROM ${identifier(spec.table)}`;
  const own = `SELECT * FROM (${all}) WHERE ${whereCondition(spec.where) ?? "true"}`;
  const main = isLong ? longSql(spec, columns, own) : wideSql(spec, columns, own);
  const labels = spec.labels ? await labelRows(spec, spec.labels, engine, signal) : null;
  const sql = labels ? `SELECT * FROM (${main}) UNION ALL BY NAME SELECT * FROM (${labels.sql})` : main;
  return { sql, own, isWide: !isLong, columns, labels };
}

/** A table with labels alone: whoever stands in it is a person. */
async function labelRows(spec: CalibrationSpec, table: string, engine: Engine, signal: AbortSignal) {
  const columns = await columnsIn(engine, { table, tableKey: "labels" }, signal);
  const item = longItem({ ...spec, table, item: undefined }, columns);
  const own = `SELECT *, ${item} AS casebook_item FROM ${identifier(table)}`;
  const sql = `SELECT * REPLACE (true AS is_human, false AS is_judge) FROM (${longSql(spec, columns, own)})`;
  return { sql, own, columns };
}

/** Where a long table may say who scored. */
const raterColumns = ["rater", "annotator", "labeler", "labeller", "evaluator", "grader"];
const itemColumns = ["target_id", "item", "item_id", "id"];

function longItem(spec: CalibrationSpec, columns: readonly KnownColumn[]): string {
  const names = columns.map(({ name }) => name.toLowerCase());
  const given = spec.item ?? itemColumns.find((name) => names.includes(name)) ?? "target_id";
  const item = `${identifier(columnAmong(columns, spec.table, given, "item").name)}::VARCHAR`;
  return names.includes("doc_rank") ? `${item} || coalesce('#' || doc_rank, '')` : item;
}

function wideItem({ item, table }: CalibrationSpec, columns: readonly KnownColumn[]): string {
  if (!item) return "(row_number() OVER ())::VARCHAR";
  return `${identifier(columnAmong(columns, table, item, "item").name)}::VARCHAR`;
}

function longSql(spec: CalibrationSpec, columns: readonly KnownColumn[], own: string): string {
  const has = (name: string) => columns.some((column) => column.name.toLowerCase() === name);
  const first = (...names: readonly string[]) => names.find(has);
  const text = (name: string | undefined) => (name ? `${identifier(name)}::VARCHAR` : "NULL::VARCHAR");
  const value = first("value_num", "value", "score", "label");
  const words = first("value_str", "value", "score", "label");
  const source = text(first("source"));
  const gold = has("is_ground_truth") ? "coalesce(is_ground_truth, false)" : "false";
  const rater = `coalesce(${text(first(...raterColumns))}, ${source})`;
  const judges = [...(spec.judge ?? []), ...(spec.compare ? [spec.compare] : [])];
  // Where no column says who is a person, whoever is not named as a judge is one.
  const isUnsaid = spec.judge !== undefined && !has("source") && !has("is_ground_truth");
  const isHuman = spec.human
    ? `${rater} IN ${literals(spec.human)}`
    : isUnsaid
      ? `${rater} NOT IN ${literals(judges)}`
      : `coalesce(${source} = 'human' OR ${gold}, false)`;
  const isJudge = spec.judge ? `${rater} IN ${literals(judges)}` : `coalesce(${source} = 'judge', false)`;
  const order =
    has("metadata") && has("target_type")
      ? `CASE WHEN target_type = 'pair' THEN nullif(regexp_extract(metadata, '"order":"(AB|BA)"', 1), '') END`
      : text(first("order"));
  return `SELECT casebook_item AS item,
      ${text(first("target_type"))} AS target, ${text(first("name", "dimension", "metric"))} AS name,
      ${rater} AS rater, ${isHuman} AS is_human, ${isJudge} AND NOT ${isHuman} AS is_judge,
      ${value ? `try_cast(${identifier(value)}::VARCHAR AS DOUBLE)` : "NULL::DOUBLE"} AS num, ${text(words)} AS txt,
      ${order} AS ord, ${text(first("rationale", "reason", "explanation"))} AS reason,
      ${has("time_ns") ? "time_ns" : "NULL::BIGINT"} AS t
    FROM (${own})`;
}

/** In a wide table each column of scores is a rater; "{dimension}" in its name stands for each of the dimensions. */
function wideSql(spec: CalibrationSpec, columns: readonly KnownColumn[], own: string): string {
  const { judge, label, table } = spec;
  if (!judge || !label)
    throw new CellError(
      `table: ${table} has no columns rater and name, so say which column is the judge's and which are people's: judge and label`,
      { key: judge ? "label" : "judge" },
    );
  const dimensions = spec.dimensions ?? [judge[0] as string];
  const rows = dimensions.flatMap((dimension) => {
    const part = (given: string, key: string, isHuman: boolean) => {
      const column = identifier(columnAmong(columns, table, given.replaceAll("{dimension}", dimension), key).name);
      return `SELECT casebook_item AS item, 'sample' AS target, ${literal(dimension)} AS name, ${literal(given)} AS rater,
        ${isHuman} AS is_human, ${!isHuman} AS is_judge, try_cast(${column}::VARCHAR AS DOUBLE) AS num,
        ${column}::VARCHAR AS txt, NULL::VARCHAR AS ord, NULL::VARCHAR AS reason, NULL::BIGINT AS t
        FROM w WHERE ${column} IS NOT NULL`;
    };
    return [
      ...judge.map((column) => part(column, "judge", false)),
      ...(spec.compare ? [part(spec.compare, "compare", false)] : []),
      ...label.map((column) => part(column, "label", true)),
    ];
  });
  return `WITH w AS (${own}) ${rows.join(" UNION ALL ")}`;
}
