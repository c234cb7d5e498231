import { expect, test } from "vitest";
import { Mark } from "../../src/traces/marks.ts";
import { oddities } from "../../src/traces/oddities.ts";
import { buildTree, type SpanTree } from "../../src/traces/tree.ts";
import { seededRandom } from "../support/random.ts";
import { randomSpans, type SpanLine, shuffle, spanTimes } from "../support/random-spans.ts";

const treeOf = (...lines: SpanLine[]) => buildTree(spanTimes(lines));

/** The tree as indented ids, in order. */
function drawn(lines: readonly SpanLine[]): string[] {
  const tree = buildTree(spanTimes(lines));
  return Array.from(tree.order, (span) => "-".repeat(tree.depth[span] ?? 0) + lines[span]?.[0]);
}

const whats = (tree: SpanTree) => oddities(tree).map(({ what, count }) => [what, count]);
const texts = (tree: SpanTree) => oddities(tree).map(({ text }) => text);

test("children stand below their parent by start, the longer first when they start together", () => {
  const lines: SpanLine[] = [
    ["late", "root", 8, 9],
    ["grandchild", "early", 3, 4],
    ["short", "root", 5, 6],
    ["long", "root", 5, 7],
    ["root", null, 0, 10],
    ["early", "root", 2, 4],
  ];
  expect(drawn(lines)).toEqual(["root", "-early", "--grandchild", "-long", "-short", "-late"]);
  expect(oddities(buildTree(spanTimes(lines)))).toEqual([]);
});

test("a span's subtree is itself and its descendants after it in the order", () => {
  const lines = randomSpans(7, 60);
  const tree = buildTree(spanTimes(lines));
  const place = new Map(Array.from(tree.order, (span, index) => [span, index]));
  const isBelow = (span: number, above: number): boolean =>
    span === above || ((tree.parent[span] ?? -1) >= 0 && isBelow(tree.parent[span] as number, above));
  for (const span of tree.order) {
    const first = place.get(span) as number;
    const subtree = [...tree.order.subarray(first, first + 1 + (tree.descendants[span] ?? 0))];
    expect(subtree.toSorted()).toEqual([...tree.order].filter((other) => isBelow(other, span)).toSorted());
  }
});

test("an orphan stands as a root and is counted", () => {
  const tree = treeOf(["root", null, 0, 10], ["lost", "gone", 2, 4], ["below", "lost", 2, 3]);
  expect([...tree.depth]).toEqual([0, 0, 1]);
  expect((tree.marks[1] ?? 0) & Mark.orphan).toBe(Mark.orphan);
  expect(whats(tree)).toEqual([["orphan", 1]]);
});

test("no root at all is said, and everything still stands", () => {
  const tree = treeOf(["a", "gone", 0, 10], ["b", "a", 2, 4]);
  expect(tree.order).toHaveLength(2);
  expect(whats(tree)).toEqual([
    ["noRoot", 1],
    ["orphan", 1],
  ]);
});

test("several roots are said", () => {
  expect(whats(treeOf(["a", null, 0, 10], ["b", "", 12, 14]))).toEqual([["severalRoots", 2]]);
});

test("a circle of parents is broken at the span that starts first", () => {
  const lines: SpanLine[] = [
    ["c", "b", 6, 7],
    ["a", "c", 2, 9],
    ["b", "a", 4, 8],
    ["leaf", "b", 5, 6],
    ["self", "self", 20, 21],
  ];
  expect(drawn(lines)).toEqual(["a", "-b", "--leaf", "--c", "self"]);
  const tree = buildTree(spanTimes(lines));
  expect(tree.cycles).toBe(2);
  expect(whats(tree)).toEqual([
    ["noRoot", 1],
    ["cycle", 2],
  ]);
});

test("a span without an end lasts to its latest descendant's end, or is an instant", () => {
  const tree = treeOf(["root", null, 0, null], ["a", "root", 1, null], ["b", "a", 2, 7], ["c", "root", 3, null]);
  expect([...tree.end]).toEqual([7, 7, 7, 3]);
  expect(whats(tree)).toEqual([["noEnd", 3]]);
});

test("a span without a start takes that of its earliest descendant, else its end, else its parent's start", () => {
  const tree = treeOf(
    ["root", null, null, 10],
    ["a", "root", 2, 4],
    ["ended", "a", null, 3],
    ["nothing", "a", null, null],
    ["empty", "nothing", null, null],
  );
  expect([...tree.start]).toEqual([2, 2, 3, 2, 2]);
  expect([...tree.end]).toEqual([10, 4, 3, 2, 2]);
});

