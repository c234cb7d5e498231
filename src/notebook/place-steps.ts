import { makeData, makeVector, Table, tableToIPC, Utf8, type Vector } from "apache-arrow";
import type { Columns } from "../engine/number-columns.ts";
import { countedUsage } from "../traces/counted-usage.ts";
import { coveredTimes } from "../traces/covered-times.ts";
import { breakCycles } from "../traces/cycles.ts";
import { at, groupRows, timeAt } from "../traces/grouping.ts";
import { HashIndex } from "../traces/hash-index.ts";
import { ownTimes } from "../traces/own-times.ts";
import { timesInTraces } from "../traces/times-in-traces.ts";
import type { Computation } from "./computation.ts";

/** Between the names of a path. */
export const pathMark = " › ";

/** What the engine gives of every span. Keys are hashes; 0 stands for none. */
export const placeColumns = {
  row: "u32",
  trace: "u64",
  key: "u64",
  parent: "u64",
  name: "u64",
  /** Nanoseconds since 1970, or `unknownTime`. */
  start: "i64",
  end: "i64",
  tokens: "f64",
  /** Bits: see SpanFlags. */
  flags: "u8",
} as const;

export const SpanFlags = { failed: 1, hasUsage: 2, callsModel: 4 } as const;

export interface PlaceInput {
  readonly spans: Columns<typeof placeColumns>;
  /** Every name, and its key. */
  readonly names: readonly string[];
  readonly nameKeys: BigUint64Array;
}

/** What is found out of all spans at once: Arrow IPC streams for the tables of derive.ts and step-times.ts. */
export interface PlacedSteps {
  /** Whether some key comes more than once. */
  readonly repeated: boolean;
  /** row, trace_start_ns, covered_ns (what its children cover of it), counts_usage (0 or 1). */
  readonly facts: Uint8Array<ArrayBuffer>;
  /** path, text, name, depth, row: a span that has the path. */
  readonly paths: Uint8Array<ArrayBuffer>;
  /** row, trace, path, ns: how long it took, −1 where that is unknown or negative. */
  readonly spans: Uint8Array<ArrayBuffer>;
  /** trace, path, calls, errors, own_ns, self_ns, tokens. */
  readonly steps: Uint8Array<ArrayBuffer>;
}

/** Where every span stands in its tree, what it adds to sums, and what each step of each trace comes to. */
export const placeSteps: Computation<PlaceInput, PlacedSteps> = {
  name: "place-steps",
  run({ spans, names, nameKeys }, { progress }) {
    progress("finding the place of every span");
    const { code: trace, size: traces } = new HashIndex(spans.trace);
    const { first, start, end } = timesInTraces(trace, traces, spans);
    const keys = new HashIndex(spans.key, spans.rows);
    const parent = parentsOf(spans.parent, keys);
    const covered = coveredTimes(parent, start, end);
    const counts = countedUsage({ trace, traces, parent, ...usageOf(spans) });
    const facts = stream({
      row: makeVector(spans.row),
      trace_start_ns: makeVector(BigInt64Array.from(trace, (code) => first[code] as bigint)),
      covered_ns: makeVector(covered),
      counts_usage: makeVector(counts),
    });
    const self = selfTimes(covered, start, end);
    for (let row = 0; row < spans.rows; row++) if (Number.isNaN(start[row])) start[row] = 0;
    breakCycles(parent, start);
    const paths = pathsOf(parent, new HashIndex(nameKeys).codesOf(spans.name), names);
    progress("sharing out the time of every trace");
    const own = ownTimes({ trace, traces, parent, start, end });
    progress("adding up the steps of every trace");
    return {
      repeated: keys.size < spans.rows,
      facts,
      paths: stream({
        path: makeVector(paths.rank),
        text: texts(paths.text),
        name: texts(paths.name.map((name) => names[name] ?? "")),
        depth: makeVector(Int32Array.from(paths.depth)),
        row: makeVector(Uint32Array.from(paths.first, (row) => spans.row[row] ?? 0)),
      }),
      spans: stream({
        row: makeVector(spans.row),
        trace: makeVector(spans.trace),
        path: makeVector(paths.of),
        ns: makeVector(durations(start, end)),
      }),
      steps: stream(stepsOf(spans, { trace, traces, path: paths.of, paths: paths.rank.length, own, self, counts })),
    };
  },
  moved: ({ facts, paths, spans, steps }) => [facts.buffer, paths.buffer, spans.buffer, steps.buffer],
};

