import type { Columns } from "../../engine/number-columns.ts";
import { breakCycles } from "../../traces/cycles.ts";
import { HashIndex } from "../../traces/hash-index.ts";
import type { LoopItem, LoopResult } from "../../traces/loops.ts";
import { growTree, type SpanTree } from "../../traces/tree.ts";

/** What the engine gives of every span, to tell where something may be repeated. Keys are hashes; 0 stands for none. */
export const callColumns = {
  trace: "u64",
  id: "u64",
  parent: "u64",
  name: "u64",
  /** What a call was asked, by hash, replaced by the key of its normal spelling; 0 where it was not recorded. */
  input: "u64",
  /** Of `Facts` all but `writes`, added. */
  facts: "u8",
} as const;

/** And of those in whose traces it may be. */
export const loopColumns = {
  ...callColumns,
  /** Nanoseconds after the trace's start; NaN where unknown. */
  start: "f64",
  end: "f64",
  output: "u64",
  /** Of spans whose usage counts. */
  tokens: "f64",
  cost: "f64",
} as const;

export const Facts = { failed: 1, call: 2, agent: 4, writes: 8, tokens: 16, cost: 32 } as const;

export type CallColumns = Columns<typeof callColumns>;
export type LoopColumns = Columns<typeof loopColumns>;

/** What the hash of an input stands for: the key of its normal spelling, and 1 where it changes something. */
export interface Spellings {
  readonly raw: BigUint64Array;
  readonly normal: BigUint64Array;
  readonly writes: Uint8Array;
}

/** Puts normal spellings in the place of inputs as they were written. */
export function respell({ rows, input, facts }: CallColumns, { raw, normal, writes }: Spellings): void {
  const codes = new HashIndex(raw).codesOf(input);
  for (let row = 0; row < rows; row++) {
    const code = codes[row] as number;
    if (code < 0) continue;
    input[row] = normal[code] as bigint;
    if (writes[code]) facts[row] = (facts[row] as number) | Facts.writes;
  }
}

/** What is known of a name: by its code. */
export interface StepNames {
  readonly keys: BigUint64Array;
  readonly names: readonly string[];
  readonly verbs: readonly ("acts" | "sets" | "reads")[];
  /** Whether any span of the name has a result. */
  readonly results: readonly boolean[];
}

/** Rows grouped by trace: `rows[first[t]] … rows[first[t + 1] − 1]` are the spans of trace t, by first use. */
export class CallsByTrace<Of extends CallColumns = CallColumns> {
  readonly count: number;
  readonly rows: Int32Array;
  readonly first: Int32Array;
  /** The row of each span's parent, without circles, and of its name among the names given. */
  readonly parent: Int32Array;
  readonly name: Int32Array;
  readonly columns: Of;
  /** Spans that have lost their parent, because it ran in a circle. */
  readonly broken: readonly number[];
  /** Where each row stands within its trace. */
  protected readonly place: Int32Array;

  /** @param start tells where circles are broken */
  constructor(columns: Of, names: BigUint64Array, start: Float64Array = new Float64Array(columns.rows)) {
    this.columns = columns;
    const traces = new HashIndex(columns.trace);
    const ids = new HashIndex(columns.id, columns.rows);
    this.count = traces.size;
    this.name = new HashIndex(names).codesOf(columns.name);
    this.parent = ids.codesOf(columns.parent);
    for (let row = 0; row < columns.rows; row++) {
      const code = this.parent[row] as number;
      this.parent[row] = code < 0 ? -1 : (ids.first[code] as number);
    }
    this.broken = breakCycles(this.parent, start);
    this.first = new Int32Array(this.count + 1);
    for (const trace of traces.code) this.first[trace + 1] = (this.first[trace + 1] as number) + 1;
    for (let t = 1; t <= this.count; t++) this.first[t] = (this.first[t] as number) + (this.first[t - 1] as number);
    const next = this.first.slice();
    this.rows = new Int32Array(columns.rows);
    this.place = new Int32Array(columns.rows);
    for (let row = 0; row < columns.rows; row++) {
      const trace = traces.code[row] as number;
      const slot = next[trace] as number;
      this.rows[slot] = row;
      this.place[row] = slot - (this.first[trace] as number);
      next[trace] = slot + 1;
    }
  }

  /** The rows of a trace; a span's index in its tree is its place here. */
  rowsOf(trace: number): Int32Array {
    return this.rows.subarray(this.first[trace], this.first[trace + 1]);
  }
}

export class SpansByTrace extends CallsByTrace<LoopColumns> {
  constructor(columns: LoopColumns, names: BigUint64Array) {
    super(columns, names, columns.start);
  }

  treeOf(trace: number): SpanTree {
    const rows = this.rowsOf(trace);
    const parent = new Int32Array(rows.length);
    const start = new Float64Array(rows.length);
    const end = new Float64Array(rows.length);
    for (let span = 0; span < rows.length; span++) {
      const row = rows[span] as number;
      const above = this.parent[row] as number;
      parent[span] = above < 0 ? -1 : (this.place[above] as number);
      start[span] = this.columns.start[row] as number;
      end[span] = this.columns.end[row] as number;
    }
    return growTree(parent, start, end);
  }
}

/** What tells equivalent calls: one number for a name and a spelling, below 2^53. */
export function callNumber(name: number, spelling: number): number {
  return name * 2 ** 31 + spelling;
}

/** Makes an item of each span of a trace, in the tree's order by start. */
export function itemsOf(
  tree: SpanTree,
  rows: Int32Array,
  { columns, name }: SpansByTrace,
  spelling: Int32Array,
  names: StepNames,
  resultOf: (row: number) => string | null,
): LoopItem[] {
  const items = new Array<LoopItem>(tree.size);
  for (let span = 0; span < tree.size; span++) {
    const row = rows[span] as number;
    const facts = columns.facts[row] as number;
    const code = name[row] as number;
    const isCall = (facts & Facts.call) > 0;
    const verb = names.verbs[code] ?? "reads";
    items[span] = {
      span,
      name: names.names[code] ?? "",
      start: tree.start[span] as number,
      end: tree.end[span] as number,
      failed: (facts & Facts.failed) > 0,
      call: isCall && columns.input[row] !== 0n ? callNumber(code, spelling[row] as number) : null,
      tool: isCall ? (facts & Facts.writes ? "acts" : verb) : null,
      own: true,
      result: new ResultOfRow(row, names.results[code] ?? false, resultOf),
    };
  }
  return items;
}

/** Texts are many and long, and few are compared: each is read when it is asked for. */
class ResultOfRow implements LoopResult {
  readonly known: boolean;
  readonly #row: number;
  readonly #read: (row: number) => string | null;

  constructor(row: number, known: boolean, read: (row: number) => string | null) {
    this.known = known;
    this.#row = row;
    this.#read = read;
  }

  get text(): string | null {
    return this.#read(this.#row);
  }
}
