import { centred, type Matrix, matrixOf, meanRow, transposed, whyUnusable } from "./matrix.ts";
import { seededRandom } from "./random.ts";
import { rowProducts } from "./row-products.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

export interface PrincipalComponents {
  readonly mean: Float64Array;
  /** One component a row, of length 1, the one with the largest variance first. */
  readonly components: Matrix;
  /** Of the scores (over n − 1), and of all columns together. */
  readonly variances: Float64Array;
  readonly totalVariance: number;
}

export interface PrincipalComponentsOptions {
  /** 1 unless given. */
  readonly seed?: number;
  /** How often the search is refined, 4 unless given. */
  readonly rounds?: number;
}

const oversampling = 10;
const exactUpTo = 64;

/**
 * The first principal components: exact for up to 64 columns, else by randomised subspace iteration (Halko, Martinsson
 * and Tropp, SIAM Review 53, 2011, 217–288), which finds components that stand out exactly and those of a flat tail
 * about. Components without variance are left out, so there may be fewer than asked for, or none. The sign is such that
 * the largest entry is positive. O(rounds · rows · columns · count).
 * Throws when there are fewer than two rows or a number is not finite.
 */
export function principalComponents(
  points: Matrix,
  count: number,
  options: PrincipalComponentsOptions = {},
): PrincipalComponents {
  const reason = whyUnusable(points, 2);
  if (reason !== null) throw new Error(`principalComponents: ${reason}`);
  const mean = meanRow(points);
  const rows = centred(points, mean);
  const columns = transposed(rows);
  const basis = points.columns <= exactUpTo ? identity(points.columns) : dominantSpace(rows, columns, count, options);
  const scores = rowProducts(rows, basis);
  const inBasis = transposed(matrixOf(scores, basis.rows));
  const { values, vectors } = symmetricEigen(rowProducts(inBasis, inBasis), basis.rows);
  const standing = values.filter((value) => value > 1e-12 * (values[0] as number)).length;
  const kept = Math.min(count, standing, points.rows - 1);
  const rotation = matrixOf(vectors.subarray(0, kept * basis.rows), basis.rows);
  const components = kept > 0 ? rowProducts(rotation, transposed(basis)) : new Float64Array(0);
  return {
    mean,
    components: signed({ data: components, rows: kept, columns: points.columns }),
    variances: values.slice(0, kept).map((value) => value / (points.rows - 1)),
    totalVariance: sumOfSquares(rows) / (points.rows - 1),
  };
}

/** Each row's scores on the components. O(rows · columns · components). Throws when columns differ. */
export function componentScores({ mean, components }: PrincipalComponents, points: Matrix): Matrix {
  if (points.columns !== components.columns)
    throw new Error(`componentScores: ${points.columns} columns instead of ${components.columns}`);
  const data = rowProducts(centred(points, mean), components);
  return { data, rows: points.rows, columns: components.rows };
}

function sumOfSquares({ data }: Matrix): number {
  let sum = 0;
  for (const value of data) sum += value * value;
  return sum;
}

function dominantSpace(rows: Matrix, columns: Matrix, count: number, options: PrincipalComponentsOptions): Matrix {
  const { seed = 1, rounds = 4 } = options;
  const random = seededRandom(seed);
  const size = Math.min(count + oversampling, rows.rows, rows.columns);
  let basis = matrixOf(
    Float64Array.from({ length: size * rows.columns }, () => random.normal()),
    rows.columns,
  );
  for (let round = 0; round < rounds; round++) {
    const along = transposed(matrixOf(rowProducts(rows, basis), basis.rows));
    basis = orthonormal(matrixOf(rowProducts(along, columns), rows.columns));
  }
  return basis;
}

/** Rows made orthonormal by Gram and Schmidt, twice; rows that depend on those before are left out. */
function orthonormal({ data, rows, columns }: Matrix): Matrix {
  const kept: Float64Array[] = [];
  for (let row = 0; row < rows; row++) {
    const vector = Float64Array.from(data.subarray(row * columns, (row + 1) * columns));
    const before = length(vector);
    for (let pass = 0; pass < 2; pass++) for (const other of kept) takeAway(vector, other);
    const left = length(vector);
    if (left > 1e-10 * before) kept.push(vector.map((value) => value / left));
  }
  const flat = new Float64Array(kept.length * columns);
  kept.forEach((vector, row) => {
    flat.set(vector, row * columns);
  });
  return { data: flat, rows: kept.length, columns };
}

function takeAway(vector: Float64Array, other: Float64Array): void {
  let product = 0;
  for (let place = 0; place < vector.length; place++) product += (vector[place] as number) * (other[place] as number);
  for (let place = 0; place < vector.length; place++)
    vector[place] = (vector[place] as number) - product * (other[place] as number);
}

function length(vector: Float64Array): number {
  let squared = 0;
  for (let place = 0; place < vector.length; place++) squared += (vector[place] as number) ** 2;
  return Math.sqrt(squared);
}

function signed({ data, rows, columns }: Matrix): Matrix {
  for (let row = 0; row < rows; row++) {
    const vector = data.subarray(row * columns, (row + 1) * columns);
    let largest = 0;
    for (const value of vector) if (Math.abs(value) > Math.abs(largest) + 1e-12) largest = value;
    if (largest < 0) for (let place = 0; place < columns; place++) vector[place] = -(vector[place] as number);
  }
  return { data, rows, columns };
}

function identity(size: number): Matrix {
  const data = new Float64Array(size * size);
  for (let place = 0; place < size; place++) data[place * (size + 1)] = 1;
  return { data, rows: size, columns: size };
}
