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

/** Columns of four rows side by side, as the kernel takes them; four rows at a time, so that it writes on and on. */
function gather({ data, columns }: Matrix, rows: Int32Array, into: Float64Array): void {
  const whole = rows.length - (rows.length % 4);
  let place = 0;
  for (let row = 0; row < whole; row += 4) {
    const a = (rows[row] as number) * columns;
    const b = (rows[row + 1] as number) * columns;
    const c = (rows[row + 2] as number) * columns;
    const d = (rows[row + 3] as number) * columns;
    for (let column = 0; column < columns; column++, place += 4) {
      into[place] = data[a + column] as number;
      into[place + 1] = data[b + column] as number;
      into[place + 2] = data[c + column] as number;
      into[place + 3] = data[d + column] as number;
    }
  }
  if (whole === rows.length) return;
  into.fill(0, place, place + 4 * columns);
  for (let row = whole; row < rows.length; row++) {
    const start = (rows[row] as number) * columns;
    for (let column = 0; column < columns; column++)
      into[place + 4 * column + (row - whole)] = data[start + column] as number;
  }
}
