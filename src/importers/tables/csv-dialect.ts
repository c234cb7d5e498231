import { CellReader } from "./cell-reader.ts";
import { CsvScanner, type Dialect } from "./csv-scanner.ts";
import { kinds } from "./value-kinds.ts";

export interface TableDialect extends Dialect {
  readonly hasHeader: boolean;
  /** How many cells a record has. */
  readonly width: number;
  /** True when the first line does no more than name the delimiter: `sep=;`. */
  readonly namesDelimiter: boolean;
}

interface Cell {
  readonly text: string;
  readonly kind: number;
}

type Head = readonly (readonly Cell[])[];

interface Candidate extends Dialect {
  readonly head: Head;
  readonly width: number;
  /** The share of records with that many cells. */
  readonly share: number;
}

const delimiters = [",", "\t", ";", "|"];
/** No byte: every line is one cell. */
const noDelimiter = -1;
const sniffedLength = 64 * 1024;
const sniffedRecords = 200;

/** How a text is divided into records and cells, or null when it is not a table. */
export function sniffDialect(text: string, whole: boolean): TableDialect | null {
  const named = /^sep=(.)\r?\n/.exec(text);
  const body = (named ? text.slice(named[0].length) : text).slice(0, sniffedLength);
  const complete = whole && text.length <= sniffedLength;
  const newline = body.includes("\n") || !body.includes("\r") ? 10 : 13;
  const readAs = (delimiter: number) => candidate(body, complete, { delimiter, newline });
  const found = (named ? [named[1] ?? ","] : delimiters)
    .map((delimiter) => readAs(delimiter.charCodeAt(0)))
    .filter(isTable)
    .sort((a, b) => b.share - a.share || b.width - a.width)[0];
  const chosen = found ?? readAs(noDelimiter);
  if (!found && !isList(chosen.head)) return null;
  const { delimiter, width } = chosen;
  return { delimiter, newline, width, hasHeader: hasHeader(chosen), namesDelimiter: named !== null };
}

/** The names in the header of a delimited text; null when it has none, or is no such text. */
export function delimitedColumns(text: string, whole: boolean): readonly string[] | null {
  if (isMarkup(text)) return null;
  const dialect = sniffDialect(text, whole);
  if (!dialect?.hasHeader) return null;
  const [first, second] = readHead(text.slice(0, sniffedLength), whole && text.length <= sniffedLength, dialect);
  return ((dialect.namesDelimiter ? second : first) ?? []).map((cell) => cell.text.replaceAll('""', '"'));
}

/** HTML and XML have lines and commas too. */
export function isMarkup(text: string): boolean {
  return /^\s*<(!doctype|html|\?xml|svg)/i.test(text);
}

function candidate(body: string, complete: boolean, dialect: Dialect): Candidate {
  const head = readHead(body, complete, dialect);
  const counts = new Map<number, number>();
  for (const record of head) counts.set(record.length, (counts.get(record.length) ?? 0) + 1);
  const [width, count] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [0, 0];
  return { ...dialect, head, width, share: head.length ? count / head.length : 0 };
}

function readHead(body: string, complete: boolean, dialect: Dialect): Head {
  const scanner = new CsvScanner(dialect);
  const reader = new CellReader();
  const decoder = new TextDecoder();
  const head: Cell[][] = [];
  scanner.push(new TextEncoder().encode(body));
  if (complete) scanner.end();
  while (head.length < sniffedRecords && scanner.next()) {
    const record: Cell[] = [];
    for (let cell = 0; cell < scanner.cells; cell++) {
      const start = scanner.starts[cell] as number;
      const end = scanner.ends[cell] as number;
      const text = decoder.decode(scanner.bytes.subarray(start, end));
      record.push({ text, kind: reader.read(scanner.bytes, start, end) });
    }
    head.push(record);
  }
  return head;
}

function isTable({ head, width, share }: Candidate): boolean {
  const [first] = head;
  if (width < 2 || first === undefined) return false;
  if (width === 2 && head.every((record) => !record[1]?.text)) return false;
  if (head.length === 1) return first.every(({ text }) => /^\S*$/.test(text));
  return share >= (first.length === width && first.every(isNameLike) ? 0.5 : 0.8);
}

function isNameLike({ text, kind }: Cell): boolean {
  const isText = (kind & (kinds.text | kinds.null)) !== 0;
  return isText && text.length <= 60 && !/[.!?:;]$/.test(text) && text.split(/\s+/).length <= 5;
}

/** Lines of a word or a number each, and not prose, settings or code. */
function isList(head: Head): boolean {
  const lines = head.map((record) => record[0]?.text ?? "");
  if (lines.length < 2 || lines.some((line) => line.length > 256 || line.trim().split(/\s+/).length > 3)) return false;
  const marked = lines.filter((line) => /^\s*([#<>{}()\-*/]|[\w.-]+\s*[:=])/.test(line) && !/^-?[\d.]/.test(line));
  return marked.length * 4 < lines.length;
}

/** True when the first record names the columns: it is all text, and what is below it differs from it. */
function hasHeader({ head, width }: Candidate): boolean {
  const [first, ...rest] = head;
  if (!first?.every(({ kind, text }) => (kind & (kinds.text | kinds.null)) !== 0 && text.length <= 200)) return false;
  if (!first.some(({ text }) => text)) return false;
  const below = (column: number) => rest.map((record) => record[column]).filter((cell) => cell?.text);
  const typed = first.some((_, column) => {
    const cells = below(column);
    return cells.length > 0 && cells.filter((cell) => cell && (cell.kind & kinds.text) === 0).length * 2 > cells.length;
  });
  if (typed) return true;
  const repeats = first.some(({ text }, column) => text && below(column).some((cell) => cell?.text === text));
  return !repeats && width > 1;
}
