/** One span below an agent, as far as finding loops needs it. Lists of them are in the order of their starts. */
export interface LoopItem {
  /** Its index among the trace's spans. */
  readonly span: number;
  readonly name: string;
  /** In nanoseconds. */
  readonly start: number;
  readonly end: number;
  readonly failed: boolean;
  /**
   * What is called and with what: equal for equivalent calls. Null for what is no call of a tool, and for calls whose
   * arguments were not recorded.
   */
  readonly call: number | null;
  /** What a tool of its name does; null for what is no call of a tool. */
  readonly tool: "acts" | "sets" | "reads" | null;
  /** Whether the agent itself made it, and not an agent below it. */
  readonly own: boolean;
  readonly result: LoopResult;
}

/** A result as a text or null, and whether results of this tool were recorded at all. */
export interface LoopResult {
  readonly text: string | null;
  readonly known: boolean;
}

export interface LoopOptions {
  /** The share of two results that has to be alike. */
  readonly overlap: number;
  /** Rounds from which on a repetition counts as a loop. */
  readonly rounds: number;
  readonly overlapOf: (a: string | null, b: string | null) => number;
}

/** Rounds that say the same. */
export interface Loop {
  /** The repeated call of each round that gave the same; for a cycle of steps the first span of each round. */
  readonly rounds: readonly LoopItem[];
  /** Everything that ends with the last round and began after the first: what was wasted lies there. */
  readonly from: number;
  readonly to: number;
  /** The names of a round: one for a call, several for a cycle. */
  readonly steps: readonly string[];
  /** The same call once more with another result, which ended the loop. */
  readonly resolved: LoopItem | null;
}

/** The same call again and again, whatever it gave: what a circuit breaker counts. One after another, by start. */
export type Repeats = readonly LoopItem[];

/** Calls that an agent makes twice or more, none beginning before the one before it has ended. */
export function repeatedCalls(items: readonly LoopItem[]): Repeats[] {
  const byCall = new Map<number, LoopItem[]>();
  for (const item of items) {
    if (item.call === null || item.tool === null || !item.own) continue;
    const known = byCall.get(item.call);
    if (!known) byCall.set(item.call, [item]);
    else if (item.start >= (known.at(-1) as LoopItem).end) known.push(item);
  }
  return [...byCall.values()].filter((members) => members.length > 1);
}

/**
 * The loops of one agent. A loop is the same tool with equivalent arguments and overlapping results, with no change of
 * state between. Not a loop are: a retry after an error; a call beside another; repetitions that act (send, click, append);
 * calls with another result each time (polling that gets on); calls between which a tool that changes state succeeded, or
 * another tool gave something that the round before did not have.
 */
export function findLoops(items: readonly LoopItem[], options: LoopOptions): Loop[] {
  const place = new Map(items.map((item, index) => [item, index]));
  const found = repeatedCalls(items)
    .filter(([first]) => first?.tool !== "acts" && first?.result.known)
    .flatMap((calls) => loopsOf(calls, (one, next) => between(one, next, items, place.get(one) ?? 0), options))
    .sort((a, b) => a.from - b.from || b.to - a.to);
  return withoutInner(found);
}

type Between = (one: LoopItem, next: LoopItem) => readonly LoopItem[];

function loopsOf(calls: readonly LoopItem[], betweenCalls: Between, options: LoopOptions): Loop[] {
  const gaps = calls.slice(1).map((call, index) => betweenCalls(calls[index] as LoopItem, call));
  const loops: Loop[] = [];
  for (let first = 0; first < calls.length; ) {
    let last = first;
    while (last + 1 < calls.length && sameRound(calls, gaps, last, options)) last++;
    if (last - first + 1 >= options.rounds) loops.push(toLoop(calls, gaps, first, last));
    first = last + 1;
  }
  return loops;
}

/** Whether the call after `index` repeats that one. */
function sameRound(
  calls: readonly LoopItem[],
  gaps: readonly (readonly LoopItem[])[],
  index: number,
  { overlap, overlapOf }: LoopOptions,
): boolean {
  const [one, next] = [calls[index] as LoopItem, calls[index + 1] as LoopItem];
  if (one.failed || next.failed) return false;
  if (overlapOf(one.result.text, next.result.text) < overlap) return false;
  return isNothingNew(gaps, index, { overlap, overlapOf });
}

/** Rounds with more other calls than this are work, not a loop. */
const longestRound = 32;

/** Nothing else was called between, or the same with the same results as in the round before or after. */
function isNothingNew(
  gaps: readonly (readonly LoopItem[])[],
  index: number,
  options: Pick<LoopOptions, "overlap" | "overlapOf">,
): boolean {
  const gap = gaps[index] ?? [];
  if (gap.some((item) => item.tool !== "reads" && !item.failed)) return false;
  const other = gap.filter((item) => !item.failed);
  if (!other.length) return true;
  if (other.length > longestRound) return false;
  return [gaps[index - 1], gaps[index + 1]].some(
    (beside) => beside !== undefined && isSameRound(other, beside, options),
  );
}

function isSameRound(
  a: readonly LoopItem[],
  b: readonly LoopItem[],
  { overlap, overlapOf }: Pick<LoopOptions, "overlap" | "overlapOf">,
): boolean {
  return a.every((item) =>
    b.some(
      (other) =>
        item.call !== null && other.call === item.call && overlapOf(item.result.text, other.result.text) >= overlap,
    ),
  );
}

/** The other tools' calls that began after one call and before the next. */
function between(one: LoopItem, next: LoopItem, items: readonly LoopItem[], place: number): readonly LoopItem[] {
  const found: LoopItem[] = [];
  for (let at = place + 1; at < items.length; at++) {
    const item = items[at] as LoopItem;
    if (item.start >= next.start) break;
    if (item.tool !== null && item.call !== one.call) found.push(item);
  }
  return found;
}

function toLoop(calls: readonly LoopItem[], gaps: readonly (readonly LoopItem[])[], first: number, last: number): Loop {
  const rounds = calls.slice(first, last + 1);
  const inside = gaps.slice(first, last).flat();
  const after = calls[last + 1];
  const head = rounds[0] as LoopItem;
  return {
    rounds,
    from: head.end,
    to: (rounds.at(-1) as LoopItem).end,
    steps: [head.name, ...new Set(inside.map(({ name }) => name))],
    resolved: after && !after.failed && (gaps[last] ?? []).every((item) => item.tool === "reads") ? after : null,
  };
}

/** A cycle is found once from each of its calls; the one that began first stands for all. */
function withoutInner(loops: readonly Loop[]): Loop[] {
  const kept: Loop[] = [];
  for (const loop of loops) {
    const within = kept.some(
      (outer) =>
        outer.steps.length > 1 &&
        loop.rounds.every((round) => outer.steps.includes(round.name)) &&
        loop.from < outer.to &&
        outer.from < loop.to + 1,
    );
    if (!within) kept.push(loop);
  }
  return kept;
}