function usageOf({ rows, flags }: PlaceInput["spans"]) {
  const [hasUsage, callsModel] = [new Uint8Array(rows), new Uint8Array(rows)];
  for (let row = 0; row < rows; row++) {
    hasUsage[row] = (flags[row] as number) & SpanFlags.hasUsage ? 1 : 0;
    callsModel[row] = (flags[row] as number) & SpanFlags.callsModel ? 1 : 0;
  }
  return { hasUsage, callsModel };
}

function stream(columns: Record<string, Vector>): Uint8Array<ArrayBuffer> {
  return tableToIPC(new Table(columns), "stream") as Uint8Array<ArrayBuffer>;
}

/** Arrow's builders make functions out of text, which the page's policy forbids, so this is put together by hand. */
function texts(values: readonly string[]): Vector {
  const encoded = values.map((value) => encoder.encode(value));
  const valueOffsets = new Int32Array(values.length + 1);
  for (const [place, { length }] of encoded.entries()) valueOffsets[place + 1] = at(valueOffsets, place) + length;
  const data = new Uint8Array(at(valueOffsets, values.length));
  for (const [place, bytes] of encoded.entries()) data.set(bytes, at(valueOffsets, place));
  return makeVector(makeData({ type: new Utf8(), length: values.length, nullCount: 0, valueOffsets, data }));
}

const encoder = new TextEncoder();

/** −1 where it is unknown or negative. */
function durations(start: Float64Array, end: Float64Array): Float64Array<ArrayBuffer> {
  const ns = new Float64Array(start.length);
  for (let row = 0; row < start.length; row++) {
    const duration = timeAt(end, row) - timeAt(start, row);
    ns[row] = duration >= 0 ? duration : -1;
  }
  return ns;
}

/** 0 where a duration is unknown or negative. */
function selfTimes(covered: Float64Array, start: Float64Array, end: Float64Array): Float64Array {
  const self = new Float64Array(start.length);
  for (let row = 0; row < start.length; row++) {
    const duration = timeAt(end, row) - timeAt(start, row);
    self[row] = duration >= 0 ? duration - timeAt(covered, row) : 0;
  }
  return self;
}

// Deeper than this, a span counts as a root of its own.
const deepest = 500;

/** Each span's parent as a row; −1 for roots, orphans too. There may be circles. */
function parentsOf(parent: BigUint64Array, keys: HashIndex): Int32Array {
  const above = keys.codesOf(parent);
  for (let row = 0; row < above.length; row++) above[row] = at(above, row) < 0 ? -1 : at(keys.first, at(above, row));
  return above;
}

/** Visits every span after its parent. Where a chain is longer than `deepest`, it is cut in place. */
function fromTheRoots(parent: Int32Array, visit: (row: number, depth: number) => void): void {
  const depth = new Int32Array(parent.length).fill(-1);
  const waiting: number[] = [];
  for (let from = 0; from < parent.length; from++) {
    for (let row = from; row >= 0 && at(depth, row) < 0; row = at(parent, row)) waiting.push(row);
    while (waiting.length) {
      const row = waiting.pop() as number;
      const above = at(parent, row);
      if (above >= 0 && at(depth, above) >= deepest) parent[row] = -1;
      depth[row] = at(parent, row) < 0 ? 0 : at(depth, above) + 1;
      visit(row, at(depth, row));
    }
  }
}

interface Paths {
  /** The path of every span, as its rank among the texts of all paths. */
  readonly of: Int32Array<ArrayBuffer>;
  /** For each path its rank, text, name, depth, and the first span that has it. */
  readonly rank: Int32Array<ArrayBuffer>;
  readonly text: readonly string[];
  readonly name: readonly number[];
  readonly depth: readonly number[];
  readonly first: readonly number[];
}

