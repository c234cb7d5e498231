import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UMAP } from "umap-js";
import { describe, expect, test } from "vitest";
import { fuzzyGraph } from "../../src/analysis/fuzzy-graph.ts";
import { type Matrix, matrixOf, rowsOf } from "../../src/analysis/matrix.ts";
import { neighbourAuc } from "../../src/analysis/neighbour-auc.ts";
import { nearestNeighbours } from "../../src/analysis/neighbours.ts";
import { seededRandom } from "../../src/analysis/random.ts";
import { mapQuality } from "../../src/analysis/trustworthiness.ts";
import { fitMap, type MapProgress, placeOnMap } from "../../src/analysis/umap.ts";
import { mapCurve } from "../../src/analysis/umap-curve.ts";
import { clusteredMatrix } from "./clustered-matrix.ts";
import { normalMatrix } from "./normal-matrix.ts";

interface Golden {
  readonly points: number[][];
  readonly neighbours: number;
  readonly edges: readonly [number, number, number][];
  readonly curves: Readonly<Record<string, readonly [number, number]>>;
}

const golden: Golden = JSON.parse(readFileSync(join(import.meta.dirname, "golden", "umap.json"), "utf8"));
const topics = clusteredMatrix({ rows: 500, columns: 24, clusters: 6, inner: 4 });

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

const onMap = (positions: Float32Array): Matrix => matrixOf(positions, 2);

describe("what umap-learn gives", () => {
  test.each(Object.entries(golden.curves))("the curve for a least distance of %s", (least, [a, b]) => {
    const curve = mapCurve(Number(least));
    expect(curve.a).toBeCloseTo(a, 3);
    expect(curve.b).toBeCloseTo(b, 3);
  });

  test("the fuzzy union of neighbourhoods, an equal pair of rows among them", () => {
    const points = matrixOf(Float64Array.from(golden.points.flat()), 3);
    const graph = fuzzyGraph(nearestNeighbours(points, golden.neighbours - 1));
    const found = new Map(
      Array.from(graph.heads, (head, edge) => [`${head} ${graph.tails[edge]}`, graph.weights[edge] as number]),
    );
    expect(found.size).toBe(2 * golden.edges.length);
    for (const [one, other, weight] of golden.edges) {
      expect(found.get(`${one} ${other}`)).toBeCloseTo(weight, 3);
      expect(found.get(`${other} ${one}`)).toBe(found.get(`${one} ${other}`));
    }
  });
});

test("the map is as trustworthy as that of umap-js on the same rows, to within 0.01", () => {
  const ours = mapQuality(topics, onMap(fitMap(topics, { epochs: 200 }).positions));
  const rows = range(0, topics.rows).map((row) => Array.from(rowsOf(topics, [row]).data));
  const peer = new UMAP({ nEpochs: 200, random: seededRandom(1).next }).fit(rows);
  const theirs = mapQuality(topics, onMap(Float32Array.from(peer.flat())));
  expect(ours.trustworthiness).toBeGreaterThan((theirs.trustworthiness ?? 1) - 0.01);
  expect(ours.continuity).toBeGreaterThan((theirs.continuity ?? 1) - 0.01);
});

test("the same rows and seed give the same bits, another seed another map", () => {
  const lay = (seed: number, exactUpTo = 4000) => {
    const map = fitMap(topics, { seed, epochs: 30, exactUpTo });
    return [...map.positions, ...placeOnMap(map, rowsOf(topics, range(0, 40)), { seed, exactUpTo }).positions];
  };
  expect(lay(3)).toEqual(lay(3));
  expect(lay(3, 0)).toEqual(lay(3, 0));
  expect(lay(4)).not.toEqual(lay(3));
});

