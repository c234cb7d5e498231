import { seededRandom } from "../../analysis/random.ts";
import type { Computation } from "../../notebook/computation.ts";

export interface VocabularyInput {
  /** Each text's words as buckets: those of text t stand from ends[t − 1] to ends[t]. */
  readonly buckets: Uint16Array;
  readonly ends: Uint32Array;
  /** The first so many texts are the reference's. */
  readonly referenceTexts: number;
  readonly bucketCount: number;
  readonly permutations: number;
  readonly seed: number;
}

export interface VocabularyIndex {
  readonly psi: number;
  readonly p: number;
  /** What 5 % of the permutations exceed. */
  readonly critical: number;
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

const floor = 1e-4;

/**
 * PSI of words in buckets, and how large it comes out when texts are dealt to the sides at random. The words of a text
 * hang together, so texts are dealt and not words: a test that counts words would find drift where there is none.
 * O(permutations × words).
 */
export const vocabularyNull: Computation<VocabularyInput, VocabularyIndex> = {
  name: "vocabulary-null",
  run(input, { progress }) {
    const { ends, referenceTexts, bucketCount, permutations, seed } = input;
    const total = new Float64Array(bucketCount);
    for (const bucket of input.buckets) total[bucket] = (total[bucket] as number) + 1;
    const order = Uint32Array.from(ends, (_, text) => text);
    const reference = wordsOf(input, order.subarray(0, referenceTexts));
    const psi = indexOf(reference, total);
    const random = seededRandom(seed);
    const drawn = new Float64Array(permutations);
    for (let draw = 0; draw < permutations; draw++) {
      if (draw % 100 === 0) progress(`${draw} of ${permutations} permutations of texts`);
      for (let place = 0; place < referenceTexts; place++) {
        const other = place + Math.floor(random.next() * (order.length - place));
        [order[place], order[other]] = [order[other] as number, order[place] as number];
      }
      drawn[draw] = indexOf(wordsOf(input, order.subarray(0, referenceTexts)), total);
    }
    const extreme = drawn.reduce((count, value) => count + (value >= psi - 1e-12 ? 1 : 0), 1);
    const critical = drawn.sort()[Math.ceil(0.95 * permutations) - 1] ?? 0;
    const current = total.map((count, bucket) => count - (reference[bucket] as number));
    return { psi, p: extreme / (permutations + 1), critical, reference: [...reference], current: [...current] };
  },
};

function wordsOf({ buckets, ends, bucketCount }: VocabularyInput, texts: Uint32Array): Float64Array {
  const counts = new Float64Array(bucketCount);
  for (const text of texts) {
    const end = ends[text] as number;
    for (let at = text > 0 ? (ends[text - 1] as number) : 0; at < end; at++) {
      const bucket = buckets[at] as number;
      counts[bucket] = (counts[bucket] as number) + 1;
    }
  }
  return counts;
}

function indexOf(reference: Float64Array, total: Float64Array): number {
  const before = reference.reduce((sum, count) => sum + count, 0);
  const after = total.reduce((sum, count) => sum + count, 0) - before;
  if (before === 0 || after === 0) return 0;
  let sum = 0;
  for (let bucket = 0; bucket < total.length; bucket++) {
    const count = reference[bucket] as number;
    const p = Math.max(floor, count / before);
    const q = Math.max(floor, ((total[bucket] as number) - count) / after);
    sum += (q - p) * Math.log(q / p);
  }
  return sum;
}
