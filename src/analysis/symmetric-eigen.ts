export interface Eigen {
  /** Descending. */
  readonly values: Float64Array;
  /** The eigenvector of value v is row v: vectors[v · size] to vectors[(v + 1) · size − 1]. */
  readonly vectors: Float64Array;
}

/**
 * Eigenvalues and eigenvectors of a full symmetric matrix by Jacobi's rotations (Golub and Van Loan, Matrix
 * Computations, 4th ed., §8.5). O(size³) for each of some eight sweeps: for sizes up to a few hundred.
 * Throws when the entries are not size × size.
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  if (matrix.length !== size * size) throw new Error(`symmetricEigen: not ${size} × ${size} entries: ${matrix.length}`);
  const work = Float64Array.from(matrix);
  const vectors = new Float64Array(size * size);
  for (let place = 0; place < size; place++) vectors[place * (size + 1)] = 1;
  for (let sweep = 0; sweep < 60 && !isDiagonal(work, size); sweep++)
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(work, vectors, size, p, q);
  const order = Array.from(Array(size).keys()).sort((a, b) => diagonal(work, size, b) - diagonal(work, size, a));
  const sorted = new Float64Array(size * size);
  order.forEach((from, to) => {
    sorted.set(vectors.subarray(from * size, (from + 1) * size), to * size);
  });
  return { values: Float64Array.from(order, (place) => diagonal(work, size, place)), vectors: sorted };
}

function diagonal(matrix: Float64Array, size: number, place: number): number {
  return matrix[place * (size + 1)] as number;
}

function isDiagonal(matrix: Float64Array, size: number): boolean {
  let [off, on] = [0, 0];
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const squared = (matrix[row * size + column] as number) ** 2;
      if (row === column) on += squared;
      else off += squared;
    }
  return off <= 1e-30 * on;
}

function rotate(matrix: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const between = matrix[p * size + q] as number;
  if (between === 0) return;
  const slope = (diagonal(matrix, size, q) - diagonal(matrix, size, p)) / (2 * between);
  const tangent = (slope < 0 ? -1 : 1) / (Math.abs(slope) + Math.hypot(slope, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (let k = 0; k < size; k++) turn(matrix, k * size + p, k * size + q, cosine, sine);
  for (let k = 0; k < size; k++) turn(matrix, p * size + k, q * size + k, cosine, sine);
  for (let k = 0; k < size; k++) turn(vectors, p * size + k, q * size + k, cosine, sine);
}

function turn(entries: Float64Array, p: number, q: number, cosine: number, sine: number): void {
  const one = entries[p] as number;
  const other = entries[q] as number;
  entries[p] = cosine * one - sine * other;
  entries[q] = sine * one + cosine * other;
}