describe("placing rows on a map", () => {
  const reference = rowsOf(topics, range(0, 250));
  const map = fitMap(reference);
  const before = map.positions.slice();

  test("leaves the map as it was, for exactly as many rows as were fitted too", () => {
    for (const rows of [rowsOf(topics, range(250, 500)), rowsOf(topics, [300])]) {
      placeOnMap(map, rows);
      expect(map.positions).toEqual(before);
    }
  });

  test("puts a row of the map beside itself", () => {
    const { positions } = placeOnMap(map, rowsOf(reference, range(0, 100)));
    const misplaced = range(0, 100).filter((row) => {
      const near = mapNeighbours(before, positions[2 * row] as number, positions[2 * row + 1] as number, 15);
      return !near.includes(row);
    });
    expect(misplaced.length).toBeLessThan(10);
  });

  test("makes no drift where there is none: rows like the map's fall among them", () => {
    const all = normalMatrix(900, 30, 5);
    const half = fitMap(rowsOf(all, range(0, 500)));
    const placed = placeOnMap(half, rowsOf(all, range(500, 900)));
    const auc = neighbourAuc(onMap(half.positions), onMap(placed.positions));
    expect(auc.value).toBeLessThan(0.58);
  });

  test("no rows give no places", () => {
    expect(placeOnMap(map, rowsOf(reference, [])).positions).toHaveLength(0);
  });
});

function mapNeighbours(positions: Float32Array, x: number, y: number, count: number): number[] {
  const distance = (row: number) =>
    ((positions[2 * row] as number) - x) ** 2 + ((positions[2 * row + 1] as number) - y) ** 2;
  return range(0, positions.length / 2)
    .sort((one, other) => distance(one) - distance(other))
    .slice(0, count);
}

test("progress tells every stage and ends complete, and what the watcher throws ends the work", () => {
  const told: MapProgress[] = [];
  const map = fitMap(topics, { epochs: 20, exactUpTo: 100, watch: (progress) => told.push({ ...progress }) });
  placeOnMap(map, topics, { exactUpTo: 100, watch: (progress) => told.push({ ...progress }) });
  for (const stage of ["neighbours", "layout", "placing"] as const) {
    const own = told.filter((progress) => progress.stage === stage);
    expect(own.every(({ done, of }) => done >= 0 && done <= of)).toBe(true);
    expect(own.at(-1)?.positions === null).toBe(stage === "neighbours");
  }
  const stop = () => {
    throw new Error("enough");
  };
  expect(() => fitMap(topics, { watch: stop })).toThrow("enough");
});

describe("odd rows", () => {
  const finite = (positions: Float32Array) => positions.every(Number.isFinite);

  test("constant columns, a line, and rows that are equal but for one are laid out", () => {
    const constant = matrixOf(
      Float32Array.from({ length: 200 }, (_, at) => (at % 4 === 0 ? (at * 7) % 50 : 2)),
      4,
    );
    expect(finite(fitMap(constant, { epochs: 30 }).positions)).toBe(true);
    const one = matrixOf(
      Float32Array.from({ length: 120 }, (_, at) => (at === 60 ? 9 : 1)),
      3,
    );
    expect(finite(fitMap(one, { epochs: 30 }).positions)).toBe(true);
    expect(finite(fitMap(one, { epochs: 30, exactUpTo: 5 }).positions)).toBe(true);
  });

  test("a handful of rows has as many neighbours as there are", () => {
    const few = normalMatrix(5, 3, 1);
    const map = fitMap(few, { epochs: 30 });
    expect(finite(map.positions)).toBe(true);
    expect(finite(placeOnMap(map, normalMatrix(1, 3, 2)).positions)).toBe(true);
  });

  test("too few rows, equal rows and numbers that are not finite are refused in words", () => {
    expect(() => fitMap(normalMatrix(3, 2, 1))).toThrow("fitMap: 3 vectors; 4 are needed");
    expect(() => fitMap(matrixOf(new Float32Array(40).fill(2), 4))).toThrow("fitMap: all vectors are equal");
    expect(() => fitMap(matrixOf(Float32Array.of(1, 2, Number.NaN, 4, 5, 6), 1))).toThrow("not finite");
    expect(() => mapCurve(2)).toThrow("mapCurve: the least distance must lie from 0 to the spread of 1: 2");
  });
});
