import type { Plain } from "../../engine/table-data.ts";
import { CellError } from "../../notebook/cell.ts";
import { bucketSql, deploymentMarks, fittingStretch, mostBuckets } from "../time-buckets.ts";
import type { CostSpec } from "./definition.ts";
import type { CostBucket, OverTime } from "./result.ts";

type Query = (sql: string) => Promise<readonly Readonly<Record<string, Plain>>[]>;

/** The cost of the traces that begin in each stretch of time. */
export async function costOverTime(query: Query, spec: CostSpec): Promise<OverTime> {
  const per = spec.per === "auto" ? await fittingStretch(query) : spec.per;
  const rows = await query(`SELECT ${bucketSql(per, "trace_start_ns")} AS start, side, count(*) AS traces,
      coalesce(sum(reported), 0) AS reported, coalesce(sum(computed), 0) AS computed, sum(unpriced) AS unpriced
    FROM store.cost_traces WHERE trace_start_ns IS NOT NULL GROUP BY ALL ORDER BY start, side LIMIT ${mostBuckets + 1}`);
  if (rows.length > mostBuckets)
    throw new CellError(`per: ${per}: more than ${mostBuckets} bars; choose a longer stretch of time`, { key: "per" });
  const buckets = rows.map(
    (row): CostBucket => ({
      start: String(row.start),
      side: row.side as CostBucket["side"],
      traces: Number(row.traces),
      reported: Number(row.reported),
      computed: Number(row.computed),
      unpriced: Number(row.unpriced),
    }),
  );
  return { per, buckets, deployments: await deploymentMarks(query) };
}
