import { identifier } from "../../engine/sql.ts";
import type { Plain } from "../../engine/table-data.ts";
import type { CallKey } from "./calls.ts";
import type { CostSpec } from "./definition.ts";
import type { Audit, Unpriced } from "./result.ts";

type Row = Readonly<Record<string, Plain>>;
type Query = (sql: string) => Promise<readonly Row[]>;

/** Whether roots report what their calls cost together, and how far a plain sum of all spans would be off. */
export async function auditRollUp(query: Query, spec: CostSpec): Promise<Audit> {
  const [all] = await query(`SELECT coalesce(sum(cost_usd), 0) AS every_span,
      coalesce(sum(cost_usd) FILTER (counts_usage), 0) AS counted, count(*) FILTER (NOT counts_usage) AS repeats
    FROM store.spans WHERE cost_usd IS NOT NULL AND cost_source IS DISTINCT FROM 'computed'`);
  const plain = {
    everySpan: Number(all?.every_span ?? 0),
    counted: Number(all?.counted ?? 0),
    repeats: Number(all?.repeats ?? 0),
  };
  const nothing = { traces: 0, agree: 0, callsMore: 0, callsLess: 0, rootSum: 0, callSum: 0, worst: [] };
  if (spec.step || spec.kind || spec.where)
    return {
      ...nothing,
      ...plain,
      reason: "This cell's filters leave out a part of each trace: remove step, kind and where to audit.",
    };
  const [row] = await query(auditSql(spec.tolerance));
  const traces = Number(row?.traces ?? 0);
  if (traces === 0)
    return {
      ...nothing,
      ...plain,
      reason: "No root reports a cost beside its calls' own: nothing to hold the sum against.",
    };
  return {
    reason: null,
    traces,
    agree: Number(row?.agree),
    callsMore: Number(row?.calls_more),
    callsLess: Number(row?.calls_less),
    rootSum: Number(row?.root_sum),
    callSum: Number(row?.call_sum),
    worst: list(row?.worst).map((each) => ({
      traceId: String(each.trace_id),
      root: Number(each.root),
      calls: Number(each.calls),
    })),
    ...plain,
  };
}

/** Roots that report a cost and are not themselves the call; the sum of the calls' costs may be reported or computed. */
function auditSql(tolerance: number): string {
  return `WITH roots AS (
      SELECT trace_id, hash(trace_id) AS trace, sum(cost_usd) AS root FROM store.spans
      WHERE parent_span_id IS NULL AND cost_usd IS NOT NULL AND cost_source IS DISTINCT FROM 'computed'
        AND NOT counts_usage GROUP BY trace_id),
    held AS (SELECT trace_id, root, coalesce(cost, 0) AS calls, calls - root AS gap,
        abs(calls - root) > ${tolerance} * greatest(abs(root), abs(calls)) + 1e-9 AS differs
      FROM roots LEFT JOIN (SELECT trace, sum(cost) AS cost FROM store.cost_traces GROUP BY trace) USING (trace))
    SELECT count(*) AS traces, count(*) FILTER (NOT differs) AS agree,
      count(*) FILTER (differs AND gap > 0) AS calls_more, count(*) FILTER (differs AND gap < 0) AS calls_less,
      sum(root) AS root_sum, sum(calls) AS call_sum,
      list({trace_id: trace_id, root: root, calls: calls} ORDER BY abs(gap) DESC, trace_id) FILTER (differs)[1:10] AS worst
    FROM held`;
}

function list(value: Plain | undefined): readonly Row[] {
  return Array.isArray(value) ? (value as readonly Row[]) : [];
}

/** Calls that have tokens and no price, and calls of a model that say neither tokens nor cost. */
export async function unpricedCalls(query: Query, keys: readonly CallKey[], picked: string): Promise<Unpriced> {
  const model = identifier(keys.find(({ name }) => name === "model")?.column ?? "");
  const models = await query(`SELECT ${model} AS model, count(*) AS spans, count(DISTINCT trace) AS traces,
      coalesce(sum(i), 0)::DOUBLE AS input, coalesce(sum(o), 0)::DOUBLE AS output
    FROM store.cost_calls WHERE cost IS NULL GROUP BY ALL ORDER BY spans DESC, model LIMIT 100`);
  const silent = await query(`SELECT name AS step, model, count(*) AS spans FROM spans
    WHERE model IS NOT NULL AND input_tokens IS NULL AND output_tokens IS NULL AND cost_usd IS NULL
      AND status IS DISTINCT FROM 'ERROR' AND kind IN ('LLM', 'EMBEDDING', 'RERANKER', 'EVALUATOR', 'GUARDRAIL')
      AND ${picked} GROUP BY ALL ORDER BY spans DESC, step LIMIT 20`);
  const [{ calls = 0 } = {}] = await query("SELECT count(*) AS calls FROM store.cost_calls");
  return {
    calls: Number(calls),
    models: models.map((row) => ({
      model: row.model === null || row.model === undefined ? null : String(row.model),
      spans: Number(row.spans),
      traces: Number(row.traces),
      inputTokens: Number(row.input),
      outputTokens: Number(row.output),
    })),
    silent: silent.map((row) => ({ step: String(row.step), model: String(row.model), spans: Number(row.spans) })),
  };
}
