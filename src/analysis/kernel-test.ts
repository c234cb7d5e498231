import { type PermutationNull, type PermutationOptions, permutationNull, permutedSides } from "./permuted-sides.ts";

/** Means of a kernel over pairs of different rows: within the reference, within the current rows, across. */
export interface KernelMeans {
  readonly reference: number;
  readonly current: number;
  readonly across: number;
}

/**
 * The sums of a full symmetric matrix over pairs of rows for any split of the rows in two. Rows' sums are taken once, so
 * a split costs the pairs within its first part alone: O(first²).
 */
export class KernelSums {
  readonly #kernel: Float64Array;
  readonly #size: number;
  readonly #rowSums: Float64Array;
  readonly #total: number;

  constructor(kernel: Float64Array, size: number) {
    this.#kernel = kernel;
    this.#size = size;
    this.#rowSums = Float64Array.from({ length: size }, (_, row) => {
      let sum = -(kernel[row * size + row] as number);
      for (let place = row * size; place < (row + 1) * size; place++) sum += kernel[place] as number;
      return sum;
    });
    this.#total = this.#rowSums.reduce((sum, value) => sum + value, 0);
  }

  /** The means for these rows against all others. The rows are brought into ascending order. */
  means(rows: Uint32Array): KernelMeans {
    rows.sort();
    const [n, m] = [rows.length, this.#size - rows.length];
    const within = 2 * this.#pairsWithin(rows);
    let across = -within;
    for (let place = 0; place < n; place++) across += this.#rowSums[rows[place] as number] as number;
    const beyond = this.#total - within - 2 * across;
    return { reference: within / (n * (n - 1)), current: beyond / (m * (m - 1)), across: across / (n * m) };
  }

  /** Four sums side by side, because each would wait for itself. */
  #pairsWithin(rows: Uint32Array): number {
    const kernel = this.#kernel;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let one = 0; one < rows.length; one++) {
      const start = (rows[one] as number) * this.#size;
      let other = one + 1;
      for (; other + 3 < rows.length; other += 4) {
        a += kernel[start + (rows[other] as number)] as number;
        b += kernel[start + (rows[other + 1] as number)] as number;
        c += kernel[start + (rows[other + 2] as number)] as number;
        d += kernel[start + (rows[other + 3] as number)] as number;
      }
      for (; other < rows.length; other++) a += kernel[start + (rows[other] as number)] as number;
    }
    return a + b + c + d;
  }
}

/** Unbiased: how much alike rows of one side are beyond rows of different sides. */
export function discrepancy({ reference, current, across }: KernelMeans): number {
  return reference + current - 2 * across;
}

/** The permutation p of the discrepancy of the first n rows against the m others; null without permutations. */
export function kernelNull(
  sums: KernelSums,
  n: number,
  m: number,
  { permutations = 499, ...options }: PermutationOptions & { readonly permutations?: number },
): PermutationNull {
  const observed = discrepancy(sums.means(Uint32Array.from(Array(n).keys())));
  const sides = permutedSides(n, m, options);
  const permuted = new Float64Array(permutations);
  for (let place = 0; place < permutations; place++) permuted[place] = discrepancy(sums.means(sides.deal().slice()));
  return permutationNull(observed, permuted);
}
