import type { Neighbours } from "./neighbours.ts";

/** Pairs of rows that belong together, by how much: from 0 to 1. Each pair stands in both directions, by head. */
export interface FuzzyGraph {
  readonly heads: Int32Array;
  readonly tails: Int32Array;
  readonly weights: Float32Array;
  readonly rows: number;
}

/** How near each row's neighbours count as: exp(−(distance − nearest) / width), the width such that they sum to log₂(k + 1). */
export function membershipStrengths({ distances, k }: Neighbours): Float32Array {
  const rows = distances.length / k;
  const wanted = Math.log2(k + 1);
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / Math.max(1, distances.length);
  const strengths = new Float32Array(distances.length);
  for (let row = 0; row < rows; row++) {
    const own = distances.subarray(row * k, (row + 1) * k);
    const nearest = own.find((distance) => distance > 0) ?? 0;
    const width = widthOf(own, nearest, wanted, mean);
    for (let place = 0; place < k; place++) {
      const beyond = (own[place] as number) - nearest;
      strengths[row * k + place] = beyond <= 0 || width === 0 ? 1 : Math.exp(-beyond / width);
    }
  }
  return strengths;
}

/** By bisection; never so small that a neighbour at about the mean distance is lost. */
function widthOf(distances: Float32Array, nearest: number, wanted: number, meanOfAll: number): number {
  let [low, high, width] = [0, Number.POSITIVE_INFINITY, 1];
  for (let round = 0; round < 64; round++) {
    let sum = 0;
    for (const distance of distances) sum += distance > nearest ? Math.exp(-(distance - nearest) / width) : 1;
    if (Math.abs(sum - wanted) < 1e-5) break;
    if (sum > wanted) high = width;
    else low = width;
    width = high === Number.POSITIVE_INFINITY ? width * 2 : (low + high) / 2;
  }
  const own = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
  return Math.max(width, 1e-3 * (nearest > 0 ? own : meanOfAll));
}

/**
 * UMAP's fuzzy union of all rows' neighbourhoods: v + w − v · w of the strengths in both directions (McInnes, Healy and
 * Melville, arXiv 1802.03426, §3.1). O(rows · k²).
 */
export function fuzzyGraph(neighbours: Neighbours): FuzzyGraph {
  const { indices, k } = neighbours;
  const rows = indices.length / k;
  const strengths = membershipStrengths(neighbours);
  const degrees = new Int32Array(rows + 1);
  eachPair(indices, strengths, k, (one, other) => {
    degrees[one + 1] = (degrees[one + 1] as number) + 1;
    degrees[other + 1] = (degrees[other + 1] as number) + 1;
  });
  for (let row = 0; row < rows; row++) degrees[row + 1] = (degrees[row + 1] as number) + (degrees[row] as number);
  const size = degrees[rows] as number;
  const graph = { heads: new Int32Array(size), tails: new Int32Array(size), weights: new Float32Array(size), rows };
  const add = (head: number, tail: number, weight: number) => {
    const place = degrees[head] as number;
    degrees[head] = place + 1;
    graph.heads[place] = head;
    graph.tails[place] = tail;
    graph.weights[place] = weight;
  };
  eachPair(indices, strengths, k, (one, other, weight) => {
    add(one, other, weight);
    add(other, one, weight);
  });
  return graph;
}

function eachPair(
  indices: Int32Array,
  strengths: Float32Array,
  k: number,
  visit: (one: number, other: number, weight: number) => void,
): void {
  for (let place = 0; place < indices.length; place++) {
    const one = Math.floor(place / k);
    const other = indices[place] as number;
    const weight = strengths[place] as number;
    const back = placeOf(indices, other * k, k, one);
    if (back !== -1 && other < one) continue;
    const returned = back === -1 ? 0 : (strengths[back] as number);
    visit(one, other, weight + returned - weight * returned);
  }
}

function placeOf(indices: Int32Array, from: number, k: number, wanted: number): number {
  for (let place = from; place < from + k; place++) if (indices[place] === wanted) return place;
  return -1;
}
