import { z } from "zod";
import { type Engine, QueryError, type QueryOptions } from "../engine/engine.ts";
import { identifier, literal, literals } from "../engine/sql.ts";
import { toObjects } from "../engine/table-data.ts";
import { CellError } from "../notebook/cell.ts";
import { nearest } from "../notebook/yaml-problems.ts";
import { spanKinds } from "../traces/kind.ts";

/** Keys that more than one cell takes. */
export const stepsKey = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .transform((steps) => (typeof steps === "string" ? [steps] : steps))
  .optional();
export const kindKey = z
  .string()
  .transform((kind) => kind.toUpperCase())
  .pipe(z.enum(spanKinds))
  .optional();
export const whereKey = z.string().min(1).optional();

export interface SpanFilter {
  /** Names of steps, any of which will do. */
  readonly step?: readonly string[];
  readonly kind?: string;
  /** A predicate in SQL over the columns of the table that the cell filters. */
  readonly where?: string;
}

/** The conditions as one SQL expression; `true` when there are none. */
export function condition(parts: readonly (string | null | undefined | false)[]): string {
  return parts.filter(Boolean).join(" AND ") || "true";
}

export function stepCondition(step: readonly string[] | undefined): string | null {
  return step ? `name IN ${literals(step)}` : null;
}

export function kindCondition(kind: string | undefined): string | null {
  return kind ? `kind = ${literal(kind)}` : null;
}

// The line breaks keep a comment at the predicate's end from swallowing what follows it.
export function whereCondition(where: string | undefined): string | null {
  return where ? `(\n${where}\n)` : null;
}

/** The tables that a predicate reads besides its own. Throws QueryError when it does not parse. */
export async function whereReads(engine: Engine, where: string | undefined): Promise<readonly string[]> {
  return where ? await engine.tableNames(`SELECT 1 WHERE ${whereCondition(where)}`) : [];
}

/**
 * Runs a query that holds a user's predicate; what the engine does not like about it is told as the key's mistake.
 * @throws CellError with key "where"
 */
export async function queryWhere(
  engine: Engine,
  table: string,
  where: string | undefined,
  sql: string,
  options: QueryOptions,
) {
  if (!where) return await engine.query(sql, options);
  try {
    await engine.query(`SELECT 1 FROM ${table} WHERE ${whereCondition(where)} LIMIT 0`, options);
    return await engine.query(sql, options);
  } catch (error) {
    if (error instanceof QueryError) throw new CellError(`where: ${error.message}`, { key: "where" });
    throw error;
  }
}

/** The SQL expression that groups spans by a column of `spans` or, where there is none of that name, an attribute. */
export async function groupExpression(engine: Engine, by: string, options: QueryOptions): Promise<string> {
  const { schema } = await engine.query("SELECT * FROM spans LIMIT 0", options);
  if (schema.fields.some((field) => field.name === by)) return `CAST(${identifier(by)} AS VARCHAR)`;
  return `attributes[${literal(attributeKey(by))}]`;
}

function attributeKey(by: string): string {
  return by.replace(/^attributes\./, "");
}

/** What to say when no span has the attribute: the keys that there are, nearest first. */
export async function noSuchAttribute(engine: Engine, by: string, options: QueryOptions): Promise<CellError> {
  const rows = toObjects(
    await engine.query(
      `SELECT key FROM (SELECT unnest(map_keys(attributes)) AS key FROM (SELECT attributes FROM spans LIMIT 50000))
       GROUP BY key ORDER BY count(*) DESC, key LIMIT 500`,
      options,
    ),
  );
  const keys = rows.map((row) => String(row.key));
  const key = attributeKey(by);
  const meant = nearest(key, keys);
  const hint = meant ? `did you mean ${meant}?` : keys.length ? `there are ${keys.slice(0, 8).join(", ")}` : "";
  return new CellError(`by: no column and no attribute of any span is called ${key}${hint && `; ${hint}`}`, {
    key: "by",
  });
}
