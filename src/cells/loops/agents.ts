import type { LoopItem } from "../../traces/loops.ts";
import type { SpanTree } from "../../traces/tree.ts";

/** An agent's span (−1 for a trace as a whole) and everything below it by start. */
export interface AgentItems {
  readonly agent: number;
  /** `own` is false for what an agent below it does. */
  readonly items: readonly LoopItem[];
}

/** The agents of a trace that make two calls or more of their own, each with all that runs below it. */
export function agentItems(
  tree: SpanTree,
  items: readonly LoopItem[],
  isAgent: (span: number) => boolean,
): AgentItems[] {
  const agent = new Int32Array(tree.size);
  const calls = new Map<number, number>();
  for (const span of tree.order) {
    const above = tree.parent[span] as number;
    const of = above < 0 ? -1 : isAgent(above) ? above : (agent[above] as number);
    agent[span] = of;
    if (items[span]?.tool !== null) calls.set(of, (calls.get(of) ?? 0) + 1);
  }
  const several = [...calls].filter(([, count]) => count > 1);
  return several.map(([of]) => ({ agent: of, items: below(tree, items, agent, of) }));
}

function below(tree: SpanTree, items: readonly LoopItem[], agent: Int32Array, of: number): LoopItem[] {
  const found: LoopItem[] = [];
  for (const span of subtree(tree, of)) {
    const item = items[span] as LoopItem;
    found.push(agent[span] === of ? item : { ...item, own: false, result: item.result });
  }
  return found.sort((a, b) => a.start - b.start || b.end - a.end || a.span - b.span);
}

/** The spans below one; all for −1. */
export function subtree(tree: SpanTree, span: number): Int32Array {
  if (span < 0) return tree.order;
  const first = tree.order.indexOf(span);
  return tree.order.subarray(first + 1, first + 1 + (tree.descendants[span] as number));
}
