import type { RecordBatch } from "apache-arrow";
import type { Engine, QueryOptions } from "../engine/engine.ts";
import { literal, literals } from "../engine/sql.ts";
import {
  type CanonicalTable,
  type ColumnType,
  canonicalTables,
  type DocumentRow,
  type Row,
  type SpanRow,
} from "../traces/schema.ts";

/** Which rows go out. */
export interface Selection {
  /** Only those of this trace. */
  readonly trace?: string | null;
  /** Only those for which this SQL condition holds. */
  readonly where?: string | null;
}

/** The selection as an SQL condition on the view `spans`. */
export function spanCondition({ trace, where }: Selection): string {
  const ofTrace = typeof trace === "string" ? `trace_id = ${literal(trace)}` : "";
  const parts = [ofTrace, where ? `(${where}\n)` : ""];
  return parts.filter(Boolean).join(" AND ") || "true";
}

export interface SpanWithDocuments {
  readonly span: SpanRow;
  readonly documents: readonly DocumentRow[];
}

const spanColumns = Object.keys(canonicalTables.spans) as (keyof SpanRow)[];
const documentColumns = Object.keys(canonicalTables.documents) as (keyof DocumentRow)[];

/** Rows of the view `spans` under a condition, some thousand at a time, in the order of the store. */
export async function* spanRows(
  engine: Engine,
  condition: string,
  options: QueryOptions,
): AsyncGenerator<readonly SpanRow[], void, undefined> {
  const sql = `SELECT ${spanColumns.join(", ")} FROM spans WHERE ${condition}`;
  for await (const batch of engine.stream(sql, options)) yield pickedRows("spans", spanColumns, batch);
}

/** As `spanRows`, each span with the documents that it found. */
export async function* spansWithDocuments(
  engine: Engine,
  condition: string,
  options: QueryOptions,
): AsyncGenerator<readonly SpanWithDocuments[], void, undefined> {
  const finders = await spansWithAny(engine, options);
  for await (const spans of spanRows(engine, condition, options)) {
    const found = await documentsOf(
      engine,
      spans.filter((span) => finders.has(keyOf(span))),
      options,
    );
    yield spans.map((span) => ({ span, documents: found.get(keyOf(span)) ?? [] }));
  }
}

/** The spans that found documents. */
async function spansWithAny(engine: Engine, options: QueryOptions): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  const sql = "SELECT DISTINCT trace_id, span_id FROM store.documents";
  for await (const batch of engine.stream(sql, options))
    for (const ids of pickedRows("documents", ["trace_id", "span_id"], batch)) keys.add(keyOf(ids));
  return keys;
}

async function documentsOf(
  engine: Engine,
  spans: readonly SpanRow[],
  options: QueryOptions,
): Promise<ReadonlyMap<string, DocumentRow[]>> {
  const found = new Map<string, DocumentRow[]>();
  if (spans.length === 0) return found;
  const ids = literals([...new Set(spans.map(({ span_id }) => span_id ?? ""))]);
  const sql = `SELECT * FROM store.documents WHERE coalesce(span_id, '') IN ${ids} ORDER BY rank`;
  for await (const batch of engine.stream(sql, options)) {
    for (const document of pickedRows("documents", documentColumns, batch)) {
      const key = keyOf(document);
      const list = found.get(key);
      if (list) list.push(document);
      else found.set(key, [document]);
    }
  }
  return found;
}

interface SpanIds {
  readonly trace_id: string | null;
  readonly span_id: string | null;
}

export function keyOf({ trace_id, span_id }: SpanIds): string {
  return `${trace_id}\n${span_id}`;
}

/** Some columns of a canonical table's rows in what the engine gave. */
export function pickedRows<T extends CanonicalTable, C extends keyof Row<T> & string>(
  table: T,
  columns: readonly C[],
  batch: RecordBatch,
): Pick<Row<T>, C>[] {
  const types: Readonly<Record<string, ColumnType>> = canonicalTables[table];
  const rows: Record<string, unknown>[] = Array.from({ length: batch.numRows }, () => ({}));
  for (const name of columns) {
    const column = batch.getChild(name);
    const isMap = types[name] === "MAP(VARCHAR, VARCHAR)";
    for (const [at, row] of rows.entries()) {
      const value: unknown = column?.get(at) ?? null;
      row[name] = isMap && value !== null ? new Map(value as Iterable<[string, string]>) : value;
    }
  }
  // The engine gives each column in the type that the schema names.
  return rows as unknown as Pick<Row<T>, C>[];
}
