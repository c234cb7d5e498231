import { type Matrix, rowsOf, whyUnusable } from "./matrix.ts";
import { tileSide } from "./product-kernel.ts";
import { type Random, seededRandom } from "./random.ts";
import { squaredDistanceTiles } from "./squared-distances.ts";

export interface KMeansOptions {
  /** 1 unless given. */
  readonly seed?: number;
  /** Rounds at most, 100 unless given; it ends before when no row changes its cluster. */
  readonly rounds?: number;
  /** How many starts; the best result is kept. 3 unless given. */
  readonly starts?: number;
}

export interface Clusters {
  /** One centroid a row, the one with the most rows first. */
  readonly centroids: Matrix;
  readonly labels: Int32Array;
  readonly sizes: readonly number[];
  /** The sum of squared distances of rows to their centroid. */
  readonly inertia: number;
}

/**
 * Lloyd's k-means from k-means++ starts (Arthur and Vassilvitskii, SODA 2007, 1027–1035). A cluster that loses all its
 * rows starts anew at the row that is worst placed. There are fewer clusters than asked for when fewer rows differ.
 * O(starts · rounds · rows · k · columns). Throws when there are no rows, k is below 1 or a number is not finite.
 */
export function kMeans(points: Matrix, k: number, options: KMeansOptions = {}): Clusters {
  const { seed = 1, rounds = 100, starts = 3 } = options;
  const reason = whyUnusable(points, 1);
  if (reason !== null) throw new Error(`kMeans: ${reason}`);
  if (!(Number.isInteger(k) && k >= 1)) throw new Error(`kMeans: k must be a positive whole number: ${k}`);
  const random = seededRandom(seed);
  const found = Array.from({ length: starts }, () => lloyd(points, plusPlus(points, k, random), rounds));
  return bySize(found.reduce((best, other) => (other.inertia < best.inertia ? other : best)));
}

export interface Assignment {
  readonly labels: Int32Array;
  /** Squared distances to the centroids that the labels name. */
  readonly squared: Float64Array;
}

/** The nearest centroid of every row; of equally near ones the first. O(rows · k · columns). */
export function assignToClusters(points: Matrix, centroids: Matrix): Assignment {
  if (points.columns !== centroids.columns)
    throw new Error(`assignToClusters: ${points.columns} columns instead of ${centroids.columns}`);
  const labels = new Int32Array(points.rows);
  const squared = new Float64Array(points.rows).fill(Number.POSITIVE_INFINITY);
  squaredDistanceTiles(points, centroids, ({ firstRow, rows, firstColumn, columns, values }) => {
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const distance = values[row * tileSide + column] as number;
        if (distance >= (squared[firstRow + row] as number)) continue;
        squared[firstRow + row] = distance;
        labels[firstRow + row] = firstColumn + column;
      }
  });
  return { labels, squared };
}

function lloyd(points: Matrix, start: Matrix, rounds: number): Clusters {
  let centroids = start;
  let { labels, squared } = assignToClusters(points, centroids);
  for (let round = 0; round < rounds; round++) {
    centroids = centroidsOf(points, labels, squared, centroids.rows);
    const next = assignToClusters(points, centroids);
    const isSettled = next.labels.every((label, row) => label === labels[row]);
    ({ labels, squared } = next);
    if (isSettled) break;
  }
  return {
    centroids,
    labels,
    sizes: sizesOf(labels, centroids.rows),
    inertia: squared.reduce((sum, value) => sum + value, 0),
  };
}

function centroidsOf(points: Matrix, labels: Int32Array, squared: Float64Array, k: number): Matrix {
  const { data, rows, columns } = points;
  const sums = new Float64Array(k * columns);
  const sizes = sizesOf(labels, k);
  for (let row = 0; row < rows; row++) {
    const to = (labels[row] as number) * columns;
    for (let column = 0; column < columns; column++)
      sums[to + column] = (sums[to + column] as number) + (data[row * columns + column] as number);
  }
  const worst = sizes.includes(0) ? worstPlaced(squared) : [];
  sizes.forEach((size, cluster) => {
    const centroid = sums.subarray(cluster * columns, (cluster + 1) * columns);
    if (size > 0)
      for (let column = 0; column < columns; column++) centroid[column] = (centroid[column] as number) / size;
    else centroid.set(rowsOf(points, [worst.shift() ?? 0]).data);
  });
  return { data: sums, rows: k, columns };
}

function worstPlaced(squared: Float64Array): number[] {
  return Array.from(squared.keys()).sort((a, b) => (squared[b] as number) - (squared[a] as number) || a - b);
}

function plusPlus(points: Matrix, k: number, random: Random): Matrix {
  const chosen = [random.below(points.rows)];
  let { squared } = assignToClusters(points, rowsOf(points, chosen));
  while (chosen.length < k) {
    const next = weighted(squared, random);
    if (next === null) break;
    chosen.push(next);
    const nearer = assignToClusters(points, rowsOf(points, [next])).squared;
    squared = squared.map((distance, row) => Math.min(distance, nearer[row] as number));
  }
  return rowsOf(points, chosen);
}

/** A row with a chance in proportion to its weight; null when all are 0. */
function weighted(weights: Float64Array, random: Random): number | null {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) return null;
  let left = random.next() * total;
  const found = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return found === -1 ? weights.findLastIndex((weight) => weight > 0) : found;
}

function bySize({ centroids, labels, sizes, inertia }: Clusters): Clusters {
  const order = Array.from(sizes.keys()).sort((a, b) => (sizes[b] as number) - (sizes[a] as number) || a - b);
  const place = new Map(order.map((cluster, rank) => [cluster, rank]));
  return {
    centroids: rowsOf(centroids, order),
    labels: labels.map((label) => place.get(label) as number),
    sizes: order.map((cluster) => sizes[cluster] as number),
    inertia,
  };
}

function sizesOf(labels: Int32Array, k: number): number[] {
  const sizes = Array.from({ length: k }, () => 0);
  for (const label of labels) sizes[label] = (sizes[label] as number) + 1;
  return sizes;
}
