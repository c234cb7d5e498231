export interface ContrastedWord {
  readonly word: string;
  /** Texts with the word, among those chosen and among the rest. */
  readonly chosen: number;
  readonly rest: number;
  /** Standard errors by which its share of the chosen lies above that of the rest. */
  readonly z: number;
}

/** The words of a text, in small letters, each once. */
export function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? []);
}

/** Beyond what chance brings about for one word in two thousand, because many are tried. */
const leastScore = 3.3;

/**
 * The words that tell chosen texts from the rest: those that a larger share of the chosen holds, the clearest first, of
 * equal ones in the order of the alphabet. Words of one chosen text, or that chance might bring, are left out. O(words).
 */
export function contrastedWords(
  texts: readonly ReadonlySet<string>[],
  isChosen: (text: number) => boolean,
  most = 12,
): readonly ContrastedWord[] {
  const counts = new Map<string, [chosen: number, rest: number]>();
  const sizes: [number, number] = [0, 0];
  texts.forEach((words, text) => {
    const side = isChosen(text) ? 0 : 1;
    sizes[side]++;
    for (const word of words) {
      const found = counts.get(word) ?? [0, 0];
      found[side]++;
      counts.set(word, found);
    }
  });
  if (sizes[0] === 0 || sizes[1] === 0) return [];
  return [...counts]
    .map(([word, [chosen, rest]]) => ({ word, chosen, rest, z: score(chosen, rest, sizes) }))
    .filter(({ z, chosen }) => z >= leastScore && chosen >= 2)
    .sort((one, other) => other.z - one.z || (one.word < other.word ? -1 : 1))
    .slice(0, most);
}

/** The difference of two shares in its standard errors, by the share of both together. */
function score(chosen: number, rest: number, [n, m]: readonly [number, number]): number {
  const share = (chosen + rest) / (n + m);
  const error = Math.sqrt(share * (1 - share) * (1 / n + 1 / m));
  return error > 0 ? (chosen / n - rest / m) / error : 0;
}
