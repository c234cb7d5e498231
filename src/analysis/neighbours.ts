import { type Matrix, whyUnusable } from "./matrix.ts";
import { tileSide } from "./product-kernel.ts";
import type { Tile } from "./row-products.ts";
import { squaredDistanceTiles } from "./squared-distances.ts";

export interface Neighbours {
  /** k a row, nearest first: neighbour j of row r is indices[r · k + j]; of equally near ones the lower index. */
  readonly indices: Int32Array;
  /** Euclidean, in the same places. */
  readonly distances: Float32Array;
  readonly k: number;
}

/**
 * The k nearest other rows of every row, exactly, by comparing all pairs in tiles. O(rows² · columns / 2).
 * Throws unless 1 ≤ k < rows and all numbers are finite.
 */
export function nearestNeighbours(points: Matrix, k: number): Neighbours {
  check("nearestNeighbours", points, k, points.rows - 1);
  const nearest = new NearestRows(points.rows, k);
  const visit = ({ firstRow, rows, firstColumn, columns, values }: Tile) => {
    const isDiagonal = firstRow === firstColumn;
    for (let row = 0; row < rows; row++)
      for (let column = isDiagonal ? row + 1 : 0; column < columns; column++) {
        const squared = values[row * tileSide + column] as number;
        nearest.offer(firstRow + row, firstColumn + column, squared);
        nearest.offer(firstColumn + column, firstRow + row, squared);
      }
  };
  squaredDistanceTiles(points, points, visit, true);
  return nearest.found();
}

/**
 * For every row of `queries` its k nearest rows of `points`. O(rows · queries · columns).
 * Throws unless 1 ≤ k ≤ rows, both have the same number of columns and all numbers are finite.
 */
export function nearestAmong(points: Matrix, queries: Matrix, k: number): Neighbours {
  check("nearestAmong", points, k, points.rows);
  check("nearestAmong", queries, k, points.rows);
  if (points.columns !== queries.columns)
    throw new Error(`nearestAmong: ${queries.columns} columns instead of ${points.columns}`);
  const nearest = new NearestRows(queries.rows, k);
  squaredDistanceTiles(queries, points, ({ firstRow, rows, firstColumn, columns, values }) => {
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        nearest.offer(firstRow + row, firstColumn + column, values[row * tileSide + column] as number);
  });
  return nearest.found();
}

/** The mean distance of every current row to its k nearest reference rows: how new it is. */
export function novelty(reference: Matrix, current: Matrix, k = 5): Float32Array {
  const { distances } = nearestAmong(reference, current, k);
  return Float32Array.from({ length: current.rows }, (_, row) => {
    let sum = 0;
    for (let place = row * k; place < (row + 1) * k; place++) sum += distances[place] as number;
    return sum / k;
  });
}

/** The k nearest of what was offered to each row, in order. */
class NearestRows {
  readonly #k: number;
  readonly #indices: Int32Array;
  readonly #squared: Float64Array;
  readonly #worst: Float64Array;

  constructor(rows: number, k: number) {
    this.#k = k;
    this.#indices = new Int32Array(rows * k).fill(0x7fffffff);
    this.#squared = new Float64Array(rows * k).fill(Number.POSITIVE_INFINITY);
    this.#worst = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  }

  offer(row: number, index: number, squared: number): void {
    if (squared <= (this.#worst[row] as number)) this.#insert(row, index, squared);
  }

  #insert(row: number, index: number, squared: number): void {
    const first = row * this.#k;
    const last = first + this.#k - 1;
    let place = last;
    if (!this.#isBefore(squared, index, place)) return;
    for (; place > first && this.#isBefore(squared, index, place - 1); place--) {
      this.#squared[place] = this.#squared[place - 1] as number;
      this.#indices[place] = this.#indices[place - 1] as number;
    }
    this.#squared[place] = squared;
    this.#indices[place] = index;
    this.#worst[row] = this.#squared[last] as number;
  }

  #isBefore(squared: number, index: number, place: number): boolean {
    const other = this.#squared[place] as number;
    return squared < other || (squared === other && index < (this.#indices[place] as number));
  }

  found(): Neighbours {
    return { indices: this.#indices, distances: Float32Array.from(this.#squared, Math.sqrt), k: this.#k };
  }
}

function check(name: string, points: Matrix, k: number, most: number): void {
  if (!(Number.isInteger(k) && k >= 1 && k <= most)) throw new Error(`${name}: k must lie from 1 to ${most}: ${k}`);
  const reason = whyUnusable(points, 0);
  if (reason !== null) throw new Error(`${name}: ${reason}`);
}
