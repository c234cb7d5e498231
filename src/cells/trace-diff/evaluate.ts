import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { literal } from "../../engine/sql.ts";
import { type Plain, type TableData, toObjects } from "../../engine/table-data.ts";
import { type CellContext, CellError } from "../../notebook/cell.ts";
import { alignTrees } from "../../traces/align.ts";
import { buildTree, type SpanTree } from "../../traces/tree.ts";
import type { TraceDiffSpec } from "./definition.ts";
import { type Change, changes, type DiffRow, type DiffSpan, type DiffTrace, type TraceDiffResult } from "./result.ts";

const mostSpans = 20_000;

/** Lays the trees of two traces over each other and says of every step what became of it. */
export async function evaluate(spec: TraceDiffSpec, { engine, signal }: CellContext): Promise<TraceDiffResult> {
  const options = { signal };
  const { ids, reason } = await pick(engine, spec, options);
  const nothing = { traces: null, reason, rows: [], counts: countChanges([]) };
  const [one, other] = ids;
  if (one === undefined || other === undefined) return nothing;
  const [first, second] = [await readTrace(engine, one, options), await readTrace(engine, other, options)];
  const rows = alignTrees(first, second).map((row): DiffRow => {
    const [a, b] = [first.spans[row.first], second.spans[row.second]];
    const what = a && b ? differences(a, b, Math.max(first.head.wall, second.head.wall), row.moved) : [];
    const change: Change = !a ? "added" : !b ? "removed" : what.length ? "changed" : "same";
    const { name, kind } = (a ?? b) as ReadSpan;
    return { name, kind, depth: row.depth, change, what, first: a ? shown(a) : null, second: b ? shown(b) : null };
  });
  return { traces: [first.head, second.head], reason, rows, counts: countChanges(rows) };
}

function countChanges(rows: readonly DiffRow[]): Readonly<Record<Change, number>> {
  const count = (change: Change) => rows.filter((row) => row.change === change).length;
  return Object.fromEntries(changes.map((change) => [change, count(change)])) as Record<Change, number>;
}

// ---- which two

interface Pick {
  readonly ids: readonly string[];
  readonly reason: string;
}

/** The two that are named; else the traces of median length of both cohorts, or the median and the slowest of all. */
async function pick(engine: Engine, { traces }: TraceDiffSpec, options: QueryOptions): Promise<Pick> {
  if (traces.length === 2) return { ids: traces, reason: "" };
  if (traces.length === 1) return { ids: [], reason: "traces names one; it takes two to compare" };
  const median = (cohort: string) => `SELECT trace_id FROM (
    SELECT trace_id, count(*) OVER () AS n, row_number() OVER (ORDER BY wall_ms, start_ns, trace_id) AS place FROM traces
    WHERE ${cohort}) WHERE place = (n + 1) // 2`;
  const find = async (sql: string) => toObjects(await engine.query(sql, options)).map((row) => String(row.trace_id));
  const pair = [...(await find(median("cohort = 'reference'"))), ...(await find(median("cohort = 'current'")))];
  if (pair.length === 2) return { ids: pair, reason: "the traces of median length in reference and in current" };
  const slowest = "SELECT trace_id FROM traces ORDER BY wall_ms DESC, start_ns, trace_id LIMIT 1";
  const [typical, slow] = [...(await find(median("true"))), ...(await find(slowest))];
  if (typical === undefined || slow === undefined || typical === slow)
    return { ids: [], reason: "it takes two traces to compare" };
  return { ids: [typical, slow], reason: "the trace of median length, and the slowest" };
}

// ---- reading one

interface ReadSpan extends DiffSpan {
  readonly name: string;
  readonly kind: string | null;
  readonly input: string | null;
  readonly output: string | null;
}

interface ReadTrace {
  readonly head: DiffTrace;
  readonly spans: readonly ReadSpan[];
  readonly tree: SpanTree;
  readonly labels: readonly string[];
}

