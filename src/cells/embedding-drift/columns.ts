import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { identifier, literal } from "../../engine/sql.ts";
import { CellError } from "../../notebook/cell.ts";
import { whereCondition } from "../span-filter.ts";
import { columnAmong, columnsIn, type KnownColumn } from "../table-columns.ts";
import { vectorColumn } from "../vector-column.ts";
import { type EmbeddingDriftSpec, windowLength } from "./definition.ts";

/** A subquery that gives every row of the table under the names that the cell asks by. */
export interface Rows {
  readonly sql: string;
  readonly hasText: boolean;
}

/**
 * The columns `side` (reference, current or NULL), `v` (FLOAT[]), `text`, `id`, `unit`, `time_us`, `model`, `win` (start
 * in microseconds), `seg`, NULL where the table has none of the kind.
 * @throws CellError at the key of a column that is not there or is of no use
 */
export async function rowsOf(engine: Engine, spec: EmbeddingDriftSpec, { signal }: QueryOptions): Promise<Rows> {
  const { table } = spec;
  const known = await columnsIn(engine, { table, tableKey: "table" }, signal);
  if (!known.some(({ name }) => name.toLowerCase() === "cohort"))
    throw new CellError(`table: ${table} has no column cohort, by which reference and current are told apart`, {
      key: "table",
    });
  const of = (key: "text" | "id" | "time" | "model" | "group") => optional(known, table, spec[key], key);
  const [text, id, time, model, group] = [of("text"), of("id"), of("time"), of("model"), of("group")];
  const timeUs = timeExpression(time, spec);
  const parts = [
    "CASE WHEN cohort IN ('reference', 'current') THEN cohort END AS side",
    `TRY_CAST(${identifier(vectorColumn(known, table, spec.vector).name)} AS FLOAT[]) AS v`,
    `${asText(text)} AS text`,
    `${asText(id)} AS id`,
    `${asText(group ?? text)} AS unit`,
    `${timeUs} AS time_us`,
    `${asText(model)} AS model`,
    `${spec.every ? windowStart(timeUs, spec.every) : "NULL::BIGINT"} AS win`,
    `${spec.segment ? segmentExpression(known, table, spec.segment) : "NULL::VARCHAR"} AS seg`,
  ];
  const where = whereCondition(spec.where);
  const sql = `(SELECT ${parts.join(", ")} FROM ${identifier(table)}${where ? ` WHERE ${where}` : ""})`;
  return { sql, hasText: text !== null };
}

/** The column that is named, or the one of the key's own name where there is such a one. */
function optional(known: readonly KnownColumn[], table: string, name: string | undefined, key: string) {
  if (name !== undefined) return columnAmong(known, table, name, key);
  return key === "group" ? null : (known.find((column) => column.name.toLowerCase() === key) ?? null);
}

function asText(column: KnownColumn | null): string {
  return column ? `CAST(${identifier(column.name)} AS VARCHAR)` : "NULL::VARCHAR";
}

function timeExpression(time: KnownColumn | null, { every, table }: EmbeddingDriftSpec): string {
  if (time) return `epoch_us(TRY_CAST(${identifier(time.name)} AS TIMESTAMP))`;
  if (every !== undefined)
    throw new CellError(`time: ${table} has no column time; name the one that tells when a row was`, { key: "time" });
  return "NULL::BIGINT";
}

function windowStart(timeUs: string, every: string): string {
  const { length, shift } = windowLength(every);
  return `(((${timeUs} + ${shift}) // ${length}) * ${length} - ${shift})`;
}

function segmentExpression(known: readonly KnownColumn[], table: string, segment: string): string {
  const attributes = known.find(({ name, type }) => name === "attributes" && type === "MAP(VARCHAR, VARCHAR)");
  const isColumn = known.some(({ name }) => name.toLowerCase() === segment.toLowerCase());
  if (attributes && !isColumn) return `attributes[${literal(segment.replace(/^attributes\./, ""))}]`;
  return `CAST(${identifier(columnAmong(known, table, segment, "segment").name)} AS VARCHAR)`;
}
