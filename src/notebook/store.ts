import type { Engine } from "../engine/engine.ts";
import { identifier } from "../engine/sql.ts";
import { toObjects } from "../engine/table-data.ts";
import type { AddedColumns } from "../importers/importer.ts";
import { type CanonicalTable, type ColumnType, canonicalTableNames, canonicalTables } from "../traces/schema.ts";
import { type Cohorts, cohortExpression, cohortRows, noCohorts } from "./cohorts.ts";
import { modelPricesColumns } from "./costs.ts";

/**
 * The tables that imports fill (schema `store`) and the views that cells read (schema `main`).
 * The views add what is cheap to compute: times, durations, the cohort. Changing the cohorts replaces views only.
 */
export async function createStore(engine: Engine, cohorts: Cohorts = noCohorts): Promise<void> {
  await engine.query("CREATE SCHEMA IF NOT EXISTS store");
  for (const table of canonicalTableNames) await engine.query(createTable(table));
  for (const sql of bookkeeping) await engine.query(sql);
  await setCohorts(engine, cohorts);
}

/** Takes everything out: every import, every table of a cell. */
export async function clearStore(engine: Engine, cohorts: Cohorts): Promise<void> {
  const tables = toObjects(
    await engine.query(`SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'main'`),
  );
  for (const { table_name, table_type } of tables)
    await engine.query(`DROP ${table_type === "VIEW" ? "VIEW" : "TABLE"} ${identifier(String(table_name))}`);
  await engine.query("DROP SCHEMA IF EXISTS store CASCADE");
  await createStore(engine, cohorts);
}

/** The columns that the store adds behind an importer's own, with what they hold before `derive` has run. */
const addedTypes: Record<CanonicalTable, Readonly<Record<string, ColumnType>>> = {
  spans: { source_id: "INTEGER", self_ns: "BIGINT", trace_start_ns: "BIGINT", counts_usage: "BOOLEAN" },
  documents: { source_id: "INTEGER" },
  scores: { source_id: "INTEGER" },
  embeddings: { source_id: "INTEGER" },
  deployments: { source_id: "INTEGER" },
};

function createTable(table: CanonicalTable): string {
  const columns = Object.entries({ ...canonicalTables[table], ...addedTypes[table] });
  const list = columns.map(([name, type]) => `${identifier(name)} ${type}`).join(", ");
  return `CREATE TABLE IF NOT EXISTS store.${table} (${list})`;
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

const bookkeeping = [
  `CREATE TABLE IF NOT EXISTS store.sources (source_id INTEGER, path VARCHAR, format VARCHAR, reason VARCHAR,
    compression VARCHAR, sha256 VARCHAR, bytes BIGINT, records BIGINT, lost BIGINT, spans BIGINT, documents BIGINT,
    scores BIGINT, embeddings BIGINT, deployments BIGINT, rows BIGINT, tables VARCHAR[], issues BIGINT,
    duplicates BIGINT)`,
  `CREATE TABLE IF NOT EXISTS store.import_issues (source_id INTEGER, path VARCHAR, line BIGINT, byte_offset BIGINT,
    severity VARCHAR, records BIGINT, reason VARCHAR)`,
  "CREATE TABLE IF NOT EXISTS store.import_attributes (source_id INTEGER, key VARCHAR, spans BIGINT)",
  `CREATE TABLE IF NOT EXISTS store.model_prices ${modelPricesColumns}`,
  `CREATE TABLE IF NOT EXISTS store.traces (trace_id VARCHAR, root_name VARCHAR, root_kind VARCHAR, root_status VARCHAR,
    start_ns BIGINT, end_ns BIGINT, root_ns BIGINT, spans BIGINT, errors BIGINT, input_tokens BIGINT,
    output_tokens BIGINT, cost_usd DOUBLE, tenant VARCHAR, user_id VARCHAR, session_id VARCHAR, service VARCHAR)`,
];

/** The names that cells may read and may not take. */
export const storeViews = [
  ...canonicalTableNames,
  ...(["traces", "sources", "import_issues", "import_attributes", "model_prices"] as const),
] as const;

/** Replaces the views, so that their `cohort` column follows the windows. */
export async function setCohorts(engine: Engine, cohorts: Cohorts): Promise<void> {
  const cohort = (startNs: string) => `${cohortExpression(cohorts, startNs)} AS cohort`;
  const time = (column: string) => `make_timestamp(${column} // 1000)`;
  const source = "(SELECT s.path FROM store.sources s WHERE s.source_id = t.source_id) AS source_file";
  const views: Record<(typeof storeViews)[number], string> = {
    spans: `SELECT t.* EXCLUDE (self_ns), ${time("start_ns")} AS start_time, ${time("end_ns")} AS end_time,
      (end_ns - start_ns) / 1e6 AS duration_ms, self_ns / 1e6 AS self_ms, ${source},
      ${cohort("trace_start_ns")} FROM store.spans t`,
    traces: `SELECT t.*, ${time("start_ns")} AS start_time, root_ns / 1e6 AS duration_ms,
      (end_ns - start_ns) / 1e6 AS wall_ms, ${cohort("start_ns")} FROM store.traces t`,
    documents: `SELECT t.*, ${source} FROM store.documents t`,
    scores: `SELECT t.*, ${time("t.time_ns")} AS time, ${cohort("coalesce(tr.start_ns, t.time_ns)")} FROM store.scores t
      LEFT JOIN store.traces tr ON t.target_type = 'trace' AND tr.trace_id = t.target_id`,
    embeddings: `SELECT t.*, ${time("t.time_ns")} AS time, ${cohort("t.time_ns")} FROM store.embeddings t`,
    deployments: `SELECT t.*, ${time("t.time_ns")} AS time FROM store.deployments t`,
    sources: "SELECT * FROM store.sources",
    import_issues: "SELECT * FROM store.import_issues",
    import_attributes: "SELECT * FROM store.import_attributes",
    model_prices: "SELECT * FROM store.model_prices",
  };
  for (const [name, select] of Object.entries(views)) await engine.query(`CREATE OR REPLACE VIEW ${name} AS ${select}`);
  await engine.query(`CREATE OR REPLACE VIEW store.cohorts AS ${cohortRows(cohorts)}`);
}
