import { makeVector, Table, tableToIPC } from "apache-arrow";
import { type Engine, QueryError } from "../../engine/engine.ts";
import { readColumns } from "../../engine/number-columns.ts";
import { literal, literals, textKey } from "../../engine/sql.ts";
import { type Plain, toObjects } from "../../engine/table-data.ts";
import { type CellContext, CellError } from "../../notebook/cell.ts";
import { toolVerb } from "../../traces/tool-verbs.ts";
import type { SideTotals } from "../cohort-sides.ts";
import { queryWhere, whereCondition } from "../span-filter.ts";
import type { TracePart } from "../trace-parts.ts";
import type { LoopsSpec } from "./definition.ts";
import { callColumns, Facts, loopColumns, type StepNames } from "./loop-spans.ts";
import { normalTexts } from "./normal-texts.ts";

/** The traces of the sides by start, each with its side and whether it succeeded; `picked` gives their ids. */
export async function readTraces(spec: LoopsSpec, sides: readonly SideTotals[], { engine, signal }: CellContext) {
  await refuseBadSuccess(engine, spec, signal);
  const onSide = sides.map(({ side }, index) => `WHEN ${side === "all" ? "true" : `cohort = '${side}'`} THEN ${index}`);
  const meets = spec.where ? `trace_id IN (SELECT trace_id FROM spans WHERE ${whereCondition(spec.where)})` : "true";
  const kept = `SELECT trace_id, start_ns, spans::UINTEGER AS spans, (CASE ${onSide.join(" ")} END)::UTINYINT AS side,
    (CASE WHEN (\n${spec.success}\n) THEN 1 ELSE 0 END)::UTINYINT AS success FROM traces WHERE ${meets}`;
  const sidesOnly = `SELECT * FROM (${kept}) WHERE side IS NOT NULL`;
  const counts = `SELECT count(*) AS n, (SELECT count(*) FROM traces) AS all_traces FROM (${sidesOnly})`;
  const [row] = toObjects(await queryWhere(engine, "spans", spec.where, counts, { signal }));
  const sql = `SELECT hash(trace_id) AS trace, coalesce(start_ns, 0) AS start, spans, side, success FROM (${sidesOnly})
    ORDER BY start_ns, trace_id`;
  const kinds = { trace: "u64", start: "i64", spans: "u32", side: "u8", success: "u8" } as const;
  const columns = await readColumns(engine, sql, kinds, Number(row?.n ?? 0), { signal });
  const narrowed = columns.rows < Number(row?.all_traces ?? 0);
  return { columns, picked: narrowed ? `SELECT trace_id FROM (${sidesOnly})` : null };
}

async function refuseBadSuccess(engine: Engine, { success }: LoopsSpec, signal: AbortSignal): Promise<void> {
  try {
    await engine.query(`SELECT 1 FROM traces WHERE (\n${success}\n) LIMIT 0`, { signal });
  } catch (error) {
    if (error instanceof QueryError) throw new CellError(`success: ${error.message}`, { key: "success" });
    throw error;
  }
}

/** Every name of a span, what a tool of that name does, and whether results of it were recorded. */
export async function readNames(
  spec: LoopsSpec,
  { engine, signal }: CellContext,
): Promise<StepNames & { mute: string[] }> {
  const rows = toObjects(
    await engine.query(
      `SELECT hash(name)::VARCHAR AS key, name, coalesce(bool_or(output <> ''), false) AS results,
         count(*) FILTER (kind IN ${literals(spec.kinds)}) AS calls
         FROM (SELECT coalesce(name, '') AS name, kind, output FROM spans) GROUP BY name ORDER BY name`,
      { signal },
    ),
  );
  const names = rows.map(({ name }) => String(name));
  const writes = spec.writes.map((word) => word.toLowerCase());
  return {
    keys: BigUint64Array.from(rows, ({ key }) => BigInt(String(key))),
    names,
    verbs: names.map((name) => toolVerb(name, writes)),
    results: rows.map(({ results }) => results === true),
    mute: rows.filter(({ results, calls }) => !results && Number(calls) > 1).map(({ name }) => String(name)),
  };
}

// Longer arguments are compared letter by letter, by their hash.
const longestInput = 20_000;
const textsAtOnce = 20_000;

