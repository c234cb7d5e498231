import { setSource } from "./edit.ts";
import type { Notebook } from "./notebook.ts";

/** What is looked for in the cells' sources. */
export interface FindQuery {
  readonly text: string;
  readonly matchCase: boolean;
  /** Only where no letter, digit or _ stands beside it. */
  readonly wholeWord: boolean;
  /** The text is a regular expression of JavaScript, in which ^ and $ are the ends of lines. */
  readonly regex: boolean;
}

/** One place in one cell's source. */
export interface Match {
  readonly cellId: string;
  readonly start: number;
  readonly end: number;
}

export interface Found {
  readonly matches: readonly Match[];
  /** Whether there are more than `mostMatches`. */
  readonly more: boolean;
  /** Why the text is no regular expression; null when it is, or need not be. */
  readonly problem: string | null;
}

export const mostMatches = 5000;

const nothing: Found = { matches: [], more: false, problem: null };

/** Every match in the notebook's cells, in order, up to `mostMatches`. Empty matches are no matches. */
export function findIn(notebook: Notebook, query: FindQuery): Found {
  if (!query.text) return nothing;
  const pattern = patternOf(query);
  if (typeof pattern === "string") return { ...nothing, problem: pattern };
  const matches: Match[] = [];
  for (const { id, source } of notebook.cells)
    for (const { index, 0: text } of source.matchAll(pattern)) {
      if (!text) continue;
      if (matches.length === mostMatches) return { matches, more: true, problem: null };
      matches.push({ cellId: id, start: index, end: index + text.length });
    }
  return { matches, more: false, problem: null };
}

/**
 * Replaces some of what `findIn` found: all of them for null. With a regular expression, $1 and $<name> in the
 * replacement stand for groups. The same notebook comes back when nothing changes.
 */
export function replaceIn(notebook: Notebook, query: FindQuery, replacement: string, only: Match | null): Notebook {
  const pattern = query.text ? patternOf(query) : "";
  if (typeof pattern === "string") return notebook;
  const fill = (found: RegExpExecArray) => (query.regex ? expanded(found, replacement) : replacement);
  return notebook.cells.reduce((changed, { id, source }) => {
    if (only && only.cellId !== id) return changed;
    return setSource(changed, id, replaced(source, pattern, fill, only));
  }, notebook);
}

function replaced(
  source: string,
  pattern: RegExp,
  fill: (found: RegExpExecArray) => string,
  only: Match | null,
): string {
  let text = "";
  let at = 0;
  for (const found of source.matchAll(pattern)) {
    if (!found[0] || (only && only.start !== found.index)) continue;
    text += source.slice(at, found.index) + fill(found);
    at = found.index + found[0].length;
  }
  return text + source.slice(at);
}

/** A replacement with $1, $<name>, $& and $$ filled in; a group that took no part is empty. */
function expanded(found: RegExpExecArray, replacement: string): string {
  return replacement.replace(/\$(?:([$&])|(\d)|<([^>]*)>)/g, (all, sign, digit, name) => {
    if (sign) return sign === "$" ? "$" : found[0];
    if (digit) return Number(digit) < found.length ? (found[Number(digit)] ?? "") : all;
    return found.groups?.[name] ?? "";
  });
}

/** The query as a pattern, or why it is none. */
function patternOf({ text, matchCase, wholeWord, regex }: FindQuery): RegExp | string {
  const body = regex ? text : text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const bounded = wholeWord ? `(?<![\\p{L}\\p{N}_])(?:${body})(?![\\p{L}\\p{N}_])` : body;
  try {
    return new RegExp(bounded, `gmu${matchCase ? "" : "i"}`);
  } catch (error) {
    return error instanceof Error
      ? error.message.replace(/^Invalid regular expression: \/.*\/\w*: /s, "")
      : String(error);
  }
}
