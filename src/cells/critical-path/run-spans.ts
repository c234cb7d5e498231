import type { Columns } from "../../engine/number-columns.ts";
import { groupRows } from "../../traces/grouping.ts";
import { HashIndex } from "../../traces/hash-index.ts";
import { linkedRuns, type TraceLink } from "../../traces/linked-runs.ts";

/** The columns of spans, traces and links that the engine gives. Keys are hashes; 0 stands for none. */
export const spanColumns = {
  trace: "u64",
  id: "u64",
  parent: "u64",
  /** Nanoseconds after the trace's start; NaN where unknown. */
  start: "f64",
  end: "f64",
  step: "u64",
  /** Tells the calls below one span apart: the name and what went in. */
  call: "u32",
  /** 1 when it failed, 2 when it works (see waiting.ts), both added. */
  facts: "u8",
} as const;

/**
 * `start` in nanoseconds since 1970; `side` counts the sides to compare, `noSide` for traces of none; `spans` how many
 * a trace has.
 */
export const traceColumns = { trace: "u64", start: "i64", side: "u8", spans: "u32" } as const;

/** A span, the other trace that it names, and the span there. */
export const linkColumns = { span: "u64", trace: "u64", target: "u64" } as const;

export const noSide = 255;

export interface RunInput {
  readonly spans: Columns<typeof spanColumns>;
  readonly traces: Columns<typeof traceColumns>;
  readonly links: Columns<typeof linkColumns>;
  /** The key of each step. */
  readonly steps: BigUint64Array;
}

/** The spans of one run, by columns. The arrays are used again for the next run. */
export interface RunSpans {
  readonly size: number;
  /** Indices within the run; −1 for roots. */
  readonly parent: Int32Array;
  /** Nanoseconds after the run's start. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly step: Int32Array;
  readonly call: Int32Array;
  readonly failed: Uint8Array;
  readonly works: Uint8Array;
}

/** All spans, grouped into runs: linked traces are one run. */
export class RunsOfSpans {
  readonly count: number;
  /** The traces of each run, by start: `traces.subarray(firstTrace[r], firstTrace[r + 1])`. */
  readonly traces: Int32Array;
  readonly firstTrace: Int32Array;
  readonly #input: RunInput;
  /** The same for the rows of spans. */
  readonly #rows: Int32Array;
  readonly #firstRow: Int32Array;
  readonly #trace: Int32Array;
  readonly #parent: Int32Array;
  readonly #step: Int32Array;
  /** Where each row stands within its run. */
  readonly #place: Int32Array;
  #scratch = scratchOf(64);

  constructor(input: RunInput) {
    this.#input = input;
    const { spans, traces } = input;
    const known = new HashIndex(traces.trace, traces.rows);
    this.#trace = known.codesOf(spans.trace);
    const ids = new HashIndex(spans.id, spans.rows);
    const own = ids.codesOf(spans.parent);
    for (let row = 0; row < own.length; row++) own[row] = own[row] === -1 ? -1 : (ids.first[own[row] as number] ?? -1);
    const { run, count, parent } = linkedRuns({
      ...{ trace: this.#trace, traces: traces.rows, parent: own, links: linksOf(input.links, ids, known, spans.rows) },
      ...clockTimes(input, this.#trace),
    });
    this.count = count;
    this.#parent = parent;
    this.#step = new HashIndex(input.steps).codesOf(spans.step);
    const byRun = groupRows(run, count);
    this.traces = byRun.rows;
    this.firstTrace = byRun.first;
    const runOfRow = input.links.rows ? this.#trace.map((trace) => run[trace] as number) : this.#trace;
    const rows = groupRows(runOfRow, count);
    this.#rows = rows.rows;
    this.#firstRow = rows.first;
    this.#place = new Int32Array(spans.rows);
    for (let place = 0; place < spans.rows; place++) {
      const row = this.#rows[place] as number;
      this.#place[row] = place - (this.#firstRow[runOfRow[row] as number] as number);
    }
  }

  /** The trace of a run that begins first. */
  leader(run: number): number {
    return this.traces[this.firstTrace[run] as number] as number;
  }

  traceCount(run: number): number {
    return (this.firstTrace[run + 1] as number) - (this.firstTrace[run] as number);
  }

  spansOf(run: number): RunSpans {
    const { spans, traces } = this.#input;
    const first = this.#firstRow[run] as number;
    const size = (this.#firstRow[run + 1] as number) - first;
    if (this.#scratch.size < size) this.#scratch = scratchOf(size * 2);
    const into = viewOf(this.#scratch, size);
    const origin = traces.start[this.leader(run)] as bigint;
    const alone = this.traceCount(run) === 1;
    for (let place = 0; place < size; place++) {
      const row = this.#rows[first + place] as number;
      const above = this.#parent[row] as number;
      const later = alone ? 0 : Number((traces.start[this.#trace[row] as number] as bigint) - origin);
      const facts = spans.facts[row] as number;
      into.parent[place] = above < 0 ? -1 : (this.#place[above] as number);
      into.start[place] = (spans.start[row] as number) + later;
      into.end[place] = (spans.end[row] as number) + later;
      into.step[place] = this.#step[row] as number;
      into.call[place] = spans.call[row] as number;
      into.failed[place] = facts & 1;
      into.works[place] = facts >> 1;
    }
    return into;
  }
}

function linksOf(links: RunInput["links"], ids: HashIndex, traces: HashIndex, rows: number): TraceLink[] {
  if (!links.rows || !rows) return [];
  const [span, trace, target] = [ids.codesOf(links.span), traces.codesOf(links.trace), ids.codesOf(links.target)];
  const row = (code: number | undefined) => (code === undefined || code < 0 ? -1 : (ids.first[code] as number));
  return Array.from(span, (code, link) => ({
    ...{ span: row(code), trace: trace[link] ?? -1, target: row(target[link]) },
  })).filter((link) => link.span >= 0 && link.trace >= 0);
}

/** Starts and ends by one clock, in nanoseconds after the first trace's start; only links need them. */
function clockTimes({ spans, traces, links }: RunInput, trace: Int32Array): { start: Float64Array; end: Float64Array } {
  if (!links.rows || !traces.rows) return { start: spans.start, end: spans.end };
  const first = traces.start.reduce((least, start) => (start < least ? start : least));
  const later = Float64Array.from(traces.start, (start) => Number(start - first));
  const moved = (time: number, row: number) => time + (later[trace[row] as number] as number);
  return { start: spans.start.map(moved), end: spans.end.map(moved) };
}

function scratchOf(size: number): RunSpans {
  return {
    ...{ size, parent: new Int32Array(size), start: new Float64Array(size), end: new Float64Array(size) },
    ...{ step: new Int32Array(size), call: new Int32Array(size) },
    ...{ failed: new Uint8Array(size), works: new Uint8Array(size) },
  };
}

function viewOf(all: RunSpans, size: number): RunSpans {
  return {
    ...{ size, parent: all.parent.subarray(0, size), start: all.start.subarray(0, size) },
    ...{ end: all.end.subarray(0, size), step: all.step.subarray(0, size), call: all.call.subarray(0, size) },
    ...{ failed: all.failed.subarray(0, size), works: all.works.subarray(0, size) },
  };
}
