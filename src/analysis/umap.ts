import { approximatelyNearestAmong, approximateNeighbours } from "./approximate-neighbours.ts";
import { fuzzyGraph, membershipStrengths } from "./fuzzy-graph.ts";
import { MapLayout } from "./map-layout.ts";
import { startPositions } from "./map-start.ts";
import { type Matrix, whyUnusable } from "./matrix.ts";
import { type Neighbours, nearestAmong, nearestNeighbours } from "./neighbours.ts";
import { type MapCurve, mapCurve } from "./umap-curve.ts";

export interface MapOptions {
  /** Neighbours that a point keeps near, itself included: 15 unless given, and no more than there are rows. */
  readonly neighbours?: number;
  /** How close points may lie on the map, from 0 to 1: 0.1 unless given. */
  readonly minDistance?: number;
  /** 500 unless given, and 200 for more than 10,000 rows. */
  readonly epochs?: number;
  /** 1 unless given. */
  readonly seed?: number;
  /** Up to this many rows all pairs are compared, beyond it neighbours are approximate: 4,000 unless given. */
  readonly exactUpTo?: number;
  /** Called at least once a second or so while it works. What it throws ends the work. */
  readonly watch?: (progress: MapProgress) => void;
}

export interface MapProgress {
  readonly stage: "neighbours" | "layout" | "placing";
  readonly done: number;
  readonly of: number;
  /** As far as they are laid out, x and y by turns; not to be kept, as they go on to change. Null before. */
  readonly positions: Float32Array | null;
}

export interface FittedMap {
  /** x and y by turns, one pair a row. */
  readonly positions: Float32Array;
  readonly points: Matrix;
  readonly neighbours: Neighbours;
  /** Whether all pairs were compared to find them. */
  readonly isExact: boolean;
  readonly curve: MapCurve;
  readonly epochs: number;
}

/**
 * A map of the rows by UMAP (McInnes, Healy and Melville, arXiv 1802.03426): neighbours, their fuzzy union, principal
 * components as a start, and the layout. The same rows, options and seed give the same bits.
 * About O(rows · columns · 1,000 + epochs · rows · neighbours).
 * Throws when there are fewer than four rows, a number is not finite or all rows are equal.
 */
export function fitMap(points: Matrix, options: MapOptions = {}): FittedMap {
  const { seed = 1, exactUpTo = 4000, watch = () => {} } = options;
  const reason = whyUnusable(points, 4) ?? (areEqual(points) ? "all vectors are equal" : null);
  if (reason !== null) throw new Error(`fitMap: ${reason}`);
  const epochs = options.epochs ?? (points.rows <= 10_000 ? 500 : 200);
  const k = Math.min(options.neighbours ?? 15, points.rows) - 1;
  const onProgress = (done: number, of: number) => watch({ stage: "neighbours", done, of, positions: null });
  onProgress(0, 1);
  const isExact = points.rows <= exactUpTo;
  const neighbours = isExact ? nearestNeighbours(points, k) : approximateNeighbours(points, k, { seed, onProgress });
  const curve = mapCurve(options.minDistance ?? 0.1);
  const positions = startPositions(points, seed);
  const layout = new MapLayout(positions, fuzzyGraph(neighbours), { curve, epochs, seed });
  run(layout, "layout", positions, watch);
  return { positions, points, neighbours, isExact, curve, epochs };
}

export interface PlacedRows {
  readonly positions: Float32Array;
  /** Each row's nearest rows of the map. */
  readonly neighbours: Neighbours;
}

/**
 * Where other rows fall on a map, which itself stays as it is: each starts amid its nearest rows of the map and is laid
 * out for some epochs among them alone, so the same row falls to about the same place whatever comes with it. A row
 * unlike all of the map's is drawn to the nearest of them all the same: see `novelty`.
 * Throws when columns differ or a number is not finite.
 */
export function placeOnMap(map: FittedMap, rows: Matrix, options: MapOptions = {}): PlacedRows {
  const { seed = 1, exactUpTo = 4000, watch = () => {} } = options;
  const k = map.neighbours.k;
  const onProgress = (done: number, of: number) => watch({ stage: "placing", done, of, positions: null });
  onProgress(0, 1);
  const isSmall = map.points.rows * rows.rows <= exactUpTo * exactUpTo;
  const near = isSmall
    ? nearestAmong(map.points, rows, k)
    : approximatelyNearestAmong(map.points, map.neighbours, rows, k, { seed, onProgress });
  const weights = membershipStrengths(near);
  const positions = weightedMeans(map.positions, near, weights);
  const heads = near.indices.map((_, place) => Math.floor(place / k));
  const epochs = placingEpochs(map.epochs, rows.rows, options.epochs);
  const layoutOptions = { curve: map.curve, epochs, seed, pushes: placingPushes, frozen: map.positions };
  run(new MapLayout(positions, { heads, tails: near.indices, weights }, layoutOptions), "placing", positions, watch);
  return { positions, neighbours: near };
}

/**
 * Half of a fit's: there a point is pulled by its own edges and by those of others to it, here by its own alone. With as
 * many as in a fit, rows of the reference's own distribution would end on the rims of its clusters and look like drift.
 */
const placingPushes = 2.5;

function placingEpochs(fitted: number, rows: number, given: number | undefined): number {
  return given === undefined ? (rows <= 10_000 ? 100 : 30) : Math.max(1, Math.floor(fitted / 3));
}

function run(
  layout: MapLayout,
  stage: MapProgress["stage"],
  positions: Float32Array,
  watch: (progress: MapProgress) => void,
): void {
  while (!layout.isDone) {
    layout.step();
    watch({ stage, done: layout.epoch, of: layout.epochs, positions });
  }
}

function weightedMeans(positions: Float32Array, { indices, k }: Neighbours, weights: Float32Array): Float32Array {
  const means = new Float32Array((2 * indices.length) / k);
  for (let row = 0; row < means.length / 2; row++) {
    let [x, y, total] = [0, 0, 0];
    for (let place = row * k; place < (row + 1) * k; place++) {
      const [other, weight] = [2 * (indices[place] as number), weights[place] as number];
      x += weight * (positions[other] as number);
      y += weight * (positions[other + 1] as number);
      total += weight;
    }
    means[2 * row] = x / total;
    means[2 * row + 1] = y / total;
  }
  return means;
}

/** Whether all rows are the same. O(numbers). */
export function areEqual({ data, columns }: Matrix): boolean {
  for (let place = columns; place < data.length; place++) if (data[place] !== data[place - columns]) return false;
  return true;
}
