import { type ExportedCell, type ExportedNotebook, fenced, markdownTable, plainText } from "./exported.ts";

/** A notebook with its results as Markdown that any reader shows: findings first, sources of the cells as code. */
export function plainMarkdown(notebook: ExportedNotebook): string {
  const { title, problems, findings, cells } = notebook;
  const parts = [
    ...(title ? [`# ${plainText(title)}`] : []),
    ...(problems.length ? [problems.map((problem) => `- ${plainText(problem)}`).join("\n")] : []),
    ...(findings.length ? [findingsPart(findings)] : []),
    ...cells.map(cellPart),
    provenance(notebook),
  ];
  return `${parts.join("\n\n")}\n`;
}

function findingsPart(findings: ExportedNotebook["findings"]): string {
  const lines = findings.map(
    ({ cell, note, state }, index) => `${index + 1}. ${plainText(oneLine(note) || cell)} (${plainText(state)})`,
  );
  return ["## Findings", "", ...lines].join("\n");
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, " ");
}

/** Prose is Markdown already. */
function cellPart(cell: ExportedCell): string {
  if (cell.kind === "markdown") return cell.source;
  const { name, kind, language, source, summary, table, error } = cell;
  const head = `**${plainText(name || kind)}**${summary ? ` · ${plainText(summary)}` : ""}`;
  const result = error === null ? (table ? markdownTable(table) : "") : `Failed: ${plainText(error)}`;
  const code = source.trim() ? [fenced(language, source)] : [];
  return [head, ...code, ...(result ? [result] : [])].join("\n\n");
}

function provenance({ sources, versions, written }: ExportedNotebook): string {
  const lines = sources.map(
    ({ path, records, sha256 }) => `- ${plainText(path)}: ${records} records, SHA-256 ${sha256}`,
  );
  const made = `Written ${written.slice(0, 16).replace("T", " ")} UTC by Casebook ${versions.app} with DuckDB ${versions.duckdb}.`;
  return ["## Provenance", "", ...(lines.length ? [...lines, ""] : []), made].join("\n");
}
