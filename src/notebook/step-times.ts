import type { Engine } from "../engine/engine.ts";
import { buffersOf, readColumns } from "../engine/number-columns.ts";
import { literals } from "../engine/sql.ts";
import { toObjects } from "../engine/table-data.ts";
import { unknownTime } from "../traces/times-in-traces.ts";
import { type Compute, computeInPlace } from "./computation.ts";
import { type PlacedSteps, placeColumns, placeSteps, SpanFlags } from "./place-steps.ts";

export { pathMark } from "./place-steps.ts";

export interface StepOptions {
  readonly signal?: AbortSignal;
  readonly progress?: (text: string) => void;
  /** Where it is computed; in place unless one is given. */
  readonly compute?: Compute;
}

/**
 * Where every span stands in its tree, and what of its trace's time is its own. An import finds it out together with all
 * else that it derives; of kept imports it is computed when first asked for. A path is the names from the root to a span.
 *
 * - `store.paths`: path (its place among all texts), text (names joined by `pathMark`), name, kind, depth.
 * - `store.span_paths`: row (the span's rowid in `store.spans`), trace (hash of its id), path, ns (its duration; −1 where
 *   it has none).
 * - `store.trace_steps`: trace, path, calls, errors, own_ns (see own-times.ts), self_ns, tokens.
 * - `store.step_costs`: trace, path, cost_usd, where a cost is known.
 */
export async function ensureStepTimes(engine: Engine, options: StepOptions = {}): Promise<void> {
  while (!(await inTurn(engine, () => findUnlessKnown(engine, options)))) {}
}

/**
 * Does what changes spans, which makes what is known of their steps worthless; meanwhile nobody else looks for them.
 * `work` may leave new ones by `keepSteps`.
 */
export async function changingSpans<T>(engine: Engine, work: () => Promise<T>): Promise<T> {
  stateOf(engine).changes++;
  return await inTurn(engine, async () => {
    await dropTables(engine);
    return await work();
  });
}

interface StepState {
  /** How often the data has changed. */
  changes: number;
  /** Ends with whoever reads or writes these tables last. */
  turn: Promise<unknown>;
}

const states = new WeakMap<Engine, StepState>();

function stateOf(engine: Engine): StepState {
  const known = states.get(engine) ?? { changes: 0, turn: Promise.resolve() };
  states.set(engine, known);
  return known;
}

function inTurn<T>(engine: Engine, work: () => Promise<T>): Promise<T> {
  const state = stateOf(engine);
  const done = state.turn.then(work);
  state.turn = done.catch(() => undefined);
  return done;
}

/** False for what came of data that changed on the way, whether it failed or not. */
async function findUnlessKnown(engine: Engine, options: StepOptions): Promise<boolean> {
  if (await areKnown(engine, options.signal)) return true;
  const state = stateOf(engine);
  const { changes } = state;
  const failure = await findAndKeep(engine, options).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  if (failure && (state.changes === changes || options.signal?.aborted)) throw failure.error;
  if (state.changes === changes) return true;
  await dropTables(engine);
  return false;
}

async function areKnown(engine: Engine, signal: AbortSignal | undefined): Promise<boolean> {
  const found = await engine.query(
    "SELECT 1 FROM information_schema.tables WHERE table_schema = 'store' AND table_name = 'trace_steps'",
    { signal },
  );
  return found.numRows > 0;
}

async function findAndKeep(engine: Engine, options: StepOptions): Promise<void> {
  await keepSteps(engine, await findSteps(engine, options), options.signal);
  await sumStepCosts(engine, options.signal);
}

/** Reads all spans, and finds out what is found out of all of them at once. */
export async function findSteps(
  engine: Engine,
  { signal = new AbortController().signal, progress = () => undefined, compute = computeInPlace }: StepOptions = {},
): Promise<PlacedSteps> {
  progress("reading where every span stands");
  const input = await readSpans(engine, signal);
  return await compute(placeSteps, input, { signal, progress, moved: buffersOf(input.spans, input) });
}

/** Makes the tables of it. All of them or, where it fails, none. */
export async function keepSteps(
  engine: Engine,
  placed: Pick<PlacedSteps, "paths" | "spans" | "steps">,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await fill(
      engine,
      "step_paths",
      "path INTEGER, text VARCHAR, name VARCHAR, depth INTEGER, row UINTEGER",
      placed.paths,
    );
    await fill(engine, "span_paths", "row UINTEGER, trace UBIGINT, path INTEGER, ns DOUBLE", placed.spans);
    await engine.query(paths, { signal });
    await fill(engine, "trace_steps", stepColumns, placed.steps);
  } catch (error) {
    await dropTables(engine);
    throw error;
  } finally {
    await engine.query("DROP TABLE IF EXISTS store.step_paths");
  }
}

