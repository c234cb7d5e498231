import { innerProduct } from "./inner-product.ts";
import { type Matrix, whyUnusable } from "./matrix.ts";
import { descend } from "./neighbour-descent.ts";
import { NeighbourLists } from "./neighbour-lists.ts";
import type { Neighbours } from "./neighbours.ts";
import { pairTiles } from "./pair-tiles.ts";
import { tileSide } from "./product-kernel.ts";
import { projectionTree } from "./projection-tree.ts";
import { seededRandom } from "./random.ts";
import { squaredNorms } from "./squared-distances.ts";

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
  });
  const walk = new Walk(points, queries, known, lists);
  for (let query = 0; query < queries.rows; query++) {
    walk.from(query, rounds);
    if (query % 1000 === 999) onProgress(trees + query / queries.rows, trees + 1);
  }
  return lists.found();
}

/** How many of a query's nearest have their neighbours looked at in a round. */
const beam = 6;

/** From a query's nearest rows to their neighbours, as long as that brings nearer ones. */
class Walk {
  readonly #norms: Float64Array;
  readonly #queryNorms: Float64Array;
  /** The last query that a row was compared with. */
  readonly #seen: Int32Array;

  constructor(
    private readonly points: Matrix,
    private readonly queries: Matrix,
    private readonly known: Neighbours,
    private readonly lists: NeighbourLists,
  ) {
    this.#norms = squaredNorms(points);
    this.#queryNorms = squaredNorms(queries);
    this.#seen = new Int32Array(points.rows).fill(-1);
  }

  from(query: number, rounds: number): void {
    const { indices, k } = this.lists;
    for (let place = query * k; place < (query + 1) * k; place++)
      if (indices[place] !== -1) this.#seen[indices[place] as number] = query;
    for (let round = 0; round < rounds && this.#round(query); round++);
  }

  /** True when something nearer was found. */
  #round(query: number): boolean {
    const { indices, fresh, k } = this.lists;
    const open: number[] = [];
    for (let place = query * k; place < (query + 1) * k && open.length < beam; place++) {
      if (fresh[place] === 0) continue;
      fresh[place] = 0;
      open.push(indices[place] as number);
    }
    let isNearer = false;
    for (const row of open)
      for (let place = row * this.known.k; place < (row + 1) * this.known.k; place++)
        if (this.#compare(query, this.known.indices[place] as number)) isNearer = true;
    return isNearer;
  }

  #compare(query: number, row: number): boolean {
    if (this.#seen[row] === query) return false;
    this.#seen[row] = query;
    const { columns } = this.points;
    const product = innerProduct(this.points.data, row * columns, this.queries.data, query * columns, columns);
    const squared = (this.#norms[row] as number) + (this.#queryNorms[query] as number) - 2 * product;
    return this.lists.offer(query, row, Math.max(0, squared));
  }
}

function check(name: string, points: Matrix, k: number, most: number): void {
  if (!(Number.isInteger(k) && k >= 1 && k <= most)) throw new Error(`${name}: k must lie from 1 to ${most}: ${k}`);
  const reason = whyUnusable(points, 0);
  if (reason !== null) throw new Error(`${name}: ${reason}`);
}
