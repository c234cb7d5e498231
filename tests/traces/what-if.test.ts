import { expect, test } from "vitest";
import { criticalPath, criticalTimes } from "../../src/traces/critical-path.ts";
import { buildTree, growTree, type SpanTree } from "../../src/traces/tree.ts";
import { Fate, WhatIf } from "../../src/traces/what-if.ts";
import { seededRandom } from "../support/random.ts";
import { randomSpans, type SpanLine, spanTimes } from "../support/random-spans.ts";

/** The path's length when these spans take no time, or (with Fate.gone) do not happen. */
function without(names: readonly string[], lines: readonly SpanLine[], fate: number = Fate.instant): number {
  const tree = buildTree(spanTimes(lines));
  return new WhatIf(tree).lengthIf(Uint8Array.from(lines, ([id]) => (names.includes(id ?? "") ? fate : Fate.stays)));
}

const forked: SpanLine[] = [
  ["root", null, 0, 12],
  ["slow", "root", 0, 6],
  ["quick", "root", 0, 4],
  ["join", "root", 7, 11],
];

test("the parallel branch then holds the trace up: without the slow one it is shorter by the difference alone", () => {
  expect(without([], forked)).toBe(12);
  expect(without(["slow"], forked)).toBe(10);
  expect(without(["quick"], forked)).toBe(12);
  expect(without(["slow", "quick"], forked)).toBe(6);
  expect(without(["join"], forked)).toBe(8);
});

test("what runs inside a step goes with it, and its parent's own time stays", () => {
  const nested: SpanLine[] = [...forked, ["tool", "slow", 1, 5]];
  expect(without(["tool"], nested)).toBe(10);
  expect(without(["tool", "quick"], nested)).toBe(8);
  expect(without(["root"], nested)).toBe(0);
});

test("what does not happen takes the wait before it along", () => {
  expect(without(["join"], forked, Fate.gone)).toBe(7);
});

test("what begins at once takes its own time, but not the wait before it", () => {
  expect(without(["join"], forked, Fate.atOnce)).toBe(11);
});

test("a child that outlasts its parent by what clocks differ is waited for; one in the background is not", () => {
  expect(
    without(
      ["child"],
      [
        ["root", null, 0, 100],
        ["child", "root", 1, 101],
      ],
    ),
  ).toBe(1);
  expect(
    without(
      ["child"],
      [
        ["root", null, 0, 10],
        ["child", "root", 2, 50],
      ],
    ),
  ).toBe(10);
  const flushed: SpanLine[] = [
    ["root", null, 0, 100],
    ["work", "root", 1, 99],
    ["flush", "root", 1, 500],
  ];
  expect(without(["work"], flushed)).toBe(2);
  expect(without(["flush"], flushed)).toBe(100);
});

test("a child that starts before its parent counts from the parent's start", () => {
  expect(
    without(
      ["early"],
      [
        ["root", null, 5, 10],
        ["early", "root", 0, 8],
      ],
    ),
  ).toBe(2);
  expect(
    without(
      ["inside"],
      [
        ["root", null, 5, 10],
        ["early", "root", 0, 8],
        ["inside", "early", 0, 7],
      ],
    ),
  ).toBe(3);
});

test("several roots move forward one after another", () => {
  const roots: SpanLine[] = [
    ["a", null, 0, 4],
    ["b", "gone", 6, 9],
    ["c", "gone", 9, 12],
  ];
  expect(without(["a"], roots)).toBe(8);
  expect(without(["b"], roots)).toBe(9);
});

test("without spans there is nothing to wait for", () => {
  expect(without([], [])).toBe(0);
});

const isEmpty = (fate: number | undefined) => fate === Fate.instant || fate === Fate.gone;

/**
 * The same by relaxation: every start and every end is a moment that has to come some time after others, all moments
 * begin at 0 and are pushed back until nothing pushes any more. Knows no order in which to go through the spans.
 */
