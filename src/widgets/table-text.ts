import { textOf } from "./format.ts";
import type { Value } from "./row-source.ts";

export interface TextColumn {
  readonly label: string;
  readonly align: "left" | "right";
}

/** Rows as tab-separated text that spreadsheets take: raw values, NULL as nothing, awkward text in quotes. */
export function toTsv(labels: readonly string[] | null, rows: readonly (readonly Value[])[]): string {
  const lines = rows.map((row) => row.map((value) => tsvField(textOf(value))).join("\t"));
  return [...(labels ? [labels.map(tsvField).join("\t")] : []), ...lines].join("\n");
}

function tsvField(text: string): string {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Rows as a Markdown table. Text stays text: nothing in it becomes a picture, HTML or formatting. Readers may make a
 * link of a bare web address, which then leads where it says.
 */
export function toMarkdown(columns: readonly TextColumn[], rows: readonly (readonly Value[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = columns.map(({ align }) => (align === "right" ? "--:" : "---"));
  return [
    line(columns.map(({ label }) => inert(label))),
    line(rule),
    ...rows.map((row) => line(row.map((value) => inert(textOf(value))))),
  ].join("\n");
}

function inert(text: string): string {
  return text.replace(/[\\`*[\]<>|~#&!]|:(?=\/\/)|(?<![a-z\d])_|_(?![a-z\d])/gi, "\\$&").replace(/\s*\n\s*/g, " ");
}
