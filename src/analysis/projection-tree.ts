import { innerProduct } from "./inner-product.ts";
import type { Matrix } from "./matrix.ts";
import type { Random } from "./random.ts";

/** Rows that lie close together, and queries that fall among them. */
export type LeafVisit = (rows: Int32Array, queries: Int32Array) => void;

/**
 * Divides rows again and again by the plane midway between two of them drawn by chance, until at most `leaf` are left
 * together, and visits what is left (Dasgupta and Freund, STOC 2008, 537–546). Queries go where the planes send them.
 * O(rows · columns · log(rows / leaf)).
 */
export function projectionTree(
  points: Matrix,
  queries: Matrix | null,
  leaf: number,
  random: Random,
  visit: LeafVisit,
): void {
  const rows = Int32Array.from({ length: points.rows }, (_, row) => row);
  const asked = Int32Array.from({ length: queries?.rows ?? 0 }, (_, row) => row);
  const open: [Int32Array, Int32Array][] = [[rows, asked]];
  for (let node = open.pop(); node; node = open.pop()) {
    const [rows, asked] = node;
    if (rows.length <= leaf) {
      visit(rows, asked);
      continue;
    }
    const plane = planeBetween(points, rows, random);
    const left = divide(points, rows, plane);
    // A plane that divides nothing, as among equal rows, is replaced by halves.
    const cut = left > 0 && left < rows.length ? left : rows.length >> 1;
    const cutQueries = queries ? (cut === left ? divide(queries, asked, plane) : asked.length >> 1) : 0;
    open.push([rows.subarray(cut), asked.subarray(cutQueries)], [rows.subarray(0, cut), asked.subarray(0, cutQueries)]);
  }
}

interface Plane {
  readonly normal: Float64Array;
  readonly offset: number;
}

function planeBetween({ data, columns }: Matrix, rows: Int32Array, random: Random): Plane {
  const one = random.below(rows.length);
  const other = (one + 1 + random.below(rows.length - 1)) % rows.length;
  const [p, q] = [(rows[one] as number) * columns, (rows[other] as number) * columns];
  const normal = new Float64Array(columns);
  let offset = 0;
  for (let column = 0; column < columns; column++) {
    const [a, b] = [data[p + column] as number, data[q + column] as number];
    normal[column] = a - b;
    offset += (a * a - b * b) / 2;
  }
  return { normal, offset };
}

/** Sorts rows by their side of the plane, in place; gives how many lie before it. */
function divide({ data, columns }: Matrix, rows: Int32Array, { normal, offset }: Plane): number {
  const before = new Int32Array(rows.length);
  let [low, high] = [0, rows.length];
  for (const row of rows) {
    if (innerProduct(data, row * columns, normal, 0, columns) < offset) before[low++] = row;
    else before[--high] = row;
  }
  rows.set(before.subarray(0, low));
  rows.set(before.subarray(low).reverse(), low);
  return low;
}