const stepColumns =
  "trace UBIGINT, path INTEGER, calls INTEGER, errors INTEGER, own_ns DOUBLE, self_ns DOUBLE, tokens DOUBLE";

/** Makes `store.step_costs`, where the other tables are there: again whenever costs change. */
export async function sumStepCosts(engine: Engine, signal?: AbortSignal): Promise<void> {
  if (await areKnown(engine, signal)) await engine.query(stepCosts, { signal });
}

const stepCosts = `CREATE OR REPLACE TABLE store.step_costs AS
  SELECT p.trace, p.path, sum(s.cost_usd) AS cost_usd FROM store.spans s JOIN store.span_paths p ON p.row = s.rowid
  WHERE s.counts_usage AND s.cost_usd IS NOT NULL GROUP BY p.trace, p.path`;

async function readSpans(engine: Engine, signal: AbortSignal) {
  const names = toObjects(
    await engine.query(
      `SELECT hash(name)::VARCHAR AS key, name FROM (SELECT DISTINCT coalesce(name, '') AS name FROM store.spans)`,
      { signal },
    ),
  );
  const counts = "SELECT count(*) AS n, coalesce(max(rowid), -1) AS last FROM store.spans";
  const [row] = toObjects(await engine.query(counts, { signal }));
  const parts = Array.from({ length: Math.ceil((Number(row?.last) + 1) / rowsAtOnce) }, (_, part) => {
    const from = part * rowsAtOnce;
    return `${spanColumns} WHERE rowid >= ${from} AND rowid < ${from + rowsAtOnce}`;
  });
  return {
    spans: await readColumns(engine, parts, placeColumns, Number(row?.n), { signal, quick: true }),
    names: names.map(({ name }) => String(name)),
    nameKeys: BigUint64Array.from(names, ({ key }) => BigInt(String(key))),
  };
}

/** Two of the groups in which the engine keeps rows. */
const rowsAtOnce = 245_760;

const modelKinds = ["LLM", "EMBEDDING", "RERANKER", "EVALUATOR", "GUARDRAIL"];
const flag = (bit: number, condition: string) => `CASE WHEN ${condition} THEN ${bit} ELSE 0 END`;

const spanColumns = `SELECT rowid::UINTEGER AS row, hash(trace_id) AS trace, hash(trace_id, span_id) AS key,
    CASE WHEN parent_span_id IS NULL THEN 0::UBIGINT ELSE hash(trace_id, parent_span_id) END AS parent,
    hash(coalesce(name, '')) AS name,
    coalesce(start_ns, ${unknownTime}) AS start, coalesce(end_ns, ${unknownTime}) AS "end",
    coalesce(input_tokens, 0)::DOUBLE + coalesce(output_tokens, 0)::DOUBLE AS tokens,
    (${flag(SpanFlags.failed, "status = 'ERROR'")}
      + ${flag(SpanFlags.hasUsage, "input_tokens IS NOT NULL OR output_tokens IS NOT NULL OR cost_usd IS NOT NULL")}
      + ${flag(SpanFlags.callsModel, `kind IN ${literals(modelKinds)}`)})::UTINYINT AS flags
  FROM store.spans`;

/** Puts what came from a computation into a new table of the store. */
export async function fill(engine: Engine, name: string, columns: string, stream: Uint8Array): Promise<void> {
  await engine.query(`CREATE OR REPLACE TABLE store.${name} (${columns})`);
  await engine.insert({ schema: "store", name }, stream);
}

const paths = `CREATE OR REPLACE TABLE store.paths AS
  SELECT p.path, p.text, p.name, s.kind, p.depth FROM store.step_paths p JOIN store.spans s ON s.rowid = p.row`;

/** Forgets them, because spans changed. */
export async function dropStepTimes(engine: Engine): Promise<void> {
  stateOf(engine).changes++;
  await dropTables(engine);
}

async function dropTables(engine: Engine): Promise<void> {
  for (const name of ["trace_steps", "step_costs", "span_paths", "paths"])
    await engine.query(`DROP TABLE IF EXISTS store.${name}`);
}
