import type { Engine } from "../engine/engine.ts";
import { identifier, literal } from "../engine/sql.ts";
import { toObjects } from "../engine/table-data.ts";
import { canonicalTableNames } from "../traces/schema.ts";
import { type CohortProblems, clearMembers, writeMembers } from "./cohort-members.ts";
import {
  type CohortRule,
  type Cohorts,
  cohortExpression,
  cohortNames,
  noCohorts,
  onlyWindows,
  windowCondition,
  windowNs,
} from "./cohorts.ts";
import { modelPricesColumns } from "./costs.ts";
import { dropStepTimes } from "./step-times.ts";
import { createTable, dataTableNames } from "./store-tables.ts";
import { type CohortView, cohortViews, plainViews, viewWithCohort } from "./store-views.ts";

/**
 * The tables that imports fill (schema `store`) and the views that cells read (schema `main`).
 * The views add what is cheap to compute: times, durations, the cohort. Changing windows replaces views only; any other
 * rule of a cohort has its traces looked for (`setCohorts`).
 */
export async function createStore(engine: Engine, cohorts: Cohorts = noCohorts): Promise<void> {
  await engine.query("CREATE SCHEMA IF NOT EXISTS store");
  for (const table of dataTableNames) await engine.query(createTable(table));
  for (const sql of bookkeeping) await engine.query(sql);
  await setCohorts(engine, cohorts, { find: false });
}

/** Takes everything out: every import, every table of a cell. */
export async function clearStore(engine: Engine, cohorts: Cohorts): Promise<void> {
  const tables = toObjects(
    await engine.query(
      `SELECT table_name, table_type FROM information_schema.tables WHERE in_search_path(table_catalog, table_schema)`,
    ),
  );
  for (const { table_name, table_type } of tables)
    await engine.query(`DROP ${table_type === "VIEW" ? "VIEW" : "TABLE"} ${identifier(String(table_name))}`);
  await dropStepTimes(engine);
  await engine.query("DROP SCHEMA IF EXISTS store CASCADE");
  await createStore(engine, cohorts);
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
];

/** The names that cells may read and may not take. */
export const storeViews = [
  ...canonicalTableNames,
  ...(["traces", "sources", "import_issues", "import_attributes", "model_prices"] as const),
] as const;

export interface CohortOptions {
  /** False leaves rules that are more than windows without traces: nothing of the notebook's is run. */
  readonly find?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Makes the `cohort` column follow the rules. Windows alone only replace the views; else each side's traces are found
 * and written down. A rule that cannot be understood gives no trace and is told; the views stand in any case.
 */
export async function setCohorts(
  engine: Engine,
  cohorts: Cohorts,
  { find = true, signal }: CohortOptions = {},
): Promise<CohortProblems> {
  const problems = await setMembers(engine, cohorts, find, signal);
  const views: Record<(typeof storeViews)[number], string> = {
    ...cohortColumns(cohorts),
    documents: plainViews.documents,
    deployments: plainViews.deployments,
    sources: "SELECT * FROM store.sources",
    import_issues: "SELECT * FROM store.import_issues",
    import_attributes: "SELECT * FROM store.import_attributes",
    model_prices: "SELECT * FROM store.model_prices",
  };
  for (const [name, select] of Object.entries(views)) await engine.query(`CREATE OR REPLACE VIEW ${name} AS ${select}`);
  await engine.query(`CREATE OR REPLACE VIEW store.cohorts AS ${cohortRows(cohorts, problems)}`);
  return problems;
}

async function setMembers(
  engine: Engine,
  cohorts: Cohorts,
  find: boolean,
  signal: AbortSignal | undefined,
): Promise<CohortProblems> {
  if (onlyWindows(cohorts)) return {};
  if (find) return await writeMembers(engine, cohorts, { signal });
  await clearMembers(engine);
  return {};
}

function cohortColumns(cohorts: Cohorts): Record<CohortView, string> {
  const build = onlyWindows(cohorts) ? windowColumn(cohorts) : memberColumn;
  return Object.fromEntries(cohortViews.map((view) => [view, build(view)])) as Record<CohortView, string>;
}

function windowColumn(cohorts: Cohorts) {
  const start: Readonly<Record<CohortView, string>> = {
    spans: "trace_start_ns",
    traces: "start_ns",
    scores: "coalesce(tr.start_ns, t.time_ns)",
    embeddings: "t.time_ns",
  };
  const traceOfScore = "LEFT JOIN store.traces tr ON t.target_type = 'trace' AND tr.trace_id = t.target_id";
  return (view: CohortView) =>
    viewWithCohort(view, cohortExpression(cohorts, start[view]), view === "scores" ? traceOfScore : "");
}

function memberColumn(view: CohortView): string {
  const byTrace = view === "spans" || view === "traces";
  const join = byTrace
    ? "LEFT JOIN store.cohort_traces c ON c.trace_id = t.trace_id"
    : `LEFT JOIN store.cohort_${view} c ON c.row = t.rowid`;
  return viewWithCohort(view, "c.cohort", join);
}

/**
 * The query that gives the cohorts that there are: cohort, from_ns and to_ns of its window (an open end at the traces'
 * own, both NULL without one), what is wrong with its rule, and how many traces meet both rules.
 */
function cohortRows(cohorts: Cohorts, problems: CohortProblems): string {
  const rows = cohortNames.flatMap((name) => {
    const rule = cohorts[name];
    if (!rule) return [];
    const { from, to } = windowEnds(rule);
    return `SELECT ${literal(name)} AS cohort, ${from} AS from_ns, ${to} AS to_ns,
      ${literal(problems[name] ?? null)}::VARCHAR AS problem, (${overlap(cohorts)}) AS overlap`;
  });
  const none = `SELECT NULL::VARCHAR AS cohort, NULL::BIGINT AS from_ns, NULL::BIGINT AS to_ns,
    NULL::VARCHAR AS problem, NULL::BIGINT AS overlap WHERE false`;
  return rows.join(" UNION ALL ") || none;
}

function windowEnds(rule: CohortRule): { readonly from: string; readonly to: string } {
  const { from, to } = windowNs(rule);
  if (from === null && to === null) return { from: "NULL::BIGINT", to: "NULL::BIGINT" };
  const first = "(SELECT min(start_ns) FROM store.traces)";
  const last = "(SELECT max(start_ns) + 1 FROM store.traces)";
  return { from: from === null ? first : `${from}::BIGINT`, to: to === null ? last : `${to}::BIGINT` };
}

function overlap(cohorts: Cohorts): string {
  if (!onlyWindows(cohorts)) return "SELECT count(*) FROM store.cohort_traces WHERE in_both";
  const { reference, current } = cohorts;
  if (!reference || !current) return "0";
  const both = [reference, current].map((rule) => windowCondition(rule, "start_ns"));
  return `SELECT count(*) FROM store.traces WHERE ${both.join(" AND ")}`;
}
