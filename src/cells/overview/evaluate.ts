import { type Plain, toObjects } from "../../engine/table-data.ts";
import { type CellContext, CellError } from "../../notebook/cell.ts";
import { cohortSides } from "../cohort-sides.ts";
import { bucketSql, deploymentMarks, fittingStretch, mostBuckets, type Stretch } from "../time-buckets.ts";
import type { OverviewSpec } from "./definition.ts";
import { measures } from "./measures.ts";
import type { Bucket, OverviewResult } from "./result.ts";
import { weightedMeasures } from "./weighted-measures.ts";

type Query = (sql: string) => Promise<readonly Readonly<Record<string, Plain>>[]>;

export async function evaluate(spec: OverviewSpec, { engine, signal }: CellContext): Promise<OverviewResult> {
  const query: Query = async (sql) => toObjects(await engine.query(sql, { signal }));
  const sides = await cohortSides(engine, undefined, { signal });
  const weighted = spec.weight_by.length > 0 && sides.length === 2;
  const at = weighted ? await weightedMeasures(engine, spec.weight_by, { signal }) : null;
  const per = spec.per === "auto" ? await fittingStretch(query) : spec.per;
  return {
    sides: sides.map(({ side, traces }) => ({ side, traces })),
    measures: at?.measures ?? (await measures(query, sides)),
    ...(at && { mix: at.mix }),
    per,
    buckets: await buckets(query, per, sides[0]?.side === "all"),
    deployments: await deploymentMarks(query),
  };
}

async function buckets(query: Query, per: Stretch, alone: boolean): Promise<readonly Bucket[]> {
  const rows = await query(
    `SELECT ${bucketSql(per, "start_ns")} AS start,
       ${alone ? "'all'" : "coalesce(cohort, 'none')"} AS side, count(*) AS traces,
       count(*) FILTER (errors > 0) AS errors, count(*) FILTER (root_ns >= 0) AS timed,
       quantile_cont(root_ns, [0.5, 0.95]) FILTER (root_ns >= 0) AS quantiles
     FROM traces WHERE start_ns IS NOT NULL GROUP BY start, side ORDER BY start, side LIMIT ${mostBuckets + 1}`,
  );
  if (rows.length > mostBuckets)
    throw new CellError(`per: ${per}: more than ${mostBuckets} bars; choose a longer stretch of time`, { key: "per" });
  return rows.map((row) => {
    const shares = Array.isArray(row.quantiles) ? row.quantiles.map((ns) => Number(ns) / 1e6) : [];
    return {
      start: String(row.start),
      side: row.side as Bucket["side"],
      traces: Number(row.traces),
      errors: Number(row.errors),
      timed: Number(row.timed),
      p50: shares[0] ?? null,
      p95: shares[1] ?? null,
    };
  });
}
