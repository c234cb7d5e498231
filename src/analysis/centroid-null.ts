import { type Matrix, whyUnusable } from "./matrix.ts";
import { type ReferenceNull, referenceNulls } from "./reference-null.ts";
import { squaredNorms } from "./squared-distances.ts";

const names = ["cosine", "centredCosine", "inReferenceSd", "spreadRatio"] as const;

export type CentroidNull = Readonly<Record<(typeof names)[number], ReferenceNull>>;

export interface CentroidNullOptions {
  /** 1 unless given. */
  readonly seed?: number;
  /** 200 unless given. */
  readonly draws?: number;
  /**
   * With a fixed reference its own chance is put into the current side: it is drawn with 1 / (1/n + 1/m) rows, which
   * gives the difference of the centroids the same covariance at m instead of n + m rows a draw. For many small windows
   * against one large reference.
   */
  readonly fixedReference?: boolean;
}

/**
 * What `centroidDrift` and `spreadRatio` come to without drift: drawn from the reference with repeats, as many rows as
 * there are reference and current ones. O(draws · (n + m) · columns). Null with a reason where the reference has fewer
 * than two vectors or a number that is not finite.
 */
export function centroidNull(reference: Matrix, currentRows: number, options: CentroidNullOptions = {}): CentroidNull {
  const { seed, draws, fixedReference = false } = options;
  const n = whyUnusable(reference, 2) === null ? reference.rows : 0;
  const norms = squaredNorms(reference);
  const rows = fixedReference && n > 0 ? Math.max(1, Math.round(1 / (1 / n + 1 / currentRows))) : currentRows;
  const whole = fixedReference ? centreOf(reference, norms, Uint32Array.from(Array(n).keys())) : null;
  const statistics = (before: Uint32Array, after: Uint32Array) =>
    centresApart(whole ?? centreOf(reference, norms, before), centreOf(reference, norms, after));
  return referenceNulls(n, rows, names, statistics, { seed, draws });
}

/** The mean of some rows, and how far they lie from it. */
export interface Centre {
  readonly mean: Float64Array;
  /** Root of the mean squared distance to it. */
  readonly rms: number;
}

/** Of rows by number, with repeats; `norms` are the squared lengths of all. O(rows · columns). */
export function centreOf(points: Matrix, norms: Float64Array, rows: Uint32Array): Centre {
  const mean = sumOfRows(points, rows);
  let squares = 0;
  for (const row of rows) squares += norms[row] as number;
  for (let column = 0; column < mean.length; column++) mean[column] = (mean[column] as number) / rows.length;
  return { mean, rms: Math.sqrt(Math.max(0, squares / rows.length - product(mean, mean))) };
}

/** Four rows at a time, so that the sums are read and written a fourth as often. */
function sumOfRows({ data, columns }: Matrix, rows: Uint32Array): Float64Array {
  const sum = new Float64Array(columns);
  const whole = rows.length - (rows.length % 4);
  for (let place = 0; place < whole; place += 4) {
    const a = (rows[place] as number) * columns;
    const b = (rows[place + 1] as number) * columns;
    const c = (rows[place + 2] as number) * columns;
    const d = (rows[place + 3] as number) * columns;
    for (let column = 0; column < columns; column++)
      sum[column] =
        (sum[column] as number) +
        ((data[a + column] as number) + (data[b + column] as number)) +
        ((data[c + column] as number) + (data[d + column] as number));
  }
  for (const row of rows.subarray(whole))
    for (let column = 0; column < columns; column++)
      sum[column] = (sum[column] as number) + (data[row * columns + column] as number);
  return sum;
}

/** How two centres compare, by the names of `centroidDrift`. */
export function centresApart(before: Centre, after: Centre): Record<(typeof names)[number], number | null> {
  let squared = 0;
  for (let column = 0; column < before.mean.length; column++)
    squared += ((after.mean[column] as number) - (before.mean[column] as number)) ** 2;
  const distance = Math.sqrt(squared);
  const lengths = Math.sqrt(product(before.mean, before.mean) * product(after.mean, after.mean));
  return {
    cosine: lengths > 0 ? product(before.mean, after.mean) / lengths : null,
    centredCosine: after.rms > 0 ? after.rms / Math.hypot(after.rms, distance) : null,
    inReferenceSd: before.rms > 0 ? distance / before.rms : null,
    spreadRatio: before.rms > 0 ? after.rms / before.rms : null,
  };
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let place = 0; place < a.length; place++) sum += (a[place] as number) * (b[place] as number);
  return sum;
}
