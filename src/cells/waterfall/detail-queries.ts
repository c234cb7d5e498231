import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { literal } from "../../engine/sql.ts";
import { type Plain, toObjects } from "../../engine/table-data.ts";
import { ageWords, documentAge, documentTime } from "../document-age.ts";

/** A text, or its start. */
export interface Text {
  readonly start: string;
  /** Characters of the whole. */
  readonly length: number;
  /** An SQL query that gives the whole; null when `start` is all there is. */
  readonly whole: string | null;
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** Everything that is known of one span, long texts cut. */
export interface SpanData {
  /** By column of `spans`; absent where NULL. */
  readonly columns: Readonly<Record<string, string>>;
  readonly input: Text | null;
  readonly output: Text | null;
  readonly events: Text | null;
  readonly links: Text | null;
  readonly attributes: readonly { readonly key: string; readonly text: Text }[];
  readonly documents: readonly DocumentData[];
  readonly comparison: Comparison | null;
}

export interface DocumentData {
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly content: Text | null;
  readonly metadata: Text | null;
}

/** The span's duration among all spans with its name and kind that have one. */
export interface Comparison {
  readonly calls: number;
  readonly shorter: number;
  /** Medians in milliseconds; null without such calls. */
  readonly reference: number | null;
  readonly current: number | null;
}

/** Fetched at once; the rest of a longer text only when it is opened. */
const fetched = 100_000;

const columns = [
  ...["name", "kind", "status", "status_message", "model", "provider", "service", "scope", "tenant", "user_id"],
  ...["session_id", "input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens", "reasoning_tokens"],
  ...["cost_usd", "cost_source", "start_ns", "end_ns", "start_time", "cohort", "source_file", "source_row"],
];
const texts = ["input", "output", "events", "links"] as const;

/** Reads everything about a span. null when it is not there (any more). */
export async function readSpan(
  engine: Engine,
  trace: string,
  span: string,
  options: QueryOptions,
): Promise<SpanData | null> {
  const where = `trace_id = ${literal(trace)} AND span_id = ${literal(span)}`;
  const ask = async (sql: string) => toObjects(await engine.query(sql, options));
  const [row] = await ask(`SELECT ${[...columns.map((c) => `${c}::VARCHAR AS ${c}`), ...texts.map(cut)].join(", ")}
    FROM spans WHERE ${where} LIMIT 1`);
  if (!row) return null;
  const attributes = await ask(`SELECT key, ${cut("value")} FROM (
    SELECT unnest(map_keys(attributes)) AS key, unnest(map_values(attributes)) AS value
    FROM (SELECT attributes FROM spans WHERE ${where} LIMIT 1)) ORDER BY key`);
  const wholeOf = (column: string) => `SELECT ${column} AS whole FROM spans WHERE ${where} LIMIT 1`;
  const textOf = (column: string) => toText(row, column, wholeOf(column));
  return {
    columns: Object.fromEntries(columns.flatMap((name) => (row[name] === null ? [] : [[name, String(row[name])]]))),
    input: textOf("input"),
    output: textOf("output"),
    events: textOf("events"),
    links: textOf("links"),
    attributes: attributes.map((attribute) => toAttribute(attribute, wholeOf)),
    documents: (await ask(documentsSql(where))).map((document) => toDocument(document, where)),
    comparison: await compare(ask, row),
  };
}

/** The whole of a text. */
export async function readWhole(engine: Engine, text: Text, options: QueryOptions): Promise<string> {
  if (text.whole === null) return text.start;
  const [row] = toObjects(await engine.query(text.whole, options));
  return String(row?.whole ?? "");
}

function cut(column: string): string {
  return `left(${column}, ${fetched}) AS ${column}, length(${column}) AS ${column}_length`;
}

function toText(row: Record<string, Plain>, column: string, whole: string): Text | null {
  const start = row[column];
  if (start === null || start === undefined) return null;
  const length = Number(row[`${column}_length`] ?? 0);
  return { start: String(start), length, whole: length > fetched ? whole : null };
}

function toAttribute(row: Record<string, Plain>, wholeOf: (column: string) => string): SpanData["attributes"][number] {
  const key = String(row.key);
  const whole = wholeOf(`attributes[${literal(key)}]`);
  return { key, text: toText(row, "value", whole) ?? { start: "", length: 0, whole: null } };
}

function documentsSql(where: string): string {
  const age = documentAge(`(SELECT start_ns FROM spans WHERE ${where} LIMIT 1)`, documentTime("last_updated"));
  return `SELECT rank, doc_id, score, score_kind, last_updated, ${age} / 86400e9 AS days, ${cut("content")}, ${cut("metadata")},
    row_number() OVER (ORDER BY rank, doc_id) AS place
    FROM documents WHERE ${where} ORDER BY place`;
}

function toDocument(row: Record<string, Plain>, where: string): DocumentData {
  const wholeOf = (column: string) =>
    `SELECT whole FROM (SELECT ${column} AS whole, row_number() OVER (ORDER BY rank, doc_id) AS place
      FROM documents WHERE ${where}) WHERE place = ${Number(row.place)}`;
  const fact = (name: string, value: Plain | undefined): Fact[] =>
    value === null || value === undefined ? [] : [{ name, value: String(value) }];
  return {
    title: row.doc_id === null ? `document ${Number(row.place)}` : String(row.doc_id),
    facts: [
      ...fact("rank", row.rank),
      ...fact(row.score_kind === null ? "score" : `score (${row.score_kind})`, row.score),
      ...fact("age", typeof row.days === "number" ? ageWords(row.days) : null),
      ...fact("last updated", row.last_updated),
    ],
    content: toText(row, "content", wholeOf("content")),
    metadata: toText(row, "metadata", wholeOf("metadata")),
  };
}

async function compare(
  ask: (sql: string) => Promise<Record<string, Plain>[]>,
  row: Record<string, Plain>,
): Promise<Comparison | null> {
  const same = (column: string) => `${column} IS NOT DISTINCT FROM ${literal(row[column] as string | null)}`;
  if (row.start_ns === null || row.end_ns === null) return null;
  const mine = `(${row.end_ns} - ${row.start_ns}) / 1e6`;
  const median = (cohort: string) => `quantile_cont(duration_ms, 0.5) FILTER (cohort = '${cohort}') AS ${cohort}`;
  const [found] = await ask(`SELECT count(duration_ms) AS calls, count(*) FILTER (duration_ms < ${mine}) AS shorter,
    ${median("reference")}, ${median("current")} FROM spans WHERE ${same("name")} AND ${same("kind")}`);
  if (!found) return null;
  const number = (value: Plain | undefined) => (typeof value === "number" ? value : null);
  return {
    calls: Number(found.calls),
    shorter: Number(found.shorter),
    reference: number(found.reference),
    current: number(found.current),
  };
}
