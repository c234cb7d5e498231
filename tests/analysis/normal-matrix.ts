import { type Matrix, matrixOf } from "../../src/analysis/matrix.ts";
import { seededRandom } from "../../src/analysis/random.ts";

/** Standard normal numbers about `mean`. */
export function normalMatrix(rows: number, columns: number, seed: number, mean = 0): Matrix {
  const random = seededRandom(seed);
  return matrixOf(
    Float32Array.from({ length: rows * columns }, () => mean + random.normal()),
    columns,
  );
}
