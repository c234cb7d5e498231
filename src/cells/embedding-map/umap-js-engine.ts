import { UMAP } from "umap-js";
import type { Matrix } from "../../analysis/matrix.ts";
import { seededRandom } from "../../analysis/random.ts";
import { areEqual } from "../../analysis/umap.ts";
import { joined, type MapEngine, novelties, slice } from "./own-engine.ts";

/** The package umap-js, seeded, its layout told epoch by epoch. */
export const umapJsEngine: MapEngine = (
  all,
  fitted,
  reference,
  { neighbours = 15, minDistance = 0.1, seed = 1, ...rest },
) => {
  const { watch = () => {}, epochs } = rest;
  // The package would lay equal rows out all the same, by chance alone.
  if (areEqual(slice(all, 0, fitted))) throw new Error("umap-js: all vectors are equal");
  const random = seededRandom(seed);
  const map = new UMAP({
    nNeighbors: Math.min(neighbours, fitted - 1),
    minDist: minDistance,
    random: random.next,
    ...(epochs === undefined ? {} : { nEpochs: thirds(epochs) }),
  });
  watch({ stage: "neighbours", done: 0, of: 1, positions: null });
  const of = map.initializeFit(lists(slice(all, 0, fitted)));
  for (let epoch = 1; epoch <= of; epoch++) {
    map.step();
    watch({ stage: "layout", done: epoch, of, positions: flat(map.getEmbedding()) });
  }
  // A copy before anything is placed: the package lays on in its own array.
  const positions = flat(map.getEmbedding());
  const after = slice(all, fitted, all.rows);
  watch({ stage: "placing", done: 0, of: 1, positions: null });
  const placed = flat(transformed(map, lists(after), fitted));
  const novelty = reference > 0 ? novelties(all, reference, null, null) : null;
  return { positions: joined(positions, placed), novelty, recall: null };
};

/** Placing takes a third of the epochs, and where that is no whole number umap-js never comes to an end. */
function thirds(epochs: number): number {
  return Math.max(3, 3 * Math.round(epochs / 3));
}

/**
 * Places rows in batches that never have exactly as many rows as were fitted: for such a batch umap-js takes the map
 * itself for what it lays out, and moves it.
 */
export function transformed(map: UMAP, rows: number[][], fitted: number): number[][] {
  if (rows.length === 0) return [];
  if (rows.length !== fitted) return map.transform(rows);
  const half = rows.length >> 1;
  return [...map.transform(rows.slice(0, half)), ...map.transform(rows.slice(half))];
}

function lists({ data, rows, columns }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, row) => Array.from(data.subarray(row * columns, (row + 1) * columns)));
}

function flat(positions: readonly (readonly number[])[]): Float32Array {
  return Float32Array.from(positions.flat());
}
