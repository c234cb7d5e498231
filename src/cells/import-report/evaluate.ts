import { type ColumnInfo, type Plain, type TableData, toObjects } from "../../engine/table-data.ts";
import { type CellContext, CellError } from "../../notebook/cell.ts";
import type { ImportReportSpec } from "./definition.ts";
import type { CostReport, ImportReport, SourceReport, SpanReport, Unread } from "./result.ts";

export const mostIssues = 1000;
export const mostAttributes = 1000;

type Row = Readonly<Record<string, Plain>>;
type Query = (sql: string) => Promise<readonly Row[]>;

/** Asks the store; nothing of the files is read again. */
export async function evaluate(spec: ImportReportSpec, { engine, signal }: CellContext): Promise<ImportReport> {
  const query: Query = async (sql) => toObjects(await engine.query(sql, { signal }));
  const sources = await chosenSources(query, spec.source);
  if (!sources.length) return { sources: [], costs: null };
  const ids = sources.map((row) => Number(row.source_id)).join(", ");
  const spans = await query(spansSql(ids));
  const parents = await query(parentsSql(ids));
  const attributes = await query(attributesSql(ids));
  const issues = await query(issuesSql(ids));
  return {
    sources: sources.map((row) => {
      const of = (rows: readonly Row[]) => rows.filter((other) => other.source_id === row.source_id);
      return sourceReport(row, spanReport(of(spans)[0], of(parents)[0]), of(attributes), of(issues));
    }),
    costs: spec.source === undefined ? costReport(await query(pricesSql)) : null,
  };
}

