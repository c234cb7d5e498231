import { type Estimate, estimated, unknown } from "./estimate.ts";
import { centred, type Matrix, matrixOf, meanRow, transposed, whyIncomparable } from "./matrix.ts";
import { rowProducts } from "./row-products.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/**
 * The squared Fréchet distance of the normal distributions with the two sets' means and covariances (of n − 1),
 * ‖μ₁ − μ₂‖² + tr(C₁ + C₂ − 2 (C₁ C₂)^½) (Dowson and Landau, Journal of Multivariate Analysis 12, 1982, 450–455).
 * Biased upwards unless there are many more vectors than dimensions: use it on principal components, for information.
 *
 * O(n · columns² + columns³). Null with a reason when a side has fewer than two vectors, dimensions differ or exceed
 * 256, or a number is not finite.
 */
export function frechetDistance(reference: Matrix, current: Matrix): Estimate {
  const n = reference.rows + current.rows;
  const reason = whyIncomparable(reference, current);
  if (reason !== null) return unknown(n, reason);
  if (reference.columns > 256) return unknown(n, `${reference.columns} dimensions; take principal components first`);
  const [before, after] = [meanRow(reference), meanRow(current)];
  const gap = before.reduce((sum, value, place) => sum + (value - (after[place] as number)) ** 2, 0);
  const [first, second] = [covariance(reference, before), covariance(current, after)];
  const value = gap + trace(first) + trace(second) - 2 * traceOfRootOfProduct(first, second);
  return estimated(Math.max(0, value), n, null, "no interval is computed");
}

function covariance(points: Matrix, mean: Float64Array): Matrix {
  const columns = transposed(centred(points, mean));
  return matrixOf(
    rowProducts(columns, columns).map((sum) => sum / (points.rows - 1)),
    points.columns,
  );
}

function trace({ data, columns }: Matrix): number {
  let sum = 0;
  for (let place = 0; place < columns; place++) sum += data[place * (columns + 1)] as number;
  return sum;
}

/** tr (AB)^½ = the sum of the roots of the eigenvalues of A^½ B A^½. */
function traceOfRootOfProduct(a: Matrix, b: Matrix): number {
  const root = symmetricRoot(a);
  const inner = matrixOf(rowProducts(root, b), a.columns);
  const { values } = symmetricEigen(rowProducts(inner, root), a.columns);
  return values.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
}

function symmetricRoot({ data, columns }: Matrix): Matrix {
  const { values, vectors } = symmetricEigen(Float64Array.from(data), columns);
  const eigenvectors = transposed(matrixOf(vectors, columns));
  const scaled = matrixOf(
    eigenvectors.data.map((entry, place) => entry * Math.sqrt(Math.max(0, values[place % columns] as number))),
    columns,
  );
  return matrixOf(rowProducts(scaled, eigenvectors), columns);
}
