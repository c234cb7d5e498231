import { type Matrix, meanRow, whyIncomparable } from "./matrix.ts";

export interface CentroidDrift {
  /**
   * Cosine similarity of the two centroids. Vectors of one model share a large mean, so it stays near 1 under real
   * drift: look at `centredCosine` beside it.
   */
  readonly cosine: number | null;
  /**
   * Cosine between the current vectors centred on the reference's centroid and centred on their own, over all of them:
   * 1 when the centroids agree, 1 / √(1 + s²) when they are s current RMS spreads apart.
   */
  readonly centredCosine: number | null;
  readonly euclidean: number | null;
  /** The Euclidean distance in RMS distances of the reference to its centroid; null when all its vectors are equal. */
  readonly inReferenceSd: number | null;
  /** Vectors of length 0, which have no direction. */
  readonly zeroVectors: { readonly reference: number; readonly current: number };
  readonly reason: string | null;
}

/**
 * How far the current vectors' centroid is from the reference's. O(numbers). What cannot be told is null with a reason:
 * too few vectors, other dimensions, numbers that are not finite, a centroid or a spread of 0.
 */
export function centroidDrift(reference: Matrix, current: Matrix): CentroidDrift {
  const reason = whyIncomparable(reference, current, 1);
  const none = { cosine: null, centredCosine: null, euclidean: null, inReferenceSd: null };
  if (reason !== null) return { ...none, zeroVectors: { reference: 0, current: 0 }, reason };
  const [before, after] = [meanRow(reference), meanRow(current)];
  const euclidean = Math.sqrt(squaredGap(before, after));
  const rms = Math.sqrt(meanSquaredDistance(reference, before));
  const own = Math.sqrt(meanSquaredDistance(current, after));
  const norms = Math.sqrt(dot(before, before) * dot(after, after));
  const zeroVectors = { reference: zeros(reference), current: zeros(current) };
  return {
    cosine: norms > 0 ? dot(before, after) / norms : null,
    centredCosine: own > 0 ? own / Math.hypot(own, euclidean) : null,
    euclidean,
    inReferenceSd: rms > 0 ? euclidean / rms : null,
    zeroVectors,
    reason: whyPartly(norms, rms, own),
  };
}

function whyPartly(norms: number, rms: number, own: number): string | null {
  if (norms === 0) return "a centroid is 0 and has no direction";
  if (rms === 0) return "all reference vectors are equal";
  return own === 0 ? "all current vectors are equal" : null;
}

/** The mean squared distance of rows to a point. */
export function meanSquaredDistance({ data, rows, columns }: Matrix, point: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      sum += ((data[row * columns + column] as number) - (point[column] as number)) ** 2;
  return sum / rows;
}

function squaredGap(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, place) => sum + (value - (b[place] as number)) ** 2, 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, place) => sum + value * (b[place] as number), 0);
}

function zeros({ data, rows, columns }: Matrix): number {
  let count = 0;
  for (let row = 0; row < rows; row++)
    if (data.subarray(row * columns, (row + 1) * columns).every((value) => value === 0)) count++;
  return count;
}