async function chosenSources(query: Query, wanted: string | undefined): Promise<readonly Row[]> {
  const all = await query("SELECT * FROM sources ORDER BY source_id");
  if (wanted === undefined || !all.length) return all;
  const path = (row: Row) => String(row.path).replaceAll("\\", "/");
  const tail = wanted.replaceAll("\\", "/").replace(/^\.\//, "");
  const found = all.filter((row) => path(row) === tail || path(row).endsWith(`/${tail}`));
  if (found.length) return found;
  const names = all.slice(0, 5).map((row) => path(row).split("/").at(-1));
  throw new CellError(
    `source: no source is called ${wanted}; there are ${names.join(", ")}${all.length > 5 ? " …" : ""}`,
    {
      key: "source",
    },
  );
}

const pricesSql = "SELECT model, price, spans, counted_apart FROM model_prices ORDER BY spans DESC, model";

function costReport(rows: readonly Row[]): CostReport | null {
  if (!rows.length) return null;
  const priced = rows.filter(({ price }) => price !== null);
  const sum = (column: string) => priced.reduce((total, row) => total + Number(row[column]), 0);
  return {
    priced: sum("spans"),
    countedApart: sum("counted_apart"),
    unpriced: rows
      .filter(({ price }) => price === null)
      .map(({ model, spans }) => ({ model: model === null ? null : String(model), spans: Number(spans) })),
  };
}

const spansSql = (ids: string) => `SELECT source_id, count(*) AS spans, count(DISTINCT trace_id) AS traces,
    make_timestamp(min(start_ns) // 1000) AS first, make_timestamp(max(greatest(start_ns, coalesce(end_ns, start_ns))) // 1000) AS last,
    count(*) FILTER (end_ns IS NULL) AS open, count(*) FILTER (end_ns < start_ns) AS negative
  FROM spans WHERE source_id IN (${ids}) GROUP BY source_id`;

const slackNs = 1_000_000;

const parentsSql = (ids: string) => `SELECT source_id, count(*) FILTER (parent IS NULL) AS orphans,
    count(*) FILTER (outside > ${slackNs}) AS outside, max(outside) FILTER (outside > ${slackNs}) AS worst,
    arg_max(trace_id, outside) FILTER (outside > ${slackNs}) AS worst_trace,
    arg_max(span_id, outside) FILTER (outside > ${slackNs}) AS worst_span
  FROM (SELECT c.source_id, c.trace_id, c.span_id, p.span_id AS parent,
      greatest(p.start_ns - c.start_ns, coalesce(c.end_ns - p.end_ns, 0)) AS outside
    FROM spans c LEFT JOIN spans p ON p.trace_id = c.trace_id AND p.span_id = c.parent_span_id
    WHERE c.parent_span_id IS NOT NULL AND c.source_id IN (${ids}))
  GROUP BY source_id`;

const attributesSql = (ids: string) => `SELECT source_id, key, spans, count(*) OVER (PARTITION BY source_id) AS keys
  FROM import_attributes WHERE source_id IN (${ids})
  QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY spans DESC, key) <= ${mostAttributes}
  ORDER BY source_id, spans DESC, key`;

const issuesSql = (ids: string) => `SELECT source_id, severity, line, byte_offset, reason, records,
    count(*) OVER (PARTITION BY source_id, severity) AS entries
  FROM import_issues WHERE source_id IN (${ids})
  QUALIFY row_number() OVER (PARTITION BY source_id, severity ORDER BY line, byte_offset) <= ${mostIssues}
  ORDER BY source_id, line, byte_offset`;

function spanReport(spans: Row | undefined, parents: Row | undefined): SpanReport | null {
  if (!spans) return null;
  const worst = parents?.worst ?? null;
  return {
    spans: Number(spans.spans),
    traces: Number(spans.traces),
    from: textOrNull(spans.first),
    to: textOrNull(spans.last),
    orphans: Number(parents?.orphans ?? 0),
    withoutEnd: Number(spans.open),
    negative: Number(spans.negative),
    outside: Number(parents?.outside ?? 0),
    worst:
      worst === null
        ? null
        : { ms: Number(worst) / 1e6, traceId: String(parents?.worst_trace), spanId: String(parents?.worst_span) },
  };
}

function sourceReport(
  row: Row,
  spans: SpanReport | null,
  attributes: readonly Row[],
  issues: readonly Row[],
): SourceReport {
  const number = (column: string) => Number(row[column] ?? 0);
  const unread = issues.filter((issue) => issue.severity !== "note");
  const notes = issues.filter((issue) => issue.severity === "note");
  return {
    id: number("source_id"),
    path: String(row.path),
    format: String(row.format),
    reason: String(row.reason),
    compression: textOrNull(row.compression),
    sha256: String(row.sha256),
    bytes: number("bytes"),
    records: number("records"),
    lost: number("lost"),
    rows: {
      spans: number("spans"),
      documents: number("documents"),
      scores: number("scores"),
      embeddings: number("embeddings"),
      deployments: number("deployments"),
    },
    tables: Array.isArray(row.tables) ? row.tables.map(String) : [],
    tableRows: number("rows"),
    duplicates: number("duplicates"),
    spans,
    attributes: attributes.map(({ key, spans: count }) => ({ key: String(key), spans: Number(count) })),
    attributeKeys: Number(attributes[0]?.keys ?? 0),
    unread: unread.map(toUnread),
    unreadEntries: Number(unread[0]?.entries ?? 0),
    notes: notes.map(toUnread),
    noteEntries: Number(notes[0]?.entries ?? 0),
  };
}

function toUnread(row: Row): Unread {
  const number = (value: Plain | undefined) => (value === null || value === undefined ? null : Number(value));
  return {
    line: number(row.line),
    byte: number(row.byte_offset),
    reason: String(row.reason),
    records: Number(row.records ?? 0),
  };
}

function textOrNull(value: Plain | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

type Column = ColumnInfo & { readonly read: (source: SourceReport) => Plain };

const columns: readonly Column[] = [
  { name: "path", type: "VARCHAR", read: (source) => source.path },
  { name: "format", type: "VARCHAR", read: (source) => source.format },
  { name: "reason", type: "VARCHAR", read: (source) => source.reason },
  { name: "compression", type: "VARCHAR", read: (source) => source.compression },
  { name: "sha256", type: "VARCHAR", read: (source) => source.sha256 },
  { name: "bytes", type: "BIGINT", read: (source) => source.bytes },
  { name: "records", type: "BIGINT", read: (source) => source.records },
  { name: "not_read", type: "BIGINT", read: (source) => source.lost },
  { name: "spans", type: "BIGINT", read: (source) => source.rows.spans },
  { name: "documents", type: "BIGINT", read: (source) => source.rows.documents },
  { name: "scores", type: "BIGINT", read: (source) => source.rows.scores },
  { name: "embeddings", type: "BIGINT", read: (source) => source.rows.embeddings },
  { name: "deployments", type: "BIGINT", read: (source) => source.rows.deployments },
  { name: "table_rows", type: "BIGINT", read: (source) => source.tableRows },
  { name: "traces", type: "BIGINT", read: (source) => source.spans?.traces ?? 0 },
  { name: "first_time", type: "TIMESTAMP", read: (source) => source.spans?.from ?? null },
  { name: "last_time", type: "TIMESTAMP", read: (source) => source.spans?.to ?? null },
  { name: "duplicates_merged", type: "BIGINT", read: (source) => source.duplicates },
  { name: "orphans", type: "BIGINT", read: (source) => source.spans?.orphans ?? 0 },
  { name: "without_end", type: "BIGINT", read: (source) => source.spans?.withoutEnd ?? 0 },
  { name: "negative_durations", type: "BIGINT", read: (source) => source.spans?.negative ?? 0 },
  { name: "outside_parent", type: "BIGINT", read: (source) => source.spans?.outside ?? 0 },
  { name: "worst_outside_ms", type: "DOUBLE", read: (source) => source.spans?.worst?.ms ?? null },
  { name: "attributes_not_mapped", type: "BIGINT", read: (source) => source.attributeKeys },
  { name: "notes", type: "BIGINT", read: (source) => source.noteEntries },
];

/** One row per source. */
export function table({ sources }: ImportReport): TableData {
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows: sources.map((source) => columns.map(({ read }) => read(source))),
  };
}
