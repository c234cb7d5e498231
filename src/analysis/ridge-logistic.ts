import { type Matrix, matrixOf, transposed } from "./matrix.ts";
import { rowProducts } from "./row-products.ts";

export interface RidgeOptions {
  /** 1 unless given. */
  readonly penalty?: number;
  /** At most, 60 unless given. */
  readonly steps?: number;
}

/** Fits a logistic regression with an L2 penalty on the same rows for one list of labels after another. */
export interface RidgeLogistic {
  /** One weight a column, and the intercept last. `labels` has a 1 or 0 for every row of the matrix, used or not. */
  fit(labels: Uint8Array): Float64Array;
}

/**
 * Minimises Σ log loss + penalty/2 · ‖weights‖² over the given rows (the intercept is free), by Newton's steps with the
 * fixed bound ¼XᵀX on the curvature (Böhning and Lindsay, Annals of the Institute of Statistical Mathematics 40, 1988,
 * 641–663): the bound knows no labels, so it is factored once for all permutations of them.
 *
 * O(rows · columns²) to prepare, O(rows · columns) a step; fewer steps once no weight moves by 0.0001.
 */
export function ridgeLogistic(
  points: Matrix,
  rows: Uint32Array,
  { penalty = 1, steps = 60 }: RidgeOptions = {},
): RidgeLogistic {
  const design = withIntercept(points, rows);
  const factor = cholesky(bound(design, penalty), design.columns);
  const fit = (labels: Uint8Array) => {
    const weights = new Float64Array(design.columns);
    const wanted = new Float64Array(design.rows);
    rows.forEach((row, place) => {
      wanted[place] = labels[row] as number;
    });
    for (let step = 0; step < steps; step++) {
      const move = solved(factor, slope(design, weights, wanted, penalty), design.columns);
      for (let place = 0; place < move.length; place++)
        weights[place] = (weights[place] as number) + (move[place] as number);
      if (move.every((value) => Math.abs(value) < 1e-4)) break;
    }
    return weights;
  };
  return { fit };
}

/** Filled up with rows of 0, which change no sum, to a multiple of four. */
function withIntercept({ data, columns }: Matrix, rows: Uint32Array): Matrix {
  const wide = new Float64Array(Math.ceil(rows.length / 4) * 4 * (columns + 1));
  rows.forEach((row, place) => {
    wide.set(data.subarray(row * columns, (row + 1) * columns), place * (columns + 1));
    wide[place * (columns + 1) + columns] = 1;
  });
  return matrixOf(wide, columns + 1);
}

function bound(design: Matrix, penalty: number): Float64Array {
  const columns = transposed(design);
  const result = rowProducts(columns, columns).map((product) => product / 4);
  for (let place = 0; place < design.columns - 1; place++)
    result[place * (design.columns + 1)] = (result[place * (design.columns + 1)] as number) + penalty;
  return result;
}

/** Minus the gradient. Four rows at a time, so that their sums do not wait for one another. */
function slope(
  { data, rows, columns }: Matrix,
  weights: Float64Array,
  wanted: Float64Array,
  penalty: number,
): Float64Array {
  const result = weights.map((weight, place) => (place < columns - 1 ? -penalty * weight : 0));
  const left = new Float64Array(4);
  for (let row = 0; row < rows; row += 4) {
    margins(data, row * columns, columns, weights, left);
    for (let place = 0; place < 4; place++)
      left[place] = (wanted[row + place] as number) - 1 / (1 + Math.exp(-(left[place] as number)));
    addRows(data, row * columns, columns, left, result);
  }
  return result;
}

type Numbers = Matrix["data"];

function margins(data: Numbers, first: number, columns: number, weights: Float64Array, into: Float64Array): void {
  let m0 = 0;
  let m1 = 0;
  let m2 = 0;
  let m3 = 0;
  for (let column = 0, place = first; column < columns; column++, place++) {
    const weight = weights[column] as number;
    m0 += weight * (data[place] as number);
    m1 += weight * (data[place + columns] as number);
    m2 += weight * (data[place + 2 * columns] as number);
    m3 += weight * (data[place + 3 * columns] as number);
  }
  into[0] = m0;
  into[1] = m1;
  into[2] = m2;
  into[3] = m3;
}

function addRows(data: Numbers, first: number, columns: number, times: Float64Array, into: Float64Array): void {
  const t0 = times[0] as number;
  const t1 = times[1] as number;
  const t2 = times[2] as number;
  const t3 = times[3] as number;
  for (let column = 0, place = first; column < columns; column++, place++)
    into[column] =
      (into[column] as number) +
      t0 * (data[place] as number) +
      t1 * (data[place + columns] as number) +
      t2 * (data[place + 2 * columns] as number) +
      t3 * (data[place + 3 * columns] as number);
}

/** The lower triangle L with L Lᵀ = the matrix, which is positive definite. */
function cholesky(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column] as number;
      for (let k = 0; k < column; k++) sum -= (lower[row * size + k] as number) * (lower[column * size + k] as number);
      lower[row * size + column] =
        row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (lower[column * (size + 1)] as number);
    }
  return lower;
}

function solved(lower: Float64Array, right: Float64Array, size: number): Float64Array {
  const result = Float64Array.from(right);
  for (let row = 0; row < size; row++) {
    let sum = result[row] as number;
    for (let k = 0; k < row; k++) sum -= (lower[row * size + k] as number) * (result[k] as number);
    result[row] = sum / (lower[row * (size + 1)] as number);
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = result[row] as number;
    for (let k = row + 1; k < size; k++) sum -= (lower[k * size + row] as number) * (result[k] as number);
    result[row] = sum / (lower[row * (size + 1)] as number);
  }
  return result;
}
