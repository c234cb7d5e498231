import type { Matrix } from "./matrix.ts";
import { type ProductKernel, tileSide, withProductKernel } from "./product-kernel.ts";

/** Part of a product: entry (r, c) is values[r · tileSide + c]. The values are overwritten by the next tile. */
export interface Tile {
  readonly firstRow: number;
  readonly rows: number;
  readonly firstColumn: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/**
 * The inner products of every row of `a` with every row of `b`, tile by tile. With `upper`, for a matrix with itself,
 * only tiles that reach above the diagonal. Each product is summed in the order of the columns, so equal rows give equal
 * products. O(a.rows · b.rows · columns). Throws when the columns differ.
 */
export function productTiles(a: Matrix, b: Matrix, visit: (tile: Tile) => void, upper = false): void {
  if (a.columns !== b.columns) throw new Error(`productTiles: columns differ: ${a.columns}, ${b.columns}`);
  withProductKernel(a.columns, (kernel) => tilesBy(kernel, a, b, visit, upper));
}

function tilesBy(kernel: ProductKernel, a: Matrix, b: Matrix, visit: (tile: Tile) => void, upper: boolean): void {
  const { left, right, values } = kernel;
  for (let firstRow = 0; firstRow < a.rows; firstRow += tileSide) {
    const rows = Math.min(tileSide, a.rows - firstRow);
    interleave(a, firstRow, rows, left);
    for (let firstColumn = upper ? firstRow : 0; firstColumn < b.rows; firstColumn += tileSide) {
      const columns = Math.min(tileSide, b.rows - firstColumn);
      interleave(b, firstColumn, columns, right);
      kernel.multiply(rows, columns);
      visit({ firstRow, rows, firstColumn, columns, values });
    }
  }
}

/** The whole product of a and b transposed: entry (r, c) is [r · b.rows + c]. */
export function rowProducts(a: Matrix, b: Matrix): Float64Array {
  const result = new Float64Array(a.rows * b.rows);
  productTiles(a, b, ({ firstRow, rows, firstColumn, columns, values }) => {
    for (let row = 0; row < rows; row++) {
      const part = values.subarray(row * tileSide, row * tileSide + columns);
      result.set(part, (firstRow + row) * b.rows + firstColumn);
    }
  });
  return result;
}

/** Columns of four rows side by side, so that the kernel reads on and on; rows beyond the last are zero. */
function interleave({ data, columns }: Matrix, first: number, rows: number, into: Float64Array): void {
  const padded = Math.ceil(rows / 4) * 4;
  for (let row = 0; row < padded; row++) {
    const start = (first + row) * columns;
    let place = (row - (row % 4)) * columns + (row % 4);
    for (let column = 0; column < columns; column++, place += 4)
      into[place] = row < rows ? (data[start + column] as number) : 0;
  }
}
