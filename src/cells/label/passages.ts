/** A stretch of a text. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

export interface Passage extends Stretch {
  /** Which text it stands in. */
  readonly text: number;
  /** The share of the sought words' weight that it holds, from 0 to 1. */
  readonly match: number;
}

const leastMatch = 0.3;

/** The sentences of a text. A line break ends one too. */
export function sentences(text: string): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const { 0: piece, index } of text.matchAll(/[^.!?\n]+[.!?]*/g)) {
    const start = index + (piece.length - piece.trimStart().length);
    const end = index + piece.trimEnd().length;
    if (end > start) found.push({ start, end });
  }
  return found;
}

/**
 * The sentences of `texts` that share most words with what is sought, the best first. A word weighs the less the more
 * sentences hold it (inverse document frequency, Spärck Jones, Journal of Documentation 28, 1972, 11–21).
 */
export function matchingPassages(sought: string, texts: readonly string[], most = 3): readonly Passage[] {
  const all = texts.flatMap((text, place) =>
    sentences(text).map((stretch) => ({
      ...stretch,
      text: place,
      words: wordsOf(text.slice(stretch.start, stretch.end)),
    })),
  );
  const holders = new Map<string, number>();
  for (const { words } of all) for (const word of words) holders.set(word, (holders.get(word) ?? 0) + 1);
  const weight = (word: string) => Math.log(1 + all.length / (1 + (holders.get(word) ?? 0)));
  const wanted = [...wordsOf(sought)];
  const whole = wanted.reduce((sum, word) => sum + weight(word), 0);
  if (whole === 0) return [];
  return all
    .map(({ words, ...stretch }) => ({
      ...stretch,
      match: wanted.reduce((sum, word) => sum + (words.has(word) ? weight(word) : 0), 0) / whole,
    }))
    .filter(({ match }) => match >= leastMatch)
    .sort((one, other) => other.match - one.match || one.text - other.text || one.start - other.start)
    .slice(0, most);
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []);
}

/** Where a text holds what is searched for, whatever its case. */
export function occurrences(text: string, sought: string): readonly Stretch[] {
  if (!sought) return [];
  const pattern = new RegExp(sought.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"), "giu");
  return [...text.matchAll(pattern)]
    .slice(0, 1000)
    .map(({ 0: hit, index }) => ({ start: index, end: index + hit.length }));
}
