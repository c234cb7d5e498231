import { expect, test } from "vitest";
import { resultOf, slowAnswer } from "../../../bench/waterfall-page/spans.ts";
import { drawOverview, overviewFailed, overviewHolds, overviewKind } from "../../../src/cells/waterfall/overview.ts";
import { ownShares } from "../../../src/cells/waterfall/own-time.ts";
import { groupPieces, piecesFrom } from "../../../src/cells/waterfall/path-pieces.ts";
import { parallelRails, Rail, railsAbove } from "../../../src/cells/waterfall/rails.ts";
import {
  foldBelow,
  levels,
  onCriticalPath,
  unfoldAbove,
  visibleRows,
} from "../../../src/cells/waterfall/visible-rows.ts";
import { criticalPath } from "../../../src/traces/critical-path.ts";
import { childTimes } from "../../../src/traces/self-time.ts";
import { fittingScale } from "../../../src/traces/time-scale.ts";
import { buildTree, type SpanTree } from "../../../src/traces/tree.ts";
import { randomSpans, spanTimes } from "../../support/random-spans.ts";

const randomTree = (seed: number, size = 60) => buildTree(spanTimes(randomSpans(seed, size, 500)));

const isUnder = (tree: SpanTree, span: number, holds: (above: number) => boolean): boolean => {
  for (let above = tree.parent[span] ?? -1; above >= 0; above = tree.parent[above] ?? -1) if (holds(above)) return true;
  return false;
};

test("a span stands unless something above it is folded", () => {
  for (let seed = 1; seed <= 30; seed++) {
    const tree = randomTree(seed);
    const folded = tree.start.map((_, span) => ((span * seed) % 5 === 0 ? 1 : 0));
    const rows = visibleRows(tree, Uint8Array.from(folded), null);
    const expected = [...tree.order].filter((span) => !isUnder(tree, span, (above) => folded[above] === 1));
    expect([...rows.span]).toEqual(expected);
    for (const span of tree.order) expect(rows.row[span]).toBe(expected.indexOf(span));
  }
});

test("the critical path alone keeps what is on it and everything above that", () => {
  const { shape, spans } = resultOf(slowAnswer());
  const rows = visibleRows(shape.tree, new Uint8Array(20), onCriticalPath(shape.tree, shape.path));
  const ids = Array.from(rows.span, (span) => spans.id[span]);
  expect(ids).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9", "17", "18", "19", "20"]);
});

test("folding below a level leaves exactly the spans of the levels above", () => {
  const tree = randomTree(4);
  for (let level = 1; level <= levels(tree); level++) {
    const rows = visibleRows(tree, foldBelow(tree, level), null);
    expect([...rows.span]).toEqual([...tree.order].filter((span) => (tree.depth[span] ?? 0) < level));
  }
  expect(foldBelow(tree, Number.POSITIVE_INFINITY)).toEqual(new Uint8Array(60));
});

test("unfolding above a span makes it stand, and changes nothing where it stands already", () => {
  const tree = randomTree(8);
  const deepest = tree.depth.indexOf(Math.max(...tree.depth));
  const folded = foldBelow(tree, 1);
  const unfolded = unfoldAbove(tree, folded, deepest);
  expect(visibleRows(tree, unfolded, null).row[deepest]).toBeGreaterThanOrEqual(0);
  expect(unfoldAbove(tree, unfolded, deepest)).toBe(unfolded);
});

test("parallel siblings hang on one rail from the first to the last of them", () => {
  const tree = buildTree(
    spanTimes([
      ["root", null, 0, 100],
      ["alone", "root", 0, 10],
      ["first", "root", 20, 50],
      ["instant", "root", 30, 30],
      ["second", "root", 40, 60],
      ["third", "root", 55, 70],
      ["after", "root", 80, 90],
    ]),
  );
  const { up, down, branch } = Rail;
  expect([...parallelRails(tree)]).toEqual([0, 0, down | branch, up | down, up | down | branch, up | branch, 0]);
});

