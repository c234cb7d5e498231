import type { Session } from "../src/notebook/session.ts";
import type { SourceInfo } from "../src/notebook/session-state.ts";
import type { ImportedSource } from "../src/notebook/sources.ts";
import { nameOf } from "./dropped-files.ts";
import type { Notice } from "./workbench.ts";

/** Adds what a person wants to see first of fresh data: what was read, and where the time goes. */
export async function addFirstCells(session: Session): Promise<void> {
  let after: string | null = null;
  for (const [kind, source] of firstCells(session.state.sources)) after = await session.addCell(after, kind, source);
}

function firstCells(sources: readonly SourceInfo[]): readonly (readonly [kind: string, source: string])[] {
  const hasSpans = sources.some((source) => Number(source.spans) > 0);
  if (!hasSpans) return [["import-report", ""]];
  return [
    ["import-report", ""],
    ["overview", ""],
    ["latency", "by: name"],
    ["traces", "sort: duration"],
  ];
}

/** What must be said of an import: records that were lost, files that brought nothing. */
export function importNotice(imported: readonly ImportedSource[]): Notice | null {
  const lost = imported.reduce((sum, { counts }) => sum + counts.lost, 0);
  const records = lost === 1 ? "record" : "records";
  const lines = imported
    .filter(({ sameAs }) => sameAs !== null)
    .map(({ path, sameAs }) => `${nameOf(path)} has the same content as ${nameOf(sameAs ?? "")}: nothing was added.`);
  if (lost) lines.unshift(`${lost.toLocaleString("en")} ${records} could not be read; the import report says why.`);
  return lines.length ? { tone: lost ? "error" : "info", text: lines.join("\n") } : null;
}
