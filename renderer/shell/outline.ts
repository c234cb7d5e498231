import type { Cell } from "../../src/notebook/notebook.ts";

export interface OutlineEntry {
  readonly key: string;
  readonly cellId: string;
  readonly text: string;
  /** 1 to 6 for a heading; null for a named cell. */
  readonly level: number | null;
}

/** The notebook's headings and named cells, from top to bottom. */
export function outlineOf(cells: readonly Cell[]): readonly OutlineEntry[] {
  return cells.flatMap((cell) => {
    const entry = (text: string, level: number | null, n: number) => ({
      key: `${cell.id}-${n}`,
      cellId: cell.id,
      text,
      level,
    });
    if (cell.kind !== "markdown") return cell.name ? [entry(cell.name, null, 0)] : [];
    return headings(cell.source).map(({ text, level }, index) => entry(text, level, index));
  });
}

interface Heading {
  readonly text: string;
  readonly level: number;
}

/** Headings of a markdown text, those inside code fences left out. */
export function headings(markdown: string): readonly Heading[] {
  const found: Heading[] = [];
  let fence: string | null = null;
  for (const line of markdown.split(/\r?\n/)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark && fence === null) fence = mark;
    else if (mark && fence && mark.startsWith(fence)) fence = null;
    else if (fence === null) {
      const [, hashes, text] = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/.exec(line) ?? [];
      if (hashes && text) found.push({ text: plainWords(text), level: hashes.length });
    }
  }
  return found;
}

/** A line of markdown without its marks. */
function plainWords(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/(\*\*|__|`)(.+?)\1/g, "$2")
    .replace(/(^|\W)[*_](\S(?:.*?\S)?)[*_](?=\W|$)/g, "$1$2");
}
