import { type Matrix, whyUnusable } from "./matrix.ts";
import { descend } from "./neighbour-descent.ts";
import { NeighbourLists } from "./neighbour-lists.ts";
import type { Neighbours } from "./neighbours.ts";
import { pairTiles } from "./pair-tiles.ts";
import { tileSide } from "./product-kernel.ts";
import { projectionTree } from "./projection-tree.ts";
import { seededRandom } from "./random.ts";

export interface ApproximateOptions {
  /** 1 unless given. */
  readonly seed?: number;
  /** 8 unless given. */
  readonly trees?: number;
  /** Rounds of descent at most, 8 unless given. */
  readonly rounds?: number;
  /** Called after each tree and each round, with what has been done of at most how much. */
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * About the k nearest other rows of every row: those that meet in a leaf of random projection trees, then neighbours of
 * neighbours until hardly any is nearer (Dong, Charikar and Li, WWW 2011, 577–586). The same seed gives the same bits.
 * About O(rows · columns · (trees · 64 + rounds · k²)) instead of O(rows² · columns).
 * Throws unless 1 ≤ k < rows and all numbers are finite.
 */
export function approximateNeighbours(points: Matrix, k: number, options: ApproximateOptions = {}): Neighbours {
  check("approximateNeighbours", points, k, points.rows - 1);
  const { seed = 1, trees = 8, rounds = 8, onProgress = () => {} } = options;
  const random = seededRandom(seed);
  const lists = new NeighbourLists(points.rows, k);
  pairTiles(points, points, (compare) => {
    const join = (rows: Int32Array) =>
      compare(rows, rows, (row, column, squared) => {
        if (row >= column) return;
        const [one, other] = [rows[row] as number, rows[column] as number];
        lists.offer(one, other, squared);
        lists.offer(other, one, squared);
      });
    for (let tree = 0; tree < trees; tree++) {
      projectionTree(points, null, Math.max(tileSide, k + 1), random, join);
      onProgress(tree + 1, trees + rounds);
    }
    descend(lists, compare, random, rounds, (round) => onProgress(trees + round, trees + rounds));
  });
  fillUp(lists, points.rows);
  return lists.found();
}

/** Rows that met too few others get those before them in the list; they are as far as can be told. */
function fillUp(lists: NeighbourLists, rows: number): void {
  for (let row = 0; row < rows; row++)
    for (let other = 0; lists.indices[(row + 1) * lists.k - 1] === -1; other++)
      if (other !== row) lists.offer(row, other, 3e38);
}

/**
 * For every row of `queries` about its k nearest rows of `points`: those of the leaves that it falls into, then their
 * neighbours, by `known`, until none is nearer. The same seed gives the same bits.
 * Throws unless 1 ≤ k ≤ rows, both have the same number of columns and all numbers are finite.
 */
export function approximatelyNearestAmong(
  points: Matrix,
  known: Neighbours,
  queries: Matrix,
  k: number,
  options: ApproximateOptions = {},
): Neighbours {
  check("approximatelyNearestAmong", points, k, points.rows);
  check("approximatelyNearestAmong", queries, k, points.rows);
  const { seed = 1, trees = 8, rounds = 8, onProgress = () => {} } = options;
  const random = seededRandom(seed);
  const lists = new NeighbourLists(queries.rows, k);
  pairTiles(queries, points, (compare) => {
    for (let tree = 0; tree < trees; tree++) {
      projectionTree(points, queries, Math.max(tileSide, k), random, (rows, asked) => {
        for (let from = 0; from < asked.length; from += tileSide) {
          const part = asked.subarray(from, from + tileSide);
          compare(part, rows, (row, column, squared) => {
            lists.offer(part[row] as number, rows[column] as number, squared);
          });
        }
      });
      onProgress(tree + 1, trees + 1);
    }
    const one = new Int32Array(1);
    for (let query = 0; query < queries.rows; query++) {
      one[0] = query;
      for (let round = 0; round < rounds; round++) {
        const near = unseen(lists, query, known);
        let isNearer = false;
        for (let from = 0; from < near.length; from += tileSide) {
          const part = near.subarray(from, from + tileSide);
          compare(one, part, (_, column, squared) => {
            if (lists.offer(query, part[column] as number, squared)) isNearer = true;
          });
        }
        if (!isNearer) break;
      }
    }
  });
  onProgress(trees + 1, trees + 1);
  return lists.found();
}

/** The neighbours of a query's fresh neighbours; these count as old afterwards. */
function unseen(lists: NeighbourLists, query: number, known: Neighbours): Int32Array {
  const found = new Set<number>();
  for (let place = query * lists.k; place < (query + 1) * lists.k; place++) {
    if (lists.fresh[place] === 0) continue;
    lists.fresh[place] = 0;
    const row = lists.indices[place] as number;
    if (row === -1) continue;
    for (let other = row * known.k; other < (row + 1) * known.k; other++) found.add(known.indices[other] as number);
  }
  for (let place = query * lists.k; place < (query + 1) * lists.k; place++)
    found.delete(lists.indices[place] as number);
  return Int32Array.from(found);
}

function check(name: string, points: Matrix, k: number, most: number): void {
  if (!(Number.isInteger(k) && k >= 1 && k <= most)) throw new Error(`${name}: k must lie from 1 to ${most}: ${k}`);
  const reason = whyUnusable(points, 0);
  if (reason !== null) throw new Error(`${name}: ${reason}`);
}
