import { describe, expect, it } from "vitest";
import { assignLanes } from "../../src/traces/lanes.ts";
import { MinHeap } from "../../src/traces/min-heap.ts";
import { buildTree } from "../../src/traces/tree.ts";
import { seededRandom } from "../support/random.ts";
import { randomSpans, type SpanLine, spanTimes } from "../support/random-spans.ts";

const lanesOf = (...lines: SpanLine[]) => {
  const { lane } = assignLanes(buildTree(spanTimes(lines)));
  return Object.fromEntries(lines.map(([id], span) => [id, lane[span]]));
};

/** Pairs on one lane that overlap without one holding the other, or where the holder is not above in the tree. */
function faults(lines: readonly SpanLine[]): string[] {
  const tree = buildTree(spanTimes(lines));
  const { lane, order } = assignLanes(tree);
  const found: string[] = [];
  const above = (upper: number, span: number) => {
    for (let up = tree.parent[span] ?? -1; up >= 0; up = tree.parent[up] ?? -1) if (up === upper) return true;
    return false;
  };
  for (const [place, a] of order.entries())
    for (const b of order.slice(place + 1)) {
      if (lane[a] !== lane[b]) continue;
      const [aEnd, bStart, bEnd] = [tree.end[a] ?? 0, tree.start[b] ?? 0, tree.end[b] ?? 0];
      if (aEnd <= bStart) continue;
      if (bEnd > aEnd || !above(a, b)) found.push(`${lines[a]} and ${lines[b]}`);
    }
  return found;
}

describe("lanes", () => {
  it("put a child below its parent, and a sibling that overlaps it on another lane", () => {
    expect(
      lanesOf(
        ["root", null, 0, 10],
        ["a", "root", 1, 5],
        ["b", "root", 4, 8],
        ["c", "root", 8, 9],
        ["in a", "a", 2, 3],
      ),
    ).toEqual({ root: 0, a: 0, b: 1, c: 0, "in a": 0 });
  });

  it("never put a span within one that it does not belong to, though it would fit", () => {
    expect(lanesOf(["root", null, 0, 10], ["a", "root", 1, 9], ["b", "root", 2, 3])).toEqual({ root: 0, a: 0, b: 1 });
    expect(lanesOf(["one", null, 0, 10], ["other", null, 1, 2])).toEqual({ one: 0, other: 1 });
  });

  it("put what outlasts its parent, or starts before it, on a lane of its own", () => {
    expect(lanesOf(["root", null, 5, 10], ["late", "root", 6, 12], ["early", "root", 4, 7])).toEqual({
      early: 0,
      root: 1,
      late: 2,
    });
  });

  it("use a lane again as soon as it is free", () => {
    expect(lanesOf(["a", null, 0, 5], ["b", null, 5, 9], ["c", null, 5, 5], ["d", null, 9, 12])).toEqual({
      a: 0,
      b: 0,
      c: 1,
      d: 0,
    });
  });

  it("put a parent before the child that takes as long as it", () => {
    const lines: SpanLine[] = [
      ["child", "root", 0, 10],
      ["root", null, 0, 10],
    ];
    const { order, lane } = assignLanes(buildTree(spanTimes(lines)));
    expect([...order]).toEqual([1, 0]);
    expect([...lane]).toEqual([0, 0]);
  });

  it.each(Array.from({ length: 60 }, (_, seed) => seed + 1))("never break nesting (seed %i)", (seed) => {
    expect(faults(randomSpans(seed, 2 + (seed % 80)))).toEqual([]);
  });

  it("of a hundred thousand spans at once are made in a moment", () => {
    const lines: SpanLine[] = Array.from({ length: 100_000 }, (_, n) => [`s${n}`, n ? "s0" : null, n, 1_000_000 - n]);
    const { count } = assignLanes(buildTree(spanTimes(lines)));
    expect(count).toBe(99_999);
  });
});

describe("the heap", () => {
  it("gives the least first, whatever came in which order", () => {
    const random = seededRandom(7);
    const heap = new MinHeap();
    const kept: number[] = [];
    for (let step = 0; step < 2000; step++) {
      if (random() < 0.6 || kept.length === 0) {
        const key = Math.floor(random() * 50);
        heap.push(key * 10, key);
        kept.push(key);
      } else {
        kept.sort((a, b) => a - b);
        expect(heap.leastKey).toBe(kept[0]);
        expect(heap.pop()).toBe((kept.shift() ?? 0) * 10);
      }
      expect(heap.size).toBe(kept.length);
    }
    expect([new MinHeap().pop(), new MinHeap().leastKey]).toEqual([undefined, Number.POSITIVE_INFINITY]);
  });
});
