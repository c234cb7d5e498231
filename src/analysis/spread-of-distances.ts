/** How widely rows are spread, as `spread` tells it. */
export interface SpreadOfDistances {
  /** Root of the mean squared distance to the rows' centroid. */
  readonly rms: number;
  /** (tr C)² / tr C² of their covariance C; null when all rows are equal. */
  readonly participationRatio: number | null;
}

/**
 * The spread of some rows of a full symmetric matrix of squared distances with `size` rows: the double-centred distances
 * have the covariance's trace and sum of squares (Torgerson, Psychometrika 17, 1952, 401–419), so that any subset of
 * rows costs O(rows²), however many columns they had. Throws when there are fewer than two rows.
 */
export function spreadOfDistances(squared: Float64Array, size: number, rows: ArrayLike<number>): SpreadOfDistances {
  const n = rows.length;
  if (n < 2) throw new Error(`spreadOfDistances: at least two rows are needed: ${n}`);
  let [total, squares, rowSquares] = [0, 0, 0];
  for (let one = 0; one < n; one++) {
    const start = (rows[one] as number) * size;
    let sum = 0;
    for (let other = 0; other < n; other++) {
      const distance = squared[start + (rows[other] as number)] as number;
      sum += distance;
      squares += distance * distance;
    }
    total += sum;
    rowSquares += sum * sum;
  }
  const trace = total / (2 * n);
  const traceOfSquare = (squares - (2 * rowSquares) / n + (total / n) ** 2) / 4;
  return { rms: Math.sqrt(trace / n), participationRatio: traceOfSquare > 0 ? trace ** 2 / traceOfSquare : null };
}
