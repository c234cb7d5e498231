import { stringify } from "yaml";
import { literal } from "../../engine/sql.ts";
import { condition, kindCondition, stepCondition, whereCondition } from "../span-filter.ts";
import type { CostSpec } from "./definition.ts";
import type { CostGroup, CostResult } from "./result.ts";

/** The source of a `traces` cell that lists the traces behind a group, the dearest first. */
export function tracesSource(spec: CostSpec, result: CostResult, { values, sides }: CostGroup): string {
  const side = result.sides.findLast((totals) => sides[totals.side])?.side;
  const cohort = side && side !== "all" ? { cohort: side } : {};
  const said = result.by.map((name, place) => ({
    name,
    value: values[place] ?? null,
    sql: result.expressions[place] ?? "",
  }));
  const ofCall = said.filter(({ sql }) => !isInherited(sql)).map(({ sql, value }) => is(sql, value));
  const calls = condition([
    "counts_usage",
    ...ofCall,
    stepCondition(spec.step),
    kindCondition(spec.kind),
    whereCondition(spec.where),
  ]);
  const ofTrace = said
    .filter(({ sql, value }) => isInherited(sql) && value !== null)
    .map(({ sql, value }) => `trace_id IN (SELECT trace_id FROM spans WHERE ${is(sql, value)})`);
  const where = [`trace_id IN (SELECT trace_id FROM spans WHERE ${calls})`, ...ofTrace].join(" AND ");
  return stringify({ ...cohort, sort: "cost", where }, { lineWidth: 0 });
}

/** What is read from attributes may stand on a span above the call. */
function isInherited(sql: string): boolean {
  return /^(attributes\[|coalesce\(|nullif\()/.test(sql);
}

function is(sql: string, value: string | null): string {
  return value === null ? `${sql} IS NULL` : `${sql} = ${literal(value)}`;
}
