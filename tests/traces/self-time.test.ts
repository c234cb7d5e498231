import { expect, test } from "vitest";
import { childTimes, selfTimes } from "../../src/traces/self-time.ts";
import { buildTree } from "../../src/traces/tree.ts";
import { randomSpans, type SpanLine, spanTimes } from "../support/random-spans.ts";

const selfOf = (...lines: SpanLine[]) => [...selfTimes(buildTree(spanTimes(lines)))];

test("self time is what no child covers, and children that overlap count once", () => {
  expect(selfOf(["root", null, 0, 10], ["a", "root", 1, 5], ["b", "root", 3, 7])).toEqual([4, 4, 4]);
});

test("a child counts only as far as it lies inside its parent", () => {
  expect(selfOf(["root", null, 5, 10], ["early", "root", 0, 6], ["late", "root", 9, 30])).toEqual([3, 6, 21]);
});

test("a child that stands wholly outside takes nothing away", () => {
  expect(selfOf(["root", null, 5, 10], ["after", "root", 20, 30])).toEqual([5, 10]);
});

test("it agrees with counting the uncovered units one by one", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const tree = buildTree(spanTimes(randomSpans(seed, 30)));
    const expected = Array.from(tree.start, (start, span) => {
      let free = 0;
      for (let now = start; now < (tree.end[span] ?? 0); now++)
        if (!tree.order.some((c) => tree.parent[c] === span && (tree.start[c] ?? 0) <= now && now < (tree.end[c] ?? 0)))
          free++;
      return free;
    });
    expect([...selfTimes(tree)]).toEqual(expected);
  }
});

test("the children's stretches are apart from one another and in time", () => {
  const tree = buildTree(spanTimes(randomSpans(5, 200, 2000)));
  const { first, from, to } = childTimes(tree);
  for (let span = 0; span < tree.size; span++)
    for (let k = first[span] ?? 0; k < (first[span + 1] ?? 0); k++) {
      expect(to[k]).toBeGreaterThan(from[k] as number);
      if (k > (first[span] ?? 0)) expect(from[k]).toBeGreaterThan(to[k - 1] as number);
    }
});
