import { expect, test } from "vitest";
import { findGaps, longGaps } from "../../src/traces/gaps.ts";
import { fittingScale, timeScale } from "../../src/traces/time-scale.ts";
import { buildTree } from "../../src/traces/tree.ts";
import { seededRandom } from "../support/random.ts";
import { randomSpans, type SpanLine, spanTimes } from "../support/random-spans.ts";

const treeOf = (...lines: SpanLine[]) => buildTree(spanTimes(lines));

test("a gap is where only waiting spans are open, and says how long not even one was", () => {
  const tree = treeOf(["root", null, 0, 50], ["a", "root", 0, 10], ["b", "root", 30, 40], ["other", "gone", 70, 80]);
  expect(findGaps(tree)).toEqual([
    { from: 10, to: 30, empty: 0 },
    { from: 40, to: 70, empty: 20 },
  ]);
});

test("a span that works although it has children leaves no gap", () => {
  const tree = treeOf(["root", null, 0, 50], ["call", "root", 0, 50], ["retry", "call", 10, 11]);
  expect(findGaps(tree).map(({ from, to }) => [from, to])).toEqual([
    [0, 10],
    [11, 50],
  ]);
  expect(findGaps(tree, Uint8Array.of(0, 1, 0))).toEqual([]);
});

test("no spans and instants give gaps that make sense", () => {
  expect(findGaps(treeOf())).toEqual([]);
  expect(findGaps(treeOf(["root", null, 0, 10], ["instant", "root", 4, 4]))).toEqual([
    { from: 0, to: 4, empty: 0 },
    { from: 4, to: 10, empty: 0 },
  ]);
});

test("gaps agree with looking at every unit of time", () => {
  for (let seed = 1; seed <= 100; seed++) {
    const tree = buildTree(spanTimes(randomSpans(seed, 12).slice(0, 9)));
    const runs = (span: number, now: number) => (tree.start[span] ?? 0) <= now && now < (tree.end[span] ?? 0);
    const gaps = findGaps(tree);
    for (let now = tree.from; now < tree.to; now++) {
      const works = tree.order.some((span) => tree.descendants[span] === 0 && runs(span, now));
      expect(gaps.some(({ from, to }) => from <= now && now < to)).toBe(!works);
    }
    for (const { from, to, empty } of gaps) {
      let alone = 0;
      for (let now = from; now < to; now++) if (!tree.order.some((span) => runs(span, now))) alone++;
      expect(empty).toBe(alone);
    }
  }
});

test("only gaps over 5 % of the trace are folded, and never all there is", () => {
  const tree = treeOf(
    ["root", null, 0, 1000],
    ["a", "root", 0, 100],
    ["b", "root", 140, 500],
    ["c", "root", 600, 1000],
  );
  expect(longGaps(findGaps(tree), tree)).toEqual([{ from: 500, to: 600, empty: 0 }]);
  const instants = treeOf(["root", null, 0, 10], ["instant", "root", 4, 4]);
  expect(longGaps(findGaps(instants), instants)).toEqual([]);
});

test("a scale draws each strip at its fixed width and everything else straight", () => {
  const scale = timeScale(100, 1100, 0.5, [{ from: 300, to: 900 }]);
  expect(scale.width).toBe(228);
  expect([100, 300, 600, 900, 1100].map(scale.x)).toEqual([0, 100, 114, 128, 228]);
  expect([0, 100, 114, 128, 228].map(scale.time)).toEqual([100, 300, 600, 900, 1100]);
});

test("a scale goes on in a straight line beyond both ends", () => {
  const scale = timeScale(0, 100, 2, [{ from: 40, to: 60 }]);
  expect([scale.x(-10), scale.x(110)]).toEqual([-20, scale.width + 20]);
  expect([scale.time(-20), scale.time(scale.width + 20)]).toEqual([-10, 110]);
});

test("time to distance and back comes out where it began, and never runs backwards", () => {
  const random = seededRandom(9);
  for (let round = 0; round < 100; round++) {
    const cuts = Array.from({ length: 8 }, () => Math.floor(random() * 1e12)).toSorted((a, b) => a - b);
    const strips = [0, 2, 4, 6].map((k) => ({ from: cuts[k] as number, to: (cuts[k + 1] as number) + 1 }));
    const scale = timeScale(0, 1e12, 10 ** (-9 + 3 * random()), strips);
    const times = Array.from({ length: 1001 }, (_, k) => k * 1e9);
    const places = times.map(scale.x);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(Math.max(...times.map((time, k) => Math.abs(scale.time(places[k] ?? 0) - time)))).toBeLessThan(10);
  }
});

test("a fitting scale fills the width, and leaves out strips that would save nothing", () => {
  const folded = fittingScale(0, 1000, 500, [{ from: 200, to: 800 }]);
  expect([folded.x(0), folded.x(200), folded.x(800), folded.x(1000)]).toEqual([0, 236, 264, 500]);
  expect(fittingScale(0, 1000, 500, [{ from: 200, to: 250 }]).strips).toEqual([]);
  expect(fittingScale(5, 5, 500).width).toBe(0);
});
