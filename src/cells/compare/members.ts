import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { identifier, literal } from "../../engine/sql.ts";
import { toObjects } from "../../engine/table-data.ts";
import { CellError } from "../../notebook/cell.ts";
import { condition, groupExpression, noSuchAttribute, queryWhere, whereCondition } from "../span-filter.ts";
import type { CompareSpec } from "./definition.ts";
import { type Pair, type PairSide, pair, type Weighting } from "./result.ts";

const mostStrata = 200;

/** One stratum that both sides have: how many traces of each, and what one of current weighs. */
export interface Stratum {
  readonly name: string;
  readonly n: Pair<number>;
  /** Its share of the reference's traces, among the strata that both have. */
  readonly share: number;
  readonly weight: number;
}

export interface Members {
  readonly strata: readonly Stratum[];
  readonly weighting: Pick<Weighting, "by" | "strata" | "missing" | "covered"> | null;
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
  if (!spec.weight_by.length) return { strata: common(counts), weighting: null };
  return await weigh(engine, spec, counts, options);
}

type Counts = ReadonlyMap<string, Pair<number>>;

async function countStrata(engine: Engine, options: QueryOptions): Promise<Counts> {
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

async function weigh(engine: Engine, spec: CompareSpec, counts: Counts, options: QueryOptions): Promise<Members> {
  if (counts.size > mostStrata)
    throw new CellError(
      `weight_by: ${spec.weight_by.join(", ")} has ${counts.size} values; weights need ${mostStrata} or fewer`,
      { key: "weight_by" },
    );
  const strata = common(counts);
  const values = strata.map(({ name, weight }) => `(${literal(name)}, ${literal(weight)}::DOUBLE)`);
  const weights = values.length ? `(VALUES ${values.join(", ")})` : "(SELECT '' AS stratum, 0 AS weight WHERE false)";
  await engine.query(
    `CREATE OR REPLACE TABLE store.compared_traces AS
     SELECT c.* EXCLUDE (weight), coalesce(CASE WHEN side = 'current' THEN w.weight WHEN w.weight > 0 THEN 1 END, 0) AS weight
     FROM store.compared_traces c LEFT JOIN ${weights} w(stratum, weight) ON w.stratum = c.stratum`,
    options,
  );
  const all = total([...counts.values()]);
  const within = total(strata.map(({ n }) => n));
  const lacks = (side: PairSide) =>
    [...counts].flatMap(([stratum, n]) => {
      const lacking = side === "reference" ? n.current : n.reference;
      return lacking > 0 ? [] : [{ stratum, side, share: n[side] / all[side] }];
    });
  const covered = { reference: within.reference / all.reference, current: within.current / all.current };
  const missing = pair.flatMap(lacks).sort((one, other) => other.share - one.share);
  return { strata, weighting: { by: spec.weight_by, strata: strata.length, missing, covered } };
}

function total(counts: readonly Pair<number>[]): Pair<number> {
  return {
    reference: counts.reduce((sum, { reference }) => sum + reference, 0),
    current: counts.reduce((sum, { current }) => sum + current, 0),
  };
}

/** The strata that both sides have; a trace of current weighs so that these have the reference's shares. */
function common(counts: Counts): readonly Stratum[] {
  const both = [...counts].filter(([, { reference, current }]) => reference > 0 && current > 0);
  const all = total(both.map(([, n]) => n));
  return both.map(([name, n]) => {
    const share = n.reference / all.reference;
    return { name, n, share, weight: (share * all.current) / n.current };
  });
}

/** Every trace with the values of its keys; of several within a trace the first in order. */
async function stratumQuery(engine: Engine, keys: readonly string[], options: QueryOptions): Promise<string> {
  const { schema } = await engine.query("SELECT * FROM traces LIMIT 0", options);
  const columns = new Set(schema.fields.map(({ name }) => name));
  const parts: string[] = [];
  const joins: string[] = [];
  for (const [place, key] of keys.entries()) {
    if (columns.has(key)) parts.push(`coalesce(CAST(t.${identifier(key)} AS VARCHAR), 'none')`);
    else {
      const value = await groupExpression(engine, key, options);
      await requireKey(engine, key, value, options);
      joins.push(`LEFT JOIN (SELECT trace_id, min(${value}) AS value FROM spans GROUP BY trace_id) k${place}
        ON k${place}.trace_id = t.trace_id`);
      parts.push(`coalesce(k${place}.value, 'none')`);
    }
  }
  return `SELECT t.trace_id, ${parts.join(" || ' / ' || ")} AS stratum FROM traces t ${joins.join(" ")}`;
}

async function requireKey(engine: Engine, key: string, value: string, options: QueryOptions): Promise<void> {
  if (!value.startsWith("attributes[")) return;
  const { numRows } = await engine.query(`SELECT 1 FROM spans WHERE ${value} IS NOT NULL LIMIT 1`, options);
  if (numRows > 0) return;
  const { message } = await noSuchAttribute(engine, key, options);
  throw new CellError(message.replace(/^by:/, "weight_by:"), { key: "weight_by" });
}
