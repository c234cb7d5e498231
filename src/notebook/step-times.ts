import type { Engine } from "../engine/engine.ts";
import { buffersOf, readColumns } from "../engine/number-columns.ts";
import { toObjects } from "../engine/table-data.ts";
import { type Compute, computeInPlace } from "./computation.ts";
import { placeColumns, placeSteps } from "./place-steps.ts";

export { pathMark } from "./place-steps.ts";

interface StepOptions {
  readonly signal?: AbortSignal;
  readonly progress?: (text: string) => void;
  /** Where it is computed; in place unless one is given. */
  readonly compute?: Compute;
}

/**
 * Where every span stands in its tree, and what of its trace's time is its own; computed when first asked for, and
 * anew after the data changed. A path is the names from the root to a span.
 *
 * - `store.paths`: path (its place among all texts), text (names joined by `pathMark`), name, kind, depth.
 * - `store.span_paths`: row (the span's rowid in `store.spans`), trace (hash of its id), path, ns (its duration; −1 where
 *   it has none).
 * - `store.trace_steps`: trace, path, calls, errors, own_ns (see own-times.ts), self_ns, tokens, cost_usd.
 */
export async function ensureStepTimes(engine: Engine, options: StepOptions = {}): Promise<void> {
  const state = stateOf(engine);
  while (state.computing) await state.computing.catch(() => undefined);
  if (await areKnown(engine, options.signal)) return;
  state.computing = computeUntilCurrent(engine, state, options).finally(() => {
    state.computing = null;
  });
  await state.computing;
}

/** Which state of the data the store is in, and the computation that is under way. */
interface StepState {
  data: number;
  computing: Promise<void> | null;
}

const states = new WeakMap<Engine, StepState>();

function stateOf(engine: Engine): StepState {
  const known = states.get(engine) ?? { data: 0, computing: null };
  states.set(engine, known);
  return known;
}

async function areKnown(engine: Engine, signal: AbortSignal | undefined): Promise<boolean> {
  const found = await engine.query(
    "SELECT 1 FROM information_schema.tables WHERE table_schema = 'store' AND table_name = 'trace_steps'",
    { signal },
  );
  return found.numRows > 0;
}

/** Data that changed on the way makes what came of it worthless, whether it failed or not. */
async function computeUntilCurrent(engine: Engine, state: StepState, options: StepOptions): Promise<void> {
  for (;;) {
    const { data } = state;
    const failure = await compute(engine, options).then(
      () => null,
      (error: unknown) => ({ error }),
    );
    if (failure && (state.data === data || options.signal?.aborted)) throw failure.error;
    if (state.data === data) return;
    await dropTables(engine);
  }
}

async function compute(
  engine: Engine,
  { signal = new AbortController().signal, progress = () => undefined, compute = computeInPlace }: StepOptions,
): Promise<void> {
  progress("reading where every span stands");
  const input = await readSpans(engine, signal);
  const moved = buffersOf(input.spans, input);
  const placed = await compute(placeSteps, input, { signal, progress, moved });
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
  "trace UBIGINT, path INTEGER, calls INTEGER, errors INTEGER, own_ns DOUBLE, self_ns DOUBLE, tokens DOUBLE, cost_usd DOUBLE";

async function readSpans(engine: Engine, signal: AbortSignal) {
  const names = toObjects(
    await engine.query(
      `SELECT hash(name)::VARCHAR AS key, name FROM (SELECT DISTINCT coalesce(name, '') AS name FROM store.spans)`,
      { signal },
    ),
  );
  const [row] = toObjects(await engine.query("SELECT count(*) AS n FROM store.spans", { signal }));
  return {
    spans: await readColumns(engine, spanColumns, placeColumns, Number(row?.n ?? 0), { signal }),
    names: names.map(({ name }) => String(name)),
    nameKeys: BigUint64Array.from(names, ({ key }) => BigInt(String(key))),
  };
}

const spanColumns = `SELECT rowid::UINTEGER AS row, hash(trace_id) AS trace, hash(trace_id, span_id) AS key,
    CASE WHEN parent_span_id IS NULL THEN 0::UBIGINT ELSE hash(trace_id, parent_span_id) END AS parent,
    hash(coalesce(name, '')) AS name, coalesce((start_ns - trace_start_ns)::DOUBLE, 0) AS start,
    (end_ns - trace_start_ns)::DOUBLE AS "end",
    CASE WHEN end_ns >= start_ns THEN coalesce(self_ns, 0) ELSE 0 END::DOUBLE AS self,
    CASE WHEN counts_usage THEN coalesce(input_tokens, 0) + coalesce(output_tokens, 0) ELSE 0 END::DOUBLE AS tokens,
    CASE WHEN counts_usage THEN coalesce(cost_usd, 0) ELSE 0 END::DOUBLE AS cost,
    (status IS NOT DISTINCT FROM 'ERROR')::UTINYINT AS failed
  FROM store.spans`;

async function fill(engine: Engine, name: string, columns: string, stream: Uint8Array): Promise<void> {
  await engine.query(`CREATE OR REPLACE TABLE store.${name} (${columns})`);
  await engine.insert({ schema: "store", name }, stream);
}

const paths = `CREATE OR REPLACE TABLE store.paths AS
  SELECT p.path, p.text, p.name, s.kind, p.depth FROM store.step_paths p JOIN store.spans s ON s.rowid = p.row`;

/** Forgets them, because spans or costs changed. */
export async function dropStepTimes(engine: Engine): Promise<void> {
  stateOf(engine).data++;
  await dropTables(engine);
}

async function dropTables(engine: Engine): Promise<void> {
  for (const name of ["trace_steps", "span_paths", "paths"]) await engine.query(`DROP TABLE IF EXISTS store.${name}`);
}
