import type { Engine } from "../engine/engine.ts";
import type { OwnPrice } from "../traces/prices.ts";
import { unknownTime } from "../traces/times-in-traces.ts";
import { type Compute, computeInPlace, meanwhile } from "./computation.ts";
import { computeCosts } from "./costs.ts";
import { changingSpans, fill, findSteps, keepSteps, sumStepCosts } from "./step-times.ts";

interface DeriveOptions {
  /** Prices that go before those of the app. */
  readonly prices?: readonly OwnPrice[] | undefined;
  /** Where it is computed; in place unless one is given. */
  readonly compute?: Compute | undefined;
}

/**
 * What is computed once after an import, over all spans: duplicates merged, self time, steps, costs, the traces.
 * Returns how many duplicate spans were merged away, per source.
 */
export async function derive(
  engine: Engine,
  { prices = [], compute = computeInPlace }: DeriveOptions = {},
): Promise<ReadonlyMap<number, number>> {
  const duplicates = await changingSpans(engine, () => deriveSpans(engine, compute));
  await deriveCosts(engine, prices);
  return duplicates;
}

async function deriveSpans(engine: Engine, compute: Compute): Promise<ReadonlyMap<number, number>> {
  const find = () =>
    meanwhile(
      compute,
      () => findTraces(engine),
      (compute) => findSteps(engine, { compute }),
    );
  let found = await find();
  const duplicates: ReadonlyMap<number, number> = found.repeated ? await mergeDuplicates(engine) : new Map();
  if (duplicates.size) {
    await dropRepeats(engine, "documents", documentIdentity);
    found = await find();
  }
  await dropRepeats(engine, "scores", scoreIdentity);
  try {
    await fill(engine, "span_facts", factColumns, found.facts);
    await engine.query(update);
  } finally {
    await engine.query("DROP TABLE IF EXISTS store.span_facts");
  }
  await keepSteps(engine, found);
  return duplicates;
}

/** Makes the traces of all spans; what they used and cost is `deriveCosts`' to say. */
export async function findTraces(engine: Engine): Promise<void> {
  await engine.query(traces);
}

/** Computes the costs that no span reports, and what sums them up: steps and traces. */
export async function deriveCosts(engine: Engine, prices: readonly OwnPrice[]): Promise<void> {
  await computeCosts(engine, prices);
  await sumStepCosts(engine);
  await engine.query(tracesWithUsage);
}

/** Keeps, of the rows with one (trace_id, span_id), one that has an end, then the first that was read. */
async function mergeDuplicates(engine: Engine): Promise<ReadonlyMap<number, number>> {
  const losers = `SELECT row, source_id FROM (
    SELECT rowid AS row, source_id,
      row_number() OVER (PARTITION BY trace_id, span_id ORDER BY end_ns IS NULL, source_id, source_row, rowid) AS place
    FROM store.spans WHERE hash(trace_id, span_id) IN (
      SELECT hash(trace_id, span_id) AS key FROM store.spans GROUP BY key HAVING count(*) > 1))
    WHERE place > 1`;
  await engine.query(`CREATE OR REPLACE TABLE store.losers AS ${losers}`);
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

const factColumns = "row UINTEGER, trace_start_ns BIGINT, covered_ns DOUBLE, counts_usage UTINYINT";

const began = `nullif(f.trace_start_ns, ${unknownTime})`;
// Times of millennia would not fit into a whole number again.
const self = "(end_ns - start_ns - least(f.covered_ns, 9e18)::BIGINT)";
const counts = "(f.counts_usage = 1)";

// All in one: every update of a column is a join with the whole table.
const update = `UPDATE store.spans
  SET trace_start_ns = ${began}, self_ns = ${self}, counts_usage = ${counts}
  FROM store.span_facts f
  WHERE spans.rowid = f.row AND (spans.trace_start_ns IS DISTINCT FROM ${began}
    OR spans.self_ns IS DISTINCT FROM ${self} OR spans.counts_usage IS DISTINCT FROM ${counts})`;

// The root is the earliest span without a parent, or the earliest span where every parent is missing.
const rootFirst =
  "CASE WHEN parent_span_id IS NULL THEN start_ns ELSE least(start_ns, 5000000000000000000) + 4000000000000000000 END";

// Their usage is summed up once it is known which spans' counts.
const traces = `CREATE OR REPLACE TABLE store.traces AS
  SELECT trace_id, arg_min(name, ${rootFirst}) AS root_name, arg_min(kind, ${rootFirst}) AS root_kind,
    arg_min(status, ${rootFirst}) AS root_status,
    min(start_ns) AS start_ns, max(greatest(start_ns, coalesce(end_ns, start_ns))) AS end_ns,
    CASE WHEN count(*) FILTER (parent_span_id IS NULL) > 0
      THEN arg_min(end_ns - start_ns, ${rootFirst}) FILTER (parent_span_id IS NULL)
      ELSE max(greatest(start_ns, coalesce(end_ns, start_ns))) - min(start_ns) END AS root_ns,
    count(*) AS spans, count(*) FILTER (status = 'ERROR') AS errors,
    NULL::BIGINT AS input_tokens, NULL::BIGINT AS output_tokens, NULL::DOUBLE AS cost_usd,
    min(tenant) AS tenant, min(user_id) AS user_id, min(session_id) AS session_id,
    arg_min(service, ${rootFirst}) AS service
  FROM store.spans GROUP BY trace_id ORDER BY start_ns`;

const tracesWithUsage = `CREATE OR REPLACE TABLE store.traces AS
  SELECT t.* REPLACE (u.input_tokens AS input_tokens, u.output_tokens AS output_tokens, u.cost_usd AS cost_usd)
  FROM store.traces t LEFT JOIN (
    SELECT trace_id, sum(input_tokens)::BIGINT AS input_tokens, sum(output_tokens)::BIGINT AS output_tokens,
      sum(cost_usd) AS cost_usd
    FROM store.spans WHERE counts_usage GROUP BY trace_id) u USING (trace_id)
  ORDER BY t.start_ns`;
