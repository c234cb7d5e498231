import type { Engine } from "../engine/engine.ts";
import { literal, literals } from "../engine/sql.ts";
import { toObjects } from "../engine/table-data.ts";
import type { OwnPrice } from "../traces/prices.ts";
import { promptVersionKeys } from "../traces/prompt-version.ts";
import { computeCosts } from "./costs.ts";
import { dropStepTimes } from "./step-times.ts";

/**
 * What is computed once after an import, over all spans: duplicates merged, self time, costs, the traces.
 * Returns how many duplicate spans were merged away, per source.
 */
export async function derive(
  engine: Engine,
  prices: readonly OwnPrice[] = [],
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, number>> {
  const run = (sql: string) => engine.query(sql, { signal });
  try {
    await dropStepTimes(engine);
    await run(spanKeys);
    const duplicates = await mergeDuplicates(engine, signal);
    if (duplicates.size) {
      await dropRepeats(engine, "documents", documentIdentity);
      await run(spanKeys);
    }
    await dropRepeats(engine, "scores", scoreIdentity);
    for (const sql of [spanFacts, update(await promptVersion(engine, signal))]) await run(sql);
    await deriveCosts(engine, prices, signal);
    return duplicates;
  } finally {
    for (const table of ["span_keys", "span_facts"]) await engine.query(`DROP TABLE IF EXISTS store.${table}`);
  }
}

/** Computes the costs that no span reports, and the traces, which sum them up. */
export async function deriveCosts(engine: Engine, prices: readonly OwnPrice[], signal?: AbortSignal): Promise<void> {
  await dropStepTimes(engine);
  await computeCosts(engine, prices, signal);
  await engine.query(traces, { signal });
}

/** Keeps, of the rows with one (trace_id, span_id), one that has an end, then the first that was read. */
async function mergeDuplicates(engine: Engine, signal?: AbortSignal): Promise<ReadonlyMap<number, number>> {
  const repeated = "SELECT key FROM store.span_keys GROUP BY key HAVING count(*) > 1";
  if ((await engine.query(repeated, { signal })).numRows === 0) return new Map();
  const losers = `SELECT row, source_id FROM (
    SELECT rowid AS row, source_id,
      row_number() OVER (PARTITION BY trace_id, span_id ORDER BY end_ns IS NULL, source_id, source_row, rowid) AS place
    FROM store.spans WHERE rowid IN (SELECT row FROM store.span_keys WHERE key IN (${repeated})))
    WHERE place > 1`;
  await engine.query(`CREATE OR REPLACE TABLE store.losers AS ${losers}`, { signal });
  const counts = await engine.query("SELECT source_id, count(*)::INTEGER AS n FROM store.losers GROUP BY source_id");
  await engine.query("DELETE FROM store.spans WHERE rowid IN (SELECT row FROM store.losers)");
  await engine.query("DROP TABLE store.losers");
  return new Map(counts.toArray().map((row) => [row.source_id as number, row.n as number]));
}

// What hangs on a span comes again with it.
const documentIdentity = "trace_id, span_id, rank, doc_id, score_kind, content";

// One score may stand in several exports: on its span, and in a list of scores.
const scoreIdentity = "score_id, target_type, target_id, doc_rank, name, value_num, value_str, rater, time_ns";

/** Keeps, of rows that are alike in the given columns, the one that was read first. */
async function dropRepeats(engine: Engine, table: "documents" | "scores", identity: string): Promise<void> {
  await engine.query(`DELETE FROM store.${table} WHERE rowid IN (SELECT row FROM (
    SELECT rowid AS row, row_number() OVER (PARTITION BY ${identity} ORDER BY source_id, rowid) AS place
    FROM store.${table}) WHERE place > 1)`);
}

// One narrow table with integer keys, so that parents and children join without comparing text again and again.
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

/**
 * Self time: a span's own interval less the union of its children's. And which spans' tokens and cost count in a sum: a
 * span above others repeats what they used, so it counts only when nothing below it does, and an agent or chain only
 * when no model call of its trace says what it used.
 */
const spanFacts = `CREATE OR REPLACE TABLE store.span_facts AS
  SELECT k.row, t.start_ns AS trace_start_ns, k.end_ns - k.start_ns - coalesce(v.covered, 0) AS self_ns,
    k.has_usage AND c.parent_key IS NULL AND (k.calls_model OR NOT t.model_usage) AS counts_usage
  FROM store.span_keys k
  JOIN (SELECT trace_key, min(start_ns) AS start_ns, coalesce(bool_or(has_usage AND calls_model), false) AS model_usage
    FROM store.span_keys GROUP BY trace_key) t ON t.trace_key = k.trace_key
  LEFT JOIN (${covered}) v ON v.row = k.row
  LEFT JOIN (SELECT DISTINCT parent_key FROM store.span_keys WHERE has_usage AND parent_key IS NOT NULL) c
    ON c.parent_key = k.key`;

/** The prompt's version as a span says it. Only attributes that there are: looking one up in every span is slow. */
async function promptVersion(engine: Engine, signal?: AbortSignal): Promise<string> {
  const sql = `SELECT DISTINCT key FROM store.import_attributes WHERE key IN ${literals(promptVersionKeys)}`;
  const found = new Set(toObjects(await engine.query(sql, { signal })).map(({ key }) => key));
  const said = promptVersionKeys
    .filter((key) => found.has(key))
    .map((key) => `nullif(attributes[${literal(key)}], '')`);
  return said.length ? `coalesce(${said.join(", ")})` : "NULL::VARCHAR";
}

// All in one: every update of a column is a join with the whole table. A prompt's version depends on the span alone, so
// it is there where the rest is.
const update = (promptVersion: string) => `UPDATE store.spans
  SET trace_start_ns = f.trace_start_ns, self_ns = f.self_ns, counts_usage = f.counts_usage,
    prompt_version = ${promptVersion}
  FROM store.span_facts f
  WHERE spans.rowid = f.row AND (spans.trace_start_ns IS DISTINCT FROM f.trace_start_ns
    OR spans.self_ns IS DISTINCT FROM f.self_ns OR spans.counts_usage IS DISTINCT FROM f.counts_usage)`;

// The root is the earliest span without a parent, or the earliest span where every parent is missing.
const rootFirst =
  "CASE WHEN parent_span_id IS NULL THEN start_ns ELSE least(start_ns, 5000000000000000000) + 4000000000000000000 END";

const traces = `CREATE OR REPLACE TABLE store.traces AS
  SELECT trace_id, arg_min(name, ${rootFirst}) AS root_name, arg_min(kind, ${rootFirst}) AS root_kind,
    arg_min(status, ${rootFirst}) AS root_status,
    min(start_ns) AS start_ns, max(greatest(start_ns, coalesce(end_ns, start_ns))) AS end_ns,
    CASE WHEN count(*) FILTER (parent_span_id IS NULL) > 0
      THEN arg_min(end_ns - start_ns, ${rootFirst}) FILTER (parent_span_id IS NULL)
      ELSE max(greatest(start_ns, coalesce(end_ns, start_ns))) - min(start_ns) END AS root_ns,
    count(*) AS spans, count(*) FILTER (status = 'ERROR') AS errors,
    (sum(input_tokens) FILTER (counts_usage))::BIGINT AS input_tokens,
    (sum(output_tokens) FILTER (counts_usage))::BIGINT AS output_tokens,
    sum(cost_usd) FILTER (counts_usage) AS cost_usd,
    min(tenant) AS tenant, min(user_id) AS user_id, min(session_id) AS session_id,
    arg_min(service, ${rootFirst}) AS service
  FROM store.spans GROUP BY trace_id ORDER BY start_ns`;
