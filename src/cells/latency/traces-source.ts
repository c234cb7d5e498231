import { stringify } from "yaml";
import { literal } from "../../engine/sql.ts";
import { condition, kindCondition, stepCondition, whereCondition } from "../span-filter.ts";
import type { LatencySpec } from "./definition.ts";
import type { LatencyResult, LatencyStep } from "./result.ts";

/** The source of a `traces` cell that lists the traces behind one row. */
export function tracesSource(spec: LatencySpec, result: LatencyResult, step: LatencyStep): string {
  const side = result.sides.findLast((totals) => step.sides[totals.side])?.side;
  const cohort = side && side !== "all" ? { cohort: side } : {};
  return stringify({ ...cohort, ...filters(spec, result, step) }, { lineWidth: 0 });
}

function filters(spec: LatencySpec, { expression }: LatencyResult, { step }: LatencyStep): Record<string, string> {
  if (spec.by === "name" && step !== null && !spec.where) return { step, ...(spec.kind ? { kind: spec.kind } : {}) };
  const spans = condition([
    step === null ? `${expression} IS NULL` : `${expression} = ${literal(step)}`,
    stepCondition(spec.step),
    kindCondition(spec.kind),
    whereCondition(spec.where),
  ]);
  return { where: `trace_id IN (SELECT trace_id FROM spans WHERE ${spans})` };
}
