import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { identifier, literal } from "../../engine/sql.ts";
import { CellError } from "../../notebook/cell.ts";
import { condition, whereCondition } from "../span-filter.ts";
import { columnAmong, columnsIn, type KnownColumn } from "../table-columns.ts";
import { vectorColumn } from "../vector-column.ts";
import type { MapSpec } from "./definition.ts";

/** Where a map's rows come from. */
export interface MapSource {
  /**
   * A subquery that gives every row that `where` and `model` let through as `side` (reference, current or NULL), `id`,
   * `text`, `time`, `order_ns`, `label`, `model`, `window`, `attributes` and `vector` (FLOAT[]), NULL where the table
   * has none of the kind.
   */
  readonly sql: string;
  /** Whether the table tells reference and current apart. */
  readonly hasSides: boolean;
}

/** @throws CellError at the key of a table or column that is not there or is of no use */
export async function sourceOf(engine: Engine, spec: MapSpec, { signal }: QueryOptions): Promise<MapSource> {
  const { table, model } = spec;
  const known = await columnsIn(engine, { table, tableKey: "table" }, signal);
  const named = (name: string) => known.find((column) => column.name.toLowerCase() === name);
  const chosen = (key: "id" | "text" | "time") => (spec[key] ? columnAmong(known, table, spec[key], key) : named(key));
  const [id, text, time, cohort, window] = [...keys.map(chosen), named("cohort"), named("window")];
  if (model !== undefined && !named("model"))
    throw new CellError(`model: ${table} has no column model`, { key: "model" });
  const vector = vectorColumn(known, table, spec.vector);
  const used = [id, text, time, vector].flatMap((column) => column?.name ?? []);
  const at = time ? `TRY_CAST(${identifier(time.name)} AS TIMESTAMP)` : "NULL::TIMESTAMP";
  const parts = [
    `${sideOf(cohort, window)} AS side`,
    `${asText(id)} AS id`,
    `${asText(text)} AS text`,
    `${at} AS time`,
    `${named("time_ns") ? "time_ns" : `epoch_ns(${at})`} AS order_ns`,
    ...["label", "model", "window"].map((name) => `${asText(named(name))} AS "${name}"`),
    `${attributesOf(known, used)} AS attributes`,
    `TRY_CAST(${identifier(vector.name)} AS FLOAT[]) AS vector`,
  ];
  const picked = condition([model && `model = ${literal(model)}`, whereCondition(spec.where)]);
  const sql = `(SELECT ${parts.join(", ")} FROM ${identifier(table)} WHERE ${picked})`;
  return { sql, hasSides: Boolean(cohort ?? window) };
}

const keys = ["id", "text", "time"] as const;

/** A row without a time may carry its cohort's name in `window`. */
function sideOf(cohort: KnownColumn | undefined, window: KnownColumn | undefined): string {
  const sides = [cohort, window].flatMap((column) =>
    column ? [`lower(CAST(${identifier(column.name)} AS VARCHAR))`] : [],
  );
  if (sides.length === 0) return "NULL::VARCHAR";
  return `coalesce(${sides.map((side) => `CASE WHEN ${side} IN ('reference', 'current') THEN ${side} END`).join(", ")})`;
}

function asText(column: KnownColumn | undefined): string {
  return column ? `CAST(${identifier(column.name)} AS VARCHAR)` : "NULL::VARCHAR";
}

/** What has a place of its own on the map or says nothing of a row. */
const placed = new Set(["cohort", "window", "label", "model", "attributes", "source_id", "time_ns"]);
const nested = /\[\d*\]$|^(STRUCT|MAP|UNION|BLOB|BIT)/;

/** A row's attributes and, of a table of another shape, all else that is a single value. */
function attributesOf(known: readonly KnownColumn[], used: readonly string[]): string {
  const own = known.find(({ name, type }) => name === "attributes" && type === "MAP(VARCHAR, VARCHAR)");
  const others = known.filter(
    ({ name, type }) => !used.includes(name) && !placed.has(name.toLowerCase()) && !nested.test(type),
  );
  const pairs = others.map((column) => `${literal(column.name)}: ${asText(column)}`);
  const all = [...(own ? ["attributes"] : []), ...(pairs.length ? [`MAP {${pairs.join(", ")}}`] : [])];
  return all.length > 1 ? `map_concat(${all.join(", ")})` : (all[0] ?? "NULL::MAP(VARCHAR, VARCHAR)");
}
