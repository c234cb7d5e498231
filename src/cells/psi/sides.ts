import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { QueryError } from "../../engine/engine.ts";
import { identifier } from "../../engine/sql.ts";
import { toObjects } from "../../engine/table-data.ts";
import { CellError } from "../../notebook/cell.ts";
import { storeViews } from "../../notebook/store.ts";
import { whereCondition } from "../span-filter.ts";
import { columnAmong, type KnownColumn } from "../table-columns.ts";
import type { PsiSpec } from "./definition.ts";

/** Which rows of a table are reference and current, as SQL. */
export interface TableSides {
  /** What stands behind FROM: the table, with the cohort of its traces where it has none of its own. */
  readonly from: string;
  readonly reference: string;
  readonly current: string;
  readonly time: string | null;
  /** In words. */
  readonly how: string;
  /** Why there can be nothing to compare, and what to do; null where there can. */
  readonly missing: string | null;
}

type Asked = Pick<PsiSpec, "table" | "reference" | "current" | "time">;

/**
 * By predicates where they are given, else by the cohort of the row or of its trace, else by the row's time and the
 * notebook's windows.
 * @throws CellError where none of these can be
 */
export async function sidesOf(
  engine: Engine,
  spec: Asked,
  columns: readonly KnownColumn[],
  options: QueryOptions,
): Promise<TableSides> {
  const table = identifier(spec.table);
  const has = (name: string) => columns.some((column) => column.name.toLowerCase() === name);
  const joined = !has("cohort") && (has("trace_id") || has("span_id")) ? withTrace(table, has) : null;
  const time = timeOf(spec, columns) ?? (joined && !has("start_time") ? "start_time" : null);
  if (spec.reference || spec.current) {
    await checkPredicates(engine, joined ?? table, spec, options);
    return { ...predicates(spec), from: joined ?? table, time, missing: null };
  }
  const windows = toObjects(await engine.query("SELECT cohort, from_ns, to_ns FROM store.cohorts", options));
  const missing =
    isOwn(spec.table) || joined || !has("cohort") ? whatIsMissing(windows.map(({ cohort }) => cohort)) : null;
  if (has("cohort") || joined) {
    const how = joined ? "by the cohort of their trace" : "by their cohort";
    const of = (side: string) => `cohort = '${side}'`;
    return { from: joined ?? table, reference: of("reference"), current: of("current"), time, how, missing };
  }
  if (!time)
    throw new CellError(
      `reference: ${spec.table} has neither a cohort, a trace nor a time; say which rows are the reference, as reference: "day < '2026-04-15'"`,
      { key: "reference" },
    );
  const of = (side: string) => {
    const window = windows.find(({ cohort }) => cohort === side);
    if (!window) return "false";
    const ns = `epoch_us(${time}::TIMESTAMP) * 1000`;
    const within = [
      window.from_ns !== null && `${ns} >= ${window.from_ns}`,
      window.to_ns !== null && `${ns} < ${window.to_ns}`,
    ].filter(Boolean);
    if (within.length) return within.join(" AND ");
    throw new CellError(
      `${side}: the notebook's ${side} is no window of time; say which rows of ${spec.table} it is, as ${side}: "day < '2026-04-15'"`,
      { key: side },
    );
  };
  return {
    from: table,
    reference: of("reference"),
    current: of("current"),
    time,
    how: `by their time, ${spec.time ?? time.replaceAll('"', "")}`,
    missing,
  };
}

function isOwn(table: string): boolean {
  return (storeViews as readonly string[]).includes(table);
}

function whatIsMissing(windows: readonly unknown[]): string | null {
  const lacking = ["reference", "current"].filter((side) => !windows.includes(side));
  if (lacking.length === 0) return null;
  return `The notebook has no ${lacking.join(" and no ")} window. Draw it on the timeline, or say which rows are meant: reference: "a predicate".`;
}

function withTrace(table: string, has: (name: string) => boolean): string {
  const start = has("start_time") ? "" : ", tr.start_time";
  if (has("trace_id"))
    return `(SELECT t.*, tr.cohort${start} FROM ${table} t LEFT JOIN traces tr ON tr.trace_id = t.trace_id)`;
  return `(SELECT t.*, tr.cohort${start} FROM ${table} t LEFT JOIN (SELECT span_id, any_value(cohort) AS cohort,
    min(start_time) AS start_time FROM spans GROUP BY span_id) tr ON tr.span_id = t.span_id)`;
}

function predicates({ reference, current }: Asked): Pick<TableSides, "reference" | "current" | "how"> {
  const others = (predicate: string | undefined) => `${whereCondition(predicate)} IS NOT TRUE`;
  return {
    reference: whereCondition(reference) ?? others(current),
    current: whereCondition(current) ?? others(reference),
    how: "by predicates",
  };
}

async function checkPredicates(engine: Engine, from: string, spec: Asked, options: QueryOptions): Promise<void> {
  for (const key of ["reference", "current"] as const) {
    const predicate = whereCondition(spec[key]);
    if (!predicate) continue;
    try {
      await engine.query(`SELECT 1 FROM ${from} WHERE ${predicate} LIMIT 0`, options);
    } catch (error) {
      if (error instanceof QueryError) throw new CellError(`${key}: ${error.message}`, { key });
      throw error;
    }
  }
}

const timeType = /^(TIMESTAMP|DATE)/;

/** The column that holds a row's time, quoted: the one named, else the usual ones, else the only one that is a time. */
function timeOf({ table, time }: Asked, columns: readonly KnownColumn[]): string | null {
  if (time !== undefined) {
    const { name, type } = columnAmong(columns, table, time, "time");
    if (!timeType.test(type)) throw new CellError(`time: ${name} is no time but ${type}`, { key: "time" });
    return identifier(name);
  }
  const times = columns.filter(({ type }) => timeType.test(type));
  const usual = times.find(({ name }) => ["start_time", "time"].includes(name.toLowerCase()));
  const found = usual ?? (times.length === 1 ? times[0] : undefined);
  return found ? identifier(found.name) : null;
}
