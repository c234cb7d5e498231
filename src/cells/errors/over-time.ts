import { CellError } from "../../notebook/cell.ts";
import type { SideTotals } from "../cohort-sides.ts";
import { bucketSql, mostBuckets, type Stretch } from "../time-buckets.ts";
import type { ErrorsSpec } from "./definition.ts";
import type { Query } from "./failures.ts";
import type { Bucket } from "./result.ts";
import { counting } from "./types.ts";

/** The errors of the traces that begin in each stretch of time, and how many of these have any. */
export async function errorsOverTime(
  query: Query,
  spec: ErrorsSpec,
  sides: readonly SideTotals[],
  per: Stretch,
): Promise<readonly Bucket[]> {
  const side = sides[0]?.side === "all" ? "'all'" : "coalesce(cohort, 'none')";
  const rows = await query(`SELECT start, side, t.traces, coalesce(failed, 0) AS failed, coalesce(errors, 0) AS errors,
      coalesce(timeouts, 0) AS timeouts
    FROM (SELECT ${bucketSql(per, "start_ns")} AS start, ${side} AS side, count(*) AS traces
      FROM traces WHERE start_ns IS NOT NULL GROUP BY ALL) t
    LEFT JOIN (SELECT ${bucketSql(per, "trace_start_ns")} AS start, side, count(DISTINCT trace) AS failed,
        count(*) AS errors, count(*) FILTER (timeout) AS timeouts
      FROM store.failures WHERE ${counting(spec)} GROUP BY ALL) USING (start, side)
    ORDER BY start, side LIMIT ${mostBuckets + 1}`);
  if (rows.length > mostBuckets)
    throw new CellError(`per: ${per}: more than ${mostBuckets} bars; choose a longer stretch of time`, { key: "per" });
  return rows.map((row) => ({
    start: String(row.start),
    side: row.side as Bucket["side"],
    traces: Number(row.traces),
    failed: Number(row.failed),
    errors: Number(row.errors),
    timeouts: Number(row.timeouts),
  }));
}