test("the rails that pass a span are found by going from one to the next above", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const tree = randomTree(seed);
    const rails = parallelRails(tree);
    const above = railsAbove(tree, rails);
    for (const span of tree.order) {
      const passing: number[] = [];
      for (let next = tree.parent[span] ?? -1; next >= 0; next = tree.parent[next] ?? -1)
        if ((rails[next] ?? 0) & Rail.down) passing.push(next);
      const found: number[] = [];
      for (let next = above[span] ?? -1; next >= 0; next = above[next] ?? -1) found.push(next);
      expect(found).toEqual(passing);
    }
  }
});

test("own time per pixel agrees with measuring every pixel finely", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const tree = randomTree(seed, 30);
    const root = tree.order[0] as number;
    const interval = { start: tree.start[root] as number, end: tree.end[root] as number };
    const covered = childTimes(tree);
    const x = (time: number) => (time - interval.start) * 0.2;
    const [first, last] = [seed % 7, 60 + (seed % 30)];
    const shares = ownShares(covered, root, interval, x, first, last);
    const isOwn = (time: number) => {
      for (let k = covered.first[root] ?? 0; k < (covered.first[root + 1] ?? 0); k++)
        if ((covered.from[k] ?? 0) <= time && time < (covered.to[k] ?? 0)) return false;
      return time >= interval.start && time < interval.end;
    };
    const expected = Array.from({ length: last - first }, (_, column) => {
      const steps = Array.from(
        { length: 50 },
        (_, step) => interval.start + (first + column + (step + 0.5) / 50) / 0.2,
      );
      return steps.filter(isOwn).length / 50;
    });
    const errors = expected.map((share, column) => Math.abs((shares[column] ?? 0) - share));
    expect(Math.max(...errors)).toBeLessThan(0.05);
  }
});

test("each span's pieces of the critical path are found by time", () => {
  const tree = randomTree(3, 40);
  const path = criticalPath(tree);
  const pieces = groupPieces(path, tree.size);
  for (const span of tree.order)
    for (const time of [0, 100, 250, 400]) {
      const expected = [...path.span.keys()].filter((k) => path.span[k] === span && (path.to[k] ?? 0) > time);
      expect([...piecesFrom(pieces, path, span, time)]).toEqual(expected);
    }
});

test("the overview paints every row where it runs, failures too", () => {
  const result = resultOf(slowAnswer());
  const { tree } = result.shape;
  const rows = visibleRows(tree, new Uint8Array(20), null);
  const scale = fittingScale(tree.from, tree.to, 236);
  const { pixels, width, used } = drawOverview(result, rows, scale, 236, 82);
  expect(used).toBe(80);
  const at = (row: number, second: number) => pixels[(row * 4 + 1) * width + second] ?? 0;
  rows.span.forEach((span, row) => {
    const middle = Math.floor(((tree.start[span] ?? 0) + (tree.end[span] ?? 0)) / 2e9);
    expect((at(row, middle) & overviewKind) - 1).toBe(result.spans.kind[span]);
    expect((at(row, middle) & overviewHolds) !== 0).toBe((tree.descendants[span] ?? 0) > 0);
  });
  expect(at(14, 60) & overviewFailed).toBe(overviewFailed);
  expect((pixels[81 * width + 56] ?? 0) & overviewFailed).toBe(overviewFailed);
  expect(at(1, 100)).toBe(0);
});

test("where rows share a line, every one of them still leaves its mark", () => {
  const many = Array.from({ length: 4000 }, (_, k) => ({
    id: `s${k}`,
    parent: k ? "s0" : null,
    name: "step",
    kind: k ? ("TOOL" as const) : ("AGENT" as const),
    start: k ? k - 1 : 0,
    end: k ? k : 4000,
  }));
  const result = resultOf(many);
  const rows = visibleRows(result.shape.tree, new Uint8Array(4000), null);
  const { pixels, width } = drawOverview(result, rows, fittingScale(0, 4000e6, 100), 100, 42);
  for (let line = 1; line < 40; line++) {
    const tools = pixels.subarray(line * width, (line + 1) * width).filter((value) => value === 3);
    expect(tools.length).toBeGreaterThanOrEqual(2);
  }
});
