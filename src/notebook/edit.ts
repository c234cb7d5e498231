import { noCohorts } from "./cohorts.ts";
import { changeFrontMatter, type FrontMatterChange } from "./front-matter.ts";
import { cellDivider, fence, refillFence, renameFence } from "./markdown.ts";
import { type Cell, type Notebook, newCellId } from "./notebook.ts";
import { storeViews } from "./store.ts";

/** Every edit takes a notebook and gives another one; text outside what is edited keeps every byte. */

export function emptyNotebook(title: string): Notebook {
  const frontMatter = changeFrontMatter(
    { raw: "", title: "", sources: [], cohorts: noCohorts, prices: null, problem: null },
    { title },
  );
  return { frontMatter, cells: [], end: "\n" };
}

export function makeCell(kind: string, name: string, source: string): Cell {
  const raw = kind === "markdown" && !name ? source : fence(kind, name, source);
  return { id: newCellId(), kind, name, source, raw, before: "", unclosed: false };
}

/** Adds a cell behind the one with the id, or as the first when it is null. */
export function insertCell(notebook: Notebook, afterId: string | null, cell: Cell): Notebook {
  const at = afterId === null ? 0 : notebook.cells.findIndex((other) => other.id === afterId) + 1;
  return withCells(notebook, notebook.cells.toSpliced(at, 0, cell));
}

export function deleteCell(notebook: Notebook, id: string): Notebook {
  return withCells(
    notebook,
    notebook.cells.filter((cell) => cell.id !== id),
  );
}

/** Moves a cell up (negative) or down by so many places, as far as there is room. */
export function moveCell(notebook: Notebook, id: string, by: number): Notebook {
  const from = notebook.cells.findIndex((cell) => cell.id === id);
  const cell = notebook.cells[from];
  const to = Math.max(0, Math.min(notebook.cells.length - 1, from + by));
  if (!cell || to === from) return notebook;
  return withCells(notebook, notebook.cells.toSpliced(from, 1).toSpliced(to, 0, { ...cell, before: "" }));
}

export function setSource(notebook: Notebook, id: string, source: string): Notebook {
  return mapCell(notebook, id, (cell) => {
    if (cell.source === source) return cell;
    const prose = cell.kind === "markdown" && !cell.name;
    return { ...cell, source, raw: prose ? source : refillFence(cell, source), unclosed: false };
  });
}

/**
 * Cuts a cell in two at a place in its source. What is before keeps the name; the blank lines at the cut go.
 * The same notebook comes back where one half would be empty.
 */
export function splitCell(notebook: Notebook, id: string, offset: number): Notebook {
  const at = notebook.cells.findIndex((cell) => cell.id === id);
  const cell = notebook.cells[at];
  if (!cell) return notebook;
  const first = cell.source.slice(0, offset).trimEnd();
  const second = cell.source.slice(offset).replace(/^(?:[ \t]*\n)+/, "");
  if (!first.trim() || !second.trim()) return notebook;
  const name = cell.name ? freeCellName(notebook, cell.name) : "";
  const rest = makeCell(cell.kind, name, isProse(cell) ? second.trimStart() : second);
  return insertCell(setSource(notebook, id, first), id, rest);
}

/** Joins a cell with the next one, which has to be of the same kind; the first one's name stays. */
export function mergeWithNext(notebook: Notebook, id: string): Notebook {
  const at = notebook.cells.findIndex((cell) => cell.id === id);
  const [cell, next] = [notebook.cells[at], notebook.cells[at + 1]];
  if (!cell || !next || !mayMerge(cell, next)) return notebook;
  return deleteCell(setSource(notebook, id, joined(cell, next)), next.id);
}

/** Two cells become one only where their texts, one after the other, are a text of that kind: not keys of YAML. */
export function mayMerge(cell: Cell, next: Cell): boolean {
  return cell.kind === next.kind && ["markdown", "sql", "script"].includes(cell.kind);
}

function joined({ kind, source }: Cell, next: Cell): string {
  const [first, second] = [source.trimEnd(), next.source];
  if (!first || !second.trim()) return first || second;
  if (kind === "markdown") return `${first}\n\n${second}`;
  // On a line of its own, a semicolon also ends a statement whose last line is a comment.
  if (kind === "sql") return first.endsWith(";") ? `${first}\n${second}` : `${first}\n;\n${second}`;
  return `${first}\n${second}`;
}

/** Puts a copy of a cell behind another one (or first, for null), under a name that is free. */
export function insertCopy(notebook: Notebook, afterId: string | null, cell: Cell): Notebook {
  const name = cell.name ? freeCellName(notebook, cell.name) : "";
  const raw = cell.name ? renameFence(cell.raw, name) : cell.raw;
  return insertCell(notebook, afterId, { ...cell, id: newCellId(), name, raw, before: "" });
}

/** Gives a cell another kind; its text stays. Prose has no name, anything else gets one. */
export function changeKind(notebook: Notebook, id: string, kind: string): Notebook {
  return mapCell(notebook, id, (cell) => {
    if (cell.kind === kind) return cell;
    const name = kind === "markdown" ? "" : cell.name || freeCellName(notebook, kind.replaceAll("-", "_"));
    return { ...makeCell(kind, name, cell.source), id, before: cell.before };
  });
}

export function renameCell(notebook: Notebook, id: string, name: string): Notebook {
  return mapCell(notebook, id, (cell) => ({ ...cell, name, raw: renameFence(cell.raw, name) }));
}

export function setFrontMatter(notebook: Notebook, change: FrontMatterChange): Notebook {
  return { ...notebook, frontMatter: changeFrontMatter(notebook.frontMatter, change) };
}

/** A name that no cell has and that is no table of the store's: `base`, `base_2` …; `traces` becomes `traces_list`. */
export function freeCellName(notebook: Notebook, base: string): string {
  const taken = new Set(notebook.cells.map((cell) => cell.name));
  const first = (storeViews as readonly string[]).includes(base) ? `${base}_list` : base;
  let name = first;
  for (let n = 2; taken.has(name); n++) name = `${first}_${n}`;
  return name;
}

/** Changes one cell; the same notebook comes back when there is no such cell or nothing changes. */
function mapCell(notebook: Notebook, id: string, change: (cell: Cell) => Cell): Notebook {
  const at = notebook.cells.findIndex((cell) => cell.id === id);
  const cell = notebook.cells[at];
  const changed = cell && change(cell);
  return !changed || changed === cell ? notebook : { ...notebook, cells: notebook.cells.with(at, changed) };
}

/** Puts the cells in place, mending only the space between cells that now touch or would run together. */
function withCells(notebook: Notebook, cells: readonly Cell[]): Notebook {
  const front = notebook.frontMatter.raw !== "";
  return {
    ...notebook,
    cells: cells.map((cell, index) => ({ ...cell, before: space(cells[index - 1] ?? null, cell, front) })),
    end: cells.length && !notebook.end.includes("\n") ? `${notebook.end}\n` : notebook.end,
  };
}

function space(previous: Cell | null, cell: Cell, front: boolean): string {
  if (!previous) return cell.before && !cell.before.includes(cellDivider) ? cell.before : front ? "\n" : "";
  const divided = cell.before.includes(cellDivider);
  if (isProse(previous) && isProse(cell)) return divided ? cell.before : `\n\n${cellDivider}\n\n`;
  return cell.before.includes("\n") ? cell.before : "\n\n";
}

function isProse(cell: Cell): boolean {
  return cell.kind === "markdown" && !cell.name;
}