/** Gives every span its path, and cuts chains of parents that are too long. */
function pathsOf(parent: Int32Array, nameOf: Int32Array, names: readonly string[]): Paths {
  const known = new Map<number, number>();
  const of = new Int32Array(parent.length);
  const [text, name, depth, first]: [string[], number[], number[], number[]] = [[], [], [], []];
  fromTheRoots(parent, (row, level) => {
    const above = at(parent, row) < 0 ? -1 : at(of, at(parent, row));
    const key = (above + 1) * names.length + at(nameOf, row);
    const path = known.get(key) ?? text.length;
    of[row] = path;
    if (path < text.length) {
      first[path] = Math.min(row, first[path] as number);
      return;
    }
    known.set(key, path);
    const own = names[at(nameOf, row)] ?? "";
    text.push(above < 0 ? own : `${text[above]}${pathMark}${own}`);
    name.push(at(nameOf, row));
    depth.push(level);
    first.push(row);
  });
  const rank = ranksOf(text);
  for (let row = 0; row < of.length; row++) of[row] = at(rank, at(of, row));
  return { of, rank, text, name, depth, first };
}

/** By text, so that a path has the same number whichever of several files was read first. */
function ranksOf(text: readonly string[]): Int32Array<ArrayBuffer> {
  const sorted = text.map((_, path) => path);
  sorted.sort((one, other) => ((text[one] as string) < (text[other] as string) ? -1 : 1));
  const rank = new Int32Array(text.length);
  for (const [place, path] of sorted.entries()) rank[path] = place;
  return rank;
}

interface PlacedSpans {
  readonly trace: Int32Array;
  readonly traces: number;
  /** The path of each span, and how many paths there are. */
  readonly path: Int32Array;
  readonly paths: number;
  readonly own: Float64Array;
  readonly self: Float64Array;
  readonly counts: Uint8Array;
}

function stepsOf(spans: PlaceInput["spans"], { trace, traces, path: of, paths, own, self, counts }: PlacedSpans) {
  const { rows, first } = groupRows(trace, traces);
  const path = new Int32Array(spans.rows);
  const [calls, errors] = [new Int32Array(spans.rows), new Int32Array(spans.rows)];
  const [ownNs, selfNs] = [new Float64Array(spans.rows), new Float64Array(spans.rows)];
  const tokens = new Float64Array(spans.rows);
  /** Some span of each step. */
  const some = new Int32Array(spans.rows);
  const stepOf = new Int32Array(paths).fill(-1);
  let count = 0;
  for (let code = 0; code < traces; code++) {
    const begun = count;
    for (let place = at(first, code); place < at(first, code + 1); place++) {
      const row = at(rows, place);
      if (at(stepOf, at(of, row)) < begun) {
        stepOf[at(of, row)] = count;
        some[count] = row;
        path[count++] = at(of, row);
      }
      const step = at(stepOf, at(of, row));
      calls[step] = at(calls, step) + 1;
      errors[step] = at(errors, step) + ((spans.flags[row] as number) & SpanFlags.failed);
      ownNs[step] = timeAt(ownNs, step) + timeAt(own, row);
      selfNs[step] = timeAt(selfNs, step) + timeAt(self, row);
      if (counts[row]) tokens[step] = timeAt(tokens, step) + timeAt(spans.tokens, row);
    }
  }
  return {
    trace: makeVector(picked(spans.trace, some.subarray(0, count))),
    path: makeVector(path.subarray(0, count)),
    calls: makeVector(calls.subarray(0, count)),
    errors: makeVector(errors.subarray(0, count)),
    own_ns: makeVector(ownNs.subarray(0, count)),
    self_ns: makeVector(selfNs.subarray(0, count)),
    tokens: makeVector(tokens.subarray(0, count)),
  };
}

/** Some of the keys, without an object for any of them. */
function picked(keys: BigUint64Array, rows: Int32Array): BigUint64Array {
  const words = new Uint32Array(keys.buffer, keys.byteOffset, keys.length * 2);
  const found = new Uint32Array(rows.length * 2);
  for (let place = 0; place < rows.length; place++) {
    found[place * 2] = words[at(rows, place) * 2] as number;
    found[place * 2 + 1] = words[at(rows, place) * 2 + 1] as number;
  }
  return new BigUint64Array(found.buffer);
}
