export interface DistinguishingWord {
  readonly word: string;
  /** Texts of the group, and of all others, in which it occurs. */
  readonly within: number;
  readonly beyond: number;
  /** The log-odds ratio in its standard deviations: above 1.96, the word is the group's. */
  readonly z: number;
}

export interface DistinguishingWordsOptions {
  /** Words of each group at most, 6 unless given. */
  readonly most?: number;
  /** The least z of a word, 1.96 unless given. */
  readonly least?: number;
  /** The fewest letters of a word, 1 unless given; scripts without spaces are not asked. */
  readonly shortest?: number;
  /** How many words of prior there are, spread as in all texts together: a tenth of all words unless given. */
  readonly prior?: number;
}

/**
 * The words that tell each group's texts from all others', the surest first: the log-odds ratio with an informative
 * Dirichlet prior (Monroe, Colaresi and Quinn, Political Analysis 16, 2008, 372–403, section 3.5.1), which neither lets
 * rare words win by chance nor common ones by their number. A word counts once a text. Scripts without spaces are cut
 * into pairs of characters. O(characters + groups × words). Texts of null and groups below 0 do not count.
 */
export function distinguishingWords(
  texts: readonly (string | null)[],
  groups: ArrayLike<number>,
  count: number,
  options: DistinguishingWordsOptions = {},
): readonly (readonly DistinguishingWord[])[] {
  const { most = 6, least = 1.96, shortest = 1 } = options;
  const counts = countWords(texts, groups, count, shortest);
  const all = counts.totals.reduce((sum, value) => sum + value, 0);
  if (all === 0) return counts.totals.map(() => []);
  const { prior = all / 10 } = options;
  return counts.totals.map((total, group) => {
    const words = [...counts.words].flatMap(([word, each]) => {
      const [within, sum] = [each[group] as number, each.reduce((one, other) => one + other, 0)];
      const z = logOddsZ({ within, beyond: sum - within, total, others: all - total }, (prior * sum) / all, prior);
      return within > 1 && z >= least ? [{ word, within, beyond: sum - within, z }] : [];
    });
    return words.sort((a, b) => b.z - a.z || (a.word < b.word ? -1 : 1)).slice(0, most);
  });
}

interface WordCounts {
  readonly within: number;
  readonly beyond: number;
  readonly total: number;
  readonly others: number;
}

function logOddsZ({ within, beyond, total, others }: WordCounts, alpha: number, prior: number): number {
  const odds = (value: number, of: number) => Math.log((value + alpha) / (of + prior - value - alpha));
  const variance = 1 / (within + alpha) + 1 / (beyond + alpha);
  return (odds(within, total) - odds(beyond, others)) / Math.sqrt(variance);
}

function countWords(texts: readonly (string | null)[], groups: ArrayLike<number>, count: number, shortest: number) {
  const totals = Array.from({ length: count }, () => 0);
  const words = new Map<string, Float64Array>();
  texts.forEach((text, place) => {
    const group = groups[place] as number;
    if (text === null || !(group >= 0 && group < count)) return;
    for (const word of new Set(wordsOf(text, shortest))) {
      const known = words.get(word) ?? new Float64Array(count);
      known[group] = (known[group] as number) + 1;
      words.set(word, known);
      totals[group] = (totals[group] as number) + 1;
    }
  });
  return { totals, words };
}

const spaceless =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const runs = new RegExp(`(?:${spaceless.source})+|\\p{L}[\\p{L}\\p{M}\\p{N}]*(?:['’-][\\p{L}\\p{M}\\p{N}]+)*`, "gu");

/** The words of a text in lower case. */
function wordsOf(text: string, shortest: number): string[] {
  return (text.toLowerCase().match(runs) ?? []).flatMap((run) => {
    if (!spaceless.test(run)) return run.length >= shortest ? [run] : [];
    const characters = [...run];
    return characters.length < 2 ? [] : characters.slice(1).map((character, place) => characters[place] + character);
  });
}
