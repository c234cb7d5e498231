import type { Matrix } from "./matrix.ts";
import { tileSide } from "./product-kernel.ts";
import { productTiles, type Tile } from "./row-products.ts";

/**
 * The squared Euclidean distances of every row of `a` to every row of `b`, tile by tile, as ‖a‖² + ‖b‖² − 2ab; equal rows
 * have exactly 0. With `upper`, for a matrix with itself, only tiles that reach above the diagonal.
 * O(a.rows · b.rows · columns).
 */
export function squaredDistanceTiles(a: Matrix, b: Matrix, visit: (tile: Tile) => void, upper = false): void {
  const [left, right] = [squaredNorms(a), squaredNorms(b)];
  const turn = (tile: Tile) => {
    for (let row = 0; row < tile.rows; row++)
      for (let column = 0; column < tile.columns; column++) {
        const place = row * tileSide + column;
        const norms = (left[tile.firstRow + row] as number) + (right[tile.firstColumn + column] as number);
        tile.values[place] = Math.max(0, norms - 2 * (tile.values[place] as number));
      }
    visit(tile);
  };
  productTiles(a, b, turn, upper);
}

/** All of them for one matrix with itself, as a full symmetric matrix: 8 · rows² bytes. */
export function squaredDistances(points: Matrix): Float64Array {
  const size = points.rows;
  const result = new Float64Array(size * size);
  const keep = ({ firstRow, rows, firstColumn, columns, values }: Tile) => {
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const value = values[row * tileSide + column] as number;
        result[(firstRow + row) * size + firstColumn + column] = value;
        result[(firstColumn + column) * size + firstRow + row] = value;
      }
  };
  squaredDistanceTiles(points, points, keep, true);
  return result;
}

/** ‖row‖² of every row, summed in the order of the columns. */
export function squaredNorms({ data, rows, columns }: Matrix): Float64Array {
  const norms = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let place = row * columns; place < (row + 1) * columns; place++)
      sum += (data[place] as number) * (data[place] as number);
    norms[row] = sum;
  }
  return norms;
}
