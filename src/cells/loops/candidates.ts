import { buffersOf } from "../../engine/number-columns.ts";
import type { Computation } from "../../notebook/computation.ts";
import { HashIndex } from "../../traces/hash-index.ts";
import { type LoopItem, repeatedCalls } from "../../traces/loops.ts";
import { areAlike, oneAfterAnother } from "../../traces/step-cycles.ts";
import type { SpanTree } from "../../traces/tree.ts";
import { agentItems } from "./agents.ts";
import {
  Facts,
  itemsOf,
  type LoopColumns,
  respell,
  SpansByTrace,
  type Spellings,
  type StepNames,
} from "./loop-spans.ts";

export interface CandidatesInput {
  /** The spans of traces in which something may be repeated. */
  readonly spans: LoopColumns;
  /** Of all such traces, how many were looked at before these. */
  readonly before: number;
  readonly all: number;
  readonly names: StepNames;
  readonly inputs: Spellings;
}

export interface Candidates {
  /** The spans of the traces in which something is repeated. */
  readonly spans: LoopColumns;
  /** The keys of the results that have to be read to tell, each once. */
  readonly wanted: BigUint64Array<ArrayBuffer>;
  /** How many traces that are. */
  readonly traces: number;
}

/** Finds the traces in which the same call is made again, or steps come round again. */
export const candidates: Computation<CandidatesInput, Candidates> = {
  name: "loop-candidates",
  run({ spans, names, inputs, before, all }, { progress }) {
    const told = all.toLocaleString("en");
    respell(spans, inputs);
    const byTrace = new SpansByTrace(spans, names.keys);
    const spelling = new HashIndex(spans.input).code;
    const kept: Int32Array[] = [];
    const wanted: number[] = [];
    for (let trace = 0; trace < byTrace.count; trace++) {
      if (trace % 1000 === 0) progress(`${(before + trace).toLocaleString("en")} of ${told} traces with like calls`);
      const rows = byTrace.rowsOf(trace);
      const tree = byTrace.treeOf(trace);
      const items = itemsOf(tree, rows, byTrace, spelling, names, () => null);
      const found = repeatsOf(tree, items, rows, spans);
      if (!found.length) continue;
      kept.push(rows);
      for (const span of differing(found, rows, spans)) wanted.push(rows[span] as number);
    }
    return {
      spans: pickRows(spans, kept),
      traces: kept.length,
      wanted: distinct(BigUint64Array.from(wanted, (row) => spans.output[row] as bigint)),
    };
  },
  moved: ({ spans, wanted }) => [...buffersOf(spans), wanted.buffer],
};

function distinct(keys: BigUint64Array): BigUint64Array<ArrayBuffer> {
  return BigUint64Array.from(new HashIndex(keys).first, (place) => keys[place] as bigint);
}

/** Groups of spans that repeat each other, as far as can be told without results. */
function repeatsOf(tree: SpanTree, items: readonly LoopItem[], rows: Int32Array, spans: LoopColumns): LoopItem[][] {
  const isAgent = (span: number) => ((spans.facts[rows[span] as number] as number) & Facts.agent) > 0;
  const calls = agentItems(tree, items, isAgent).flatMap(({ items: own }) => repeatedCalls(own).map((of) => [...of]));
  return [...calls, ...roundsOf(tree, items)];
}

/** Sequences below one parent in which some step is like the one a few places before it, over a whole round. */
function roundsOf(tree: SpanTree, items: readonly LoopItem[]): LoopItem[][] {
  const found: LoopItem[][] = [];
  for (let group = 0; group <= tree.size; group++) {
    const [first, past] = [tree.firstChild[group] as number, tree.firstChild[group + 1] as number];
    if (past - first < 4) continue;
    const children = Array.from(tree.children.subarray(first, past), (span) => items[span] as LoopItem);
    for (const sequence of oneAfterAnother(children)) if (comesRound(sequence)) found.push(sequence);
  }
  return found;
}

function comesRound(sequence: readonly LoopItem[]): boolean {
  for (let period = 2; period <= 8; period++) {
    let alike = 0;
    for (let at = period; at < sequence.length; at++) {
      alike = areAlike(sequence[at - period] as LoopItem, sequence[at] as LoopItem) ? alike + 1 : 0;
      if (alike >= period && new Set(sequence.slice(at - period, at).map(({ name }) => name)).size > 1) return true;
    }
  }
  return false;
}

/** The spans of groups whose results are not all the same text. */
function differing(groups: readonly (readonly LoopItem[])[], rows: Int32Array, { output }: LoopColumns): Set<number> {
  const wanted = new Set<number>();
  for (const group of groups) {
    const byName = new Map<string, Set<bigint>>();
    const key = ({ span }: LoopItem) => output[rows[span] as number] as bigint;
    for (const item of group) byName.set(item.name, (byName.get(item.name) ?? new Set()).add(key(item)));
    for (const item of group) if ((byName.get(item.name)?.size ?? 0) > 1 && key(item) !== 0n) wanted.add(item.span);
  }
  return wanted;
}

function pickRows(spans: LoopColumns, kept: readonly Int32Array[]): LoopColumns {
  const size = kept.reduce((sum, rows) => sum + rows.length, 0);
  const all = new Int32Array(size);
  let at = 0;
  for (const rows of kept) {
    all.set(rows, at);
    at += rows.length;
  }
  const u64 = (column: BigUint64Array) => {
    const picked = new BigUint64Array(size);
    for (let place = 0; place < size; place++) picked[place] = column[all[place] as number] as bigint;
    return picked;
  };
  const f64 = (column: Float64Array) => {
    const picked = new Float64Array(size);
    for (let place = 0; place < size; place++) picked[place] = column[all[place] as number] as number;
    return picked;
  };
  return {
    ...{ trace: u64(spans.trace), id: u64(spans.id), parent: u64(spans.parent), name: u64(spans.name) },
    ...{ input: u64(spans.input), output: u64(spans.output), start: f64(spans.start), end: f64(spans.end) },
    ...{ tokens: f64(spans.tokens), cost: f64(spans.cost) },
    facts: Uint8Array.from(all, (row) => spans.facts[row] as number),
    rows: size,
  };
}
