import { at } from "./grouping.ts";
import type { SpanTree } from "./tree.ts";

/** A row of two trees laid over each other: the span of the first and of the second; −1 where one has none. */
export interface AlignedSpan {
  readonly first: number;
  readonly second: number;
  readonly depth: number;
  /** Matched, but at another place among its siblings. */
  readonly moved: boolean;
}

interface Side {
  readonly tree: SpanTree;
  /** What a span has to share with its match: its name and kind. */
  readonly labels: readonly string[];
}

/**
 * Two trees as one, parents before children. Children of matched parents are matched in order, as many as possible
 * (the longest common subsequence of their labels); what is left over with the same label has moved. Everything below a
 * span without a match has none either. O(n) besides the siblings, which cost first × second, or the order in which
 * labels repeat where that is too much.
 */
export function alignTrees(first: Side, second: Side): readonly AlignedSpan[] {
  const rows: AlignedSpan[] = [];
  const stack: AlignedSpan[] = matched(first, second, first.tree.size, second.tree.size, 0).toReversed();
  for (let row = stack.pop(); row; row = stack.pop()) {
    rows.push(row);
    const below = matched(first, second, row.first, row.second, row.depth + 1);
    for (let k = below.length - 1; k >= 0; k--) stack.push(below[k] as AlignedSpan);
  }
  return rows;
}

function childrenOf({ tree }: Side, span: number): readonly number[] {
  return span < 0 ? [] : Array.from(tree.children.subarray(at(tree.firstChild, span), at(tree.firstChild, span + 1)));
}

function matched(first: Side, second: Side, one: number, other: number, depth: number): AlignedSpan[] {
  const [left, right] = [childrenOf(first, one), childrenOf(second, other)];
  if (!left.length) return right.map((span) => ({ first: -1, second: span, depth, moved: false }));
  if (!right.length) return left.map((span) => ({ first: span, second: -1, depth, moved: false }));
  const [a, b] = [left.map((span) => first.labels[span] ?? ""), right.map((span) => second.labels[span] ?? "")];
  const pairs = commonSubsequence(a, b);
  const moves = movedPairs(a, b, pairs);
  const rows: AlignedSpan[] = [];
  let [i, j] = [0, 0];
  const upTo = (iEnd: number, jEnd: number) => {
    for (; i < iEnd; i++) {
      const partner = moves.get(i);
      const span = partner === undefined ? -1 : (right[partner] as number);
      rows.push({ first: left[i] as number, second: span, depth, moved: partner !== undefined });
    }
    const taken = new Set(moves.values());
    for (; j < jEnd; j++) if (!taken.has(j)) rows.push({ first: -1, second: right[j] as number, depth, moved: false });
  };
  for (const [x, y] of pairs) {
    upTo(x, y);
    rows.push({ first: left[x] as number, second: right[y] as number, depth, moved: false });
    [i, j] = [x + 1, y + 1];
  }
  upTo(left.length, right.length);
  return rows;
}

type Pairs = readonly (readonly [number, number])[];

const mostCells = 4_000_000;

function commonSubsequence(a: readonly string[], b: readonly string[]): Pairs {
  const pairs: (readonly [number, number])[] = [];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) pairs.push([start, start++]);
  let [endA, endB] = [a.length, b.length];
  const tail: (readonly [number, number])[] = [];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) tail.push([--endA, --endB]);
  const middle = (endA - start) * (endB - start);
  if (middle > 0 && middle <= mostCells) pairs.push(...longest(a, b, start, endA, endB));
  return [...pairs, ...tail.reverse()];
}

/** By the usual table of lengths, over what differs at neither end. */
function longest(a: readonly string[], b: readonly string[], start: number, endA: number, endB: number): Pairs {
  const [n, m] = [endA - start, endB - start];
  const length = new Uint16Array((n + 1) * (m + 1));
  const of = (i: number, j: number) => length[i * (m + 1) + j] as number;
  for (let i = n - 1; i >= 0; i--)
    for (let j = m - 1; j >= 0; j--)
      length[i * (m + 1) + j] =
        a[start + i] === b[start + j] ? of(i + 1, j + 1) + 1 : Math.max(of(i + 1, j), of(i, j + 1));
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < n && j < m; ) {
    if (a[start + i] === b[start + j]) pairs.push([start + i++, start + j++]);
    else if (of(i + 1, j) >= of(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

/** Of what has no partner, the k-th with a label on one side goes with the k-th on the other. */
function movedPairs(a: readonly string[], b: readonly string[], pairs: Pairs): ReadonlyMap<number, number> {
  const [usedA, usedB] = [new Set(pairs.map(([i]) => i)), new Set(pairs.map(([, j]) => j))];
  const free = new Map<string, number[]>();
  b.forEach((label, j) => {
    if (usedB.has(j)) return;
    const known = free.get(label);
    if (known) known.push(j);
    else free.set(label, [j]);
  });
  const moves = new Map<number, number>();
  a.forEach((label, i) => {
    const partner = usedA.has(i) ? undefined : free.get(label)?.shift();
    if (partner !== undefined) moves.set(i, partner);
  });
  return moves;
}
