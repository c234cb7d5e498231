import { type ExportedCell, type ExportedNotebook, markdownTable, plainText } from "./exported.ts";

/**
 * A notebook with its results in Jupyter's format, nbformat 4.5. Cells keep their sources (SQL, YAML, TypeScript) as
 * code that no Python kernel runs; what came of them stands as their outputs: a table as Markdown and as text, a
 * figure as SVG. Findings and provenance are Markdown cells at the top and the end.
 */
export function ipynbText(notebook: ExportedNotebook): string {
  const cells = [...opening(notebook), ...notebook.cells.map(cellOf), ending(notebook)];
  const named = cells.map((cell, index) => ({ id: `casebook-${index + 1}`, ...cell }));
  const { app, duckdb } = notebook.versions;
  const value = {
    cells: named,
    metadata: {
      title: notebook.title,
      language_info: { name: "sql" },
      casebook: { version: app, duckdb, written: notebook.written },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(value, null, 1)}\n`;
}

/** Jupyter keeps text as lines that end with their break. */
function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

function markdown(text: string): object {
  return { cell_type: "markdown", metadata: {}, source: linesOf(text) };
}

function opening({ title, problems, findings }: ExportedNotebook): readonly object[] {
  const parts = [
    ...(title ? [`# ${plainText(title)}`] : []),
    ...problems.map((problem) => `- ${plainText(problem)}`),
    ...(findings.length ? ["## Findings"] : []),
    ...findings.map(({ cell, note, state }) => `- ${plainText(note.trim() || cell)} (${plainText(state)})`),
  ];
  return parts.length ? [markdown(parts.join("\n\n"))] : [];
}

function ending({ sources, versions, written }: ExportedNotebook): object {
  const lines = sources.map(
    ({ path, records, sha256 }) => `- ${plainText(path)}: ${records} records, SHA-256 ${sha256}`,
  );
  const made = `Written ${written.slice(0, 16).replace("T", " ")} UTC by Casebook ${versions.app} with DuckDB ${versions.duckdb}.`;
  return markdown(["## Provenance", ...lines, "", made].join("\n"));
}

function cellOf(cell: ExportedCell): object {
  if (cell.kind === "markdown") return markdown(cell.source);
  const { name, kind, language, source } = cell;
  return {
    cell_type: "code",
    execution_count: null,
    metadata: { casebook: { name, kind }, vscode: { languageId: language } },
    outputs: outputsOf(cell),
    source: linesOf(source),
  };
}

function outputsOf({ summary, table, figures, error }: ExportedCell): readonly object[] {
  if (error !== null) return [{ output_type: "error", ename: "Failed", evalue: error, traceback: linesOf(error) }];
  const drawings = figures.map((svg) => display({ "image/svg+xml": linesOf(svg), "text/plain": ["a figure"] }));
  const words = table ? markdownTable(table) : plainText(summary);
  const text = table && summary ? `${summary}\n` : summary;
  return [
    ...drawings,
    ...(words ? [display({ "text/markdown": linesOf(words), "text/plain": linesOf(text || "a table") })] : []),
  ];
}

function display(data: object): object {
  return { output_type: "display_data", data, metadata: {} };
}
