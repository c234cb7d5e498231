import { toObjects } from "../../src/engine/table-data.ts";
import type { Session } from "../../src/notebook/session.ts";
import type { ImportedSource } from "../../src/notebook/sources.ts";
import { canonicalTableNames } from "../../src/traces/schema.ts";
import { print, say, toJson } from "./output.ts";
import { cliHost, namedSources, withSession } from "./session.ts";

/** Imports and says what came of it, as JSON or as a table for reading. */
export async function runImport(paths: readonly string[], json: boolean): Promise<number> {
  const files = await namedSources(cliHost(), paths);
  return withSession([], async (session) => {
    const imported = await session.importFiles(files);
    const report = await importReport(session, imported);
    await print(json ? `${toJson(report)}\n` : readableReport(report));
    return 0;
  });
}

type ImportReport = Awaited<ReturnType<typeof importReport>>;

async function importReport(session: Session, imported: readonly ImportedSource[]) {
  const duplicates = await duplicatesByPath(session);
  return {
    sources: imported.map((source) => sourceReport(source, duplicates.get(source.path) ?? 0)),
    tables: session.state.tables.map(({ name, rows }) => ({ name, rows })),
    issues: imported.flatMap(({ path, issues }) =>
      issues.map(({ line, reason, severity, offset, records }) => ({
        path,
        line,
        reason,
        severity,
        records: severity === "record" ? (records ?? 1) : 0,
        ...(offset === undefined ? {} : { offset }),
      })),
    ),
  };
}

function sourceReport({ path, counts, issues, tables, sameAs }: ImportedSource, duplicates: number) {
  const rows = (table: string) => (sameAs === null ? (counts.rows[table] ?? 0) : 0);
  const plain = Object.keys(counts.rows).filter((table) => !(canonicalTableNames as readonly string[]).includes(table));
  return {
    path,
    format: counts.format,
    sha256: counts.sha256,
    spans: rows("spans"),
    documents: rows("documents"),
    scores: rows("scores"),
    embeddings: rows("embeddings"),
    rows: plain.reduce((sum, table) => sum + rows(table), 0),
    issues: issues.length,
    deployments: rows("deployments"),
    records: counts.records,
    lost: counts.lost,
    duplicates,
    reason: counts.reason,
    compression: counts.compression,
    tables,
    same_as: sameAs,
  };
}

async function duplicatesByPath({ engine }: Session): Promise<ReadonlyMap<string, number>> {
  const rows = toObjects(await engine.query("SELECT path, duplicates FROM sources"));
  return new Map(rows.map((row) => [String(row.path), Number(row.duplicates)]));
}

function readableReport({ sources, tables, issues }: ImportReport): string {
  const lines = sources.map((source) => `${source.path}: ${source.format}: ${contents(source)}`);
  const filled = tables.filter(({ rows }) => rows > 0).map(({ name, rows }) => `  ${name}: ${rows} rows`);
  for (const { path, line, reason } of issues) say(`${path}${line === null ? "" : `:${line}`}: ${reason}`);
  return `${[...lines, "tables:", ...filled].join("\n")}\n`;
}

function contents(source: ImportReport["sources"][number]): string {
  if (source.same_as !== null) return `the same content as ${source.same_as}; nothing was added`;
  const counted = (["spans", "documents", "scores", "embeddings", "deployments", "rows"] as const)
    .filter((name) => source[name] > 0)
    .map((name) => `${source[name]} ${name}`);
  const lost = source.lost ? [`${source.lost} records could not be read`] : [];
  return [...counted, ...lost].join(", ") || "nothing";
}
