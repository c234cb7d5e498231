import type { Random } from "./random.ts";

/**
 * `size` different numbers from 0 to n − 1, every set equally likely, in random order (the first steps of a
 * Fisher–Yates shuffle). O(n). Throws when `size` does not lie from 0 to n.
 *
 *     sampleIndices(1000, 50, seededRandom(1));
 */
export function sampleIndices(n: number, size: number, random: Random): number[] {
  if (!(size >= 0 && size <= n)) throw new Error(`sampleIndices: size must lie from 0 to ${n}: ${size}`);
  const indices = Array.from({ length: n }, (_, index) => index);
  for (let place = 0; place < size; place++) {
    const other = place + random.below(n - place);
    [indices[place], indices[other]] = [indices[other] as number, indices[place] as number];
  }
  return indices.slice(0, size);
}
