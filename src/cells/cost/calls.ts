import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { identifier } from "../../engine/sql.ts";
import type { SideTotals } from "../cohort-sides.ts";
import { firstAttribute, type Inherited, inheritValues } from "../inherited-values.ts";
import {
  condition,
  groupExpression,
  kindCondition,
  queryWhere,
  stepCondition,
  whereCondition,
} from "../span-filter.ts";
import type { CostSpec } from "./definition.ts";

/** What calls are grouped by, and which column of `store.cost_calls` holds it. */
export interface CallKey {
  readonly name: string;
  readonly column: string;
  /** As SQL over `spans`, without what is inherited. */
  readonly expression: string;
}

/** What a trace says once for all of its spans, where it is not an attribute. */
const inheritedColumns = new Set(["tenant", "user_id", "session_id", "prompt_version"]);

/** The keys of `by`, and the tenant and the model, which the other parts need. */
export async function callKeys(engine: Engine, spec: CostSpec, options: QueryOptions): Promise<readonly CallKey[]> {
  const names = [...new Set([...spec.by, ...(spec.budget ? ["tenant"] : []), "model"])];
  const keys: CallKey[] = [];
  for (const name of names)
    keys.push({ name, column: `key_${keys.length}`, expression: await expressionOf(engine, spec, name, options) });
  return keys;
}

async function expressionOf(engine: Engine, spec: CostSpec, name: string, options: QueryOptions): Promise<string> {
  if (name === "step") return "name";
  if (name === "prompt_version" && spec.prompt_version_from.length) return firstAttribute(spec.prompt_version_from);
  if (name === "tenant" && spec.tenant_from.length) return firstAttribute(spec.tenant_from);
  return groupExpression(engine, name, options);
}

/** The tables that a run makes and takes away again. */
const made = ["cost_calls", "cost_traces"];

export async function dropCalls(engine: Engine): Promise<void> {
  for (const table of made) await engine.query(`DROP TABLE IF EXISTS store.${table}`);
}

/**
 * Makes `store.cost_calls`, one narrow row for each span whose usage counts, with what it inherits; and
 * `store.cost_traces`, their sums by trace. Every part is then a short statement over these.
 */
export async function gatherCalls(
  engine: Engine,
  spec: CostSpec,
  keys: readonly CallKey[],
  sides: readonly SideTotals[],
  options: QueryOptions,
): Promise<void> {
  const side = sides[0]?.side === "all" ? "'all'" : "coalesce(cohort, 'none')";
  const values = keys.map(({ column, expression }) => `${expression} AS ${identifier(column)}`);
  const picked = condition([stepCondition(spec.step), kindCondition(spec.kind), whereCondition(spec.where)]);
  // Without OFFSET the filter would go below the look-up of attributes, which is slower on rows picked out.
  const sql = `CREATE OR REPLACE TABLE store.cost_calls AS SELECT * EXCLUDE (counts) FROM (
    SELECT hash(trace_id, span_id) AS span, hash(trace_id) AS trace, ${side} AS side, trace_start_ns, start_ns, ${values.join(", ")},
      cost_usd AS cost, cost_source IS DISTINCT FROM 'computed' AS reported, input_tokens AS i, output_tokens AS o,
      cache_read_tokens AS cr, cache_write_tokens AS cw, counts_usage AND ${picked} AS counts
    FROM spans OFFSET 0) WHERE counts`;
  await queryWhere(engine, "spans", spec.where, sql, options);
  const inherited: Inherited[] = keys
    .filter(
      ({ name, expression }) => inheritedColumns.has(name) || /^(attributes\[|coalesce\(|nullif\()/.test(expression),
    )
    .map(({ column, expression }) => ({ column, said: expression }));
  await inheritValues(engine, "store.cost_calls", inherited, options);
  await engine.query(
    `CREATE OR REPLACE TABLE store.cost_traces AS SELECT trace, side, any_value(trace_start_ns) AS trace_start_ns,
      ${sums} FROM store.cost_calls GROUP BY trace, side`,
    options,
  );
}

/** The sums of calls that every level of grouping takes. */
export const sums = `count(*) AS calls, sum(cost) AS cost, sum(cost) FILTER (reported) AS reported,
  sum(cost) FILTER (NOT reported) AS computed, count(*) FILTER (cost IS NULL) AS unpriced,
  sum(i)::DOUBLE AS input, sum(o)::DOUBLE AS output, sum(cr)::DOUBLE AS cache_read`;

/** The same sums of sums. */
export const sumsOfSums = `sum(calls) AS calls, sum(cost) AS cost, sum(reported) AS reported, sum(computed) AS computed,
  sum(unpriced) AS unpriced, sum(input) AS input, sum(output) AS output, sum(cache_read) AS cache_read,
  count(*) AS traces, sum(cost * cost) AS squares`;