function relaxed(tree: SpanTree, fate: Uint8Array): number {
  const all = Array.from({ length: tree.size }, (_, span) => span);
  const [start, end] = [(of: number) => tree.start[of] as number, (of: number) => tree.end[of] as number];
  const roots = all.filter((span) => tree.parent[span] === -1);
  const [first, last] = [Math.min(...roots.map(start)), Math.max(...roots.map(end))];
  const bounds = (span: number) => (span < 0 ? [first, last] : [start(span), end(span)]) as [number, number];
  /** For each span the moments, relative to its own start, and how they follow from each other. */
  const lengthOf = (parent: number): number => {
    if (parent >= 0 && isEmpty(fate[parent])) return 0;
    const [low, high] = bounds(parent);
    const inside = all.filter((s) => tree.parent[s] === parent && end(s) > start(s) && end(s) > low && start(s) < high);
    const from = new Map(inside.map((s) => [s, Math.max(low, start(s))]));
    const length = new Map(
      inside.map((s) => [s, isEmpty(fate[s]) ? 0 : Math.min(Math.min(high, end(s)) - (from.get(s) ?? 0), lengthOf(s))]),
    );
    const endedBy = (moment: number) => inside.filter((s) => end(s) <= moment);
    const begin = new Map(inside.map((s) => [s, 0]));
    for (let moved = true; moved; ) {
      moved = false;
      for (const s of inside) {
        const before = endedBy(from.get(s) ?? 0);
        const waited = Math.max(low, ...before.map(end));
        const wait = fate[s] === Fate.gone || fate[s] === Fate.atOnce ? 0 : (from.get(s) ?? 0) - waited;
        const at = Math.max(0, ...before.map((b) => (begin.get(b) ?? 0) + (length.get(b) ?? 0))) + wait;
        if (at > (begin.get(s) ?? 0)) {
          begin.set(s, at);
          moved = true;
        }
      }
    }
    const done = (s: number) => (begin.get(s) ?? 0) + (length.get(s) ?? 0);
    const ended = endedBy(high);
    const waited = Math.max(low, ...ended.map(end));
    const late = inside.filter((s) => {
      const tail = high - Math.max(low, waited, start(s));
      return end(s) > high && tail > 0 && end(s) - high <= tail;
    });
    const own = Math.min(high - waited, ...late.map((s) => Math.max(low, waited, start(s)) - waited));
    return Math.max(Math.max(0, ...ended.map(done)) + own, ...late.map(done));
  };
  return tree.size ? lengthOf(-1) : 0;
}

test("it agrees with moments that push each other back until they rest, on random traces", () => {
  for (let seed = 1; seed <= 600; seed++) {
    const random = seededRandom(seed);
    const tree = buildTree(spanTimes(randomSpans(seed, 1 + (seed % 30))));
    const whatIf = new WhatIf(tree);
    for (let ask = 0; ask < 4; ask++) {
      const fate = Uint8Array.from({ length: tree.size }, () => (random() < 0.3 ? 1 + Math.floor(random() * 3) : 0));
      expect(whatIf.lengthIf(fate), `seed ${seed}`).toBe(relaxed(tree, fate));
    }
  }
});

/** The same spans, each cut to its parent. */
function within(tree: SpanTree): SpanTree {
  const [start, end] = [tree.start.slice(), tree.end.slice()];
  for (const span of tree.order) {
    const above = tree.parent[span] as number;
    if (above < 0) continue;
    const cut = (time: number) => Math.min(end[above] as number, Math.max(start[above] as number, time));
    start[span] = cut(start[span] as number);
    end[span] = cut(end[span] as number);
  }
  return growTree(tree.parent.slice(), start, end);
}

test("with nothing changed it is the path's length; else never more, nor less than the path outside of what is gone", () => {
  for (let seed = 1; seed <= 400; seed++) {
    const random = seededRandom(seed);
    const loose = buildTree(spanTimes(randomSpans(seed, 2 + (seed % 40), 300)));
    for (const tree of [loose, within(loose)]) {
      const whatIf = new WhatIf(tree);
      const onPath = criticalTimes(tree, criticalPath(tree));
      const whole = onPath.reduce((sum, time) => sum + time, 0);
      expect(whatIf.length).toBe(whole);
      expect(whatIf.lengthIf(new Uint8Array(tree.size))).toBe(whole);
      const fate = Uint8Array.from({ length: tree.size }, () => (random() < 0.2 ? Fate.instant : Fate.stays));
      const below = Uint8Array.from(fate);
      for (const span of tree.order) if (below[tree.parent[span] as number]) below[span] = 1;
      const gone = onPath.reduce((sum, time, span) => sum + (below[span] ? time : 0), 0);
      const length = whatIf.lengthIf(fate);
      expect(length, `seed ${seed}`).toBeLessThanOrEqual(whole);
      if (tree !== loose) expect(length, `seed ${seed}`).toBeGreaterThanOrEqual(whole - gone);
    }
  }
});
