import { type Matrix, matrixOf } from "../../src/analysis/matrix.ts";
import { seededRandom } from "../../src/analysis/random.ts";

export interface ClusteredShape {
  readonly rows: number;
  readonly columns: number;
  readonly clusters: number;
  /** Directions in which a cluster spreads. */
  readonly inner: number;
  readonly seed?: number;
}

/** Rows about centres, each cluster spread along a few directions of its own, as embeddings of topics are. */
export function clusteredMatrix({ rows, columns, clusters, inner, seed = 1 }: ClusteredShape): Matrix {
  const shape = seededRandom(7);
  const vectors = (count: number, scale: number) =>
    Array.from({ length: count }, () => Float64Array.from({ length: columns }, () => scale * shape.normal()));
  const centres = vectors(clusters, 1);
  const spreads = centres.map(() => vectors(inner, 1 / Math.sqrt(inner)));
  const random = seededRandom(seed);
  const data = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const cluster = random.below(clusters);
    const row0 = row * columns;
    for (let column = 0; column < columns; column++)
      data[row0 + column] = (centres[cluster]?.[column] ?? 0) + 0.05 * random.normal();
    for (const along of spreads[cluster] ?? []) {
      const amount = random.normal();
      for (let column = 0; column < columns; column++)
        data[row0 + column] = (data[row0 + column] as number) + amount * (along[column] as number);
    }
  }
  return matrixOf(data, columns);
}
