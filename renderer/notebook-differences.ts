import { parseNotebook } from "../src/notebook/markdown.ts";
import type { Cell } from "../src/notebook/notebook.ts";

const mostNames = 4;

/**
 * What an unsaved text has that the file has not, in words: "changed: slow_steps; new: latency". Cells are known by
 * their names, prose by its text. `before` is null for a notebook that was never saved.
 */
export function differenceInWords(before: string | null, after: string): string {
  const now = parseNotebook(after);
  if (before === null) return `${now.cells.length} ${now.cells.length === 1 ? "cell" : "cells"}, never saved`;
  const old = parseNotebook(before);
  const parts = [
    said("changed", changed(old.cells, now.cells)),
    said("new", without(now.cells, old.cells)),
    said("deleted", without(old.cells, now.cells)),
  ];
  if (old.frontMatter.raw !== now.frontMatter.raw) parts.push("title, sources or windows changed");
  const words = parts.filter((part) => part !== null);
  if (words.length) return words.join("; ");
  return before === after ? "the same as the file" : "the order of its cells or their spacing changed";
}

function changed(old: readonly Cell[], now: readonly Cell[]): readonly string[] {
  return now.filter((cell) => old.some((other) => isSame(other, cell) && other.source !== cell.source)).map(nameOf);
}

function without(cells: readonly Cell[], others: readonly Cell[]): readonly string[] {
  return cells.filter((cell) => !others.some((other) => isSame(other, cell))).map(nameOf);
}

function isSame(a: Cell, b: Cell): boolean {
  return a.name || b.name ? a.name === b.name : a.kind === b.kind && a.source === b.source;
}

function nameOf(cell: Cell): string {
  if (cell.name) return cell.name;
  const start = cell.source.trim().replace(/\s+/g, " ");
  return `“${start.length > 30 ? `${start.slice(0, 29)}…` : start}”`;
}

function said(word: string, names: readonly string[]): string | null {
  if (!names.length) return null;
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
  return `${word}: ${names.slice(0, mostNames).join(", ")}${more}`;
}
