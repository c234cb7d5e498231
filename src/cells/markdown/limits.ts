import { CellError } from "../../notebook/cell.ts";

const longest = 200_000;
const deepest = 100;

/**
 * Refuses prose that would take minutes to lay out, or more stack than there is: the cost of Markdown grows with the
 * cube of how deep quotes, lists, brackets and emphasis nest, and no person nests a hundred of them.
 */
export function checkProse(source: string): void {
  if (source.length > longest)
    throw new CellError(`too long: ${source.length} characters in one cell, at most ${longest}; split it`, { line: 1 });
  const nesting = new Nesting();
  for (const [index, line] of source.split("\n").entries()) {
    const problem = containers(line) > deepest ? "quotes and lists" : nesting.add(line);
    if (problem) throw new CellError(`nested too deeply: more than ${deepest} ${problem}`, { line: index + 1 });
  }
}

/** The quote and list marks that a line begins with. */
function containers(line: string): number {
  let count = 0;
  const mark = /\s*(?:>|[-+*](?=\s)|\d{1,9}[.)](?=\s))/y;
  while (mark.test(line)) count++;
  return count;
}

/** What is open at the end of each line of a block of text. */
class Nesting {
  #brackets = 0;
  #emphasis = 0;

  /** What is nested too deeply with this line, or null. */
  add(line: string): string | null {
    if (line.trim() === "" || line.trimStart().startsWith("|")) this.#brackets = this.#emphasis = 0;
    for (const { 0: mark, index } of line.matchAll(/\\.|[[\]]|[*_]+/g)) {
      if (mark === "[") this.#brackets++;
      else if (mark === "]") this.#brackets = Math.max(0, this.#brackets - 1);
      else if (!mark.startsWith("\\")) this.#mark(mark, line[index - 1] ?? " ", line[index + mark.length] ?? " ");
      if (this.#brackets > deepest) return "brackets";
      if (this.#emphasis > deepest) return "emphases";
    }
    return null;
  }

  // A run between two letters may open and close: it does not add up.
  #mark(run: string, before: string, after: string): void {
    const opens = /\S/.test(after);
    const closes = /\S/.test(before);
    if (opens && !closes) this.#emphasis += run.length;
    else if (closes && !opens) this.#emphasis = Math.max(0, this.#emphasis - run.length);
  }
}
