import type { Engine, QueryOptions } from "../engine/engine.ts";
import { literals } from "../engine/sql.ts";
import { toObjects } from "../engine/table-data.ts";
import { CellError } from "../notebook/cell.ts";
import { queryWhere, whereCondition } from "./span-filter.ts";

/** What is put side by side: the notebook's cohorts, or all traces where it has none. */
export type Side = "reference" | "current" | "all";

/** The two cohorts, in the order in which they are shown. */
export const pair = ["reference", "current"] as const;

export type PairSide = (typeof pair)[number];

export type Pair<T> = Readonly<Record<PairSide, T>>;

export interface SideTotals {
  readonly side: Side;
  /** Traces of that side (where a predicate is given: those with a span that meets it). */
  readonly traces: number;
  /** The sum of those traces' wall time. */
  readonly wallMs: number;
}

/** The sides to show, reference first. `where` is a predicate over spans. */
export async function cohortSides(
  engine: Engine,
  where: string | undefined,
  options: QueryOptions,
): Promise<readonly SideTotals[]> {
  const cohorts = toObjects(await engine.query("SELECT cohort, problem FROM store.cohorts", options));
  const wrong = cohorts.find(({ problem }) => problem !== null);
  if (wrong) throw new CellError(`${wrong.problem}; set the cohorts anew on the timeline`);
  const picked = where ? `trace_id IN (SELECT trace_id FROM spans WHERE ${whereCondition(where)})` : "true";
  const sql = `SELECT ${cohorts.length ? "cohort" : "'all'"} AS side, count(*) AS traces, sum(wall_ms) AS wall_ms
    FROM traces WHERE ${picked} GROUP BY side`;
  const totals = toObjects(await queryWhere(engine, "spans", where, sql, options));
  return sidesOf(cohorts.map((row) => row.cohort)).map((side) => {
    const total = totals.find((row) => row.side === side);
    return { side, traces: Number(total?.traces ?? 0), wallMs: Number(total?.wall_ms ?? 0) };
  });
}

function sidesOf(named: readonly unknown[]): readonly Side[] {
  const cohorts = pair.filter((side) => named.includes(side));
  return cohorts.length ? cohorts : ["all"];
}

/** The SQL for a row's side, and the condition that leaves out the rows of none. */
export function sideSql(sides: readonly SideTotals[]): { readonly column: string; readonly condition: string | null } {
  if (sides[0]?.side === "all") return { column: "'all'", condition: null };
  return { column: "cohort", condition: `cohort IN ${literals(sides.map(({ side }) => side))}` };
}