/** Normal spellings of all that was asked, each distinct text once. */
export async function readInputs(
  spec: LoopsSpec,
  picked: string | null,
  { engine, signal, compute, progress }: CellContext,
) {
  const sql = `SELECT hash(input) AS key, any_value(input) AS text FROM spans
    WHERE kind IN ${literals(spec.kinds)} AND strlen(input) <= ${longestInput}${inTraces(picked)} GROUP BY key`;
  const [raw, normal, writes]: [bigint[], bigint[], number[]] = [[], [], []];
  let texts: string[] = [];
  const spell = async () => {
    const found = await compute(normalTexts, { texts, ignored: spec.ignore });
    for (const key of found.keys) normal.push(key);
    for (const flag of found.writes) writes.push(flag);
    texts = [];
    progress(`${normal.length.toLocaleString("en")} different arguments`);
  };
  for await (const batch of engine.stream(sql, { signal })) {
    const [keys, values] = [batch.getChild("key"), batch.getChild("text")];
    for (let row = 0; row < batch.numRows; row++) {
      raw.push(keys?.get(row) as bigint);
      texts.push(String(values?.get(row) ?? ""));
    }
    if (texts.length >= textsAtOnce) await spell();
  }
  if (texts.length) await spell();
  return { raw: BigUint64Array.from(raw), normal: BigUint64Array.from(normal), writes: Uint8Array.from(writes) };
}

/** What tells where something may be repeated: of the spans of one part of the traces, which have so many in all. */
export async function readCalls(
  spec: LoopsSpec,
  picked: string | null,
  part: TracePart,
  all: number,
  { engine, signal, progress }: CellContext,
) {
  const sql = `SELECT ${callSql(spec)} FROM spans WHERE ${part.condition ?? "true"}${inTraces(picked)}`;
  const told = all.toLocaleString("en");
  // What is read later is read while others are looked at, which tells how far it is.
  const onRows = (rows: number) => part.from || progress(`${rows.toLocaleString("en")} of ${told} spans`);
  return await readColumns(engine, sql, callColumns, part.spans, { signal, onRows, quick: spec.where === undefined });
}

function callSql({ kinds }: LoopsSpec): string {
  const isCall = `kind IN ${literals(kinds)}`;
  const fact = (name: keyof typeof Facts, condition: string) => `CASE WHEN ${condition} THEN ${Facts[name]} ELSE 0 END`;
  const facts = [
    fact("failed", "status = 'ERROR'"),
    fact("call", isCall),
    fact("agent", "kind = 'AGENT'"),
    fact("tokens", `counts_usage AND ${tokens} <> 0`),
    fact("cost", "counts_usage AND cost_usd <> 0"),
  ];
  return `hash(trace_id) AS trace, hash(trace_id, span_id) AS id,
    CASE WHEN parent_span_id IS NULL THEN 0::UBIGINT ELSE hash(trace_id, parent_span_id) END AS parent,
    hash(coalesce(name, '')) AS name,
    CASE WHEN ${isCall} AND input IS NOT NULL THEN hash(input) ELSE 0::UBIGINT END AS input,
    (${facts.join(" + ")})::UTINYINT AS facts`;
}

const tokens = "(coalesce(input_tokens, 0) + coalesce(output_tokens, 0))";

/** Everything about the spans of one part of the traces that `withTraces` has written down. */
export async function readSpans(spec: LoopsSpec, part: TracePart, { engine, signal }: CellContext) {
  const time = (column: string) => `(${column} - trace_start_ns)::DOUBLE`;
  const sql = `SELECT ${callSql(spec)}, ${time("start_ns")} AS start, ${time("end_ns")} AS "end",
    ${outputKey(spec)} AS output, (CASE WHEN counts_usage THEN ${tokens} ELSE 0 END)::DOUBLE AS tokens,
    CASE WHEN counts_usage THEN coalesce(cost_usd, 0)::DOUBLE ELSE 0::DOUBLE END AS cost
    FROM spans WHERE ${part.condition ?? "true"} AND hash(trace_id) IN (SELECT key FROM store.loop_traces)`;
  return await readColumns(engine, sql, loopColumns, part.spans, { signal, quick: true });
}

/** Writes traces down, by their keys, while something is done with their spans. */
export async function withTraces<T>(
  keys: BigUint64Array,
  { engine, signal }: CellContext,
  work: () => Promise<T>,
): Promise<T> {
  try {
    await writeKeys(engine, "loop_traces", keys, signal);
    return await work();
  } finally {
    await engine.query("DROP TABLE IF EXISTS store.loop_traces");
  }
}

