import { stringify } from "yaml";
import { literal } from "../../engine/sql.ts";
import { toObjects } from "../../engine/table-data.ts";
import { ensureStepTimes, pathMark } from "../../notebook/step-times.ts";
import type { Live } from "../cell-kind.tsx";
import type { CompareSpec } from "./definition.ts";
import type { ComparedStep } from "./result.ts";

/** Lists the traces that have a step: those of current, or of reference where current has none. */
export function openTraces(live: Live, spec: CompareSpec, { names, sides }: ComparedStep): void {
  const cohort = sides.current.traces > 0 ? "current" : "reference";
  const filters = { cohort, path: names.join(pathMark), ...(spec.where ? { where: spec.where } : {}) };
  live.addCell("traces", stringify(filters, { lineWidth: 0 }));
}

/** Sets two traces side by side: of each cohort the one whose own time in the step is the median. */
export async function openDiff(live: Live, spec: CompareSpec, { names }: ComparedStep): Promise<void> {
  await ensureStepTimes(live.engine);
  const path = literal(names.join(pathMark));
  const where = spec.where ? `AND t.trace_id IN (SELECT trace_id FROM traces WHERE (\n${spec.where}\n))` : "";
  const rows = toObjects(
    await live.engine.query(
      `SELECT cohort, trace_id FROM (
         SELECT t.cohort, t.trace_id, count(*) OVER (PARTITION BY t.cohort) AS n,
           row_number() OVER (PARTITION BY t.cohort ORDER BY coalesce(s.own_ns, 0), t.start_ns, t.trace_id) AS place
         FROM traces t LEFT JOIN (SELECT trace, sum(own_ns) AS own_ns FROM store.trace_steps
           WHERE path IN (SELECT path FROM store.paths WHERE text = ${path}) GROUP BY trace) s ON s.trace = hash(t.trace_id)
         WHERE t.cohort IS NOT NULL ${where})
       WHERE place = (n + 1) // 2 ORDER BY cohort DESC`,
    ),
  );
  live.addCell("trace-diff", stringify({ traces: rows.map(({ trace_id }) => String(trace_id)) }, { lineWidth: 0 }));
}
