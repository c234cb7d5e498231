import type { Engine } from "../src/engine/engine.ts";
import { deriveCosts, findTraces } from "../src/notebook/derive.ts";

// What src/notebook/derive.ts finds out of all spans at once, by statements alone.

export async function deriveBySql(engine: Engine): Promise<void> {
  for (const sql of [spanKeys, spanFacts, update]) await engine.query(sql);
  for (const table of ["span_keys", "span_facts"]) await engine.query(`DROP TABLE store.${table}`);
  await findTraces(engine);
  await deriveCosts(engine, []);
}

const spanKeys = `CREATE OR REPLACE TABLE store.span_keys AS
  SELECT rowid AS row, hash(trace_id, span_id) AS key,
    CASE WHEN parent_span_id IS NOT NULL THEN hash(trace_id, parent_span_id) END AS parent_key,
    start_ns, end_ns, hash(trace_id) AS trace_key,
    input_tokens IS NOT NULL OR output_tokens IS NOT NULL OR cost_usd IS NOT NULL AS has_usage,
    kind IN ('LLM', 'EMBEDDING', 'RERANKER', 'EVALUATOR', 'GUARDRAIL') AS calls_model
  FROM store.spans`;

/** What the children of a span cover of it, clipped to it. Spans that nothing covers are left out. */
const covered = `SELECT row, sum(greatest(0, b - greatest(a, coalesce(reached, a))))::BIGINT AS covered FROM (
  SELECT row, a, b, max(b) OVER (PARTITION BY row ORDER BY a ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
  FROM (
    SELECT p.row, greatest(c.start_ns, p.start_ns) AS a, least(c.end_ns, p.end_ns) AS b
    FROM store.span_keys c JOIN store.span_keys p ON p.key = c.parent_key AND p.row <> c.row
    WHERE c.end_ns IS NOT NULL)
  WHERE b > a)
GROUP BY row`;

const spanFacts = `CREATE OR REPLACE TABLE store.span_facts AS
  SELECT k.row, t.start_ns AS trace_start_ns, k.end_ns - k.start_ns - coalesce(v.covered, 0) AS self_ns,
    k.has_usage AND c.parent_key IS NULL AND (k.calls_model OR NOT t.model_usage) AS counts_usage
  FROM store.span_keys k
  JOIN (SELECT trace_key, min(start_ns) AS start_ns, coalesce(bool_or(has_usage AND calls_model), false) AS model_usage
    FROM store.span_keys GROUP BY trace_key) t ON t.trace_key = k.trace_key
  LEFT JOIN (${covered}) v ON v.row = k.row
  LEFT JOIN (SELECT DISTINCT parent_key FROM store.span_keys WHERE has_usage AND parent_key IS NOT NULL) c
    ON c.parent_key = k.key`;

const update = `UPDATE store.spans
  SET trace_start_ns = f.trace_start_ns, self_ns = f.self_ns, counts_usage = f.counts_usage
  FROM store.span_facts f WHERE spans.rowid = f.row`;
