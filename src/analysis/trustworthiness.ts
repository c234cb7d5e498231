import { type Matrix, whyUnusable } from "./matrix.ts";
import { nearestNeighbours } from "./neighbours.ts";
import { squaredDistances } from "./squared-distances.ts";

export interface MapQuality {
  /** From 0 to 1: how few of a point's neighbours on the map are far from it in truth. */
  readonly trustworthiness: number | null;
  /** From 0 to 1: how few of a point's true neighbours are far from it on the map. */
  readonly continuity: number | null;
  /** The mean share of a point's k true neighbours that are its neighbours on the map too. */
  readonly neighbourPreservation: number | null;
  readonly k: number;
  readonly n: number;
  readonly reason: string | null;
}

/**
 * How well a map keeps neighbourhoods: T(k) = 1 − 2 / (n k (2n − 3k − 1)) Σ (rank − k) over the k neighbours on the map
 * that are no true ones (Venna and Kaski, Neural Networks 19, 2006, 889–899), and the same with the spaces swapped.
 *
 * O(n² · columns) time and 8 · n² bytes: take a sample of some two thousand. Null with a reason unless k < n / 2 and all
 * numbers are finite. Throws when the map has another number of rows.
 */
export function mapQuality(points: Matrix, map: Matrix, k = 15): MapQuality {
  if (points.rows !== map.rows) throw new Error(`mapQuality: ${map.rows} points on the map of ${points.rows}`);
  const n = points.rows;
  const none = { trustworthiness: null, continuity: null, neighbourPreservation: null, k, n };
  const broken = whyUnusable(points, 2) ?? whyUnusable(map, 2);
  if (broken !== null) return { ...none, reason: broken };
  if (!(k >= 1 && k < n / 2)) return { ...none, reason: `k must be below half of the ${n} points: ${k}` };
  const [inTruth, onMap] = [nearestNeighbours(points, k).indices, nearestNeighbours(map, k).indices];
  return {
    trustworthiness: 1 - intrusion(squaredDistances(points), onMap, n, k),
    continuity: 1 - intrusion(squaredDistances(map), inTruth, n, k),
    neighbourPreservation: shared(inTruth, onMap, n, k),
    k,
    n,
    reason: null,
  };
}

/** How far beyond k the given neighbours rank by these distances, in parts of the worst. */
function intrusion(squared: Float64Array, neighbours: Int32Array, n: number, k: number): number {
  let sum = 0;
  for (let row = 0; row < n; row++)
    for (let place = row * k; place < (row + 1) * k; place++)
      sum += Math.max(0, rank(squared, row, neighbours[place] as number, n) - k);
  return (2 * sum) / (n * k * (2 * n - 3 * k - 1));
}

/** 1 for the nearest other row; of equally near ones the lower index first. */
function rank(squared: Float64Array, row: number, other: number, n: number): number {
  const limit = squared[row * n + other] as number;
  let before = 1;
  for (let place = 0; place < n; place++) {
    const distance = squared[row * n + place] as number;
    if (place !== row && (distance < limit || (distance === limit && place < other))) before++;
  }
  return before;
}

function shared(inTruth: Int32Array, onMap: Int32Array, n: number, k: number): number {
  let sum = 0;
  for (let row = 0; row < n; row++) {
    const real = new Set(inTruth.subarray(row * k, (row + 1) * k));
    for (const other of onMap.subarray(row * k, (row + 1) * k)) if (real.has(other)) sum++;
  }
  return sum / (n * k);
}
