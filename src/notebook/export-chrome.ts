import type { RecordBatch } from "apache-arrow";
import type { Engine, QueryOptions } from "../engine/engine.ts";
import { literal, literals } from "../engine/sql.ts";
import { isObject, tryParseJson } from "../importers/json/json.ts";
import { flowEvents, type Placement, processEvents, spanEvent } from "../traces/chrome-trace.ts";
import { assignLanes, type Lanes } from "../traces/lanes.ts";
import { Mark } from "../traces/marks.ts";
import type { SpanRow } from "../traces/schema.ts";
import { buildTree, type SpanTree } from "../traces/tree.ts";
import { keyOf, pickedRows, spanRows } from "./span-rows.ts";

/** So many spans are held with all that they carry. */
const heldAtOnce = 8000;

/**
 * The Trace Event Format: a process for each trace, in the order of their starts, with a thread for each lane of spans
 * that nest. Of a trace only ids and times are held, of all traces their ids and the ends of links.
 */
export async function* exportChrome(
  engine: Engine,
  condition: string,
  options: QueryOptions,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const trace = new ChromeTrace(engine, condition, options);
  let before = '{"displayTimeUnit":"ms","traceEvents":[\n';
  for await (const events of trace.events()) {
    if (events.length === 0) continue;
    yield encoder.encode(before + events.join(",\n"));
    before = ",\n";
  }
  yield encoder.encode(before.startsWith("{") ? `${before}]}\n` : "\n]}\n");
}

interface TraceSize {
  readonly id: string | null;
  readonly spans: number;
  /** Null when no span of it has a start. */
  readonly startNs: bigint | null;
}

interface Link {
  readonly from: string;
  readonly to: string;
}

const timeColumns = ["trace_id", "span_id", "parent_span_id", "name", "start_ns", "end_ns"] as const;

type SpanTime = Pick<SpanRow, (typeof timeColumns)[number]>;

/** A trace whose spans have their lanes. */
interface LaidTrace {
  readonly spans: readonly SpanTime[];
  readonly tree: SpanTree;
  readonly lanes: Lanes;
  readonly process: number;
  readonly names: readonly string[];
}

/** A span in the order in which they go out. */
interface Turn {
  readonly laid: LaidTrace;
  readonly span: number;
}

class ChromeTrace {
  readonly #engine: Engine;
  readonly #condition: string;
  readonly #options: QueryOptions;
  #threads = 0;
  #traces = 0;
  /** Where the spans at the ends of links stand. */
  readonly #ends = new Map<string, Placement | null>();

  constructor(engine: Engine, condition: string, options: QueryOptions) {
    this.#engine = engine;
    this.#condition = condition;
    this.#options = options;
  }

