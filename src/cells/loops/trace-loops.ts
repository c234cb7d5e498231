import { childrenByEnd } from "../../traces/child-choice.ts";
import {
  findLoops,
  type Loop,
  type LoopItem,
  type LoopOptions,
  type Repeats,
  repeatedCalls,
} from "../../traces/loops.ts";
import { selfTimes } from "../../traces/self-time.ts";
import { findStepCycles } from "../../traces/step-cycles.ts";
import type { SpanTree } from "../../traces/tree.ts";
import { Fate, WhatIf } from "../../traces/what-if.ts";
import { agentItems, subtree } from "./agents.ts";
import { mostCalls } from "./result.ts";

/** What spans took together. Times in nanoseconds. */
export interface Spent {
  /** Self times added up. */
  readonly span: number;
  /** By how much shorter the trace would be without them, on the critical path. */
  readonly wall: number;
  readonly tokens: number;
  readonly cost: number;
}

export interface FoundLoop extends Loop {
  /** The agent's span, −1 where the trace as a whole is the agent. */
  readonly agent: number;
  /** From the second round on. */
  readonly wasted: Spent;
}

/** What a breaker of k calls would have cut in one trace. */
export interface Cut extends Spent {
  readonly calls: number;
  /** Groups of repeated calls that it would have cut, and how many of them hold a loop. */
  readonly groups: number;
  readonly ofLoops: number;
}

export interface TraceLoops {
  readonly loops: readonly FoundLoop[];
  /** By k − 1; null where k cuts nothing. */
  readonly cuts: readonly (Cut | null)[];
  /** What all loops of the trace wasted, each span counted once. */
  readonly wasted: Spent | null;
}

export interface TraceUsage {
  readonly tokens: (span: number) => number;
  readonly cost: (span: number) => number;
  readonly isAgent: (span: number) => boolean;
}

/** The loops of one trace, and what breakers would have cut of it. `steps` narrows both to calls of these names. */
export function traceLoops(
  tree: SpanTree,
  items: readonly LoopItem[],
  usage: TraceUsage,
  options: LoopOptions,
  steps: readonly string[] | undefined,
): TraceLoops {
  const agents = agentItems(tree, items, usage.isAgent);
  const isMeant = (name: string) => !steps || steps.includes(name);
  const spending = new Spending(tree, usage);
  const calls = agents.flatMap(({ agent, items: own }) => findLoops(own, options).map((loop) => ({ ...loop, agent })));
  const cycles = stepCycles(tree, items, usage.isAgent, options).filter(
    (cycle) => !calls.some((loop) => overlap(loop, cycle)),
  );
  const loops = [...calls, ...cycles].filter(({ steps: [first] }) => first !== undefined && isMeant(first));
  const spans = loops.map(({ agent, from, to }) => spending.between(agent, from, to));
  const repeats = agents.flatMap(({ agent, items: own }) =>
    repeatedCalls(own).flatMap((group) => (isMeant(group[0]?.name ?? "") ? [{ agent, group }] : [])),
  );
  const inLoop = new Set(loops.flatMap(({ rounds }) => rounds.map(({ span }) => span)));
  return {
    loops: loops.map((loop, index) => ({ ...loop, wasted: spending.spent(spans[index] ?? []) })),
    wasted: loops.length ? spending.spent(spans.flat()) : null,
    cuts: Array.from({ length: mostCalls }, (_, index) => cutAfter(index + 1, repeats, inLoop, spending)),
  };
}

function stepCycles(
  tree: SpanTree,
  items: readonly LoopItem[],
  isAgent: (span: number) => boolean,
  options: LoopOptions,
): (Loop & { readonly agent: number })[] {
  const found: (Loop & { agent: number })[] = [];
  for (let group = 0; group <= tree.size; group++) {
    const [first, past] = [tree.firstChild[group] as number, tree.firstChild[group + 1] as number];
    if (past - first < 4) continue;
    const children = Array.from(tree.children.subarray(first, past), (span) => items[span] as LoopItem);
    for (const cycle of findStepCycles(children, options)) {
      const changes = cycle.rounds.some(({ span }) => [...subtree(tree, span)].some((below) => isChange(items[below])));
      if (!changes) found.push({ ...cycle, agent: agentAbove(tree, group, isAgent) });
    }
  }
  return found;
}

function isChange(item: LoopItem | undefined): boolean {
  return item !== undefined && item.tool !== null && item.tool !== "reads" && !item.failed;
}

function agentAbove(tree: SpanTree, group: number, isAgent: (span: number) => boolean): number {
  let span = group === tree.size ? -1 : group;
  while (span >= 0 && !isAgent(span)) span = tree.parent[span] as number;
  return span;
}

function overlap(a: Loop, b: Loop): boolean {
  const began = (loop: Loop) => loop.rounds[0]?.start ?? 0;
  return began(a) < b.to && began(b) < a.to;
}

function cutAfter(
  calls: number,
  repeats: readonly { readonly agent: number; readonly group: Repeats }[],
  inLoop: ReadonlySet<number>,
  spending: Spending,
): Cut | null {
  const cut = repeats.filter(({ group }) => group.length > calls);
  if (!cut.length) return null;
  const spans = cut.flatMap(({ agent, group }) =>
    spending.between(agent, group[calls]?.start ?? 0, group.at(-1)?.end ?? 0),
  );
  return {
    ...spending.spent(spans),
    calls: cut.reduce((sum, { group }) => sum + group.length - calls, 0),
    groups: cut.length,
    ofLoops: cut.filter(({ group }) => group.some(({ span }) => inLoop.has(span))).length,
  };
}

/** Adds up what spans of one trace took. */
class Spending {
  readonly #tree: SpanTree;
  readonly #usage: TraceUsage;
  readonly #self: Float64Array;
  readonly #whatIf: WhatIf;
  readonly #fate: Uint8Array;

  constructor(tree: SpanTree, usage: TraceUsage) {
    this.#tree = tree;
    this.#usage = usage;
    this.#self = selfTimes(tree);
    this.#whatIf = new WhatIf(tree, childrenByEnd(tree));
    this.#fate = new Uint8Array(tree.size);
  }

  /** The spans below an agent that begin at or after one time and end by another. */
  between(agent: number, from: number, to: number): number[] {
    const { start, end } = this.#tree;
    return [...subtree(this.#tree, agent)].filter(
      (span) => (start[span] as number) >= from && (start[span] as number) < to && (end[span] as number) <= to,
    );
  }

  /** Each span once, however often it is given. */
  spent(spans: readonly number[]): Spent {
    this.#fate.fill(Fate.stays);
    let [span, tokens, cost] = [0, 0, 0];
    for (const one of spans) {
      if (this.#fate[one]) continue;
      this.#fate[one] = Fate.gone;
      span += this.#self[one] as number;
      tokens += this.#usage.tokens(one);
      cost += this.#usage.cost(one);
    }
    return { span, tokens, cost, wall: this.#whatIf.length - this.#whatIf.lengthIf(this.#fate) };
  }
}
