import type { TableData } from "../engine/table-data.ts";

/** A notebook with its results, ready to leave in a form that others read. */
export interface ExportedNotebook {
  readonly title: string;
  /** What is missing, changed or lost, in words. */
  readonly problems: readonly string[];
  readonly findings: readonly ExportedFinding[];
  readonly cells: readonly ExportedCell[];
  readonly sources: readonly { readonly path: string; readonly sha256: string; readonly records: number }[];
  readonly versions: { readonly app: string; readonly duckdb: string };
  /** ISO, UTC. */
  readonly written: string;
}

export interface ExportedFinding {
  readonly cell: string;
  readonly note: string;
  /** "Holds: the row is what it was" */
  readonly state: string;
}

export interface ExportedCell {
  readonly name: string;
  readonly kind: string;
  /** The language of its fence: sql, yaml, typescript, markdown. */
  readonly language: string;
  readonly source: string;
  /** The result in a few words. */
  readonly summary: string;
  readonly table: ExportedTable | null;
  /** Drawings as complete SVG documents. */
  readonly figures: readonly string[];
  /** Why there is no result; null when there is one. */
  readonly error: string | null;
}

export interface ExportedTable {
  /** The first rows. */
  readonly data: TableData;
  /** How many there are. */
  readonly total: number;
}

/** A table as Markdown; what would break it is escaped, and a line says how many rows are left out. */
export function markdownTable({ data, total }: ExportedTable): string {
  const { columns, rows } = data;
  if (!columns.length) return "";
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const numeric = columns.map(({ type }) => /INT|DOUBLE|FLOAT|DECIMAL/.test(type));
  const head = [
    line(columns.map(({ name }) => cellText(name))),
    line(numeric.map((right) => (right ? "---:" : "---"))),
  ];
  const body = rows.map((row) => line(row.map((value) => cellText(valueText(value)))));
  const left = total - rows.length;
  const more = left > 0 ? ["", `${rows.length} of ${total} rows.`] : [];
  return [...head, ...body, ...more].join("\n");
}

const longest = 200;

function valueText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" && !Number.isInteger(value)) return String(Number(value.toPrecision(6)));
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Text in one cell of a Markdown table: shown as text, whatever it holds. */
function cellText(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  return plainText(cut.replace(/\s*\r?\n\s*/g, " "));
}

/** Text that Markdown shows as it is: no markup, no HTML, no links. */
export function plainText(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|!~&]/g, (mark) => (mark === "<" ? "&lt;" : mark === "&" ? "&amp;" : `\\${mark}`));
}

/** A fence that is longer than any inside. */
export function fenced(language: string, text: string): string {
  const inside = Math.max(2, ...Array.from(text.matchAll(/`{3,}/g), ([mark]) => mark.length));
  const mark = "`".repeat(inside + 1);
  return `${mark}${language}\n${text.replace(/\n$/, "")}\n${mark}`;
}