  async *events(): AsyncGenerator<readonly string[], void, undefined> {
    const links = await this.#readLinks();
    for (const { from, to } of links) for (const key of [from, to]) this.#ends.set(key, null);
    for (const group of groups(await this.#readTraces())) {
      const laid = await this.#layGroup(group);
      for (const { names } of laid) yield names;
      yield* this.#spans(group, laid);
    }
    yield links.flatMap(({ from, to }, at) => {
      const [span, linked] = [this.#ends.get(from), this.#ends.get(to)];
      return span && linked ? flowEvents(at + 1, linked, span) : [];
    });
  }

  #stream(select: string, condition: string, rest = ""): AsyncIterable<RecordBatch> {
    const sql = `SELECT ${select} FROM spans WHERE ${condition} AND (${this.#condition}) ${rest}`;
    return this.#engine.stream(sql, this.#options);
  }

  async #readLinks(): Promise<readonly Link[]> {
    const links: Link[] = [];
    const columns = ["trace_id", "span_id", "links"] as const;
    for await (const batch of this.#stream(columns.join(", "), "links IS NOT NULL"))
      for (const row of pickedRows("spans", columns, batch)) links.push(...linksOf(row));
    return links;
  }

  async #readTraces(): Promise<readonly TraceSize[]> {
    const traces: TraceSize[] = [];
    const select = "trace_id AS id, count(*)::INTEGER AS spans, min(trace_start_ns) AS start";
    for await (const batch of this.#stream(select, "true", "GROUP BY trace_id ORDER BY start NULLS LAST, trace_id"))
      for (const { id, spans, start } of batch) traces.push({ id, spans, startNs: start });
    return traces;
  }

  async #layGroup(group: readonly TraceSize[]): Promise<readonly LaidTrace[]> {
    const spans = new Map<string | null, SpanTime[]>(group.map(({ id }) => [id, []]));
    for await (const batch of this.#stream(timeColumns.join(", "), ofTraces(group)))
      for (const row of pickedRows("spans", timeColumns, batch)) spans.get(row.trace_id)?.push(row);
    return group.map(({ id }) => this.#lay(spans.get(id) ?? []));
  }

  #lay(spans: readonly SpanTime[]): LaidTrace {
    const startNs = earliest(spans);
    const tree = buildTree({
      id: spans.map(({ span_id }) => span_id),
      parent: spans.map(({ parent_span_id }) => parent_span_id),
      start: Float64Array.from(spans, ({ start_ns }) => since(startNs, start_ns)),
      end: Float64Array.from(spans, ({ end_ns }) => since(startNs, end_ns)),
    });
    const lanes = assignLanes(tree);
    const process = this.#threads + 1;
    this.#threads += lanes.count;
    const root = spans[tree.order[0] ?? 0];
    const name = [root?.name, root?.trace_id].filter(Boolean).join(" · ");
    const names = processEvents({ process, name, place: this.#traces++, startNs, threads: lanes.count });
    const laid = { spans, tree, lanes, process, names };
    for (const [span, ids] of spans.entries())
      if (this.#ends.has(keyOf(ids))) this.#ends.set(keyOf(ids), placementOf(laid, span));
    return laid;
  }

  /** The spans trace by trace and by their starts, the payloads of some thousand at a time. */
  async *#spans(
    group: readonly TraceSize[],
    traces: readonly LaidTrace[],
  ): AsyncGenerator<readonly string[], void, undefined> {
    const turns = traces.flatMap((laid) => Array.from(laid.lanes.order, (span): Turn => ({ laid, span })));
    for (let from = 0; from < turns.length; from += heldAtOnce) {
      const slice = turns.slice(from, from + heldAtOnce);
      const places = new Map(slice.map((turn, place) => [keyOf(timesOf(turn)), place]));
      const events: string[] = slice.map(() => "");
      const times = slice.length < turns.length ? ` AND ${withinTimes(slice.map(timesOf))}` : "";
      const condition = `${ofTraces(group)}${times} AND (${this.#condition})`;
      for await (const rows of spanRows(this.#engine, condition, this.#options)) {
        for (const row of rows) {
          const place = places.get(keyOf(row)) ?? -1;
          const turn = slice[place];
          if (turn) events[place] = spanEvent(row, placementOf(turn.laid, turn.span));
        }
      }
      yield events.filter((event) => event !== "");
    }
  }
}

function timesOf({ laid, span }: Turn): SpanTime {
  return laid.spans[span] as SpanTime;
}

function placementOf({ tree, lanes, process }: LaidTrace, span: number): Placement {
  const start = tree.start[span] as number;
  const marks = tree.marks[span] as number;
  const mended = [
    ...(marks & Mark.noStart ? ["no start"] : []),
    ...(marks & Mark.noEnd ? ["no end"] : []),
    ...(marks & Mark.negative ? ["ends before it starts"] : []),
  ];
  return {
    process,
    thread: process + (lanes.lane[span] as number),
    start,
    duration: (tree.end[span] as number) - start,
    ...(mended.length ? { mended: mended.join(", ") } : {}),
  };
}

/** Small traces are asked for together, a large one alone. */
function groups(traces: readonly TraceSize[]): readonly (readonly TraceSize[])[] {
  const found: TraceSize[][] = [];
  let spans = heldAtOnce;
  for (const trace of traces) {
    if (spans + trace.spans > heldAtOnce) {
      found.push([]);
      spans = 0;
    }
    found.at(-1)?.push(trace);
    spans += trace.spans;
  }
  return found;
}

/** The traces by their ids, and by their starts so that the engine need not look at every id. */
function ofTraces(traces: readonly TraceSize[]): string {
  const ids = traces.flatMap(({ id }) => id ?? []);
  const named = `trace_id IN ${literals(ids)}`;
  const known = ids.length < traces.length ? `(${named} OR trace_id IS NULL)` : named;
  const within = between(
    "trace_start_ns",
    traces.map(({ startNs }) => startNs),
  );
  return `${within} AND ${known}`;
}

function withinTimes(spans: readonly SpanTime[]): string {
  return between(
    "start_ns",
    spans.map(({ start_ns }) => start_ns),
  );
}

/** A condition that holds for all of the times, null among them. */
function between(column: string, times: readonly (bigint | null)[]): string {
  const known = times.filter((time) => time !== null);
  const first = known[0] ?? null;
  const least = known.reduce((a, b) => (a !== null && b > a ? a : b), first);
  const most = known.reduce((a, b) => (a !== null && b < a ? a : b), first);
  const within = `${column} BETWEEN ${literal(least)} AND ${literal(most)}`;
  return known.length < times.length ? `(${within} OR ${column} IS NULL)` : within;
}

function earliest(spans: readonly SpanTime[]): bigint {
  const times = spans.flatMap(({ start_ns }) => start_ns ?? []);
  const known = times.length ? times : spans.flatMap(({ end_ns }) => end_ns ?? []);
  return known.reduce((least, ns) => (ns < least ? ns : least), known[0] ?? 0n);
}

function since(startNs: bigint, ns: bigint | null): number {
  return ns === null ? Number.NaN : Number(ns - startNs);
}

function linksOf(span: Pick<SpanRow, "trace_id" | "span_id" | "links">): readonly Link[] {
  const links = span.links === null ? [] : tryParseJson(span.links);
  return (Array.isArray(links) ? links : []).filter(isObject).map((link) => ({
    from: keyOf(span),
    to: keyOf({ trace_id: String(link.trace_id), span_id: String(link.span_id) }),
  }));
}
