import { stratumAllocation } from "../../analysis/stratum-allocation.ts";
import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { identifier, literal } from "../../engine/sql.ts";
import { type Plain, toObjects } from "../../engine/table-data.ts";
import { CellError } from "../../notebook/cell.ts";
import type { Rubric, RubricField } from "../rubric.ts";
import { condition, queryWhere, whereCondition } from "../span-filter.ts";
import type { JudgeSpec } from "./definition.ts";
import { checkFields, fieldTexts, type JudgedTable, strataOf, type TargetType, tableOf } from "./judged-table.ts";

/** A stratum as it is and what was drawn of it. */
export interface DrawnStratum {
  readonly name: string;
  readonly rows: number;
  readonly drawn: number;
}

export interface Selection {
  readonly from: string;
  readonly targetType: TargetType;
  /** Columns that part the strata. */
  readonly strataColumns: readonly string[];
  readonly strata: readonly DrawnStratum[];
  /** Rows that have no text in a field that the rubric needs, and so cannot be judged. */
  readonly without: number;
}

/** One drawn row, its texts as they stand in the table. */
export interface DrawnRow {
  readonly id: string;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly stratum: string;
  readonly cohort: string | null;
  /** How many rows it stands for: 1 over its chance to be drawn. */
  readonly weight: number;
  readonly texts: Readonly<Record<string, string | null>>;
}

const mostStrata = 40;
const others = "others";

/** Draws rows at random within strata, the same for the same seed. */
export async function selectRows(
  spec: JudgeSpec,
  rubric: Rubric,
  fields: readonly RubricField[],
  engine: Engine,
  options: QueryOptions,
): Promise<{ readonly selection: Selection; readonly rows: readonly DrawnRow[] }> {
  const table = await tableOf(spec, rubric, engine, options);
  const texts = fieldTexts(spec, table, fields);
  await checkFields(spec, table, texts, engine, options);
  const needed = rubric.fields.filter(({ optional }) => !optional).map(({ name }) => texts.get(name) ?? "NULL");
  const strata = await strataOf(spec, table, engine, options);
  const drawable = `SELECT CAST(${table.id} AS VARCHAR) AS item, ${strata.sql} AS stratum,
    ${needed.map((text) => `(${text}) IS NOT NULL`).join(" AND ") || "true"} AS usable
    FROM ${table.sql} WHERE ${condition([whereCondition(spec.where), strata.condition])}`;
  const counts = await strataCounts(spec, drawable, engine, options);
  const usable = counts.filter(({ rows }) => rows > 0);
  const most = Math.min(mostStrata, spec.sample);
  const kept = usable.slice(0, usable.length > most ? most - 1 : most);
  const rest = usable.slice(kept.length);
  const named = [
    ...kept,
    ...(rest.length ? [{ name: others, rows: rest.reduce((sum, { rows }) => sum + rows, 0) }] : []),
  ];
  const least = Math.max(1, Math.floor(spec.sample / (2 * Math.max(1, named.length))));
  const allocation = stratumAllocation(
    spec.sample,
    named.map(({ rows }) => ({ size: rows })),
    least,
  );
  const drawn = named.map(({ name, rows }, at) => ({ name, rows, drawn: allocation[at] ?? 0 }));
  const rows = await fetchRows({ spec, table, texts, drawable, drawn, merged: rest.length > 0 }, engine, options);
  const without = counts.reduce((sum, { without }) => sum + without, 0);
  const { targetType } = table;
  return { selection: { from: spec.from, targetType, strataColumns: strata.columns, strata: drawn, without }, rows };
}

interface StratumCount {
  readonly name: string;
  readonly rows: number;
  readonly without: number;
}

