import type { Loop, LoopItem, LoopOptions } from "./loops.ts";

/** No longer cycles are looked for. */
const longestCycle = 8;

/**
 * Cycles of steps below one parent: A→B→C→A→B→C, where each step of a round does as its like in the round before. Steps
 * are alike when their names are the same, both succeeded, their results overlap where results are recorded, and, for
 * calls of tools, the arguments are equivalent. A cycle needs two different steps, a result to compare, and no tool that
 * changes state. `items` are the children of one parent by start; one that begins before the last has ended breaks the
 * sequence. The shortest cycle counts.
 */
export function findStepCycles(items: readonly LoopItem[], options: LoopOptions): Loop[] {
  const found: Loop[] = [];
  for (const sequence of oneAfterAnother(items)) {
    for (let at = 0; at < sequence.length; ) {
      const cycle = cycleAt(sequence, at, options);
      if (cycle) found.push(cycle.loop);
      at = cycle ? cycle.next : at + 1;
    }
  }
  return found;
}

/** Whether two steps stand at the same place of a cycle, as far as it can be told without their results. */
export function areAlike(a: LoopItem, b: LoopItem): boolean {
  if (a.name !== b.name || a.failed || b.failed) return false;
  if (a.tool !== null || b.tool !== null) return a.call !== null && a.call === b.call && a.tool === "reads";
  return true;
}

/** Stretches of items of which each begins when the one before it has ended. */
export function oneAfterAnother(items: readonly LoopItem[]): LoopItem[][] {
  const sequences: LoopItem[][] = [];
  for (const item of items) {
    const last = sequences.at(-1)?.at(-1);
    if (last && item.start >= last.end) sequences.at(-1)?.push(item);
    else sequences.push([item]);
  }
  return sequences;
}

function cycleAt(
  sequence: readonly LoopItem[],
  at: number,
  options: LoopOptions,
): { readonly loop: Loop; readonly next: number } | null {
  const rounds = Math.max(2, options.rounds);
  for (let period = 2; period <= longestCycle && at + period * rounds <= sequence.length; period++) {
    const round = sequence.slice(at, at + period);
    if (!isCycle(round)) continue;
    let next = at + period;
    while (next < sequence.length && repeats(sequence, next - period, next, options)) next++;
    const count = Math.floor((next - at) / period);
    if (count < rounds) continue;
    const end = at + count * period;
    return { loop: toLoop(sequence.slice(at, end), period), next: end };
  }
  return null;
}

function repeats(sequence: readonly LoopItem[], before: number, after: number, options: LoopOptions): boolean {
  const [a, b] = [sequence[before] as LoopItem, sequence[after] as LoopItem];
  if (!areAlike(a, b)) return false;
  if (!a.result.known) return true;
  return options.overlapOf(a.result.text, b.result.text) >= options.overlap;
}

function isCycle(round: readonly LoopItem[]): boolean {
  const names = new Set(round.map(({ name }) => name));
  return names.size > 1 && round.some(({ result }) => result.known && result.text !== null && result.text !== "");
}

function toLoop(items: readonly LoopItem[], period: number): Loop {
  const rounds = items.filter((_, index) => index % period === 0);
  return {
    rounds,
    from: items[period - 1]?.end ?? 0,
    to: items.at(-1)?.end ?? 0,
    steps: items.slice(0, period).map(({ name }) => name),
    resolved: null,
  };
}
