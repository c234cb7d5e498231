import type { PooledDistances } from "./pooled-distances.ts";

/**
 * How much more a row is like the current rows than like the reference's, by the kernel of `mmd`: its mean kernel with
 * the other current rows less that with the other reference rows (the witness function of Gretton and others, Journal of
 * Machine Learning Research 13, 2012, 723–773, section 2.3). Rows with high values are what the current side has more
 * of, rows with low ones what it has less of; MMD² is the mean over current rows less the mean over reference rows.
 * Reference rows first. O(rows²).
 */
export function mmdWitness({ squared, reference, current }: PooledDistances, gamma: number): Float64Array {
  const size = reference + current;
  return Float64Array.from({ length: size }, (_, row) => {
    let [before, after] = [0, 0];
    for (let other = 0; other < size; other++) {
      if (other === row) continue;
      const kernel = Math.exp(-gamma * (squared[row * size + other] as number));
      if (other < reference) before += kernel;
      else after += kernel;
    }
    const isReference = row < reference;
    return after / (current - (isReference ? 0 : 1)) - before / (reference - (isReference ? 1 : 0));
  });
}
