import { buffersOf, type Columns, readColumns } from "../../engine/number-columns.ts";
import { literals, textKey } from "../../engine/sql.ts";
import { type Plain, toObjects } from "../../engine/table-data.ts";
import type { CellContext } from "../../notebook/cell.ts";
import { spanKinds } from "../../traces/kind.ts";
import { waitingKinds } from "../../traces/waiting.ts";
import { cohortSides, type SideTotals } from "../cohort-sides.ts";
import { groupExpression, noSuchAttribute, queryWhere, whereCondition } from "../span-filter.ts";
import { partsToRead, spansAtOnce, type TracePart, whileReading, wholePart } from "../trace-parts.ts";
import type { CriticalPathSpec } from "./definition.ts";
import { inWords, type TraceName } from "./in-words.ts";
import { type LinkQuery, linksSql } from "./links.ts";
import { type MeasuredRuns, measureRuns } from "./measure-runs.ts";
import { type ListedRun, type MeasuredPart, paths } from "./paths.ts";
import type { CriticalPathResult } from "./result.ts";
import { linkColumns, noSide, spanColumns, traceColumns } from "./run-spans.ts";

/**
 * Reads narrow columns of all spans and follows the critical path of every trace in a worker: of some traces while the
 * spans of the next are read, but where traces are linked, of all at once.
 */
export async function evaluate(
  spec: CriticalPathSpec,
  context: CellContext,
  atOnce = spansAtOnce,
): Promise<CriticalPathResult> {
  const options = { signal: context.signal };
  const sides = await cohortSides(context.engine, spec.where, options);
  const step = await groupExpression(context.engine, spec.by, options);
  const links = await linksSql(context.engine, spec, options);
  const traces = await readTraces(spec, sides, links !== null, context);
  const steps = await readSteps(step, spec, context);
  const picked = links === null && traces.narrowed ? traces.picked : null;
  const shared = { traces: traces.columns, steps: BigUint64Array.from(steps.keys()), listed: spec.traces };
  const parts = links
    ? [{ runs: await measureLinked(step, links, shared, context), firstTrace: 0 }]
    : await measureParts(step, picked, shared, context, atOnce);
  const estimates = { sort: spec.sort, limit: spec.limit, minShare: spec.min_share, seed: spec.seed };
  const input = { parts, sides: sides.length, options: estimates, listed: spec.traces };
  const moved = parts.flatMap(({ runs }) => measureRuns.moved?.(runs) ?? []);
  const output = await context.compute(paths, input, { moved });
  const key = (run: ListedRun) => traces.columns.trace[run.trace] ?? 0n;
  const names = await traceNames(output.runs.map(key), context);
  const named = (run: ListedRun) => names.get(key(run)) ?? { traceId: "", name: null, start: null };
  const found = {
    ...{
      by: spec.by,
      expression: step,
      rows: spec.rows,
      groups: output.groups,
      rare: output.rare,
      untried: output.untried,
    },
    sides: sides.map(({ side }, index) => ({ side, ...(output.sides[index] ?? { runs: 0, traces: 0, linked: 0 }) })),
  };
  return { ...found, ...inWords(output, sides, [...steps.values()], named, spec.sort) };
}

interface SharedInput {
  readonly traces: Columns<typeof traceColumns>;
  readonly steps: BigUint64Array;
  readonly listed: number;
}

async function measureLinked(
  step: string,
  { sql, most }: LinkQuery,
  shared: SharedInput,
  context: CellContext,
): Promise<MeasuredRuns> {
  const { engine, signal } = context;
  const spans = await readSpans(step, "spans", wholePart(shared.traces), shared.traces, context);
  const links = await readColumns(engine, sql, linkColumns, most, { signal });
  const input = { ...shared, spans, links, before: 0, all: shared.traces.rows };
  return await context.compute(measureRuns, input, { moved: buffersOf(spans, links) });
}

async function measureParts(
  step: string,
  picked: string | null,
  shared: SharedInput,
  context: CellContext,
  atOnce: number,
): Promise<readonly MeasuredPart[]> {
  const { traces } = shared;
  const read = (part: TracePart) => {
    const conditions = [...(picked ? [`trace_id IN (${picked})`] : []), ...(part.condition ? [part.condition] : [])];
    const from = `spans${conditions.length ? ` WHERE ${conditions.join(" AND ")}` : ""}`;
    return readSpans(step, from, part, traces, context, picked === null);
  };
  const parts = await partsToRead(context.engine, traces, atOnce, { signal: context.signal });
  return await whileReading(parts, read, async (spans, part) => {
    const own = {
      ...{ trace: traces.trace.slice(part.from, part.to), start: traces.start.slice(part.from, part.to) },
      ...{ side: traces.side.slice(part.from, part.to), spans: traces.spans.slice(part.from, part.to) },
      rows: part.to - part.from,
    };
    const input = { ...shared, spans, traces: own, links: noLinks(), before: part.from, all: traces.rows };
    const moved = buffersOf(spans);
    return { runs: await context.compute(measureRuns, input, { moved }), firstTrace: part.from };
  });
}

