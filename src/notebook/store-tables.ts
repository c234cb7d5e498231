import { identifier } from "../engine/sql.ts";
import type { AddedColumns } from "../importers/importer.ts";
import { type CanonicalTable, type ColumnType, canonicalTables } from "../traces/schema.ts";

type Columns = Readonly<Record<string, ColumnType>>;

/** The columns that the store adds behind an importer's own, with what they hold before `derive` has run. */
const addedTypes: Record<CanonicalTable, Columns> = {
  spans: {
    source_id: "INTEGER",
    self_ns: "BIGINT",
    trace_start_ns: "BIGINT",
    counts_usage: "BOOLEAN",
  },
  documents: { source_id: "INTEGER" },
  scores: { source_id: "INTEGER" },
  embeddings: { source_id: "INTEGER" },
  deployments: { source_id: "INTEGER" },
};

const traces: Columns = {
  trace_id: "VARCHAR",
  root_name: "VARCHAR",
  root_kind: "VARCHAR",
  root_status: "VARCHAR",
  start_ns: "BIGINT",
  end_ns: "BIGINT",
  root_ns: "BIGINT",
  spans: "BIGINT",
  errors: "BIGINT",
  input_tokens: "BIGINT",
  output_tokens: "BIGINT",
  cost_usd: "DOUBLE",
  tenant: "VARCHAR",
  user_id: "VARCHAR",
  session_id: "VARCHAR",
  service: "VARCHAR",
};

const withAdded = (table: CanonicalTable): Columns => ({ ...canonicalTables[table], ...addedTypes[table] });

const dataTables = {
  spans: withAdded("spans"),
  documents: withAdded("documents"),
  scores: withAdded("scores"),
  embeddings: withAdded("embeddings"),
  deployments: withAdded("deployments"),
  traces,
};

/** A table of the store that holds data: what imports bring, and the traces of it. */
export type DataTable = keyof typeof dataTables;

export const dataTableNames = Object.keys(dataTables) as DataTable[];

/** A list of a table's columns, where `*` would also give the `rowid` of one that is read where it was kept. */
export function columnList(table: DataTable, without: readonly string[] = []): string {
  const names = Object.keys(dataTables[table]).filter((name) => !without.includes(name));
  return names.map((name) => `t.${identifier(name)}`).join(", ");
}

export function createTable(table: DataTable): string {
  const list = Object.entries(dataTables[table]).map(([name, type]) => `${identifier(name)} ${type}`);
  return `CREATE TABLE IF NOT EXISTS store.${table} (${list.join(", ")})`;
}

/** The added columns of the rows that a source brings: its id, and nothing yet in what `derive` fills. */
export function addedColumns(source: number): AddedColumns {
  const of = (table: CanonicalTable) =>
    Object.entries(addedTypes[table]).map(([name, type]) => ({
      name,
      type,
      value: name === "source_id" ? source : null,
    }));
  return {
    spans: of("spans"),
    documents: of("documents"),
    scores: of("scores"),
    embeddings: of("embeddings"),
    deployments: of("deployments"),
  };
}
