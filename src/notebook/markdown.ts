import { parseFrontMatter } from "./front-matter.ts";
import { type Cell, type Notebook, newCellId } from "./notebook.ts";

/**
 * The file format: Markdown with YAML front matter. A fence whose info string carries `cell=` is a cell, its language
 * gives the kind unless `kind=` does. Prose between fences is a markdown cell; `<!-- cell -->` on a line of its own
 * divides prose into several.
 */
export function parseNotebook(text: string): Notebook {
  const front = /^---[ \t]*\r?\n(?:[\s\S]*?\r?\n)?---[ \t]*(?:\r?\n|$)/.exec(text)?.[0] ?? "";
  const { cells, end } = parseCells(text.slice(front.length));
  return { frontMatter: parseFrontMatter(front), cells, end };
}

/** The exact inverse of `parseNotebook` for a notebook that was not edited. */
export function serializeNotebook(notebook: Notebook): string {
  return notebook.frontMatter.raw + notebook.cells.map((cell) => cell.before + cell.raw).join("") + notebook.end;
}

/** The text of a fenced cell. The fence is longer than any that the source holds. */
export function fence(kind: string, name: string, source: string, eol = "\n"): string {
  const longest = Math.max(2, ...Array.from(source.matchAll(/^ {0,3}(`{3,})/gm), (match) => match[1]?.length ?? 0));
  const mark = "`".repeat(longest + 1);
  const language = languageOf(kind);
  const kindPart = kindOfLanguage(language) === kind ? "" : ` kind=${kind}`;
  return `${mark}${language} cell=${name}${kindPart}${eol}${source.replaceAll("\n", eol)}${source ? eol : ""}${mark}`;
}

const sourceLanguages: Readonly<Record<string, string>> = { sql: "sql", script: "typescript", markdown: "markdown" };

function languageOf(kind: string): string {
  return sourceLanguages[kind] ?? "yaml";
}

function kindOfLanguage(language: string): string {
  if (language === "ts" || language === "typescript") return "script";
  if (language === "md") return "markdown";
  return language;
}

export const cellDivider = "<!-- cell -->";

function parseCells(text: string): { cells: Cell[]; end: string } {
  const cells: Cell[] = [];
  let before = "";
  for (const part of parts(text)) {
    if (part.type === "space") before += part.raw;
    else {
      cells.push({ ...(part.type === "fence" ? fenceCell(part) : proseCell(part.raw)), before });
      before = "";
    }
  }
  return { cells, end: before };
}

type Part = { readonly type: "space" | "prose"; readonly raw: string } | Fence;

interface Fence {
  readonly type: "fence";
  readonly info: string;
  readonly source: string;
  readonly raw: string;
  readonly closed: boolean;
}

function* parts(text: string): Generator<Part> {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let prose: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] as string;
    const open = openFence(line);
    const end = open ? closing(lines, at, open.mark) : at;
    if (open && isCellInfo(open.info)) {
      yield* proseParts(prose);
      prose = [];
      yield* fenceParts(lines.slice(at, end + 1), open);
      at = end + 1;
    } else if (line.trim() === cellDivider) {
      yield* proseParts(prose);
      prose = [];
      yield { type: "space", raw: line };
      at++;
    } else {
      prose.push(...lines.slice(at, end + 1));
      at = end + 1;
    }
  }
  yield* proseParts(prose);
}

/** Prose without the blank lines around it, which belong to the space between cells. */
function* proseParts(lines: readonly string[]): Generator<Part> {
  const text = lines.join("");
  const body = text.trim();
  if (!body) {
    if (text) yield { type: "space", raw: text };
    return;
  }
  const start = text.search(/\S/);
  const lineStart = text.lastIndexOf("\n", start) + 1; // keep the first line's own indent
  const end = text.trimEnd().length;
  if (lineStart > 0) yield { type: "space", raw: text.slice(0, lineStart) };
  yield { type: "prose", raw: text.slice(lineStart, end) };
  if (end < text.length) yield { type: "space", raw: text.slice(end) };
}

function* fenceParts(lines: readonly string[], open: OpenFence): Generator<Part> {
  const last = lines.at(-1) as string;
  const closed = lines.length > 1 && isClosing(last, open.mark);
  const raw = lines.join("");
  const newline = /\r?\n$/.exec(raw)?.[0] ?? "";
  const body = lines.slice(1, closed ? -1 : undefined).join("");
  yield {
    type: "fence",
    info: open.info,
    source: body.replace(/\r?\n$/, "").replaceAll("\r\n", "\n"),
    raw: newline ? raw.slice(0, -newline.length) : raw,
    closed,
  };
  if (newline) yield { type: "space", raw: newline };
}

interface OpenFence {
  readonly mark: string;
  readonly info: string;
}

function openFence(line: string): OpenFence | null {
  const match = /^ {0,3}(`{3,}|~{3,})[ \t]*(.*?)[ \t]*\r?\n?$/.exec(line);
  const [, mark, info] = match ?? [];
  if (mark === undefined || info === undefined) return null;
  return mark.startsWith("`") && info.includes("`") ? null : { mark, info };
}

/** The index of the line that closes the fence opened at `from`; the last line when none does. */
function closing(lines: readonly string[], from: number, mark: string): number {
  for (let at = from + 1; at < lines.length; at++) if (isClosing(lines[at] as string, mark)) return at;
  return lines.length - 1;
}

function isClosing(line: string, mark: string): boolean {
  const text = /^ {0,3}([`~]+)[ \t]*\r?\n?$/.exec(line)?.[1] ?? "";
  return text.length >= mark.length && text === (mark[0] as string).repeat(text.length);
}

function isCellInfo(info: string): boolean {
  return /(^|\s)cell=/.test(info);
}

function proseCell(raw: string): Omit<Cell, "before"> {
  return { id: newCellId(), kind: "markdown", name: "", source: raw.replaceAll("\r\n", "\n"), raw, unclosed: false };
}

function fenceCell({ info, source, raw, closed }: Fence): Omit<Cell, "before"> {
  const language = /^[^\s=]+(?=\s|$)/.exec(info)?.[0] ?? "";
  const kind = infoValue(info, "kind") || kindOfLanguage(language.toLowerCase());
  return { id: newCellId(), kind, name: infoValue(info, "cell"), source, raw, unclosed: !closed };
}

function infoValue(info: string, key: string): string {
  const match = new RegExp(`(?:^|\\s)${key}=(?:"([^"]*)"|(\\S*))`).exec(info);
  return match?.[1] ?? match?.[2] ?? "";
}

/** The info string with another name, everything else in it kept. */
export function renameFence(raw: string, name: string): string {
  return raw.replace(/^([^\n]*?(?:^|\s)cell=)(?:"[^"]*"|\S*)/, `$1${name}`);
}

/** A fence with another source, its first and last line kept where they still serve. */
export function refillFence(cell: Cell, source: string): string {
  const eol = cell.raw.includes("\r\n") ? "\r\n" : "\n";
  const first = cell.raw.split(/\r?\n/, 1)[0] as string;
  const open = openFence(first);
  const holdsFence = open && source.split("\n").some((line) => isClosing(line, open.mark));
  if (!open || holdsFence) return fence(cell.kind, cell.name, source, eol);
  return [first, ...(source ? [source.replaceAll("\n", eol)] : []), open.mark].join(eol);
}
