import type { Computation } from "../../notebook/computation.ts";
import { HashIndex } from "../../traces/hash-index.ts";
import { type CallColumns, CallsByTrace, Facts, respell, type Spellings } from "./loop-spans.ts";

export interface MayRepeatInput {
  readonly calls: CallColumns;
  /** Of all traces, how many were looked at before these. */
  readonly before: number;
  readonly all: number;
  /** Keys of every name of a span. */
  readonly names: BigUint64Array;
  readonly inputs: Spellings;
}

export interface MayRepeat {
  /** The traces in which something may be repeated, by their keys. */
  readonly traces: BigUint64Array<ArrayBuffer>;
  /** Calls, and those whose arguments were not recorded: nothing can be said of them. */
  readonly calls: number;
  readonly unrecorded: number;
  /** Whether any span says what it used. */
  readonly hasTokens: boolean;
  readonly hasCost: boolean;
}

/** Passes over the traces in which no call and no step has its like. */
export const mayRepeat: Computation<MayRepeatInput, MayRepeat> = {
  name: "may-repeat",
  run({ calls, names, inputs, before, all }, { progress }) {
    const told = all.toLocaleString("en");
    respell(calls, inputs);
    const byTrace = new CallsByTrace(calls, names);
    const isPossible = repeatTeller(byTrace, new HashIndex(calls.input).code, names.length);
    const found: bigint[] = [];
    for (let trace = 0; trace < byTrace.count; trace++) {
      if (trace % 1000 === 0) progress(`${(before + trace).toLocaleString("en")} of ${told} traces`);
      const rows = byTrace.rowsOf(trace);
      if (isPossible(rows)) found.push(calls.trace[rows[0] as number] as bigint);
    }
    return { traces: BigUint64Array.from(found), ...summed(calls) };
  },
  moved: ({ traces }) => [traces.buffer],
};

function summed({ facts, input }: CallColumns): Omit<MayRepeat, "traces"> {
  let [calls, unrecorded, any] = [0, 0, 0];
  for (const [row, fact] of facts.entries()) {
    any |= fact;
    if (!(fact & Facts.call)) continue;
    calls++;
    if (input[row] === 0n) unrecorded++;
  }
  return { calls, unrecorded, hasTokens: (any & Facts.tokens) > 0, hasCost: (any & Facts.cost) > 0 };
}

/**
 * Tells in which traces something may be repeated, by numbers alone: most traces hold nothing, and then need neither a
 * tree nor an object for any span. It says yes where calls or steps are alike, whenever they run, and where parents run
 * in circles; never no where something is repeated.
 */
export function repeatTeller(spans: CallsByTrace, spelling: Int32Array, names: number): (rows: Int32Array) => boolean {
  const agent = agentsAbove(spans);
  const spellings = spelling.reduce((most, code) => Math.max(most, code), 0) + 2;
  const alike = new Alike(spans, spelling, names, spellings);
  const broken = new Set(spans.broken);
  const hasCircle = (rows: Int32Array) => broken.size > 0 && rows.some((row) => broken.has(row));
  return (rows) => hasCircle(rows) || alike.isCalledAgain(rows, agent) || alike.comesRound(rows);
}

class Alike {
  readonly #spans: CallsByTrace;
  readonly #spelling: Int32Array;
  readonly #names: number;
  readonly #spellings: number;

  constructor(spans: CallsByTrace, spelling: Int32Array, names: number, spellings: number) {
    this.#spans = spans;
    this.#spelling = spelling;
    this.#names = names + 1;
    this.#spellings = spellings;
  }

  /** Whether one agent makes two equivalent calls. */
  isCalledAgain(rows: Int32Array, agent: Int32Array): boolean {
    const { facts, input } = this.#spans.columns;
    const seen = new Set<number>();
    for (const row of rows) {
      if (!((facts[row] as number) & Facts.call) || input[row] === 0n) continue;
      const key = this.#key(agent[row] as number, row, true);
      if (seen.has(key)) return true;
      seen.add(key);
    }
    return false;
  }

  /** Whether two steps of different names each have their like below the same parent: no less makes a cycle. */
  comesRound(rows: Int32Array): boolean {
    const { columns, parent, name } = this.#spans;
    const seen = new Set<number>();
    const repeated = new Map<number, number>();
    for (const row of rows) {
      const facts = columns.facts[row] as number;
      const isCall = (facts & Facts.call) > 0;
      if (facts & Facts.failed || (isCall && columns.input[row] === 0n)) continue;
      const key = this.#key(parent[row] as number, row, isCall);
      if (!seen.has(key)) {
        seen.add(key);
        continue;
      }
      const other = repeated.get(parent[row] as number);
      if (other !== undefined && other !== name[row]) return true;
      repeated.set(parent[row] as number, name[row] as number);
    }
    return false;
  }

  /** Equal for what is alike below one span. Numbers too large to be told apart only say yes too often. */
  #key(above: number, row: number, isCall: boolean): number {
    const step = (above + 2) * this.#names + (this.#spans.name[row] as number) + 1;
    return step * this.#spellings + (isCall ? (this.#spelling[row] as number) + 1 : 0);
  }
}

/** For each row that of the nearest agent above it; −1 where there is none. */
function agentsAbove({ columns, parent }: CallsByTrace): Int32Array {
  const unknown = -2;
  const agent = new Int32Array(columns.rows).fill(unknown);
  const path: number[] = [];
  for (let row = 0; row < columns.rows; row++) {
    let found = row;
    for (; found >= 0 && agent[found] === unknown; found = parent[found] as number) path.push(found);
    let above = found < 0 ? -1 : below(found);
    for (let span = path.pop(); span !== undefined; span = path.pop()) {
      agent[span] = above;
      above = below(span);
    }
  }
  return agent;

  function below(span: number): number {
    return (columns.facts[span] as number) & Facts.agent ? span : (agent[span] as number);
  }
}