async function strataCounts(
  spec: JudgeSpec,
  drawable: string,
  engine: Engine,
  options: QueryOptions,
): Promise<readonly StratumCount[]> {
  const sql = `SELECT stratum, count(*) FILTER (usable) AS usable, count(*) FILTER (NOT usable) AS without
    FROM (${drawable}) GROUP BY stratum ORDER BY usable DESC, stratum`;
  const rows = toObjects(await queryWhere(engine, identifier(spec.from), spec.where, sql, options));
  return rows.map((row) => ({ name: String(row.stratum), rows: Number(row.usable), without: Number(row.without) }));
}

interface Fetch {
  readonly spec: JudgeSpec;
  readonly table: JudgedTable;
  readonly texts: ReadonlyMap<string, string>;
  readonly drawable: string;
  readonly drawn: readonly DrawnStratum[];
  /** Strata beyond the largest are one. */
  readonly merged: boolean;
}

async function fetchRows(fetch: Fetch, engine: Engine, options: QueryOptions): Promise<readonly DrawnRow[]> {
  const { spec, table, texts, drawable, drawn, merged } = fetch;
  if (drawn.length === 0) return [];
  const known = drawn.filter(({ name }) => !merged || name !== others);
  const stratum = merged
    ? `CASE WHEN stratum IN (${known.map(({ name }) => literal(name)).join(", ")}) THEN stratum ELSE ${literal(others)} END`
    : "stratum";
  const place = `md5(${literal(`${spec.seed} `)} || item)`;
  const sizes = drawn.map(({ name, drawn }) => `(${literal(name)}, ${drawn})`).join(", ");
  // The names are of a kind that no table has, because the user's condition is asked beside them.
  const picked = `SELECT d.item AS "judged item", d.stratum AS "judged stratum", d.place AS "judged place" FROM (
      SELECT item, ${stratum} AS stratum, ${place} AS place,
        row_number() OVER (PARTITION BY ${stratum} ORDER BY ${place}, item) AS nth
      FROM (${drawable}) WHERE usable) d
    JOIN (VALUES ${sizes}) s(stratum, n) ON s.stratum = d.stratum AND d.nth <= s.n`;
  const cohort = table.columns.has("cohort") ? "t.cohort" : "NULL";
  const columns = [...texts].map(([name, sql]) => `, ${sql} AS ${identifier(`text ${name}`)}`);
  const sql = `SELECT "judged item" AS item, "judged stratum" AS stratum, ${table.traceId} AS "judged trace",
      ${table.spanId} AS "judged span", ${cohort} AS "judged cohort"${columns.join("")}
    FROM (${picked}) p JOIN ${table.sql} ON CAST(${table.id} AS VARCHAR) = "judged item"
    WHERE ${condition([whereCondition(spec.where)])} ORDER BY "judged place", "judged item"`;
  const rows = toObjects(await engine.query(sql, options));
  const weights = new Map(drawn.map(({ name, rows, drawn }) => [name, rows / Math.max(1, drawn)]));
  return checkedIds(spec, rows).map((row) => toRow(row, texts, weights));
}

function checkedIds(spec: JudgeSpec, rows: readonly Record<string, Plain>[]): readonly Record<string, Plain>[] {
  const seen = new Set<unknown>();
  for (const { item } of rows) {
    if (seen.has(item))
      throw new CellError(
        `id: several rows of ${spec.from} have the id ${String(item)}; say which column tells them apart`,
        {
          key: "id",
        },
      );
    seen.add(item);
  }
  return rows;
}

function toRow(
  row: Readonly<Record<string, Plain>>,
  texts: ReadonlyMap<string, string>,
  weights: ReadonlyMap<string, number>,
): DrawnRow {
  const text = (value: Plain | undefined) => (value === null || value === undefined ? null : String(value));
  const stratum = String(row.stratum);
  return {
    id: String(row.item),
    traceId: text(row["judged trace"]),
    spanId: text(row["judged span"]),
    stratum,
    cohort: text(row["judged cohort"]),
    weight: weights.get(stratum) ?? 1,
    texts: Object.fromEntries([...texts.keys()].map((name) => [name, text(row[`text ${name}`])])),
  };
}