async function writeKeys(engine: Engine, name: string, keys: BigUint64Array, signal: AbortSignal): Promise<void> {
  await engine.query(`CREATE OR REPLACE TABLE store.${name} (key UBIGINT)`, { signal });
  await engine.insert({ schema: "store", name }, tableToIPC(new Table({ key: makeVector(keys) }), "stream"));
}

function inTraces(picked: string | null): string {
  return picked ? ` AND trace_id IN (${picked})` : "";
}

/** Equal for equal results. Of what is no call a long one is known by its beginning and length. */
function outputKey({ kinds }: LoopsSpec): string {
  return `CASE WHEN output IS NULL OR output = '' THEN 0::UBIGINT WHEN kind IN ${literals(kinds)} THEN hash(output)
    ELSE ${textKey("output", 400)} END`;
}

const longestResult = 60_000;

/** The results with these keys, each distinct text once, in one walk over the spans. */
export async function readResults(wanted: BigUint64Array, spec: LoopsSpec, { engine, signal, progress }: CellContext) {
  const [keys, texts]: [bigint[], (string | null)[]] = [[], []];
  if (!wanted.length) return { keys: BigUint64Array.from(keys), texts };
  try {
    await writeKeys(engine, "loop_wanted", wanted, signal);
    const sql = `SELECT key, text[:${longestResult}] AS text FROM (
      SELECT w.key, any_value(s.output) AS text FROM spans s JOIN store.loop_wanted w ON w.key = ${outputKey(spec)}
      GROUP BY w.key)`;
    for await (const batch of engine.stream(sql, { signal })) {
      const [key, text] = [batch.getChild("key"), batch.getChild("text")];
      for (let row = 0; row < batch.numRows; row++) {
        keys.push(key?.get(row) as bigint);
        texts.push((text?.get(row) as string | null) ?? null);
      }
      progress(`${keys.length.toLocaleString("en")} of ${wanted.length.toLocaleString("en")} results`);
    }
  } finally {
    await engine.query("DROP TABLE IF EXISTS store.loop_wanted");
  }
  return { keys: BigUint64Array.from(keys), texts };
}

function keyList(keys: Iterable<bigint>): string {
  return `(${Array.from(keys, (key) => `${key}::UBIGINT`).join(", ")})`;
}

export interface SpanWords {
  readonly traceId: string;
  readonly spanId: string;
  readonly start: string | null;
  readonly input: string | null;
}

const longestShown = 2000;

/** Ids, starts and inputs of spans, by their keys. */
export async function spanWords(keys: readonly bigint[], { engine, signal }: CellContext) {
  if (!keys.length) return new Map<bigint, SpanWords>();
  const sql = `SELECT hash(trace_id, span_id)::VARCHAR AS key, trace_id, span_id, start_time,
    input[:${longestShown}] AS input FROM spans WHERE hash(trace_id, span_id) IN ${keyList(keys)}`;
  const text = (value: Plain | undefined) => (value === null || value === undefined ? null : String(value));
  const rows = toObjects(await engine.query(sql, { signal }));
  return new Map(
    rows.map((row) => [
      BigInt(String(row.key)),
      {
        traceId: String(row.trace_id),
        spanId: String(row.span_id),
        start: text(row.start_time),
        input: text(row.input),
      },
    ]),
  );
}

/** What the breaker's attribute says in each of these traces; only traces that have it are told. */
export async function breakerTags(traces: readonly string[], tag: string, { engine, signal }: CellContext) {
  if (!traces.length) return new Map<string, string>();
  // Looking an attribute up is slow, even in a few spans of many, so the list of what was imported is asked first.
  const known = await engine.query(`SELECT 1 FROM import_attributes WHERE key = ${literal(tag)} LIMIT 1`, { signal });
  if (known.numRows === 0) return new Map<string, string>();
  const sql = `SELECT trace_id, max(attributes[${literal(tag)}]) AS tag FROM spans
    WHERE trace_id IN ${literals(traces)} GROUP BY trace_id HAVING tag IS NOT NULL`;
  const rows = toObjects(await engine.query(sql, { signal }));
  return new Map(rows.map((row) => [String(row.trace_id), String(row.tag)]));
}
