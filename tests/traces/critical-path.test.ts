import { expect, test } from "vitest";
import { criticalPath, criticalTimes } from "../../src/traces/critical-path.ts";
import { buildTree, type SpanTree } from "../../src/traces/tree.ts";
import { randomSpans, type SpanLine, spanTimes } from "../support/random-spans.ts";

/** The path as "id from–to", in time. */
function pathOf(...lines: SpanLine[]): string[] {
  const path = criticalPath(buildTree(spanTimes(lines)));
  return Array.from(path.span, (span, k) => `${lines[span]?.[0] ?? "nothing"} ${path.from[k]}–${path.to[k]}`);
}

test("a lone span is its own path", () => {
  expect(pathOf(["root", null, 0, 10])).toEqual(["root 0–10"]);
});

test("steps one after another are all on it, with the parent's own time between", () => {
  expect(pathOf(["root", null, 0, 10], ["a", "root", 1, 4], ["b", "root", 6, 9])).toEqual([
    "root 0–1",
    "a 1–4",
    "root 4–6",
    "b 6–9",
    "root 9–10",
  ]);
});

test("of parallel branches it takes the one that ends last, and goes into its children", () => {
  expect(
    pathOf(["root", null, 0, 10], ["quick", "root", 0, 5], ["slow", "root", 0, 9], ["part", "slow", 2, 8]),
  ).toEqual(["slow 0–2", "part 2–8", "slow 8–9", "root 9–10"]);
});

test("a step that began when another ended waited for that one, not for a third that was still running", () => {
  expect(
    pathOf(["root", null, 0, 80], ["first", "root", 0, 30], ["beside", "root", 0, 50], ["next", "root", 31, 80]),
  ).toEqual(["first 0–30", "beside 30–31", "next 31–80"]);
});

test("a small overlap of two steps, as unequal clocks make it, keeps both on the path", () => {
  expect(pathOf(["root", null, 0, 20], ["a", "root", 0, 11], ["b", "root", 10, 20])).toEqual(["a 0–10", "b 10–20"]);
});

test("a child that outlasts its parent is clipped to it", () => {
  expect(pathOf(["root", null, 0, 10], ["async", "root", 6, 50], ["a", "root", 1, 8])).toEqual([
    "root 0–1",
    "a 1–8",
    "async 8–10",
  ]);
});

test("a child that starts before its parent is clipped to it", () => {
  expect(pathOf(["root", null, 5, 10], ["early", "root", 0, 8])).toEqual(["early 5–8", "root 8–10"]);
});

test("a background span does not hide the steps that ran beside it", () => {
  expect(pathOf(["root", null, 0, 9], ["background", "root", 0, 99], ["a", "root", 1, 3], ["b", "root", 5, 8])).toEqual(
    ["background 0–1", "a 1–3", "background 3–5", "b 5–8", "background 8–9"],
  );
});

test("several roots are one path over all of them, with nothing between", () => {
  expect(pathOf(["a", null, 0, 4], ["b", "gone", 6, 9])).toEqual(["a 0–4", "nothing 4–6", "b 6–9"]);
});

test("instants take no part, and no spans give no path", () => {
  expect(pathOf(["root", null, 0, 4], ["instant", "root", 2, 2])).toEqual(["root 0–4"]);
  expect(pathOf()).toEqual([]);
  expect(pathOf(["root", null, 3, 3])).toEqual([]);
});

const latest = (tree: SpanTree, spans: readonly number[]): number | undefined =>
  spans.reduce<number | undefined>((best, span) => {
    if (best === undefined) return span;
    const later = (tree.end[span] ?? 0) - (tree.end[best] ?? 0) || (tree.start[span] ?? 0) - (tree.start[best] ?? 0);
    return later > 0 ? span : best;
  }, undefined);

/** Whom a span waits for in each unit of its time, found by stepping back one unit at a time; −1 for itself. */
function stepBack(tree: SpanTree, span: number): Map<number, number> {
  const [start, end] = [(of: number) => tree.start[of] ?? 0, (of: number) => tree.end[of] ?? 0];
  const children = [...tree.children].filter((child) => tree.parent[child] === span && end(child) > start(child));
  const chosen = new Map<number, number>();
  let current = { child: -1, finished: false };
  for (let now = end(span); now > start(span); now--) {
    const ending = latest(
      tree,
      children.filter((child) => end(child) === now),
    );
    const running = latest(
      tree,
      children.filter((child) => start(child) < now && end(child) > now),
    );
    const over = current.child < 0 || start(current.child) >= now || (!current.finished && ending !== undefined);
    if (over) current = { child: ending ?? running ?? -1, finished: ending !== undefined };
    chosen.set(now, current.child);
  }
  return chosen;
}

/** The owner of every unit of the root's time. */
function simulate(tree: SpanTree): number[] {
  const steps = Array.from(tree.start, (_, span) => stepBack(tree, span));
  const owner = (span: number, now: number): number => {
    const child = steps[span]?.get(now) ?? -1;
    return child < 0 ? span : owner(child, now);
  };
  const root = tree.order[0] as number;
  const [first, last] = [tree.start[root] as number, tree.end[root] as number];
  return Array.from({ length: last - first }, (_, unit) => owner(root, first + unit + 1));
}

test("it agrees with a simulation that steps back through time one unit at a time", () => {
  for (let seed = 1; seed <= 400; seed++) {
    const tree = buildTree(spanTimes(randomSpans(seed, 1 + (seed % 25))));
    const path = criticalPath(tree);
    const owners = Array.from(path.span).flatMap((span, k) =>
      Array.from({ length: (path.to[k] ?? 0) - (path.from[k] ?? 0) }, () => span),
    );
    expect(owners, `seed ${seed}`).toEqual(simulate(tree));
  }
});

test("it tiles the root's interval, each piece where its span runs and none of the span's children does", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const tree = buildTree(spanTimes(randomSpans(seed, 40, 300)));
    const path = criticalPath(tree);
    const root = tree.order[0] as number;
    let reached = tree.start[root];
    path.span.forEach((span, k) => {
      const [from, to] = [path.from[k] as number, path.to[k] as number];
      expect(from).toBe(reached);
      expect(to).toBeGreaterThan(from);
      expect(from).toBeGreaterThanOrEqual(tree.start[span] as number);
      expect(to).toBeLessThanOrEqual(tree.end[span] as number);
      const busy = tree.order.some(
        (child) =>
          tree.parent[child] === span && Math.max(tree.start[child] ?? 0, from) < Math.min(tree.end[child] ?? 0, to),
      );
      expect(busy).toBe(false);
      reached = to;
    });
    expect(reached).toBe(tree.end[root]);
    const total = criticalTimes(tree, path).reduce((sum, time) => sum + time, 0);
    expect(total).toBe((tree.end[root] ?? 0) - (tree.start[root] ?? 0));
  }
});