/** Made anew each time, because their buffers go over to the computation. */
const noLinks = (): Columns<typeof linkColumns> => ({
  ...{ span: new BigUint64Array(), trace: new BigUint64Array(), target: new BigUint64Array() },
  rows: 0,
});

/** The traces by start, each with its side. Without links only those of a side are needed. */
async function readTraces(
  spec: CriticalPathSpec,
  sides: readonly SideTotals[],
  all: boolean,
  { engine, signal }: CellContext,
) {
  const onSide = sides.map(({ side }, index) => `WHEN ${side === "all" ? "true" : `cohort = '${side}'`} THEN ${index}`);
  const meets = spec.where ? `trace_id IN (SELECT trace_id FROM spans WHERE ${whereCondition(spec.where)})` : "true";
  const side = `CASE WHEN NOT (${meets}) THEN ${noSide} ${onSide.join(" ")} ELSE ${noSide} END`;
  const picked = `SELECT trace_id, start_ns, (${side})::UTINYINT AS side, spans::UINTEGER AS spans FROM traces`;
  const kept = all ? picked : `SELECT * FROM (${picked}) WHERE side <> ${noSide}`;
  const counts = `SELECT count(*) AS n, (SELECT count(*) FROM traces) AS all_traces FROM (${kept})`;
  const [row] = toObjects(await queryWhere(engine, "spans", spec.where, counts, { signal }));
  const sql = `SELECT hash(trace_id) AS trace, coalesce(start_ns, 0) AS start, side, spans FROM (${kept}) ORDER BY start_ns, trace_id`;
  const columns = await readColumns(engine, sql, traceColumns, Number(row?.n ?? 0), { signal });
  return { columns, narrowed: columns.rows < Number(row?.all_traces ?? 0), picked: `SELECT trace_id FROM (${kept})` };
}

/** Each step by its key: its value and the kind of most of its spans. */
async function readSteps(step: string, { by }: CriticalPathSpec, { engine, signal }: CellContext) {
  const sql = `SELECT hash(step)::VARCHAR AS key, step, mode(kind) AS kind FROM (SELECT ${step} AS step, kind FROM spans)
    GROUP BY step ORDER BY step`;
  const rows = toObjects(await engine.query(sql, { signal }));
  if (step.startsWith("attributes[") && rows.length === 1 && rows[0]?.step === null)
    throw await noSuchAttribute(engine, by, { signal });
  return new Map(rows.map((row) => [BigInt(String(row.key)), { step: text(row.step), kind: text(row.kind) }]));
}

async function readSpans(
  step: string,
  from: string,
  part: TracePart,
  traces: SharedInput["traces"],
  { engine, signal, progress }: CellContext,
  quick = false,
) {
  const working = literals(spanKinds.filter((kind) => !waitingKinds.has(kind)));
  const time = (column: string) => `(${column} - trace_start_ns)::DOUBLE`;
  const sql = `SELECT hash(trace_id) AS trace, hash(trace_id, span_id) AS id,
    CASE WHEN parent_span_id IS NULL THEN 0::UBIGINT ELSE hash(trace_id, parent_span_id) END AS parent,
    ${time("start_ns")} AS start, ${time("end_ns")} AS "end", hash(${step}) AS step,
    (hash(name, ${textKey("input", 300)}) & 4294967295::UBIGINT)::UINTEGER AS call,
    (CASE WHEN status = 'ERROR' THEN 1 ELSE 0 END + CASE WHEN kind IN ${working} THEN 2 ELSE 0 END)::UTINYINT AS facts
    FROM ${from}`;
  const told = wholePart(traces).spans.toLocaleString("en");
  // What is read later is read while others are measured, which tells how far it is.
  const onRows = (rows: number) => part.from || progress(`${rows.toLocaleString("en")} of ${told} spans`);
  return await readColumns(engine, sql, spanColumns, part.spans, { signal, onRows, quick });
}

/** Id and root of the listed runs' first traces, by their key. */
async function traceNames(keys: readonly bigint[], { engine, signal }: CellContext) {
  if (!keys.length) return new Map<bigint, TraceName>();
  const sql = `SELECT hash(trace_id)::VARCHAR AS key, trace_id, root_name, start_time FROM traces
    WHERE hash(trace_id) IN (${keys.map((key) => `${key}::UBIGINT`).join(", ")})`;
  const rows = toObjects(await engine.query(sql, { signal }));
  return new Map(
    rows.map((row) => [
      BigInt(String(row.key)),
      { traceId: String(row.trace_id), name: text(row.root_name), start: text(row.start_time) },
    ]),
  );
}

function text(value: Plain | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