async function readTrace(engine: Engine, id: string, options: QueryOptions): Promise<ReadTrace> {
  const [head] = toObjects(
    await engine.query(
      `SELECT root_name, cohort, spans, start_ns::VARCHAR AS start_ns FROM traces WHERE trace_id = ${literal(id)}`,
      options,
    ),
  );
  if (!head) throw new CellError(`traces: no imported span belongs to trace ${JSON.stringify(id)}`, { key: "traces" });
  if (Number(head.spans) > mostSpans)
    throw new CellError(`traces: ${id} has ${head.spans} spans; ${mostSpans} can be compared`, { key: "traces" });
  const since = (column: string) => `(${column}::HUGEINT - ${head.start_ns})::DOUBLE`;
  const rows = toObjects(
    await engine.query(
      `SELECT span_id, parent_span_id, name, kind, status, model, ${since("start_ns")} AS start_at,
         ${since("end_ns")} AS end_at, md5(input) AS input, md5(output) AS output,
         coalesce(input_tokens + output_tokens, input_tokens, output_tokens) AS tokens, cost_usd
       FROM spans WHERE trace_id = ${literal(id)} ORDER BY start_ns NULLS LAST, end_ns DESC NULLS LAST, span_id`,
      options,
    ),
  );
  const time = (value: Plain | undefined) => (value === null || value === undefined ? Number.NaN : Number(value));
  const tree = buildTree({
    id: rows.map((row) => text(row.span_id)),
    parent: rows.map((row) => text(row.parent_span_id)),
    start: Float64Array.from(rows, (row) => time(row.start_at)),
    end: Float64Array.from(rows, (row) => time(row.end_at)),
  });
  const spans = rows.map((row, index) => toSpan(row, tree, index));
  return {
    head: { id, root: text(head.root_name), cohort: text(head.cohort), wall: tree.to - tree.from, spans: rows.length },
    spans,
    tree,
    labels: spans.map(({ name, kind }) => JSON.stringify([name, kind])),
  };
}

function toSpan(row: Readonly<Record<string, Plain>>, tree: SpanTree, index: number): ReadSpan {
  const number = (value: Plain | undefined) => (value === null || value === undefined ? null : Number(value));
  return {
    id: text(row.span_id) ?? "",
    name: text(row.name) ?? "",
    kind: text(row.kind),
    start: (tree.start[index] ?? 0) - tree.from,
    end: (tree.end[index] ?? 0) - tree.from,
    status: text(row.status),
    model: text(row.model),
    tokens: number(row.tokens),
    costUsd: number(row.cost_usd),
    input: text(row.input),
    output: text(row.output),
  };
}

function text(value: Plain | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

function shown({ id, start, end, status, model, tokens, costUsd }: ReadSpan): DiffSpan {
  return { id, start, end, status, model, tokens, costUsd };
}

// ---- what differs

/** A duration counts as changed from half as long again on, if that is a hundredth of the longer trace or more. */
const timesLonger = 1.5;
const leastShare = 0.01;

function differences(a: ReadSpan, b: ReadSpan, wall: number, moved: boolean): readonly string[] {
  const [before, after] = [a.end - a.start, b.end - b.start];
  const longer = Math.max(before, after) >= timesLonger * Math.min(before, after);
  const parts: readonly (readonly [string, boolean])[] = [
    ["status", a.status !== b.status],
    ["model", a.model !== b.model],
    [after > before ? "slower" : "faster", longer && Math.abs(after - before) >= leastShare * wall],
    ["arguments", a.input !== b.input],
    ["result", a.output !== b.output],
    ["order", moved],
  ];
  return parts.filter(([, differs]) => differs).map(([word]) => word);
}

/** One row for each step of either trace, in the order of the tree. */
export function table({ rows }: TraceDiffResult): TableData {
  const ms = (span: DiffSpan | null) => (span ? (span.end - span.start) / 1e6 : null);
  const columns = [
    ["step", "VARCHAR", (row: DiffRow) => row.name],
    ["kind", "VARCHAR", (row: DiffRow) => row.kind],
    ["depth", "BIGINT", (row: DiffRow) => row.depth],
    ["change", "VARCHAR", (row: DiffRow) => row.change],
    ["what", "VARCHAR", (row: DiffRow) => row.what.join(", ") || null],
    ["first_ms", "DOUBLE", (row: DiffRow) => ms(row.first)],
    ["second_ms", "DOUBLE", (row: DiffRow) => ms(row.second)],
    ["first_span_id", "VARCHAR", (row: DiffRow) => row.first?.id ?? null],
    ["second_span_id", "VARCHAR", (row: DiffRow) => row.second?.id ?? null],
  ] as const;
  return {
    columns: columns.map(([name, type]) => ({ name, type })),
    rows: rows.map((row) => columns.map(([, , read]) => read(row))),
  };
}
