import { renderToStaticMarkup } from "react-dom/server";
import type { AnyCellKind } from "../cells/cell-kind.tsx";
import { verdictWords } from "../cells/finding/result.ts";
import type { ExportedCell, ExportedNotebook, ExportedTable } from "../notebook/exported.ts";
import tokens from "../widgets/tokens.css?inline";
import type { ReportCell, ReportContent } from "./content.ts";
import { findingsOf } from "./findings-list.tsx";

const mostRows = 200;

/** A report's content in the form that Jupyter's and Markdown's writers take. */
export function exportedNotebook(content: ReportContent, kinds: readonly AnyCellKind[]): ExportedNotebook {
  const known = new Map(kinds.map((kind) => [kind.kind, kind]));
  const { title, problems, sources, versions, written, cells } = content;
  const findings = findingsOf(cells).map(({ name, result }) => ({
    cell: name,
    note: result?.note ?? "",
    state: result ? `${verdictWords[result.verdict]}: ${result.why}` : "Not checked",
  }));
  const exported = cells.map((cell) => exportedCell(cell, known.get(cell.cell.kind) ?? null));
  return { title, problems, findings, sources, versions, written, cells: exported };
}

function exportedCell({ cell, drawn, summary, error }: ReportCell, kind: AnyCellKind | null): ExportedCell {
  const { name, source } = cell;
  return {
    name,
    kind: cell.kind,
    language: kind?.language ?? "yaml",
    source,
    summary,
    table: kind && drawn ? tableOf(kind, drawn.result) : null,
    figures: kind && drawn ? figuresOf(name, kind, drawn) : [],
    error: error?.message ?? null,
  };
}

function tableOf(kind: AnyCellKind, result: unknown): ExportedTable | null {
  const shown = kind.preview?.(result);
  if (shown) return shown;
  const data = kind.table?.(result);
  return data ? { data: { ...data, rows: data.rows.slice(0, mostRows) }, total: data.rows.length } : null;
}

/** The still drawings in a cell's view, with the light theme's colours in them: nothing else explains the tokens. */
function figuresOf(name: string, { View, kind }: AnyCellKind, { spec, result }: NonNullable<ReportCell["drawn"]>) {
  if (kind === "markdown") return [];
  try {
    const html = renderToStaticMarkup(<View name={name} spec={spec} result={result} live={null} />);
    return Array.from(html.matchAll(/<svg class="figure-svg"[\s\S]*?<\/svg>/g), ([svg]) => standalone(svg));
  } catch {
    return [];
  }
}

const colours = new Map(
  Array.from(lightTheme(tokens).matchAll(/(--[\w-]+):\s*(#[\da-f]{3,8})/gi), ([, name, value]) => [name, value]),
);

function lightTheme(css: string): string {
  return css.slice(0, css.indexOf("[data-theme"));
}

const style = "text{font:10.5px sans-serif;fill:var(--text-3)}.figure-grid{stroke:var(--border)}";

function standalone(svg: string): string {
  const whole = svg
    .replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace(/>/, `><style>${style}</style>`);
  return whole.replace(/var\((--[\w-]+)\)/g, (token, name: string) => colours.get(name) ?? token);
}