test("a trace without any time still opens", () => {
  const tree = treeOf(["root", null, null, null], ["a", "root", null, null]);
  expect([tree.from, tree.to]).toEqual([0, 0]);
  expect(whats(tree)).toEqual([
    ["noEnd", 2],
    ["noStart", 2],
  ]);
});

test("a negative duration is an instant and says nothing about the span's children", () => {
  const tree = treeOf(["root", null, 0, 10], ["back", "root", 5, 3], ["child", "back", 5, 6]);
  expect(tree.end[1]).toBe(5);
  expect(whats(tree)).toEqual([["negative", 1]]);
});

test("a child outside its parent is marked with the side and how far it sticks out", () => {
  const tree = treeOf(["root", null, 10e6, 20e6], ["early", "root", 7e6, 12e6], ["late", "root", 15e6, 24e6]);
  expect([...tree.outside]).toEqual([0, 3e6, 4e6]);
  expect(texts(tree)).toEqual([
    "1 span starting before the parent, by up to 3.0 ms: clocks disagree",
    "1 span ending after the parent, by up to 4.0 ms: asynchronous, or clocks disagree",
  ]);
});

test("a repeated id is marked, and children go to the first of its spans", () => {
  const tree = treeOf(["root", null, 0, 10], ["a", "root", 1, 4], ["a", "root", 5, 9], ["child", "a", 2, 3]);
  expect(tree.parent[3]).toBe(1);
  expect(whats(tree)).toEqual([["duplicate", 1]]);
});

test("spans without an id are kept and are nobody's parent", () => {
  const tree = treeOf([null, null, 0, 10], [null, null, 1, 2]);
  expect(whats(tree)).toEqual([["severalRoots", 2]]);
});

test("no spans are an empty tree that says so", () => {
  const tree = treeOf();
  expect(tree.order).toHaveLength(0);
  expect(texts(tree)).toEqual(["the trace has no spans"]);
});

test("siblings that run at the same time are parallel; ones that only touch, or are instants, are not", () => {
  const tree = treeOf(
    ["root", null, 0, 100],
    ["long", "root", 0, 60],
    ["inside", "root", 5, 6],
    ["over", "root", 50, 70],
    ["touching", "root", 70, 80],
    ["instant", "root", 75, 75],
  );
  const parallel = Array.from(tree.marks, (marks) => (marks & Mark.parallel) !== 0);
  expect(parallel).toEqual([false, true, true, true, false, false]);
});

test("parallel marks agree with comparing every pair of siblings", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const tree = buildTree(spanTimes(randomSpans(seed, 40)));
    const { start, end, parent } = tree;
    const overlaps = (a: number, b: number) =>
      a !== b && parent[a] === parent[b] && Math.max(start[a] ?? 0, start[b] ?? 0) < Math.min(end[a] ?? 0, end[b] ?? 0);
    const expected = Array.from(start, (_, a) => tree.order.some((b) => overlaps(a, b)));
    expect(Array.from(tree.marks, (marks) => (marks & Mark.parallel) !== 0)).toEqual(expected);
  }
});

test("any relations at all give a forest that holds every span once, parents first", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = seededRandom(seed);
    const name = () => (random() < 0.1 ? null : `s${Math.floor(random() * 30)}`);
    const time = () => (random() < 0.15 ? null : Math.floor(random() * 50));
    const lines = Array.from(
      { length: 1 + Math.floor(random() * 40) },
      (): SpanLine => [name(), name(), time(), time()],
    );
    const tree = buildTree(spanTimes(lines));
    expect([...tree.order].toSorted((a, b) => a - b)).toEqual(lines.map((_, index) => index));
    const place = new Map(Array.from(tree.order, (span, index) => [span, index]));
    for (const span of tree.order) {
      const parent = tree.parent[span] ?? -1;
      expect(tree.depth[span]).toBe(parent < 0 ? 0 : (tree.depth[parent] ?? 0) + 1);
      if (parent >= 0) expect(place.get(parent)).toBeLessThan(place.get(span) as number);
      expect(tree.end[span]).toBeGreaterThanOrEqual(tree.start[span] as number);
    }
  }
});

test("the order of the rows makes no difference", () => {
  const lines = randomSpans(11, 50);
  expect(drawn(shuffle(lines, seededRandom(3))).map((row) => row.match(/^-*/)?.[0])).toEqual(
    drawn(lines).map((row) => row.match(/^-*/)?.[0]),
  );
});
