import { expect, test } from "vitest";
import { concurrency } from "../../src/traces/concurrency.ts";
import { selfTimes } from "../../src/traces/self-time.ts";
import { buildTree } from "../../src/traces/tree.ts";
import { randomSpans, type SpanLine, spanTimes } from "../support/random-spans.ts";

function of(lines: readonly SpanLine[], works: readonly string[] = []) {
  const tree = buildTree(spanTimes(lines));
  return concurrency(
    tree,
    Uint8Array.from(lines, ([id]) => Number(works.includes(id ?? ""))),
    selfTimes(tree),
  );
}

test("two branches at once: work is their sum, and waiting before and between is idle", () => {
  const lines: SpanLine[] = [
    ["root", null, 0, 20],
    ["a", "root", 2, 10],
    ["b", "root", 4, 8],
    ["c", "root", 15, 20],
  ];
  expect(of(lines)).toEqual({ wall: 20, work: 17, busy: 13, idle: 7, gaps: 2, longestGap: 5, most: 2 });
});

test("a model call above a tool works in its own time", () => {
  const lines: SpanLine[] = [
    ["root", null, 0, 10],
    ["call", "root", 0, 10],
    ["tool", "call", 4, 7],
  ];
  expect(of(lines, ["call"])).toMatchObject({ work: 10, busy: 10, idle: 0, most: 1 });
  expect(of(lines)).toMatchObject({ work: 3, busy: 3, idle: 7, most: 1 });
});

test("no spans take no time", () => {
  expect(of([])).toEqual({ wall: 0, work: 0, busy: 0, idle: 0, gaps: 0, longestGap: 0, most: 0 });
});

test("work, busy and idle time and the most at once agree with looking at every unit of time", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const lines = randomSpans(seed, 1 + (seed % 25));
    const tree = buildTree(spanTimes(lines));
    const leaves = [...tree.order].filter((span) => tree.descendants[span] === 0);
    const running = Array.from({ length: tree.to - tree.from }, (_, unit) => {
      const now = tree.from + unit;
      return leaves.filter((span) => (tree.start[span] ?? 0) <= now && now < (tree.end[span] ?? 0)).length;
    });
    const busy = running.filter((count) => count > 0).length;
    expect(of(lines), `seed ${seed}`).toMatchObject({
      ...{ busy, idle: running.length - busy, most: Math.max(0, ...running) },
      work: running.reduce((sum, count) => sum + count, 0),
    });
  }
});
