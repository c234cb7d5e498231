import type { Matrix } from "./matrix.ts";
import { tileSide, withProductKernel } from "./product-kernel.ts";
import { squaredNorms } from "./squared-distances.ts";

/** Visits the squared distances of up to 64 rows of one matrix to up to 64 of another, by their places in the lists. */
export type Compare = (
  rows: Int32Array,
  others: Int32Array,
  visit: (row: number, other: number, squared: number) => void,
) => void;

/** Calls back with a comparison of chosen rows of `a` with chosen rows of `b`. Throws when the columns differ. */
export function pairTiles(a: Matrix, b: Matrix, use: (compare: Compare) => void): void {
  if (a.columns !== b.columns) throw new Error(`pairTiles: columns differ: ${a.columns}, ${b.columns}`);
  const left = squaredNorms(a);
  const right = a === b ? left : squaredNorms(b);
  withProductKernel(a.columns, (kernel) => {
    use((rows, others, visit) => {
      gather(a, rows, kernel.left);
      gather(b, others, kernel.right);
      kernel.multiply(rows.length, others.length);
      for (let row = 0; row < rows.length; row++) {
        const norm = left[rows[row] as number] as number;
        for (let other = 0; other < others.length; other++) {
          const product = kernel.values[row * tileSide + other] as number;
          visit(row, other, Math.max(0, norm + (right[others[other] as number] as number) - 2 * product));
        }
      }
    });
  });
}

/** Columns of four rows side by side, as the kernel takes them. */
function gather({ data, columns }: Matrix, rows: Int32Array, into: Float64Array): void {
  const padded = Math.ceil(rows.length / 4) * 4;
  for (let row = 0; row < padded; row++) {
    let place = (row - (row % 4)) * columns + (row % 4);
    if (row >= rows.length) {
      for (let column = 0; column < columns; column++, place += 4) into[place] = 0;
      continue;
    }
    const start = (rows[row] as number) * columns;
    for (let column = 0; column < columns; column++, place += 4) into[place] = data[start + column] as number;
  }
}
