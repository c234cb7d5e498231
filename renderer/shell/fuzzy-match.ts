/** How well a text answers what was typed, and which of its characters did. */
export interface Match {
  /** Higher is better. */
  readonly score: number;
  /** Indices into the text. */
  readonly marks: readonly number[];
}

/**
 * Finds the typed characters in the text, in order, anywhere. Words of the query may come in any order.
 * Runs, starts of words and early places score; null when something typed is not there.
 */
export function fuzzyMatch(query: string, text: string): Match | null {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const lower = text.toLowerCase();
  // Lower case can change a text's length (İ); its places would then mark the wrong characters.
  const found = words.map((word) => matchWord(word, lower.length === text.length ? lower : text));
  if (found.some((match) => match === null)) return null;
  const matches = found.filter((match) => match !== null);
  return {
    score: matches.reduce((sum, match) => sum + match.score, 0) - text.length / 1000,
    marks: [...new Set(matches.flatMap((match) => match.marks))].sort((a, b) => a - b),
  };
}

function matchWord(word: string, text: string): Match | null {
  const whole = bestRun(word, text);
  if (whole >= 0) {
    const marks = Array.from({ length: word.length }, (_, index) => whole + index);
    return { score: 100 + (startsWord(text, whole) ? 50 : 0) + word.length - whole / 100, marks };
  }
  return scattered(word, text);
}

/** Where the whole word stands, at the start of a word if it does so anywhere. */
function bestRun(word: string, text: string): number {
  let first = -1;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (startsWord(text, at)) return at;
    if (first < 0) first = at;
  }
  return first;
}

/** Characters in order with gaps, placed where they score most: at starts of words and right behind each other. */
function scattered(word: string, text: string): Match | null {
  let ends: Match[] = [{ score: 0, marks: [] }];
  for (const character of word) {
    const next: Match[] = [];
    for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) {
      const extended = ends.map((end) => extend(end, at, text)).filter((end) => end !== null);
      if (extended.length) next.push(extended.reduce(better));
    }
    ends = next;
  }
  const best = ends.length ? ends.reduce(better) : null;
  return best && best.score >= leastPerCharacter * word.length ? best : null;
}

/** Characters picked from here and there find everything; most have to begin a word or follow each other. */
const leastPerCharacter = 4;

function extend({ score, marks }: Match, at: number, text: string): Match | null {
  const last = marks.at(-1) ?? -2;
  if (at <= last) return null;
  const worth = startsWord(text, at) ? 6 : at === last + 1 ? 4 : -1;
  return { score: score + worth, marks: [...marks, at] };
}

function better(a: Match, b: Match): Match {
  return b.score > a.score ? b : a;
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1));
}
