export interface ContrastedWord {
  readonly word: string;
  /** Texts with the word, among those chosen and among the rest. */
  readonly chosen: number;
  readonly rest: number;
  /** Standard errors that its log odds among the chosen lie above those among the rest. */
  readonly z: number;
}

/** The words of a text, in small letters, each once. */
export function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? []);
}

/**
 * The words that tell chosen texts from the rest: those whose share of texts is higher among the chosen, by z of the log
 * odds with the whole as prior (Monroe, Colaresi and Quinn, Political Analysis 16, 2008, 372–403), the clearest first;
 * of equal ones in the order of the alphabet. Words with z below 1.96 are left out. O(words).
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
    .filter(({ z, chosen }) => z >= 1.96 && chosen >= 2)
    .sort((one, other) => other.z - one.z || (one.word < other.word ? -1 : 1))
    .slice(0, most);
}

function score(chosen: number, rest: number, [n, m]: readonly [number, number]): number {
  const prior = (chosen + rest) / (n + m);
  const [with1, without1] = [chosen + prior, n - chosen + 1 - prior];
  const [with2, without2] = [rest + prior, m - rest + 1 - prior];
  const difference = Math.log(with1 / without1) - Math.log(with2 / without2);
  return difference / Math.sqrt(1 / with1 + 1 / without1 + 1 / with2 + 1 / without2);
}
