import { approximatelyNearestAmong, approximateNeighbours } from "../../analysis/approximate-neighbours.ts";
import { type Matrix, rowsOf } from "../../analysis/matrix.ts";
import { type Neighbours, nearestAmong, nearestNeighbours } from "../../analysis/neighbours.ts";
import { fitMap, type MapOptions, placeOnMap } from "../../analysis/umap.ts";

export interface LaidOut {
  readonly positions: Float32Array;
  /** Null where there is no reference. */
  readonly novelty: Float32Array | null;
  readonly recall: number | null;
}

/** Lays out the first rows and places the others into that map, which stays as it is. */
export type MapEngine = (all: Matrix, fitted: number, reference: number, options: MapOptions) => LaidOut;

const nearest = 5;

/** The engine of this house. */
export const ownEngine: MapEngine = (all, fitted, reference, options) => {
  const first = slice(all, 0, fitted);
  const map = fitMap(first, options);
  const rest = slice(all, fitted, all.rows);
  const placed = rest.rows > 0 ? placeOnMap(map, rest, options) : null;
  return {
    positions: joined(map.positions, placed?.positions ?? new Float32Array(0)),
    novelty:
      reference > 0
        ? novelties(all, reference, fitted === reference ? map.neighbours : null, placed?.neighbours ?? null)
        : null,
    recall: map.isExact ? null : recallOf(first, map.neighbours),
  };
};

export function slice({ data, columns }: Matrix, from: number, to: number): Matrix {
  return { data: data.subarray(from * columns, to * columns), rows: to - from, columns };
}

export function joined(one: Float32Array, other: Float32Array): Float32Array {
  const both = new Float32Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

/** Each row's mean distance to its nearest other rows of the reference. */
export function novelties(
  all: Matrix,
  reference: number,
  within: Neighbours | null,
  beyond: Neighbours | null,
): Float32Array | null {
  if (reference < 2) return null;
  const before = slice(all, 0, reference);
  const after = slice(all, reference, all.rows);
  const k = Math.min(nearest, reference - 1);
  const known =
    within ??
    (reference <= 4000 ? nearestNeighbours(before, k) : approximateNeighbours(before, Math.min(14, reference - 1)));
  const others =
    beyond ??
    (reference * after.rows <= 16e6
      ? nearestAmong(before, after, k)
      : approximatelyNearestAmong(before, known, after, k));
  return joined(means(known, reference), means(others, after.rows));
}

function means({ distances, k }: Neighbours, rows: number): Float32Array {
  const count = Math.min(nearest, k);
  return Float32Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let place = row * k; place < row * k + count; place++) sum += distances[place] as number;
    return sum / count;
  });
}

const asked = 200;

/** The share of some rows' true neighbours that were found. */
function recallOf(points: Matrix, { indices, k }: Neighbours): number {
  const rows = Int32Array.from({ length: asked }, (_, place) => Math.floor((place * points.rows) / asked));
  const truth = nearestAmong(points, rowsOf(points, rows), k + 1);
  let [found, all] = [0, 0];
  rows.forEach((row, place) => {
    const known = new Set(indices.subarray(row * k, (row + 1) * k));
    const real = [...truth.indices.subarray(place * (k + 1), (place + 1) * (k + 1))].filter((other) => other !== row);
    for (const other of real.slice(0, k)) {
      all++;
      if (known.has(other)) found++;
    }
  });
  return found / all;
}
