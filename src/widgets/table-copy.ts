import { counted, groupDigits } from "./format.ts";
import type { Rectangle } from "./grid-keys.ts";
import type { RowQuery, RowSource, Value } from "./row-source.ts";
import { toMarkdown, toTsv } from "./table-text.ts";

const mostCopied = 100_000;
const atOnce = 5_000;

/** `cells`: the values alone; `tsv`: with the heads; `markdown`: a Markdown table. */
export type CopyForm = "cells" | "tsv" | "markdown";

export interface CopiedColumn {
  readonly index: number;
  readonly label: string;
  readonly align: "left" | "right";
}

/**
 * A stretch of a source as text, every value whole, and in words what it was.
 * Fails when it is more than a clipboard should hold.
 */
export async function textOfRows(
  source: RowSource,
  query: RowQuery,
  columns: readonly CopiedColumn[],
  area: Rectangle,
  form: CopyForm,
): Promise<{ readonly text: string; readonly said: string }> {
  const count = area.bottom - area.top + 1;
  if (count > mostCopied)
    throw new Error(
      `copy: ${groupDigits(count)} rows are too many for the clipboard (at most ${groupDigits(mostCopied)}); export a file`,
    );
  const chosen = columns.slice(area.left, area.right + 1);
  const rows = (await readRows(source, query, area)).map((row) => chosen.map(({ index }) => row[index] ?? null));
  return { text: written(form, chosen, rows), said: `Copied ${counted(rows.length, "row")}.` };
}

function written(form: CopyForm, columns: readonly CopiedColumn[], rows: readonly (readonly Value[])[]): string {
  if (form === "markdown") return toMarkdown(columns, rows);
  return toTsv(form === "tsv" ? columns.map(({ label }) => label) : null, rows);
}

async function readRows(source: RowSource, query: RowQuery, { top, bottom }: Rectangle): Promise<(readonly Value[])[]> {
  const { signal } = new AbortController();
  const rows: (readonly Value[])[] = [];
  for (let from = top; from <= bottom; from += atOnce) {
    const page = await source.rows(from, Math.min(bottom + 1, from + atOnce), query, { signal, whole: true });
    for (const row of page.rows) rows.push(row);
  }
  return rows;
}
