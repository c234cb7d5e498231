import { meanSquaredDistance } from "./centroid-drift.ts";
import { centred, type Matrix, meanRow, transposed, whyIncomparable, whyUnusable } from "./matrix.ts";
import { tileSide } from "./product-kernel.ts";
import { rowProducts } from "./row-products.ts";
import { squaredDistanceTiles } from "./squared-distances.ts";

export interface Spread {
  /** Root of the mean squared distance to the centroid. */
  readonly rms: number | null;
  readonly meanDistance: number | null;
  /** (tr C)² / tr C² of the covariance C: in how many directions the vectors spread. Grows with n while n is small. */
  readonly participationRatio: number | null;
  /** Over pairs of different vectors; the cosine is null when a vector has length 0. */
  readonly meanPairwiseDistance: number | null;
  readonly meanPairwiseCosine: number | null;
  readonly n: number;
  readonly reason: string | null;
}

/**
 * How widely vectors are spread. O(n² · columns): take a sample of some thousand, and equal numbers on both sides.
 * Null with a reason for fewer than two vectors or a number that is not finite.
 */
export function spread(points: Matrix): Spread {
  const reason = whyUnusable(points, 2);
  const n = points.rows;
  if (reason !== null) return { ...unknownSpread, n, reason };
  const mean = meanRow(points);
  const rms = Math.sqrt(meanSquaredDistance(points, mean));
  const known = { rms, meanDistance: meanDistance(points, mean), meanPairwiseDistance: meanPairwiseDistance(points) };
  const meanPairwiseCosine = pairwiseCosine(points);
  const whyNot = meanPairwiseCosine === null ? "a vector has length 0" : null;
  const participationRatio = rms > 0 ? participation(points, mean) : null;
  return { ...known, participationRatio, meanPairwiseCosine, n, reason: rms > 0 ? whyNot : "all vectors are equal" };
}

/** The current RMS spread in the reference's. */
export function spreadRatio(
  reference: Matrix,
  current: Matrix,
): { readonly value: number | null; readonly reason: string | null } {
  const reason = whyIncomparable(reference, current);
  if (reason !== null) return { value: null, reason };
  const before = meanSquaredDistance(reference, meanRow(reference));
  if (before === 0) return { value: null, reason: "all reference vectors are equal" };
  return { value: Math.sqrt(meanSquaredDistance(current, meanRow(current)) / before), reason: null };
}

const unknownSpread = {
  rms: null,
  meanDistance: null,
  participationRatio: null,
  meanPairwiseDistance: null,
  meanPairwiseCosine: null,
};

function meanDistance({ data, rows, columns }: Matrix, mean: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    let squared = 0;
    for (let column = 0; column < columns; column++)
      squared += ((data[row * columns + column] as number) - (mean[column] as number)) ** 2;
    sum += Math.sqrt(squared);
  }
  return sum / rows;
}

function meanPairwiseDistance(points: Matrix): number {
  let sum = 0;
  squaredDistanceTiles(points, points, ({ rows, columns, values }) => {
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) sum += Math.sqrt(values[row * tileSide + column] as number);
  });
  return sum / (points.rows * (points.rows - 1));
}

/** (‖Σ u‖² − n) / (n (n − 1)) of the vectors u brought to length 1. */
function pairwiseCosine({ data, rows, columns }: Matrix): number | null {
  const sum = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    const vector = data.subarray(row * columns, (row + 1) * columns);
    const length = lengthOf(vector);
    if (length === 0) return null;
    for (let column = 0; column < columns; column++)
      sum[column] = (sum[column] as number) + (vector[column] as number) / length;
  }
  const squared = sum.reduce((total, value) => total + value * value, 0);
  return (squared - rows) / (rows * (rows - 1));
}

function lengthOf(vector: Float32Array | Float64Array): number {
  let squared = 0;
  for (let place = 0; place < vector.length; place++) squared += (vector[place] as number) ** 2;
  return Math.sqrt(squared);
}

/** By the smaller of XXᵀ and XᵀX, which have the same trace and the same sum of squares. */
function participation(points: Matrix, mean: Float64Array): number {
  const gram = points.rows <= points.columns ? centred(points, mean) : transposed(centred(points, mean));
  const products = rowProducts(gram, gram);
  let [trace, squares] = [0, 0];
  for (let place = 0; place < products.length; place++) squares += (products[place] as number) ** 2;
  for (let row = 0; row < gram.rows; row++) trace += products[row * gram.rows + row] as number;
  return trace ** 2 / squares;
}
