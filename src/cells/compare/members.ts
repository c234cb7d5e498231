import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { literal } from "../../engine/sql.ts";
import { toObjects } from "../../engine/table-data.ts";
import { type PairSide, pair } from "../cohort-sides.ts";
import { condition, queryWhere, whereCondition } from "../span-filter.ts";
import { commonStrata, type Mix, mixOf, type Stratum, type StratumCounts, stratumQuery } from "../trace-strata.ts";
import type { CompareSpec } from "./definition.ts";

export interface Members {
  readonly strata: readonly Stratum[];
  readonly weighting: Mix | null;
}

/**
 * Makes `store.compared_traces`: trace (hash of the id), side, wall_ms, stratum, weight; one row for each trace that is
 * compared. Traces of strata that only one side has get the weight 0.
 */
export async function writeTraces(engine: Engine, spec: CompareSpec, options: QueryOptions): Promise<Members> {
  const strata = spec.weight_by.length ? await stratumQuery(engine, spec.weight_by, options) : null;
  const rows = `SELECT hash(t.trace_id) AS trace, t.trace_id, t.cohort AS side, t.wall_ms,
      ${strata ? "s.stratum" : "''"} AS stratum, 1::DOUBLE AS weight
    FROM traces t ${strata ? `JOIN (${strata}) s ON s.trace_id = t.trace_id` : ""}
    WHERE t.cohort IN ('reference', 'current')`;
  const kept = `SELECT trace_id FROM traces WHERE ${condition([whereCondition(spec.where)])}`;
  const query = spec.where ? `${rows} AND t.trace_id IN (${kept})` : rows;
  await queryWhere(engine, "traces", spec.where, `CREATE OR REPLACE TABLE store.compared_traces AS ${query}`, options);
  const counts = await countStrata(engine, options);
  if (!spec.weight_by.length) return { strata: commonStrata(counts), weighting: null };
  return await weigh(engine, spec, counts, options);
}

async function countStrata(engine: Engine, options: QueryOptions): Promise<StratumCounts> {
  const count = (side: PairSide) => `count(*) FILTER (side = '${side}') AS ${side}`;
  const rows = toObjects(
    await engine.query(
      `SELECT stratum, ${pair.map(count).join(", ")} FROM store.compared_traces GROUP BY stratum ORDER BY stratum`,
      options,
    ),
  );
  return new Map(
    rows.map((row) => [String(row.stratum), { reference: Number(row.reference), current: Number(row.current) }]),
  );
}

async function weigh(
  engine: Engine,
  { weight_by }: CompareSpec,
  counts: StratumCounts,
  options: QueryOptions,
): Promise<Members> {
  const weighting = mixOf(weight_by, counts);
  const strata = commonStrata(counts);
  const values = strata.map(({ name, weight }) => `(${literal(name)}, ${literal(weight)}::DOUBLE)`);
  const weights = values.length ? `(VALUES ${values.join(", ")})` : "(SELECT '' AS stratum, 0 AS weight WHERE false)";
  await engine.query(
    `CREATE OR REPLACE TABLE store.compared_traces AS
     SELECT c.* EXCLUDE (weight), coalesce(CASE WHEN side = 'current' THEN w.weight WHEN w.weight > 0 THEN 1 END, 0) AS weight
     FROM store.compared_traces c LEFT JOIN ${weights} w(stratum, weight) ON w.stratum = c.stratum`,
    options,
  );
  return { strata, weighting };
}
